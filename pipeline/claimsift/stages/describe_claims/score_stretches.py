"""Scores the stretches of a sentence as outcomes of its numbers, by learned weights of their features."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import accumulate, repeat

from claimsift.lexicon import find_weights
from claimsift.stages.describe_claims.find_candidates import Stretch
from claimsift.stages.describe_claims.rank_stretches import count_said, rank_stretches
from claimsift.stages.describe_claims.read_clauses import Token
from claimsift.stages.describe_claims.read_signs import Reading, Word
from claimsift.stages.describe_claims.read_stretches import (
    Inner,
    Way,
    joint_worth,
    near_edge,
    read_inner,
    read_joint,
    read_number,
    read_way,
    series_worth,
)
from claimsift.stages.describe_claims.stretch_features import (
    FeatureBook,
    Names,
    inner_names,
    name_path,
    weigh_paths,
    word_names,
)

# Of 1,240 outcomes chosen among all stretches, 1,238 are among the nine that do best without joint features.
_LOOKED_AT = 9
_UNIT = 10_000  # weights have four decimals: as whole numbers, their sum does not depend on the order
_NOTHING = repeat(0)
_WEIGHTS = "describe_outcomes.json"


def features_of(
    tokens: tuple[Token, ...], index: int, stretch: Stretch, *, kind: str, previous: Stretch | None
) -> tuple[str, ...]:
    """All features of one stretch as the outcome of the claim at token `index`, for training.

    `previous` is the stretch that was chosen for the claim before this one in the same row of tokens.
    """
    reading = _reading_of(tokens)
    book: FeatureBook[Names] = FeatureBook(tuple, name_path)
    first, last = stretch
    words = reading.words[first : last + 1]
    number = read_number(reading, index, kind=kind)
    way = read_way(book, reading, number, near_edge(index, stretch))
    spelled = [word_names(token.text, token.tag) for token in tokens[first : last + 1]]
    own = sum((inside for inside, _, _ in spelled), ()) + spelled[0][1] + spelled[-1][2]
    found = inner_names(words) + own + way[0] + joint_worth(book, reading, number, stretch, read_inner(words), way)
    if previous is None:
        return found
    return found + series_worth(book, number, stretch, previous, read_joint(reading, number))


@lru_cache(maxsize=1)
def _reading_of(tokens: tuple[Token, ...]) -> Reading:
    return Reading(tokens)


class RowScorer:
    """Scores the stretches of one row of tokens; what several stretches or numbers share is added up once."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        inside, self._opens, self._closes = zip(*map(_weigh_word, reading.texts, reading.tags), strict=True)
        self._inside = list(accumulate(inside, initial=0))
        self._said = count_said(reading.tokens)
        self._weighed: dict[Stretch, tuple[int, Inner]] = {}

    def score(
        self, index: int, stretches: Iterable[Stretch], *, kind: str, previous: Stretch | None
    ) -> list[tuple[float, Stretch]]:
        """The likelier stretches for the claim at token `index`, each with its expected token F1, the best first."""
        book, reading, weighed = _book(), self._reading, self._weighed
        number = read_number(reading, index, kind=kind)
        ways: dict[int, Way[int]] = {}
        partly = []
        for stretch in stretches:
            own, inner = weighed.get(stretch) or self._weigh(stretch)
            first, last = stretch
            edge = first if first > index else last
            way = ways.get(edge)
            if way is None:
                way = ways[edge] = read_way(book, reading, number, edge)
            partly.append((-own - way[0], stretch, inner, way))
        if len(partly) > _LOOKED_AT:
            partly.sort()  # no two stretches are the same: what stands behind them is never compared
        joint = None if previous is None else read_joint(reading, number)
        scored = []
        for lost, stretch, inner, way in partly[:_LOOKED_AT]:
            total = joint_worth(book, reading, number, stretch, inner, way) - lost
            if previous is not None and joint is not None:
                total += series_worth(book, number, stretch, previous, joint)
            scored.append((total / _UNIT, stretch))
        return rank_stretches(self._said, scored)

    def _weigh(self, stretch: Stretch) -> tuple[int, Inner]:
        """What the stretch is by itself, and what that is worth."""
        first, last = stretch
        inner, own = _weigh_inner(self._reading.words[first : last + 1])
        own += self._inside[last + 1] - self._inside[first] + self._opens[first] + self._closes[last]
        self._weighed[stretch] = own, inner
        return own, inner


@lru_cache(maxsize=4096)
def _weigh_inner(words: tuple[Word, ...]) -> tuple[Inner, int]:
    return read_inner(words), _book().names(inner_names(words))


@lru_cache(maxsize=1 << 14)
def _weigh_word(text: str, tag: str) -> tuple[int, int, int]:
    inside, opens, closes = map(_book().names, word_names(text, tag))
    return inside, opens, closes


@cache
def _book() -> FeatureBook[int]:
    """What features are worth by the learned weights; a feature never seen in training is worth nothing."""
    weights = _weights()
    return FeatureBook(lambda names: sum(map(weights.get, names, _NOTHING)), weigh_paths(weights))


@cache
def _weights() -> dict[str, int]:
    """The weights of the features in ten-thousandths."""
    weights = json.loads(find_weights(_WEIGHTS).read_text(encoding="utf-8"))["weights"]
    return {name: round(weight * _UNIT) for name, weight in weights.items()}
