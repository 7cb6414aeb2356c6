"""Splits a text into words, once for all who read it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Set
from dataclasses import dataclass
from itertools import accumulate, compress

from claimsift.lexicon.treatments import WORD

_SPLIT = re.compile(f"({WORD.pattern})")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a stretch of `text` as written and in lowercase, and where each starts and ends.

    `gaps[i]` is what stands before word `i`, and the last gap what stands after the last word.
    """

    text: str
    texts: list[str]
    lowers: list[str]
    starts: list[int]
    ends: list[int]
    gaps: list[str]

    def between(self, start: int, end: int) -> Words:
        """The words that start between two offsets."""
        first, last = bisect_left(self.starts, start), bisect_left(self.starts, end)
        return Words(
            self.text,
            self.texts[first:last],
            self.lowers[first:last],
            self.starts[first:last],
            self.ends[first:last],
            self.gaps[first : last + 1],
        )

    def phrase(self, first: int, last: int) -> str:
        """The text from word `first` to word `last`, both included."""
        return self.text[self.starts[first] : self.ends[last]]

    def matches(self, pattern: re.Pattern[str], opening: Set[str]) -> Iterator[re.Match[str]]:
        """What `pattern.finditer` finds, given the words with which each match opens: other places are not tried."""
        end = 0
        for start in list(compress(self.starts, map(opening.__contains__, self.texts))):
            if start >= end and (match := pattern.match(self.text, start)):
                yield match
                end = match.end()


def split_words(text: str) -> Words:
    """The words of a text.

    >>> words = split_words("Low-dose Aspirin.")
    >>> words.lowers, words.starts, words.gaps
    (['low', 'dose', 'aspirin'], [0, 4, 9], ['', '-', ' ', '.'])
    """
    pieces = _SPLIT.split(text)  # gap, word, gap, …, word, gap
    bounds = list(accumulate(map(len, pieces)))
    texts = pieces[1::2]
    return Words(text, texts, list(map(str.lower, texts)), bounds[0:-1:2], bounds[1::2], pieces[0::2])
