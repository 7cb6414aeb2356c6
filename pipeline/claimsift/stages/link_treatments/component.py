"""The spaCy component `claimsift_link_treatments`."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from claimsift.annotations import annotations_of, layout_of


class LinkTreatments:
    """Writes the treatment of each claim."""

    def __call__(self, doc: Doc) -> Doc:
        annotations_of(doc)
        layout_of(doc, "claimsift_link_treatments")
        return doc


@Language.factory("claimsift_link_treatments")
def make_link_treatments(nlp: Language, name: str) -> LinkTreatments:
    return LinkTreatments()
