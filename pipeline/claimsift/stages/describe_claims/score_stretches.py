"""Scores the stretches of a sentence as outcomes of its numbers, by learned weights of their features."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import repeat

from claimsift.lexicon import find_weights
from claimsift.stages.describe_claims.find_candidates import Stretch
from claimsift.stages.describe_claims.read_clauses import Token
from claimsift.stages.describe_claims.read_signs import Reading, Word
from claimsift.stages.describe_claims.read_stretches import (
    Inner,
    Way,
    joint_features,
    read_inner,
    read_joint,
    read_way,
    series_features,
)

# Of 1,240 outcomes chosen among all stretches, 1,238 are among the nine that do best without joint features.
_LOOKED_AT = 9
_NOTHING = repeat(0.0)
_WEIGHTS = "describe_outcomes.json"


def features_of(
    tokens: tuple[Token, ...], number: int, stretch: Stretch, *, kind: str, previous: Stretch | None
) -> tuple[str, ...]:
    """All features of one stretch as the outcome of the claim at token `number`, for training.

    `previous` is the stretch that was chosen for the claim before this one in the same row of tokens.
    """
    reading = _reading_of(tokens)
    inner = read_inner(tuple(reading.words[stretch.first : stretch.last + 1]))
    way = read_way(reading, number, _edge(number, stretch), kind=kind)
    found = inner.features + way.features + joint_features(reading, number, stretch, inner, way)
    if previous is None:
        return found
    return found + series_features(number, stretch, previous, read_joint(reading, number))


@lru_cache(maxsize=1)
def _reading_of(tokens: tuple[Token, ...]) -> Reading:
    return Reading(tokens)


class RowScorer:
    """Scores the stretches of one row of tokens; what several stretches or numbers share is added up once."""

    def __init__(self, tokens: tuple[Token, ...]) -> None:
        self._reading = Reading(tokens)

    def score(
        self, number: int, stretches: Iterable[Stretch], *, kind: str, previous: Stretch | None
    ) -> list[tuple[float, Stretch]]:
        """The likelier stretches with their scores as the outcome of the claim at token `number`."""
        ways: dict[int, tuple[Way, float]] = {}
        partly = []
        for stretch in stretches:
            inner, own = _score_inner(tuple(self._reading.words[stretch.first : stretch.last + 1]))
            edge = _edge(number, stretch)
            if edge not in ways:
                way = read_way(self._reading, number, edge, kind=kind)
                ways[edge] = way, _add(way.features)
            way, common = ways[edge]
            partly.append((own + common, stretch, inner, way))
        partly.sort(key=lambda part: (-part[0], part[1]))
        joint = None if previous is None else read_joint(self._reading, number)
        scored = []
        for known, stretch, inner, way in partly[:_LOOKED_AT]:
            total = known + _add(joint_features(self._reading, number, stretch, inner, way))
            if previous is not None and joint is not None:
                total += _add(series_features(number, stretch, previous, joint))
            scored.append((total, stretch))
        return scored


@lru_cache(maxsize=4096)
def _score_inner(words: tuple[Word, ...]) -> tuple[Inner, float]:
    inner = read_inner(words)
    return inner, _add(inner.features)


def _edge(number: int, stretch: Stretch) -> int:
    return stretch.first if stretch.first > number else stretch.last


def _add(features: tuple[str, ...]) -> float:
    """The sum of the weights of the features; a feature never seen in training weighs nothing."""
    return sum(map(_weights().get, features, _NOTHING))


@cache
def _weights() -> dict[str, float]:
    loaded: dict[str, float] = json.loads(find_weights(_WEIGHTS).read_text(encoding="utf-8"))["weights"]
    return loaded
