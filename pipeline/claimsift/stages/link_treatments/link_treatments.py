"""Chooses the treatment that each claim is about: a scored choice with named features, learned weights, and a trace."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import lru_cache
from typing import TypeVar

from claimsift.lexicon import load_table
from claimsift.records import Candidate, Claim, Layout, TraceStep, TreatmentLink, TreatmentMention
from claimsift.stages.link_treatments.arm_order import find_series, order_of
from claimsift.stages.link_treatments.find_candidates import find_candidates
from claimsift.stages.link_treatments.find_context import find_context, words_of
from claimsift.stages.link_treatments.link_candidate import LinkCandidate, Part

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
    found = candidates_of(text, layout, claims, mentions)
    scorer = _Scorer(weights)
    for candidates in found:
        link, step = _choose(candidates, scorer)
        links.append(link)
        steps.append(step)
    return tuple(links), tuple(steps)


def candidates_of(
    text: str, layout: Layout, claims: tuple[Claim, ...], mentions: tuple[TreatmentMention, ...]
) -> tuple[list[LinkCandidate], ...]:
    """The candidates of each claim, with their features; training and linking read the same."""
    context = find_context(text, layout, mentions, claims)
    arms = order_of(find_series(context.lowered, claims, context.mentions_between))
    return tuple(find_candidates(context, claim, arms) for claim in claims)


@lru_cache(maxsize=1 << 14)
def _rounded(worth: float) -> float:
    """The digits that a trace shows; most features have one value, and rounding takes longer than remembering."""
    return round(worth, 3)


# A feature as a trace shows it: how much it moves the score, its name, and its worth.
_Move = tuple[float, str, float]


class _Scorer:
    """Scores the candidates of one article: each part of features is weighed once, for all that share it.

    A part is known by its identity, so all candidates must live as long as the scorer.
    """

    def __init__(self, weights: Mapping[str, float]) -> None:
        self.weights = weights
        self.known: dict[int, float] = {}
        self.moves: dict[int, list[_Move]] = {}

    def score(self, candidate: LinkCandidate) -> float:
        known = self.known
        score = 0.0
        for part in candidate.parts:
            weighed = known.get(id(part))
            if weighed is None:
                weighed = known[id(part)] = self._weigh(part)
            score += weighed
        return score

    def _weigh(self, part: Part) -> float:
        weights = self.weights
        return sum([weights[name] * value for name, value in part.items() if name in weights])

    def show(self, candidate: LinkCandidate) -> Candidate:
        """A candidate for the trace, with the features that moved its score most."""
        moved: list[_Move] = []
        for part in candidate.parts:
            moves = self.moves.get(id(part))
            if moves is None:
                moves = self.moves[id(part)] = self._read_moves(part)
            moved += moves
        # Summed exactly: the digits that are shown do not depend on how features are put into parts.
        score = round(math.fsum([worth for _, _, worth in moved]), 3)
        moved.sort()
        shown = tuple([(name, _rounded(worth)) for _, name, worth in moved[:_SHOWN_FEATURES]])
        mention = candidate.mention
        if mention is None:
            return Candidate("none", None, None, score, shown)
        return Candidate(mention.name, mention.start, mention.end, score, shown)

    def _read_moves(self, part: Part) -> list[_Move]:
        weights = self.weights
        worths = [(name, weights[name] * value) for name, value in part.items() if weights.get(name)]
        return [(-abs(worth), name, worth) for name, worth in worths]


def _choose(candidates: list[LinkCandidate], scorer: _Scorer) -> tuple[TreatmentLink | None, TraceStep]:
    """The treatment that is likeliest right, all of its mentions taken together."""
    scores = [scorer.score(candidate) for candidate in candidates]
    top = max(scores)
    parts = [math.exp(score - top) for score in scores]
    total = sum(parts)
    by_entity: dict[str | None, float] = {}
    for candidate, part in zip(candidates, parts, strict=True):
        by_entity[candidate.entity] = by_entity.get(candidate.entity, 0.0) + part / total
    chosen = choose_entity(by_entity, lambda: find_kin(candidates))
    # The sort is stable: of two candidates with one score the first comes first.
    ranked = sorted(zip(scores, candidates, strict=True), key=lambda pair: -pair[0])
    shown = tuple(scorer.show(candidate) for _, candidate in ranked[:_SHOWN])
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
