"""Lists the stretches of text that could say what a claimed number counts or measures."""

from __future__ import annotations

import re
from operator import sub

from claimsift.stages.describe_claims.read_clauses import Token, word_class
from claimsift.stages.describe_claims.read_signs import Reading

_WINDOW = 32  # tokens looked at on each side of the number: of 1,700 outcomes 10 lie further away
_MOST_CHUNKS = 6
_WIDEST_GAP = 20  # characters between two words of a phrase
_MOST_BETWEEN = 4  # small words between two runs of one phrase
_RUN = re.compile(r"[WV#][W#]*")  # content words by their tags; a verb begins a new run
_SAID_WHEN = re.compile(r"P(?=..)", re.DOTALL)  # a preposition with two tokens behind it
_CONTENT = frozenset("WV#")
_COUNTED = frozenset({"two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve"})
_BETWEEN = re.compile(r"[PDCXRAL#I]*,?[PDCXRAL#I]*")  # tags of small words


# The first and the last token, both included, of a part of a row of tokens: thousands are made for an article.
Stretch = tuple[int, int]


def list_stretches(tokens: tuple[Token, ...], number: int) -> tuple[Stretch, ...]:
    """The stretches near the token `number` that begin and end with content words and hold no claimed number."""
    return RowStretches(Reading(tokens)).list_near(number)


class RowStretches:
    """The stretches of one row of tokens, listed once for all of its numbers."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        # The address of a link lies between two tokens that stand so far apart.
        gaps = map(sub, reading.starts[1:], reading.ends)
        self._apart = {index for index, gap in enumerate(gaps, 1) if gap > _WIDEST_GAP}
        self._behind_time = _find_behind_times(reading.texts, reading.tags)
        behind_people = {index for index, people in enumerate(reading.is_people, 1) if people}
        self._borders = behind_people | self._apart | self._behind_time
        self._listed: dict[tuple[int, int], tuple[Stretch, ...]] = {}

    def list_near(self, number: int) -> tuple[Stretch, ...]:
        """The stretches near the token `number` that begin and end with content words and hold no claimed number."""
        window = max(0, number - _WINDOW), min(len(self._reading.tags), number + _WINDOW)
        if window not in self._listed:  # of most rows it is the same for all numbers
            self._listed[window] = self._list(*window)
        found = self._listed[window]
        if self._reading.leading[number]:  # a claimed `no` leads no stretch to itself
            return tuple([(first + (first == number), last) for first, last in found])
        return found

    def _list(self, low: int, high: int) -> tuple[Stretch, ...]:
        reading, chunks = self._reading, self._chunks(low, high)
        followers = [first for first, _ in chunks[1:]]
        joined = [*map(self._joins, [last for _, last in chunks], followers), False]
        ends = [
            (last, True in reading.speaks[first : last + 1], self._can_end(last), goes_on)
            for (first, last), goes_on in zip(chunks, joined, strict=False)
        ]
        found = []
        for index, (start, _) in enumerate(chunks):
            first = start - 1 if start > 0 and reading.leading[start - 1] else start
            says_something = False
            for last, speaks, usable, goes_on in ends[index : index + _MOST_CHUNKS]:
                says_something = says_something or speaks
                # A longer stretch would end in the verb of a change: `scores fell` by 2.
                if usable and says_something and (start == last or not reading.change[last]):
                    found.append((first, last))
                if not goes_on:
                    break
        return tuple(found)

    def _chunks(self, low: int, high: int) -> list[tuple[int, int]]:
        """Runs of content words; a verb begins a new run, and so does what follows a word for people."""
        tags, stripped, found = self._reading.tags, self._reading.stripped, []
        for match in _RUN.finditer(tags, low, high):
            start, end = match.span()
            borders = [*sorted(self._borders.intersection(range(start + 1, end))), end] if end - start > 1 else (end,)
            for border in borders:
                first, start = start, border
                # Words that only lead to content words behind them are left out, whether these are in the run or not.
                while first < border and stripped[first] and first + 1 < high and tags[first + 1] in _CONTENT:
                    first += 1
                if first < border:
                    found.append((first, border - 1))
        return found

    def _can_end(self, last: int) -> bool:
        """Whether a stretch can end here: not in `each year`, which says when, nor in `gout affects` 1 in 40."""
        reading = self._reading
        return not reading.link[last] and not (reading.time[last] and last > 0 and reading.each[last - 1])

    def _joins(self, last: int, first: int) -> bool:
        """Whether what lies between two runs can belong to one phrase: a few small words."""
        if first - last > _MOST_BETWEEN + 1 or first in self._behind_time:
            return False
        if self._apart and not self._apart.isdisjoint(range(last + 1, first + 1)):
            return False
        return _BETWEEN.fullmatch(self._reading.tags, last + 1, first) is not None


def _find_behind_times(texts: tuple[str, ...], tags: str) -> set[int]:
    """The tokens right behind a phrase that says when: `after 20 weeks` before `pain was down`."""
    found = set()
    for match in _SAID_WHEN.finditer(tags):
        number, unit = match.start() + 1, texts[match.start() + 2]
        counted = tags[number] == "#" or texts[number] in _COUNTED
        if counted and unit.endswith("s") and unit in word_class("time"):
            found.add(number + 2)
    return found
