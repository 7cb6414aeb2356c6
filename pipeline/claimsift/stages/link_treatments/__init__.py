"""Treatments named in the text, and which of them each claim is about."""
