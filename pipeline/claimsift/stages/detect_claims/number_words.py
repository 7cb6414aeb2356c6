"""Values of number words, and which of them belong together."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from claimsift.lexicon import load_table


@cache
def word_values() -> dict[str, float]:
    """Every number word with its value: `seven` 7, `ninety` 90, `million` 1e6."""
    table = load_table("number_words")
    return {**table["cardinals"], **table["scales"], **table["dozens"]}


@cache
def fraction_words() -> dict[str, int]:
    """Denominators by their word: `third` 3, `quarters` 4."""
    return dict(load_table("number_words")["denominators"])


@cache
def special_words() -> frozenset[str]:
    """Words that count without being numerals: once, twice, doubled, half, none, no."""
    table = load_table("number_words")
    return frozenset([*table["multipliers"], *table["half"], *table["zero"]])


@cache
def zero_words() -> frozenset[str]:
    """Words that can say that nobody or nothing was counted: none, no, nobody, without."""
    return frozenset(load_table("number_words")["zero"])


def multiplier_value(word: str) -> float | None:
    """2 for `twice` and `doubled`, 3 for `triple`; None for other words."""
    value = load_table("number_words")["multipliers"].get(word.lower())
    return None if value is None else float(value)


def scale_value(word: str) -> float | None:
    """1e6 for `million`; None for a word that does not multiply what stands before it."""
    value = load_table("number_words")["scales"].get(word.lower())
    return None if value is None else float(value)


def combine_words(words: list[tuple[str, bool]]) -> tuple[float, int]:
    """The value of the longest number at the start of a run of number words, and how many words it takes.

    Each word comes with whether `and` stands before it: "one hundred and fifty" is one number, "two and three" is two.

    >>> combine_words([("one", False), ("hundred", False), ("fifty", True)])
    (150.0, 3)
    """
    values = word_values()
    total, group, used, last = 0.0, values[words[0][0]], 1, values[words[0][0]]
    for word, after_and in words[1:]:
        value = values[word]
        if value == 100 and group and group < 100 and not after_and:
            group *= 100
        elif value >= 1000 and group and not after_and and (not total or value < total):
            total, group = total + group * value, 0.0
        elif after_and and last < 100:
            break
        elif value < 100 and _fits_below(group, value):
            group += value
        else:
            break
        used, last = used + 1, value
    return total + group, used


def _fits_below(group: float, value: float) -> bool:
    """Whether `value` fills the empty last digits of `group`: five after twenty, fifty after hundred."""
    if group == 0:
        return True
    if group >= 100:
        return group % 100 == 0 or (group % 10 == 0 and group % 100 >= 20 and value < 10)
    return group % 10 == 0 and group >= 20 and 0 < value < 10


def prefixes_of(words: Iterable[str]) -> str:
    """A pattern that matches the longest of the words, with shared prefixes written once.

    >>> prefixes_of(["ten", "tenth", "two"])
    't(?:en(?:th)?|wo)'
    """
    by_first: dict[str, list[str]] = {}
    for word in sorted(words):
        by_first.setdefault(word[:1], []).append(word[1:])
    ends = "" in by_first
    branches = [re.escape(first) + prefixes_of(rest) for first, rest in by_first.items() if first]
    if not branches:
        return ""
    pattern = branches[0] if len(branches) == 1 and not ends else f"(?:{'|'.join(branches)})"
    return f"{pattern}?" if ends else pattern
