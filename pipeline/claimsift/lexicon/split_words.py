"""Splits a text into words, once for all who read it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, compress

# Hyphens separate words, so that "platelet-rich plasma" and "platelet rich plasma" are one name.
WORD = re.compile(r"[^\W_]+")

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

    def lowers_between(self, start: int, end: int) -> list[str]:
        """The words that start between two offsets, in lowercase."""
        return self.lowers[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def starts_between(self, start: int, end: int, chosen: Callable[[str], bool]) -> Iterator[int]:
        """Where those of the words between two offsets start that are chosen by their lowercase."""
        first, last = bisect_left(self.starts, start), bisect_left(self.starts, end)
        return compress(self.starts[first:last], map(chosen, self.lowers[first:last]))

    def phrase(self, first: int, last: int) -> str:
        """The text from word `first` to word `last`, both included."""
        return self.text[self.starts[first] : self.ends[last]]

    def matches(self, pattern: re.Pattern[str], opens: Callable[[str], bool]) -> Iterator[re.Match[str]]:
        """What `pattern.finditer` finds, given which words a match can open with: other places are not tried."""
        end = 0
        for start in list(compress(self.starts, map(opens, self.texts))):
            if start >= end and (match := pattern.match(self.text, start)):
                yield match
                end = match.end()


@lru_cache(maxsize=8)
def split_words(text: str) -> Words:
    """The words of a text; all stages that ask for those of one article share them.

    >>> words = split_words("Low-dose Aspirin.")
    >>> words.lowers, words.starts, words.gaps
    (['low', 'dose', 'aspirin'], [0, 4, 9], ['', '-', ' ', '.'])
    """
    pieces = _SPLIT.split(text)  # gap, word, gap, …, word, gap
    bounds = list(accumulate(map(len, pieces)))
    texts = pieces[1::2]
    return Words(text, texts, list(map(str.lower, texts)), bounds[0:-1:2], bounds[1::2], pieces[0::2])
