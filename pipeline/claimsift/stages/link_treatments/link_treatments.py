"""Chooses the treatment that each claim is about: a scored choice with named features, learned weights, and a trace."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import TypeVar

from claimsift.lexicon import load_table
from claimsift.records import Claim, Layout, TraceStep, TreatmentLink, TreatmentMention
from claimsift.stages.link_treatments.arm_order import find_series, order_of
from claimsift.stages.link_treatments.find_candidates import find_candidates
from claimsift.stages.link_treatments.find_context import find_context, words_of
from claimsift.stages.link_treatments.link_candidate import LinkCandidate
from claimsift.stages.link_treatments.read_neighbours import Standing, add_neighbours, find_standings
from claimsift.stages.link_treatments.score_candidates import CandidateScorer, Scores

_STAGE = "link_treatments"
_SHOWN = 4  # candidates in the trace of a claim
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

    The claims are read twice: each by itself, then with what the first reading believed of those around it. `weights`
    are those of the second reading; the default are the packaged ones.
    """
    table = load_table("treatment_link_weights")
    found, standings = bare_candidates_of(text, layout, claims, mentions)
    scorer = CandidateScorer(table["first"], weights if weights is not None else table["weights"])
    readings = [[scorer.score(candidate) for candidate in candidates] for candidates in found]
    _add_beliefs(found, standings, readings)
    links: list[TreatmentLink | None] = []
    steps: list[TraceStep] = []
    for candidates, scores in zip(found, readings, strict=True):
        again = [second + scorer.weigh(c.parts[-1])[1] for c, (_, second) in zip(candidates, scores, strict=True)]
        link, step = _choose(candidates, again, scorer)
        links.append(link)
        steps.append(step)
    return tuple(links), tuple(steps)


def candidates_of(
    text: str, layout: Layout, claims: tuple[Claim, ...], mentions: tuple[TreatmentMention, ...]
) -> tuple[list[LinkCandidate], ...]:
    """The candidates of each claim with all features of the second reading, which training and linking share."""
    first = load_table("treatment_link_weights")["first"]
    found, standings = bare_candidates_of(text, layout, claims, mentions)
    scorer = CandidateScorer(first, {})
    _add_beliefs(found, standings, [[scorer.score(candidate) for candidate in candidates] for candidates in found])
    return found


def bare_candidates_of(
    text: str, layout: Layout, claims: tuple[Claim, ...], mentions: tuple[TreatmentMention, ...]
) -> tuple[tuple[list[LinkCandidate], ...], list[Standing]]:
    """The candidates of each claim by itself, and where the claims stand to each other."""
    context = find_context(text, layout, mentions, claims)
    arms = order_of(find_series(context.lowered, claims, context.mentions_between))
    return tuple(find_candidates(context, claim, arms) for claim in claims), find_standings(context, claims)


def believe(candidates: list[LinkCandidate], scores: list[float]) -> dict[str | None, float]:
    """The probability of each treatment, all of its mentions taken together; None is no treatment."""
    top = max(scores)
    parts = [math.exp(score - top) for score in scores]
    total = sum(parts)
    found: dict[str | None, float] = {}
    for candidate, part in zip(candidates, parts, strict=True):
        found[candidate.entity] = found.get(candidate.entity, 0.0) + part / total
    return found


def _add_beliefs(
    found: tuple[list[LinkCandidate], ...], standings: list[Standing], readings: list[list[Scores]]
) -> None:
    """Give each candidate, as its last part, what the first reading believes of the claims around its own."""
    beliefs = [
        believe(candidates, [first for first, _ in scores]) for candidates, scores in zip(found, readings, strict=True)
    ]
    add_neighbours(found, standings, beliefs)


def _choose(
    candidates: list[LinkCandidate], scores: list[float], scorer: CandidateScorer
) -> tuple[TreatmentLink | None, TraceStep]:
    """The treatment that is likeliest right, all of its mentions taken together."""
    by_entity = believe(candidates, scores)
    chosen = choose_entity(by_entity, lambda: find_kin(candidates))
    # The sort is stable: of two candidates with one score the first comes first.
    ranked = sorted(zip(scores, candidates, strict=True), key=lambda pair: -pair[0])
    shown = tuple([scorer.show(candidate, score) for score, candidate in ranked[:_SHOWN]])
    best = next(candidate for _, candidate in ranked if candidate.entity == chosen)
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
    names = {c.entity: words_of(c.mention) for c in candidates if c.mention is not None and c.entity is not None}
    pairs = itertools.combinations(names.items(), 2)
    return tuple((one, other) for (one, words), (other, others) in pairs if words < others or others < words)
