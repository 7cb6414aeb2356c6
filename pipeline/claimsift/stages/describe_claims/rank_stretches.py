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
    return list(accumulate((token.tag not in _SMALL for token in tokens), initial=0))


def rank_stretches(said: list[int], scored: Iterable[tuple[float, Stretch]]) -> list[tuple[float, Stretch]]:
    """The likely ones of scored stretches with their expected token F1 against the outcome, the best first.

    `said` is what `count_said` counts in their row. A stretch is the likelier to be the outcome the higher its score.
    """
    ordered = sorted(scored, reverse=True)
    chances = [math.exp(_CERTAINTY * (score - ordered[0][0])) for score, _ in ordered]
    likely = [(chance, stretch) for chance, (_, stretch) in zip(chances, ordered, strict=True) if chance >= _UNLIKELY]
    gained = [chance for chance, _ in likely]  # each agrees with itself
    sizes = [said[stretch.last + 1] - said[stretch.first] for _, stretch in likely]
    for index, (chance, one) in enumerate(likely):
        for earlier, (its_chance, other) in enumerate(likely[:index]):
            first, last = max(one.first, other.first), min(one.last, other.last) + 1
            if first < last and (shared := said[last] - said[first]):
                token_f1 = 2 * shared / (sizes[index] + sizes[earlier])
                gained[index] += its_chance * token_f1
                gained[earlier] += chance * token_f1
    whole = sum(chance for chance, _ in likely)
    expected = [(round(gain / whole, 4), stretch) for gain, (_, stretch) in zip(gained, likely, strict=True)]
    # Equal ones are settled by place, so that the same text always gives the same outcome.
    return sorted(expected, key=lambda pair: (-pair[0], pair[1]))
