"""Features of a treatment as the article speaks of it: how often, where, and beside which words."""

from __future__ import annotations

from claimsift.records import Claim
from claimsift.stages.link_treatments.find_context import Context, Place, entity_of
from claimsift.stages.link_treatments.link_candidate import Part


def find_place(context: Context, claim: Claim, suffix: str) -> Place:
    """Where a claim stands: its block, and the treatment that this opens with ("Steroids. Prednisolone …").

    `suffix` ends the names of those features that weigh differently where the claim's own sentence names no treatment.
    """
    start = claim.quantity.start
    block = context.layout.block_index_at(start)
    first = context.first_of_block(block)
    return block, entity_of(first) if first is not None and first.start < start else None, suffix


def entity_parts(context: Context, place: Place, entity: str) -> tuple[Part, ...]:
    """The features of one treatment for the claims of one place."""
    suffix = place[2]
    article = context.article_parts.get((entity, suffix))
    if article is None:
        article = context.article_parts[entity, suffix] = _in_article(context, entity, suffix)
    return article, _nearby(context, place, entity)


def share_part(context: Context, kind: str, entity: str, suffix: str) -> Part:
    """How often the article names a treatment, for claims of a kind."""
    name = f"{kind}_share{suffix}"
    known = context.article_parts.get((entity, name))
    if known is None:
        known = context.article_parts[entity, name] = {name: context.article[entity] / max(1, len(context.mentions))}
    return known


def _in_article(context: Context, entity: str, suffix: str) -> Part:
    total = max(1, len(context.mentions))
    mean, highest = context.evidence_of(entity)
    features = {
        "share_article" + suffix: context.article[entity] / total,
        "kin_article" + suffix: sum(context.article[other] for other in context.kin_of(entity)) / total,
        "named_in_title" + suffix: float(entity in context.title_entities),
        "named_once": float(context.article[entity] == 1),
        "measured_share": context.measured_share(entity),
        "evidence_mean": max(-1.0, min(1.0, mean / 3)),
        "evidence_max": max(-1.0, min(1.0, highest / 4)),
    }
    return {name: value for name, value in features.items() if value}


def _nearby(context: Context, place: Place, entity: str) -> Part:
    """How often the section and the block of a place name a treatment, and whether the block opens with it."""
    block, opener, suffix = place
    features = {}
    if section := context.sections.get(context.section_of_block(block)):
        features["share_section" + suffix] = section[entity] / max(1, section.total())
    if counts := context.blocks.get(block):
        total = counts.total()
        features["share_block" + suffix] = counts[entity] / total
        features["kin_block" + suffix] = sum(counts[other] for other in context.kin_of(entity)) / total
    if opener == entity:
        features["opens_block" + suffix] = 1.0
    return {name: value for name, value in features.items() if value}
