"""Finds the treatments that a claim could be about, each with the features that speak for or against it."""

from __future__ import annotations

from functools import cache

from claimsift.records import Claim, TreatmentMention
from claimsift.stages.link_treatments.arm_order import ArmOrder, Series
from claimsift.stages.link_treatments.entity_features import entity_parts, find_place, share_part
from claimsift.stages.link_treatments.find_context import Context, Earlier, Place, entity_of
from claimsift.stages.link_treatments.link_candidate import LinkCandidate, Part, flag
from claimsift.stages.link_treatments.none_features import none_parts
from claimsift.stages.link_treatments.sentence_features import WINDOW, sentence_features, window_of

_ORDERED = frozenset({"same_order", "other_order"})
_BACK = 8  # sentences that are looked back
_MOST_IN_SENTENCE = 16
_MOST_EARLIER = 6  # of one sentence
_MOST_IN_HEADING = 4


class _Pool:
    """The candidates of one claim: a mention that is reached in two ways gathers the features of both."""

    def __init__(self) -> None:
        self.found: dict[int, LinkCandidate] = {}

    def add(self, mention: TreatmentMention, place: str, part: Part | None = None) -> None:
        parts = [] if part is None else [part]
        candidate = self.found.get(mention.start)
        if candidate is None:
            self.found[mention.start] = LinkCandidate(mention, entity_of(mention), place, parts)
        else:
            candidate.parts += parts


def find_candidates(context: Context, claim: Claim, arms: ArmOrder) -> list[LinkCandidate]:
    """The candidates of one claim; the last is always the null candidate.

    Their number is bounded, so that time is linear in the number of claims.
    """
    pool = _Pool()
    index = context.layout.sentence_index_at(claim.quantity.start)
    here = context.by_sentence.get(index, ())[:_MOST_IN_SENTENCE] if index is not None else ()
    for mention, features in zip(here, sentence_features(context, claim, here, arms), strict=True):
        pool.add(mention, "same_sentence", features)
    suffix = "" if here else "_alone"
    nearest = 99
    if index is not None:
        earlier, nearest = _earlier(context, index, suffix)
        for mention, part in earlier:
            pool.add(mention, "earlier_sentence", part)
    place = find_place(context, claim, suffix)
    _add_most_named(pool, context, claim, place)
    candidates = list(pool.found.values())
    _add_parts(candidates, context, claim, place)
    _add_arm_parts(candidates, context, claim, here, arms)
    if context.index_of(claim) in arms:
        candidates = _keep_ordered(candidates)
    stopped = {entity_of(mention) for mention in here if context.is_stopped(mention)}
    for candidate in candidates if stopped else ():
        if candidate.entity in stopped:
            # Rare, but sure: the penalty shrinks a feature of a high value less.
            candidate.parts.append(flag("stopped", 3.0))
    none = LinkCandidate(None, None, "none", none_parts(context, claim, place, nearest))
    return [*candidates, none]


def _keep_ordered(candidates: list[LinkCandidate]) -> list[LinkCandidate]:
    """The candidates without those elsewhere of a treatment that the claim's own sentence puts in order.

    "Pain eased in 40%, 30% and 20% in Arms A, B and C": where Arm A was named before says nothing of the 30%. Where
    the sentence says "respectively", the other arms are out.
    """
    ordered = {
        candidate.entity
        for candidate in candidates
        if candidate.place == "same_sentence" and not all(map(_ORDERED.isdisjoint, candidate.parts))
    }
    if not ordered:
        return candidates
    kept = [c for c in candidates if c.place == "same_sentence" or c.entity not in ordered]
    if any("same_order_stated" in part for candidate in kept for part in candidate.parts):
        kept = [c for c in kept if not any("other_order_stated" in part for part in c.parts)]
    return kept


def _earlier(context: Context, index: int, suffix: str) -> Earlier:
    """The treatments of the sentences before one; all of its claims ask for the same."""
    known = context.earlier.get(index)
    if known is None:
        known = context.earlier[index] = _find_earlier(context, index, suffix)
    return known


def _find_earlier(context: Context, index: int, suffix: str) -> Earlier:
    sentences = context.layout.sentences
    block = sentences[index].block
    nearest = 99
    found: list[tuple[TreatmentMention, Part]] = []
    for back in range(1, min(_BACK, index) + 1):
        mentions = context.by_sentence.get(index - back, ())
        if not mentions:
            continue
        sentence = sentences[index - back]
        near = "1" if back == 1 else "2" if back == 2 else "3_4" if back <= 4 else "5_8"
        features = {f"back_{near}{suffix}": 1.0}
        if sentence.block == block:
            features[f"same_block{suffix}"] = 1.0
        if nearest == 99:
            nearest = back
            features[f"nearest_back{suffix}"] = 1.0
        if _is_list_intro(context, block, sentence.block):
            features[f"list_intro{suffix}"] = 1.0
        if context.phrases.has("study", sentence.start, min(sentence.end, sentence.start + WINDOW)):
            features[f"back_study{suffix}"] = 1.0
        if context.layout.blocks[sentence.block].kind == "heading":
            features[f"back_heading{suffix}"] = 1.0
        first, last = {f"back_first{suffix}": 1.0}, {f"back_last{suffix}": 1.0}
        for mention in mentions[:_MOST_EARLIER]:
            ends = (first if mention is mentions[0] else {}) | (last if mention is mentions[-1] else {})
            found.append((mention, features | ends))
    return tuple(found), nearest


def _is_list_intro(context: Context, block: int, other: int) -> bool:
    """Whether the block is a list item and `other` the paragraph that introduces its list."""
    blocks = context.layout.blocks
    if blocks[block].kind not in ("list_item", "table_row") or blocks[other].kind != "paragraph" or other >= block:
        return False
    return all(blocks[between].kind in ("list_item", "table_row") for between in range(other + 1, block))


def _add_most_named(pool: _Pool, context: Context, claim: Claim, place: Place) -> None:
    """Adds the treatments of headings and title, those that the section and the article name most, and the two arms.

    Of the latter it is their last mention before the claim.
    """
    block, _, suffix = place
    section = context.section_of_block(block)
    for depth, mentions in enumerate(context.headings_of(section)):
        for mention in mentions[:_MOST_IN_HEADING]:
            pool.add(mention, "heading", flag(("heading" if depth == 0 else "heading_above") + suffix))
    for mention in context.in_title[:_MOST_IN_HEADING]:
        pool.add(mention, "title", flag("title" + suffix))
    for names, feature in ((context.top_of_section(section), "section_top"), (context.top, "article_top")):
        for rank, name in enumerate(names):
            named = context.last_before(name, claim.quantity.start)
            if named is not None:
                pool.add(named, feature, flag(f"{feature}_{min(rank, 1)}{suffix}"))
    for name in context.arms:
        arm = context.last_before(name, claim.quantity.start)
        if arm is not None:
            pool.add(arm, "article_top")


def _add_parts(candidates: list[LinkCandidate], context: Context, claim: Claim, place: Place) -> None:
    """What the article says of each candidate's treatment, and what its mention is in the claim's sentence."""
    suffix, parts_here = place[2], context.entity_parts[place]
    is_effect = claim.kind == "effect"
    weighs_share = claim.kind in ("count", "dose", "duration")
    for candidate in candidates:
        mention, entity, parts = candidate.mention, candidate.entity, candidate.parts
        if mention is None or entity is None:
            continue
        known = parts_here.get(entity)
        if known is None:
            known = parts_here[entity] = entity_parts(context, place, entity)
        parts += known
        parts.append(_mention_part(mention.role, mention.generic, mention.source, suffix, is_effect))
        if candidate.place == "same_sentence":
            parts.append({"evidence_here": max(-1.0, min(1.0, context.weight_of(mention) / 4))})
        if claim.outcome and mention.start < claim.outcome.end and mention.end > claim.outcome.start:
            parts.append(flag("in_outcome"))
            if any("measured" in part for part in parts):
                parts.append(flag("measured_outcome"))
        if claim.population and mention.start < claim.population.end and mention.end > claim.population.start:
            parts.append(flag("in_population"))
        if weighs_share:
            parts.append(share_part(context, claim.kind, entity, suffix))
            parts.append(flag(f"{claim.kind}_{candidate.place}"))


@cache
def _mention_part(role: str, generic: bool, source: str, suffix: str, is_effect: bool) -> Part:
    """What a mention is, whatever it names; there are few kinds."""
    features = {}
    if role == "comparator":
        features["comparator" + suffix] = 1.0
        if is_effect:
            features["effect_comparator"] = 1.0
    if generic:
        features["generic" + suffix] = 1.0
    features[f"source_{source}"] = 1.0
    return features


def _add_arm_parts(
    candidates: list[LinkCandidate],
    context: Context,
    claim: Claim,
    here: tuple[TreatmentMention, ...],
    order: ArmOrder,
) -> None:
    """Whether each candidate is one of the two arms that the article compares, and the arm of the number."""
    place = order.get(context.index_of(claim))
    contrast = f"contrast_{min(place[1], 1)}_" if place is not None and place[0].contrast else None
    others = context.phrases.has("others", *context.segment_of(claim))
    ranks = {entity: _rank_part(context, claim, rank, here, place) for rank, entity in enumerate(context.arms)}
    outside = flag("no_arm_of_article") if ranks else {}
    known: dict[tuple[str, str | None], Part] = {}
    for candidate in candidates:
        if candidate.mention is None or candidate.entity is None:
            continue
        role = candidate.mention.role
        key = role, candidate.entity if candidate.entity in ranks else None
        part = known.get(key)
        if part is None:
            features = {contrast + role: 1.0} if contrast is not None else {}
            if others:
                features["others_" + role] = 1.0
            part = known[key] = {**features, **ranks.get(candidate.entity, outside)}
        if part:
            candidate.parts.append(part)


def _rank_part(
    context: Context,
    claim: Claim,
    rank: int,
    here: tuple[TreatmentMention, ...],
    place: tuple[Series, int] | None,
) -> Part:
    """What speaks for one of the two arms of the article as the arm of the claim's number."""
    features = {f"arm_{rank}": 1.0}
    if claim.kind == "effect":
        features[f"effect_arm_{rank}"] = 1.0
    if context.phrases.has("both", *window_of(claim)):
        features[f"both_arm_{rank}"] = 1.0
    if place is None:
        features[f"unpaired_arm_{rank}"] = 1.0
        return features
    series, index = place
    if len(series.claims) != 2:
        return features
    named = {entity_of(other) for other in here} & set(context.arms)
    kind = "contrast" if series.contrast else "list"
    if len(named) == 1:
        # One arm is named: the first number is its own, the second that of the other arm.
        right = (context.arms[rank] in named) == (index == 0)
        features[f"one_named_{kind}_{'right' if right else 'wrong'}"] = 2.0
    elif not named:
        features[f"none_named_{kind}_{'right' if rank == index else 'wrong'}"] = 2.0
    return features
