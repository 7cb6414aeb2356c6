"""Measures a run against gold, compares two runs, and measures the agreement of annotators."""
