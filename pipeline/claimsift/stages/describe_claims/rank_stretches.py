"""Ranks stretches by how much of the outcome's words each is expected to hold, whichever of them the outcome is."""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import accumulate

from claimsift.stages.describe_claims.find_candidates import Stretch
from claimsift.stages.describe_claims.read_clauses import Token

_CERTAINTY = 2.5  # the lower, the more a stretch gains from others that share words with it
_UNLIKELY = 0.03  # of the likeliest stretch's chance: stretches that decide nothing
_SMALL = frozenset("DPCA,:;()")  # tags of words by which outcomes are not compared


def count_said(tokens: tuple[Token, ...]) -> list[int]:
    """How many words by which outcomes are compared stand before each token, and in the whole row."""
    return list(accumulate([int(token.tag not in _SMALL) for token in tokens], initial=0))


def rank_stretches(said: list[int], scored: Iterable[tuple[float, Stretch]]) -> list[tuple[float, Stretch]]:
    """The likely ones of scored stretches with their expected token F1 against the outcome, the best first.

    `said` is what `count_said` counts in their row. A stretch is the likelier to be the outcome the higher its score.
    """
    ordered = sorted(scored, reverse=True)
    chances, likely, sizes = [], [], []
    for score, stretch in ordered:
        chance = math.exp(_CERTAINTY * (score - ordered[0][0]))
        if chance < _UNLIKELY:
            break
        chances.append(chance)
        likely.append(stretch)
        sizes.append(said[stretch[1] + 1] - said[stretch[0]])
    gained = chances.copy()  # each agrees with itself
    for index, (first, last) in enumerate(likely):
        for earlier in range(index):
            its_first, its_last = likely[earlier]
            low, high = max(first, its_first), min(last, its_last) + 1
            if low < high and (shared := said[high] - said[low]):
                token_f1 = 2 * shared / (sizes[index] + sizes[earlier])
                gained[index] += chances[earlier] * token_f1
                gained[earlier] += chances[index] * token_f1
    whole = sum(chances)
    expected = [(round(gain / whole, 4), stretch) for gain, stretch in zip(gained, likely, strict=True)]
    # Equal ones are settled by place, so that the same text always gives the same outcome.
    return sorted(expected, key=lambda pair: (-pair[0], pair[1]))
