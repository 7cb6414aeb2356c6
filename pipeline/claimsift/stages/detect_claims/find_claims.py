"""Decides which quantities are claims, and of what kind."""

from __future__ import annotations

from claimsift.records import Claim, Layout, Provenance, Quantity, Rejection, TextSpan, hash_text, make_claim_id

_VERSION = "0.1.0"


def find_claims(
    text: str, layout: Layout, quantities: tuple[Quantity, ...], *, article_id: str = ""
) -> tuple[tuple[Claim, ...], tuple[Rejection, ...]]:
    """The claims among the quantities, in order, and the quantities that are none, with a reason."""
    text_hash = hash_text(text)
    claims: list[Claim] = []
    rejected: list[Rejection] = []
    for quantity in quantities:
        sentence = layout.sentence_at(quantity.start)
        if sentence is None:
            rejected.append(Rejection(quantity.text, quantity.start, quantity.end, "page_furniture"))
            continue
        block = layout.blocks[sentence.block]
        heading = layout.heading_of(block)
        claims.append(
            Claim(
                make_claim_id(text_hash, quantity.start, quantity.end, "proportion"),
                article_id,
                "proportion",
                quantity,
                TextSpan(text[sentence.start : sentence.end], sentence.start, sentence.end),
                Provenance(f"rule:{quantity.form}", _VERSION),
                section=text[heading.text_start : heading.end] if heading else None,
            )
        )
    return tuple(claims), tuple(rejected)
