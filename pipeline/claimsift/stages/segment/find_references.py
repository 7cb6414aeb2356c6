"""Finds the reference list and splits it into entries."""

from __future__ import annotations

import re

from claimsift.records import Block, ReferenceEntry

_NUMBERED = re.compile(r"\s*(?:\[(\d{1,3})\]|\((\d{1,3})\)|(\d{1,3})[.)]?)\s+(?=\S)")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def find_references(text: str, blocks: tuple[Block, ...]) -> tuple[tuple[ReferenceEntry, ...], tuple[Block, ...]]:
    """The entries of the reference list, and the blocks with those entries marked as `reference`."""
    entries: list[ReferenceEntry] = []
    marked = list(blocks)
    for index, block in enumerate(blocks):
        raw = text[block.start : block.end]
        match = _NUMBERED.match(raw)
        if match and _YEAR.search(raw) and len(raw) > 60:
            key = next(group for group in match.groups() if group)
            start = block.start + match.end()
            entries.append(ReferenceEntry(key, text[start : block.end], start, block.end))
            marked[index] = Block(block.start, block.end, "reference", block.level, block.section, start)
    return tuple(entries), tuple(marked)
