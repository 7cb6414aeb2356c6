"""Learns new weights from gold and from reviewers' decisions, and measures whether they are better."""
