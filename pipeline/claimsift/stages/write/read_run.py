"""Reads a run back."""
