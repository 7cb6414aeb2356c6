"""The words around a claim: sentences before and after it, cut into pieces by what is marked in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from claimsift.stages.segment.find_blocks import find_blocks
from claimsift.stages.segment.find_sentences import find_sentences

_REACH = 3000  # code points on each side in which sentences are looked for
_AROUND = 3  # sentences
_PARTS = ("outcome", "population", "timepoint", "treatment")


@dataclass(frozen=True, slots=True)
class Mark:
    """A part of a claim in the text: `role` is its field."""

    role: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Piece:
    """Text without a border inside; `roles` mark it, and those in `opens` begin here."""

    text: str
    roles: tuple[str, ...]
    opens: tuple[str, ...]


def window_around(text: str, start: int, end: int, *, sentences: int = _AROUND) -> tuple[int, int]:
    """The span of the sentence at `start:end` with some sentences on each side."""
    low = text.rfind("\n", 0, max(0, start - _REACH)) + 1 if start > _REACH else 0
    high = text.find("\n", min(len(text), end + _REACH))
    # A line without end is cut off.
    low, high = max(low, start - 2 * _REACH, 0), min(len(text) if high < 0 else high, end + 2 * _REACH)
    part = text[low:high]
    found = [(low + s.start, low + s.end) for s in find_sentences(part, find_blocks(part))]
    here = [index for index, (first, last) in enumerate(found) if first < end and last > start]
    if not here:
        return max(low, start - 200), min(high, end + 200)
    first, last = max(0, here[0] - sentences), min(len(found) - 1, here[-1] + sentences)
    return min(found[first][0], start), max(found[last][1], end)


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The span of the sentence that holds `start:end`."""
    return window_around(text, start, end, sentences=0)


def marks_of(claim: Mapping[str, Any]) -> list[Mark]:
    """The parts of a claim that stand in the text, and its sentence."""
    marks = [Mark("sentence", claim["sentence"]["start"], claim["sentence"]["end"])]
    marks += [Mark("quantity", claim["quantity"]["start"], claim["quantity"]["end"])]
    marks += [Mark(part, claim[part]["start"], claim[part]["end"]) for part in _PARTS if claim[part]]
    if claim["citation"]:
        marks += [Mark("citation", marker["start"], marker["end"]) for marker in claim["citation"]["markers"]]
    return marks


def cut_text(text: str, start: int, end: int, marks: Iterable[Mark]) -> list[Piece]:
    """The pieces of `text[start:end]`, cut where a mark begins or ends."""
    inside = [Mark(m.role, max(m.start, start), min(m.end, end)) for m in marks if m.start < end and m.end > start]
    borders = sorted({start, end, *(m.start for m in inside), *(m.end for m in inside)})
    pieces = []
    for low, high in pairwise(borders):
        over = [m for m in inside if m.start <= low and m.end >= high]
        roles = tuple(dict.fromkeys(m.role for m in over))
        opens = tuple(m.role for m in over if m.start == low and m.role != "sentence")
        pieces.append(Piece(text[low:high], roles, opens))
    return pieces
