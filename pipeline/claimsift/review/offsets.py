"""Offsets of a browser, which counts UTF-16 units, to code points."""

from __future__ import annotations


def to_code_points(text: str, units: int) -> int | None:
    """The code point offset of a UTF-16 offset in `text`; None where it is outside, or inside a character."""
    if units < 0:
        return None
    seen = 0
    for position, char in enumerate(text):
        if seen >= units:
            return position if seen == units else None
        seen += 2 if char > "\uffff" else 1
    return len(text) if seen == units else None


def to_utf16(text: str, position: int) -> int:
    """The UTF-16 offset of a code point offset."""
    return position + sum(char > "\uffff" for char in text[:position])
