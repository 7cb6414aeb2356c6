"""The spaCy component `claimsift_describe_claims`."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from claimsift.annotations import annotations_of, layout_of, text_of
from claimsift.stages.describe_claims.describe_claims import describe_and_trace


class DescribeClaims:
    """Fills in outcome, population, time point, assertion and checks of each claim."""

    def __call__(self, doc: Doc) -> Doc:
        annotations = annotations_of(doc)
        layout = layout_of(doc, "claimsift_describe_claims")
        annotations.claims, traces = describe_and_trace(text_of(doc), layout, annotations.claims)
        for claim_id, steps in traces.items():
            annotations.add_trace(claim_id, *steps)
        return doc


@Language.factory("claimsift_describe_claims")
def make_describe_claims(nlp: Language, name: str) -> DescribeClaims:
    return DescribeClaims()
