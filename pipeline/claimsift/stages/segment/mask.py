"""Overwrites what is not prose, keeping every offset."""

from __future__ import annotations

import re

from claimsift.records import Block, CitationMarker

# The address part of a Markdown link, and the characters that only format.
_LINK_ADDRESS = re.compile(r"(?<=\])\((?:[^()\s]|\([^()\s]*\))*(?:\s+\"[^\"]*\")?\s*\)")
_FORMATTING = re.compile(r"\*\*|__|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)|`|!\[|^#{1,6}(?=\s)", re.MULTILINE)
_LINK_BRACKETS = re.compile(r"\[([^\[\]]*)\](?=\s*\()")


def mask_text(text: str, blocks: tuple[Block, ...], markers: tuple[CitationMarker, ...]) -> str:
    """The text with markers, bullets, list numbers and Markdown syntax as spaces; same length, same offsets."""
    masked = list(text)

    def blank(start: int, end: int) -> None:
        for index in range(start, end):
            if masked[index] != "\n":
                masked[index] = " "

    for block in blocks:
        blank(block.start, block.text_start)
    for marker in markers:
        # Author-year names in running text ("Lehouck et al. (2012) found") are part of the sentence.
        if marker.style not in ("narrative", "author_year", "hyperlink"):
            blank(marker.start, marker.end)
    for match in _LINK_BRACKETS.finditer(text):
        blank(match.start(), match.start() + 1)
        blank(match.end() - 1, match.end())
    for pattern in (_LINK_ADDRESS, _FORMATTING):
        for match in pattern.finditer(text):
            blank(match.start(), match.end())
    return "".join(masked)
