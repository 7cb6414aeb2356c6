"""The spaCy component `claimsift_detect_claims`."""

from __future__ import annotations

from operator import attrgetter

from spacy.language import Language
from spacy.tokens import Doc

from claimsift.annotations import annotations_of, layout_of, text_of
from claimsift.stages.detect_claims.claimhood import load_weights
from claimsift.stages.detect_claims.find_claims import find_claims
from claimsift.stages.detect_claims.find_quantities import find_quantities


class DetectClaims:
    """Writes the claims, without links, and the rejected quantities."""

    def __init__(self, *, model: str | None) -> None:
        self.weights = load_weights(model)

    def __call__(self, doc: Doc) -> Doc:
        annotations = annotations_of(doc)
        layout = layout_of(doc, "claimsift_detect_claims")
        quantities, numbers = find_quantities(text_of(doc), layout)
        claims, rejected = find_claims(
            text_of(doc), layout, quantities, article_id=annotations.article_id, weights=self.weights
        )
        annotations.claims = claims
        annotations.rejected = tuple(sorted((*numbers, *rejected), key=attrgetter("start", "end")))
        return doc


@Language.factory("claimsift_detect_claims", default_config={"model": None})
def make_detect_claims(nlp: Language, name: str, model: str | None) -> DetectClaims:
    return DetectClaims(model=model)
