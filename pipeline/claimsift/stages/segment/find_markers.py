"""Finds citation markers in the running text."""

from __future__ import annotations

import re

from claimsift.records import Block, CitationMarker, ReferenceEntry

_MARKER = re.compile(r"\((\d{1,3}(?:\s*[,–-]\s*\d{1,3})*)\)|\[(\d{1,3}(?:\s*[,–-]\s*\d{1,3})*)\]")


def find_markers(
    text: str, blocks: tuple[Block, ...], references: tuple[ReferenceEntry, ...]
) -> tuple[tuple[CitationMarker, ...], tuple[ReferenceEntry, ...]]:
    """The markers, and the references with an empty entry added for each key that the list does not hold."""
    keys = {entry.reference_id for entry in references}
    markers = []
    for block in blocks:
        if block.kind in ("reference", "front_matter", "furniture"):
            continue
        for match in _MARKER.finditer(text, block.start, block.end):
            named = _spell_out(match[1] or match[2])
            if named and all(key in keys for key in named):
                style = "parens" if match[1] else "bracket"
                markers.append(CitationMarker(match[0], match.start(), match.end(), named, style))
    return tuple(markers), references


def _spell_out(inner: str) -> tuple[str, ...]:
    keys: list[str] = []
    for part in re.split(r"\s*,\s*", inner):
        ends = [int(number) for number in re.findall(r"\d+", part)]
        keys.extend(str(number) for number in range(ends[0], ends[-1] + 1))
    return tuple(keys)
