"""The spaCy component `claimsift_link_citations`."""

from __future__ import annotations

from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc

from claimsift.annotations import annotations_of, layout_of, text_of
from claimsift.lexicon import load_model_table
from claimsift.stages.link_citations.parse_list import parse_list
from claimsift.stages.link_citations.resolve_citations import resolve_citations


class LinkCitations:
    """Writes the parsed references, the citation of each claim, and the steps that led to it."""

    def __init__(self, *, model: str | None) -> None:
        self.weights = load_model_table("citation_weights", model)

    def __call__(self, doc: Doc) -> Doc:
        annotations = annotations_of(doc)
        layout = layout_of(doc, "claimsift_link_citations")
        annotations.references = parse_list(annotations.article_id, layout.references, annotations.tagged_references)
        resolved = resolve_citations(
            text_of(doc), layout, annotations.references, annotations.claims, table=self.weights
        )
        for claim, (_, step) in zip(annotations.claims, resolved, strict=True):
            annotations.add_trace(claim.claim_id, step)
        annotations.claims = tuple(
            replace(claim, citation=link) for claim, (link, _) in zip(annotations.claims, resolved, strict=True)
        )
        return doc


@Language.factory("claimsift_link_citations", default_config={"model": None})
def make_link_citations(nlp: Language, name: str, model: str | None) -> LinkCitations:
    return LinkCitations(model=model)
