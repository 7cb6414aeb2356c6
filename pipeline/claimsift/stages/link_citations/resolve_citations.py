"""Chooses the entries that the article gives as the source of each claim."""

from __future__ import annotations

from claimsift.records import CitationLink, Claim, Layout, Reference, TextSpan


def resolve_citations(
    text: str, layout: Layout, references: tuple[Reference, ...], claims: tuple[Claim, ...]
) -> tuple[CitationLink | None, ...]:
    """One citation or None for each claim, in the order of the claims."""
    return tuple(_resolve(layout, claim) for claim in claims)


def _resolve(layout: Layout, claim: Claim) -> CitationLink | None:
    block = layout.block_at(claim.quantity.start)
    if block is None:
        return None
    after = [m for m in layout.markers if claim.quantity.end <= m.start <= block.end]
    before = [m for m in layout.markers if block.start <= m.start < claim.quantity.start]
    if not (after or before):
        return None
    marker = after[0] if after else before[-1]
    spans = (TextSpan(marker.text, marker.start, marker.end),)
    return CitationLink(marker.keys, spans, "paragraph_scope", 0.5)
