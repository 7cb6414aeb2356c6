"""Splits a text into words, once for all who read it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, chain, compress

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


@lru_cache(maxsize=2)
def article_words(text: str) -> Words:
    """The words of an article's text, which all stages share."""
    return split_words(text)


@lru_cache(maxsize=2)
def places_of(text: str) -> dict[str, list[int]]:
    """Each different word of a text, in lowercase, with its places among the words."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for index, lower in enumerate(article_words(text).lowers):
        places[lower].append(index)
    return dict(places)


def indexes_of(lowers: Iterable[str], text: str) -> list[int]:
    """Where some words in lowercase stand among the words of a text, in order."""
    places = places_of(text)
    return sorted(chain.from_iterable([places[lower] for lower in lowers if lower in places]))


def match_openings(pattern: re.Pattern[str], text: str, opening: Iterable[str]) -> Iterator[re.Match[str]]:
    """What `pattern.finditer` finds, given the words, in lowercase, with which each match opens."""
    starts, end = article_words(text).starts, 0
    for index in indexes_of(opening, text):
        if starts[index] >= end and (match := pattern.match(text, starts[index])):
            yield match
            end = match.end()
