"""Shape of a text: blocks, sentences, citation markers, reference entries."""

from claimsift.stages.segment.find_layout import find_layout

__all__ = ["find_layout"]
