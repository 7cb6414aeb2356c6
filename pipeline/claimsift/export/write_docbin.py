"""Articles and claims as a spaCy `DocBin`."""

from __future__ import annotations

from pathlib import Path

from claimsift.export.spans import spans_of
from claimsift.stages.write.read_material import read_material

SPANS_KEY = "claims"


def write_docbin(folder: Path, target: Path, *, reviewed: bool) -> None:
    """One `Doc` an article: quantities as `doc.spans["claims"]`, ids the claims'; whole claims in `doc.user_data`.

    Spans snap to tokens; the offsets in `doc.user_data["claimsift_claims"]` are the exact ones.
    """
    import spacy
    from spacy.tokens import DocBin, Span

    nlp = spacy.blank("en")
    nlp.max_length = 10**9  # no parser runs, so long texts need no more memory than their tokens
    # Nothing but words and spaces is known of a token.
    docs = DocBin(attrs=("ORTH",), store_user_data=True)
    for material in read_material(folder, reviewed=reviewed):
        if not material.text:
            continue
        doc = nlp.make_doc(material.text)
        spans = []
        for claim in material.claims:
            quantity = spans_of(claim)[0]
            span = doc.char_span(quantity.start, quantity.end, alignment_mode="expand")
            if span is not None:  # None only where the offsets lie outside the text
                spans.append(Span(doc, span.start, span.end, label=quantity.label, span_id=claim["claim_id"]))
        doc.spans[SPANS_KEY] = spans
        doc.user_data["claimsift_article_id"] = material.article["article_id"]
        doc.user_data["claimsift_claims"] = list(material.claims)
        docs.add(doc)
    docs.to_disk(target)
