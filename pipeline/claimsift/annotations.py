"""What the stages leave on a spaCy `Doc` for each other: one `Annotations` under `doc.user_data["claimsift"]`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import srsly

from claimsift.records import Claim, Layout, Reference, Rejection, TaggedReference, TraceStep
from claimsift.records.codec import from_plain, to_plain

if TYPE_CHECKING:
    from spacy.tokens import Doc

KEY = "claimsift"
_PACKED = "__claimsift__"
# Without claims there is nothing to describe or link: an empty result would hide the mistake.
_NEEDS = dict.fromkeys(
    ("claimsift_describe_claims", "claimsift_link_treatments", "claimsift_link_citations"), "claimsift_detect_claims"
)


@dataclass(slots=True)
class Annotations:
    """The state of one article on its way through the stages; only `component.py` modules write here.

    `trace` holds the steps of each claim by claim id, in the order of the stages; `stages` names those that have run.
    """

    article_id: str = ""
    layout: Layout | None = None
    claims: tuple[Claim, ...] = ()
    rejected: tuple[Rejection, ...] = ()
    references: tuple[Reference, ...] = ()
    tagged_references: tuple[TaggedReference, ...] = ()
    trace: dict[str, tuple[TraceStep, ...]] = field(default_factory=dict)
    stages: tuple[str, ...] = ()
    _text: str | None = field(default=None, init=False, repr=False, compare=False)

    def add_trace(self, claim_id: str, *steps: TraceStep) -> None:
        self.trace[claim_id] = (*self.trace.get(claim_id, ()), *steps)


def annotations_of(doc: Doc) -> Annotations:
    """The claimsift annotations of a doc, made empty at the first call."""
    annotations = doc.user_data.get(KEY)
    if isinstance(annotations, dict) and _PACKED in annotations:  # a doc from bytes, read before this module was there
        annotations = unpack_annotations(annotations)
        doc.user_data[KEY] = annotations
    if not isinstance(annotations, Annotations):
        annotations = Annotations()
        doc.user_data[KEY] = annotations
    return annotations


def text_of(doc: Doc) -> str:
    """The doc's text, joined once: `Doc.text` is put together from its tokens at every call."""
    annotations = annotations_of(doc)
    if annotations._text is None:
        annotations._text = doc.text
    return annotations._text


def keep_text(doc: Doc, text: str) -> None:
    """Say what the doc's text is, where it is known: nobody has to join it from the tokens."""
    annotations_of(doc)._text = text


def pack_annotations(value: Any, chain: Callable[[Any], Any] | None = None) -> Any:
    """Annotations as plain values; anything else goes on along srsly's chain of encoders."""
    if isinstance(value, Annotations):
        return {_PACKED: to_plain(value)}
    return value if chain is None else chain(value)


def unpack_annotations(value: Any, chain: Callable[[Any], Any] | None = None) -> Any:
    """The annotations that `pack_annotations` made plain; anything else goes on along the chain of decoders."""
    if isinstance(value, dict) and _PACKED in value:
        return from_plain(Annotations, value[_PACKED])
    return value if chain is None else chain(value)


# `Doc.to_bytes`, `DocBin` and `nlp.pipe(n_process=2)` write `user_data` as msgpack, which knows no dataclasses.
srsly.msgpack_encoders.register(KEY, func=pack_annotations)
srsly.msgpack_decoders.register(KEY, func=unpack_annotations)


def layout_of(doc: Doc, stage: str) -> Layout:
    """The layout that the segment stage left, for the component `stage`, which is noted as run.

    Raises:
        ValueError: a component that `stage` needs has not run before it.
    """
    annotations = annotations_of(doc)
    if annotations.layout is None:
        raise ValueError(_missing(stage, "claimsift_segment"))
    needed = _NEEDS.get(stage)
    if needed is not None and needed not in annotations.stages:
        raise ValueError(_missing(stage, needed))
    annotations.stages = (*annotations.stages, stage)
    return annotations.layout


def _missing(stage: str, needed: str) -> str:
    return f"{stage} needs {needed} earlier in the pipeline: nlp.add_pipe('{needed}', before='{stage}')"
