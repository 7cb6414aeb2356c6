"""The parts of a claim that stand in the text, and how much of the text a person needs around them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

_AROUND = 2_000  # code points
# The parts of a claim that point into the text, in the order in which they are written.
_PARTS = ("outcome", "population", "timepoint", "treatment")


@dataclass(frozen=True, slots=True)
class LabelledSpan:
    """One part of a claim: `role` is the field (`quantity`, `outcome`, …), `label` what an annotation tool shows."""

    role: str
    label: str
    text: str
    start: int
    end: int


def spans_of(claim: dict[str, Any]) -> tuple[LabelledSpan, ...]:
    """The parts of a claim that stand in the text: the quantity first, then the others, markers last."""
    spans = [_span("quantity", claim["kind"].upper(), claim["quantity"])]
    spans += [_span(part, part.upper(), claim[part]) for part in _PARTS if claim[part]]
    if claim["citation"]:
        spans += [_span("citation", "CITATION", marker) for marker in claim["citation"]["markers"]]
    return tuple(spans)


def excerpt_of(text: str, spans: tuple[LabelledSpan, ...]) -> tuple[int, int]:
    """The part of an article that a person needs to judge the spans, as offsets.

    It is the lines that hold them all, cut at a space where a line goes on for more than 2,000 code points.
    """
    first, last = min(span.start for span in spans), max(span.end for span in spans)
    start = text.rfind("\n", 0, first) + 1
    if first - start > _AROUND:
        start = text.find(" ", first - _AROUND, first) + 1 or first
    end = text.find("\n", last)
    end = len(text) if end < 0 else end
    if end - last > _AROUND:
        end = max(last, text.rfind(" ", last, last + _AROUND))
    return start, end


def _span(role: str, label: str, part: dict[str, Any]) -> LabelledSpan:
    return LabelledSpan(role, label, part["text"], part["start"], part["end"])
