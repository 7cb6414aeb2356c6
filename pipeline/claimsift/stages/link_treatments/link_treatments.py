"""Chooses the treatment that each claim is about: a scored choice with named features, learned weights, and a trace."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import TypeVar

from claimsift.lexicon import load_table
from claimsift.records import Candidate, Claim, Layout, TraceStep, TreatmentLink, TreatmentMention
from claimsift.stages.link_treatments.arm_order import find_series, order_of
from claimsift.stages.link_treatments.find_candidates import LinkCandidate, find_candidates
from claimsift.stages.link_treatments.find_context import entity_of, find_context, words_of

_STAGE = "link_treatments"
_SHOWN = 4  # candidates in the trace of a claim
_SHOWN_FEATURES = 6
_SURE = 0.6  # probability from which no other entity is weighed
_KIN = 0.5

Entity = TypeVar("Entity", bound=Hashable)


def link_treatments(
    text: str,
    layout: Layout,
    claims: tuple[Claim, ...],
    mentions: tuple[TreatmentMention, ...],
    *,
    weights: Mapping[str, float] | None = None,
) -> tuple[tuple[TreatmentLink | None, ...], tuple[TraceStep, ...]]:
    """One treatment or None for each claim, in the order of the claims, and why.

    `weights` are those of the features; the default are the packaged ones.
    """
    weights = weights if weights is not None else load_table("treatment_link_weights")["weights"]
    links: list[TreatmentLink | None] = []
    steps: list[TraceStep] = []
    for candidates in candidates_of(text, layout, claims, mentions):
        link, step = _choose(candidates, weights)
        links.append(link)
        steps.append(step)
    return tuple(links), tuple(steps)


def candidates_of(
    text: str, layout: Layout, claims: tuple[Claim, ...], mentions: tuple[TreatmentMention, ...]
) -> tuple[list[LinkCandidate], ...]:
    """The candidates of each claim, with their features; training and linking read the same."""
    context = find_context(text, layout, mentions, claims)
    arms = order_of(find_series(layout.masked, claims, context.mentions_between))
    return tuple(find_candidates(context, claim, arms) for claim in claims)


def _choose(candidates: list[LinkCandidate], weights: Mapping[str, float]) -> tuple[TreatmentLink | None, TraceStep]:
    """The treatment that is likeliest right, all of its mentions taken together."""
    scores = [_score(candidate.features, weights) for candidate in candidates]
    top = max(scores)
    parts = [math.exp(score - top) for score in scores]
    total = sum(parts)
    by_entity: dict[str | None, float] = {}
    for candidate, part in zip(candidates, parts, strict=True):
        key = _entity(candidate)
        by_entity[key] = by_entity.get(key, 0.0) + part / total
    chosen = choose_entity(by_entity, lambda: find_kin(candidates))
    ranked = sorted(zip(scores, range(len(candidates)), strict=True), key=lambda pair: (-pair[0], pair[1]))
    shown = tuple(_shown(candidates[index], score, weights) for score, index in ranked[:_SHOWN])
    best = next(c for _, index in ranked if (c := candidates[index]) and _entity(c) == chosen)
    confidence = round(by_entity[chosen], 4)
    if best.mention is None:
        return None, TraceStep(_STAGE, "none", f"no treatment is involved ({confidence:.2f})", shown)
    mention = best.mention
    link = TreatmentLink(
        mention.name,
        mention.text,
        mention.start,
        mention.end,
        mention.concept_id,
        mention.role,
        best.place,
        confidence,
    )
    return link, TraceStep(_STAGE, mention.name, f"{best.place} ({confidence:.2f})", shown)


def choose_entity(belief: Mapping[Entity, float], kin: Callable[[], Iterable[tuple[Entity, Entity]]]) -> Entity:
    """The entity that is likeliest accepted, given the probability of each and the pairs of kin names.

    A name that is part of another ("oxygen" of "home oxygen") often means the same: half of the other's probability
    counts for it too, so that no treatment does not win because one treatment has several names (the choice of
    least expected loss). `kin` is asked only where no entity is sure.
    """
    surest = max(belief, key=lambda key: belief[key])
    if belief[surest] >= _SURE:
        return surest
    support = dict(belief)
    for one, other in kin():
        support[one] += _KIN * belief[other]
        support[other] += _KIN * belief[one]
    return max(support, key=lambda key: support[key])


def find_kin(candidates: Iterable[LinkCandidate]) -> tuple[tuple[str, str], ...]:
    """The pairs of entities among some candidates of which one's name is part of the other's."""
    names = {entity_of(candidate.mention): words_of(candidate.mention) for candidate in candidates if candidate.mention}
    pairs = itertools.combinations(names.items(), 2)
    return tuple((one, other) for (one, words), (other, others) in pairs if words < others or others < words)


def _score(features: Mapping[str, float], weights: Mapping[str, float]) -> float:
    score = 0.0
    for name, value in features.items():
        if value:
            score += weights.get(name, 0.0) * value
    return score


def _entity(candidate: LinkCandidate) -> str | None:
    return entity_of(candidate.mention) if candidate.mention else None


def _shown(candidate: LinkCandidate, score: float, weights: Mapping[str, float]) -> Candidate:
    """A candidate for the trace, with the features that moved its score most."""
    moved = {name: weights.get(name, 0.0) * value for name, value in candidate.features.items()}
    largest = sorted(moved.items(), key=lambda item: (-abs(item[1]), item[0]))[:_SHOWN_FEATURES]
    features = tuple((name, round(value, 3)) for name, value in largest if value)
    mention = candidate.mention
    if mention is None:
        return Candidate("none", None, None, round(score, 3), features)
    return Candidate(mention.name, mention.start, mention.end, round(score, 3), features)
