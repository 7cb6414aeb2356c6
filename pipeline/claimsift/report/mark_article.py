"""An article's text cut into pieces, so that every claim and every reference can be marked where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from claimsift.stages.write.read_material import ArticleMaterial

Role = Literal["text", "claim", "treatment", "outcome", "marker", "reference"]
_PARTS: tuple[Literal["treatment", "outcome"], ...] = ("treatment", "outcome")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text: a claim's number, or a marker or entry with the `reference_id` that it points to or is."""

    role: Role
    text: str
    claim: Mapping[str, Any] | None = None
    reference_id: str | None = None


_Span = tuple[int, int, Role, Mapping[str, Any] | None, str | None]


def mark_article(material: ArticleMaterial) -> tuple[Piece, ...]:
    """The whole text in pieces, in order; of two that overlap the number wins over the marker, that over the rest."""
    spans: list[_Span] = []
    for claim in material.claims:
        quantity = claim["quantity"]
        spans.append((quantity["start"], quantity["end"], "claim", claim, None))
    for claim in material.claims:
        citation = claim["citation"]
        for marker in citation["markers"] if citation else ():
            key = citation["references"][0] if citation["references"] else None
            spans.append((marker["start"], marker["end"], "marker", None, key))
    for claim in material.claims:
        spans += [(claim[part]["start"], claim[part]["end"], part, None, None) for part in _PARTS if claim[part]]
    spans += [
        (reference["start"], reference["end"], "reference", None, reference["reference_id"])
        for reference in material.references
        if reference["start"] is not None
    ]
    return tuple(_cut(material.text, _without_overlaps(spans)))


def _without_overlaps(
    spans: list[_Span],
) -> list[_Span]:
    taken: set[int] = set()
    kept = []
    for span in spans:
        places = range(span[0], span[1])
        if span[0] < span[1] and taken.isdisjoint(places):
            taken.update(places)
            kept.append(span)
    return sorted(kept, key=lambda span: span[0])


def _cut(text: str, spans: list[_Span]) -> list[Piece]:
    pieces, done = [], 0
    for start, end, role, claim, reference_id in spans:
        if done < start:
            pieces.append(Piece("text", text[done:start]))
        pieces.append(Piece(role, text[start:end], claim, reference_id))
        done = end
    pieces.append(Piece("text", text[done:]))
    return pieces
