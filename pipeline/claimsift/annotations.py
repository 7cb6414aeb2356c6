"""What the stages leave on a spaCy `Doc` for each other: one `Annotations` under `doc.user_data["claimsift"]`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from claimsift.records import Claim, Layout, Reference, Rejection, TraceStep

if TYPE_CHECKING:
    from spacy.tokens import Doc

KEY = "claimsift"


@dataclass(slots=True)
class Annotations:
    """The state of one article on its way through the stages; only `component.py` modules write here.

    `trace` holds the steps of each claim by claim id, in the order of the stages.
    """

    article_id: str = ""
    layout: Layout | None = None
    claims: tuple[Claim, ...] = ()
    rejected: tuple[Rejection, ...] = ()
    references: tuple[Reference, ...] = ()
    trace: dict[str, tuple[TraceStep, ...]] = field(default_factory=dict)

    def add_trace(self, claim_id: str, *steps: TraceStep) -> None:
        self.trace[claim_id] = (*self.trace.get(claim_id, ()), *steps)


def annotations_of(doc: Doc) -> Annotations:
    """The claimsift annotations of a doc, made empty at the first call."""
    annotations = doc.user_data.get(KEY)
    if not isinstance(annotations, Annotations):
        annotations = Annotations()
        doc.user_data[KEY] = annotations
    return annotations


def layout_of(doc: Doc, stage: str) -> Layout:
    """The layout that the segment stage left.

    Raises:
        ValueError: `claimsift_segment` has not run before `stage`.
    """
    layout = annotations_of(doc).layout
    if layout is None:
        raise ValueError(f"{stage} needs claimsift_segment earlier in the pipeline: nlp.add_pipe('claimsift_segment')")
    return layout
