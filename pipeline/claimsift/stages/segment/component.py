"""The spaCy component `claimsift_segment`."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from claimsift.annotations import annotations_of, text_of
from claimsift.stages.segment.find_layout import find_layout


class Segment:
    """Writes the layout of the doc's text."""

    def __call__(self, doc: Doc) -> Doc:
        annotations = annotations_of(doc)
        annotations.layout = find_layout(text_of(doc), annotations.tagged_references)
        return doc


@Language.factory("claimsift_segment")
def make_segment(nlp: Language, name: str) -> Segment:
    return Segment()
