"""Scores the places that name sources, for each claim: which is believed to give its source."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

from claimsift.records import Candidate
from claimsift.stages.link_citations.discourse import Discourse
from claimsift.stages.link_citations.find_anchors import Anchor
from claimsift.stages.link_citations.scope_features import describe_pair, find_cuts
from claimsift.stages.link_citations.voice_features import Features, Subject, with_number

_REACH = 3  # anchors on each side that are considered


@dataclass
class Scored:
    """An anchor with its features, and the share of the belief that it has among all anchors and none.

    `shown` keeps how a trace shows it.
    """

    anchor: Anchor
    features: Features
    probability: float
    shown: Candidate | None = None

    def show(self) -> Candidate:
        """How a trace shows it; claims whose numbers stand alike share it."""
        if self.shown is not None:
            return self.shown
        value_of = self.features
        values = [(name, 1.0 if value_of[name] == 1.0 else round(value_of[name], 3)) for name in sorted(value_of)]
        name = ", ".join(self.anchor.keys)
        self.shown = Candidate(name, self.anchor.start, self.anchor.end, round(self.probability, 4), tuple(values))
        return self.shown


class Scorer:
    """Scores an article's anchors for one subject after another.

    Numbers of one sentence mostly stand alike to all anchors ("12 of 40 (30%)"): they are described once.
    """

    def __init__(self, discourse: Discourse, anchors: tuple[Anchor, ...], weights: Mapping[str, float]) -> None:
        self.discourse = discourse
        self.anchors = anchors
        self.weights = weights
        self._cuts = find_cuts(discourse, anchors)
        self._described: dict[tuple[int, ...], list[tuple[Anchor, Features, frozenset[str]]]] = {}
        self._scored: dict[tuple[tuple[int, ...], tuple[bool, ...]], list[Scored]] = {}

    def score(self, subject: Subject) -> list[Scored]:
        """The anchors in reach, the likeliest first; of two alike the nearer one."""
        key = self._standpoint(subject)
        described = self._described.get(key)
        if described is None:
            described = self._described[key] = [
                (anchor, *describe_pair(self.discourse, subject, anchor, self.anchors))
                for anchor in reach(self.anchors, subject)
            ]
        told = tuple([bool(subject.numbers) and theirs >= subject.numbers for _, _, theirs in described])
        scored = self._scored.get((key, told))
        if scored is None:
            pairs = [(anchor, with_number(features, theirs, subject)) for anchor, features, theirs in described]
            scored = self._scored[key, told] = self._weigh(pairs)
        return sorted(scored, key=lambda item: (-item.probability, abs(item.anchor.start - subject.start)))

    def _standpoint(self, subject: Subject) -> tuple[int, ...]:
        """What subjects have in common that stand alike to all anchors."""
        if "own_voice" in subject.said:  # it matters whether the number stands before or after "our patients"
            return subject.sentence, subject.start, subject.end
        cuts, start = self._cuts, subject.start
        return subject.sentence, bisect_left(cuts, start), bisect_right(cuts, start), bisect_left(cuts, subject.end)

    def _weigh(self, pairs: list[tuple[Anchor, Features]]) -> list[Scored]:
        """Each anchor with its share: its weight is exp(sum of its features' weights), that of "no source" is 1."""
        weights = self.weights
        masses = []
        for _, features in pairs:
            score = 0.0
            for name, value in features.items():
                score += weights.get(name, 0.0) * value
            masses.append(math.exp(score))
        total = 1.0 + sum(masses)
        return [Scored(anchor, features, mass / total) for (anchor, features), mass in zip(pairs, masses, strict=True)]


def reach(anchors: tuple[Anchor, ...], subject: Subject) -> list[Anchor]:
    """The anchors around a subject: all of its block's, and some before and after."""
    at = bisect_left(anchors, subject.start, key=lambda anchor: anchor.start)
    before = [a for a in anchors[max(0, at - 12) : at] if a.block != subject.block]
    after = [a for a in anchors[at : at + 12] if a.block != subject.block]
    inside = [a for a in anchors[max(0, at - 5) : at + 5] if a.block == subject.block]
    return [*before[-_REACH:], *inside, *after[:_REACH]]
