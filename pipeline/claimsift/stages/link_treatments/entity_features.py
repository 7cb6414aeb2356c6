"""Features of a treatment as the article speaks of it: how often, where, and beside which words."""

from __future__ import annotations

from collections import Counter

from claimsift.records import Claim
from claimsift.stages.link_treatments.find_context import Context, entity_of


def entity_features(context: Context, claim: Claim, entity: str, suffix: str) -> dict[str, float]:
    """The features of one treatment for a claim; all claims of a block share them, so each set is made once."""
    start = claim.quantity.start
    block = context.layout.block_index_at(start)
    first = context.first_of_block(start)
    opener = entity_of(first) if first is not None and first.start < start else None
    key = (entity, suffix, block, opener)
    known = context.entity_features.get(key)
    if known is None:
        known = _in_article(context, entity, suffix)
        section = context.sections.get(context.section_of(start))
        if section:
            known["share_section" + suffix] = section[entity] / max(1, section.total())
        if counts := context.blocks.get(block):
            known.update(_in_block(context, counts, entity, suffix))
        if opener is not None:
            known["opens_block" + suffix] = float(opener == entity)
        context.entity_features[key] = known
    return known


def _in_article(context: Context, entity: str, suffix: str) -> dict[str, float]:
    total = max(1, context.article.total())
    mean, highest = context.evidence_of(entity)
    return {
        "share_article" + suffix: context.article[entity] / total,
        "kin_article" + suffix: sum(context.article[other] for other in context.kin_of(entity)) / total,
        "named_in_title" + suffix: float(entity in context.title_entities),
        "named_once": float(context.article[entity] == 1),
        "measured_share": context.measured_share(entity),
        "evidence_mean": max(-1.0, min(1.0, mean / 3)),
        "evidence_max": max(-1.0, min(1.0, highest / 4)),
    }


def _in_block(context: Context, counts: Counter[str], entity: str, suffix: str) -> dict[str, float]:
    total = counts.total()
    return {
        "share_block" + suffix: counts[entity] / total,
        "kin_block" + suffix: sum(counts[other] for other in context.kin_of(entity)) / total,
    }
