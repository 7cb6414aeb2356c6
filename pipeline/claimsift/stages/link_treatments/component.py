"""The spaCy component `claimsift_link_treatments`."""

from __future__ import annotations

from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc

from claimsift.annotations import annotations_of, layout_of, text_of
from claimsift.stages.link_treatments.find_abbreviations import find_definitions
from claimsift.stages.link_treatments.find_treatments import find_treatments
from claimsift.stages.link_treatments.link_treatments import link_treatments


class LinkTreatments:
    """Writes the treatment of each claim, and why it was chosen."""

    def __call__(self, doc: Doc) -> Doc:
        annotations = annotations_of(doc)
        layout = layout_of(doc, "claimsift_link_treatments")
        if not annotations.claims:
            return doc
        mentions = find_treatments(text_of(doc), layout, find_definitions(layout.masked))
        links, steps = link_treatments(text_of(doc), layout, annotations.claims, mentions)
        annotations.claims = tuple(
            replace(claim, treatment=link) for claim, link in zip(annotations.claims, links, strict=True)
        )
        for claim, step in zip(annotations.claims, steps, strict=True):
            annotations.add_trace(claim.claim_id, step)
        return doc


@Language.factory("claimsift_link_treatments")
def make_link_treatments(nlp: Language, name: str) -> LinkTreatments:
    return LinkTreatments()
