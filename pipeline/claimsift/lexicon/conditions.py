"""The names of diseases, signs, measures and parts of the body, which are no treatments."""

from __future__ import annotations

from functools import cache

from claimsift.lexicon.tables import load_table


def is_condition(words: tuple[str, ...]) -> bool:
    """Whether all of some words (in lowercase, singular at the end), or the last of them, name what is no treatment.

    >>> is_condition(("chronic", "asthma")), is_condition(("asthma", "inhaler"))
    (True, False)
    """
    names = _names()
    return any(" ".join(words[start:]) in names for start in range(len(words)))


@cache
def _names() -> frozenset[str]:
    return frozenset(load_table("conditions")["names"].split("; "))
