"""Finds the phrases of the table in an article: they are looked for only where a word stands that can open one."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache

from claimsift.lexicon import load_table
from claimsift.lexicon.split_words import Words, indexes_of, places_of
from claimsift.lexicon.word_memory import WordMemory


class Phrases:
    """Where an article has the phrases of each row of `lexicon/treatment_phrases.json`.

    `lowered` is the text of the words in lowercase.
    """

    def __init__(self, words: Words, lowered: str) -> None:
        self._lowered = lowered
        opening = [lower for lower in places_of(words.text) if _ROWS[lower]]  # most words open none
        indexes = indexes_of(opening, words.text)
        self._starts = [words.starts[index] for index in indexes]
        self._opened = [_ROWS[words.lowers[index]] for index in indexes]

    def has(self, name: str, start: int, end: int) -> bool:
        """Whether a phrase of a row stands in a stretch of the text."""
        pattern = phrase_pattern(name)
        for at in range(bisect_left(self._starts, start), len(self._starts)):
            place = self._starts[at]
            if place >= end:
                return False
            if name in self._opened[at] and pattern.match(self._lowered, place, end):
                return True
        return False


@cache
def phrase_pattern(name: str) -> re.Pattern[str]:
    """The pattern of a row of the table."""
    return re.compile(rf"\b(?:{'|'.join(load_table('treatment_phrases')[name]['options'])})\b")


def first_word(option: str) -> str:
    """The part of a phrase's pattern that its first word matches.

    >>> [first_word(option) for option in ("account(?:s|ed)? for", "side[- ]effects?", "post-?operative", "trials?")]
    ['account(?:s|ed)?', 'side', 'post\\\\w*', 'trials?']
    """
    depth = 0
    for at, sign in enumerate(option):
        depth += (sign == "(") - (sign == ")")
        if depth == 0 and option.startswith((" ", "-", "[- ]"), at):
            return option[:at] + (r"\w*" if option.startswith("-?", at) else "")
    return option


@cache
def _openings() -> dict[str, re.Pattern[str]]:
    """What the words look like that open a phrase of each row."""
    rows = {name: row["options"] for name, row in load_table("treatment_phrases").items() if name != "note"}
    return {name: re.compile("|".join(map(first_word, options))) for name, options in rows.items()}


def _opened_by(lower: str) -> frozenset[str]:
    """The rows of which a word opens a phrase."""
    return frozenset(name for name, opening in _openings().items() if opening.fullmatch(lower))


_ROWS: WordMemory[frozenset[str]] = WordMemory(_opened_by)
