"""An article's text cut into pieces, so that every claim and every reference can be marked where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from claimsift.stages.write.read_material import ArticleMaterial

Part = Literal["treatment", "outcome", "timepoint", "population"]
Role = Literal["text", "claim", "marker", "reference"] | Part
# Of two parts that overlap the earlier in this list is marked.
_PARTS: tuple[Part, ...] = ("treatment", "outcome", "timepoint", "population")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text: a number with the claims that it makes, or a marker or entry with its `reference_id`."""

    role: Role
    text: str
    claims: tuple[Mapping[str, Any], ...] = ()
    reference_id: str | None = None


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    role: Role
    claims: tuple[Mapping[str, Any], ...] = ()
    reference_id: str | None = None


def mark_article(material: ArticleMaterial) -> tuple[Piece, ...]:
    """The whole text in pieces, in order; of two that overlap the number wins over the marker, that over the rest."""
    marks = _numbers(material.claims)
    for claim in material.claims:
        citation = claim["citation"]
        for marker in citation["markers"] if citation else ():
            key = citation["references"][0] if citation["references"] else None
            marks.append(_Mark(marker["start"], marker["end"], "marker", reference_id=key))
    marks += [
        _Mark(claim[part]["start"], claim[part]["end"], part)
        for part in _PARTS
        for claim in material.claims
        if claim[part]
    ]
    marks += [
        _Mark(reference["start"], reference["end"], "reference", reference_id=reference["reference_id"])
        for reference in material.references
        if reference["start"] is not None
    ]
    return tuple(_cut(material.text, _without_overlaps(marks)))


def _numbers(claims: Iterable[Mapping[str, Any]]) -> list[_Mark]:
    """The claims' numbers; claims whose numbers overlap share the place of the first."""
    marks: list[_Mark] = []
    for claim in sorted(claims, key=lambda claim: (claim["quantity"]["start"], claim["quantity"]["end"])):
        quantity = claim["quantity"]
        if marks and quantity["start"] < marks[-1].end:
            marks[-1] = replace(marks[-1], claims=(*marks[-1].claims, claim))
        else:
            marks.append(_Mark(quantity["start"], quantity["end"], "claim", (claim,)))
    return marks


def _without_overlaps(marks: Iterable[_Mark]) -> list[_Mark]:
    taken: set[int] = set()
    kept = []
    for mark in marks:
        places = range(mark.start, mark.end)
        if mark.start < mark.end and taken.isdisjoint(places):
            taken.update(places)
            kept.append(mark)
    return sorted(kept, key=lambda mark: mark.start)


def _cut(text: str, marks: Iterable[_Mark]) -> list[Piece]:
    pieces, done = [], 0
    for mark in marks:
        if done < mark.start:
            pieces.append(Piece("text", text[done : mark.start]))
        pieces.append(Piece(mark.role, text[mark.start : mark.end], mark.claims, mark.reference_id))
        done = mark.end
    pieces.append(Piece("text", text[done:]))
    return pieces
