"""The spaCy component `claimsift_link_citations`."""

from __future__ import annotations

from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc

from claimsift.annotations import annotations_of, layout_of
from claimsift.records import Reference
from claimsift.stages.link_citations.resolve_citations import resolve_citations


class LinkCitations:
    """Writes the parsed references and the citation of each claim."""

    def __call__(self, doc: Doc) -> Doc:
        annotations = annotations_of(doc)
        layout = layout_of(doc, "claimsift_link_citations")
        annotations.references = tuple(
            Reference(annotations.article_id, entry.reference_id, entry.raw, entry.start, entry.end, url=entry.url)
            for entry in layout.references
        )
        links = resolve_citations(doc.text, layout, annotations.references, annotations.claims)
        annotations.claims = tuple(
            replace(claim, citation=link) for claim, link in zip(annotations.claims, links, strict=True)
        )
        return doc


@Language.factory("claimsift_link_citations")
def make_link_citations(nlp: Language, name: str) -> LinkCitations:
    return LinkCitations()
