"""Overwrites what is not prose, keeping every offset."""

from __future__ import annotations

import re

from claimsift.records import Block, CitationMarker

# The address part of a Markdown link, and the characters that only format.
_LINK_ADDRESS = re.compile(r"(?<=\])\((?:[^()\s]|\([^()\s]*\))*(?:\s+\"[^\"]*\")?\s*\)")
_FORMATTING = re.compile(r"\*\*|__|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)|`|!\[|^#{1,6}(?=\s)", re.MULTILINE)
_FORMAT_START = re.compile(r"[*_`!#]")
_NOT_LINE_END = re.compile(r"[^\n]")
_LINK_BRACKETS = re.compile(r"\[([^\[\]]*)\](?=\s*\()")


def mask_text(text: str, blocks: tuple[Block, ...], markers: tuple[CitationMarker, ...]) -> str:
    """The text with markers, bullets, list numbers and Markdown syntax as spaces; same length, same offsets."""
    spans = [(block.start, block.text_start) for block in blocks if block.start < block.text_start]
    # Author-year names in running text ("Lehouck et al. (2012) found") are part of the sentence.
    spans += [(m.start, m.end) for m in markers if m.style not in ("narrative", "author_year", "hyperlink")]
    if "](" in text or "] (" in text:
        for match in _LINK_BRACKETS.finditer(text):
            spans += [(match.start(), match.start() + 1), (match.end() - 1, match.end())]
        spans += [match.span() for match in _LINK_ADDRESS.finditer(text)]
    spans += _formatting(text)
    spans.sort()
    pieces: list[str] = []
    position = 0
    for start, end in spans:
        if end <= position:
            continue
        begin = max(position, start)
        hidden = text[begin:end]
        pieces.append(text[position:begin])
        pieces.append(_NOT_LINE_END.sub(" ", hidden) if "\n" in hidden else " " * len(hidden))
        position = end
    pieces.append(text[position:])
    return "".join(pieces)


def _formatting(text: str) -> list[tuple[int, int]]:
    """The spans of characters that only format; a first look at single characters is what a fast scan can do."""
    spans: list[tuple[int, int]] = []
    position = 0
    while start := _FORMAT_START.search(text, position):
        match = _FORMATTING.match(text, start.start())
        position = match.end() if match else start.start() + 1
        if match:
            spans.append(match.span())
    return spans
