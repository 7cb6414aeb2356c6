"""Overwrites what is not prose, keeping every offset."""

from __future__ import annotations

import re

from claimsift.records import Block, CitationMarker

# The address part of a Markdown link, and the characters that only format.
_LINK_ADDRESS = re.compile(r"\((?<=\]\()(?:[^()\s]|\([^()\s]*\))*(?:\s+\"[^\"]*\")?\s*\)")
# Each alternative starts with one sign, not with a set of them: only then does the search leap from sign to sign.
_FORMATTING = re.compile(
    r"\*\*|__|\*(?:(?<!\w\*)(?=\S)|(?<=\S\*)(?!\w))|_(?:(?<!\w_)(?=\S)|(?<=\S_)(?!\w))|`|!\[|#(?<![^\n]#)#{0,5}(?=\s)",
)
_LINK_BRACKETS = re.compile(r"\[([^\[\]]*)\](?=\s*\()")


def _is_apart(marker: CitationMarker) -> bool:
    return marker.style != "author_year" or marker.text.startswith(("(", "["))


def mask_text(text: str, blocks: tuple[Block, ...], markers: tuple[CitationMarker, ...]) -> str:
    """The text with markers, bullets, list numbers and Markdown syntax as spaces; same length, same offsets."""
    spans = [(block.start, block.text_start) for block in blocks if block.text_start > block.start]
    # Names in running text ("Lehouck et al. (2012) found") are part of the sentence; "(Lehouck et al., 2012)" is not.
    spans += [(m.start, m.end) for m in markers if m.style not in ("narrative", "hyperlink") and _is_apart(m)]
    for match in _LINK_BRACKETS.finditer(text):
        spans += ((match.start(), match.start() + 1), (match.end() - 1, match.end()))
    for pattern in (_LINK_ADDRESS, _FORMATTING):
        spans += [match.span() for match in pattern.finditer(text)]
    pieces: list[str] = []
    cursor = 0
    for start, end in sorted(spans):
        if end <= cursor:
            continue
        begin = max(start, cursor)
        pieces.append(text[cursor:begin])
        pieces.append("\n".join(" " * len(line) for line in text[begin:end].split("\n")))
        cursor = end
    pieces.append(text[cursor:])
    return "".join(pieces)
