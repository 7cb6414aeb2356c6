"""Lists the stretches of text that could say what a claimed number counts or measures."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from claimsift.stages.describe_claims.read_clauses import Token, word_class

_WINDOW = 32  # tokens looked at on each side of the number: of 1,700 outcomes 10 lie further away
_MOST_CHUNKS = 6
_EACH = frozenset({"each", "every", "per", "a", "next", "last", "first", "past"})
_WIDEST_GAP = 20  # characters between two words of a phrase
_MOST_BETWEEN = 4  # small words between two runs of one phrase
_EMPTY = ("time", "unit", "statistic", "reporting")
_COUNTED = frozenset({"two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve"})
_JOINS = frozenset("PDCXRAL#I,")


class Stretch(NamedTuple):
    """Tokens `first` to `last`, both included, of a sentence's tokens."""

    first: int
    last: int


def list_stretches(tokens: tuple[Token, ...], number: int) -> tuple[Stretch, ...]:
    """The stretches near the token `number` that begin and end with content words and hold no claimed number."""
    return RowStretches(tokens).list_near(number)


class Trait(NamedTuple):
    """What matters of a token for where stretches begin and end.

    `content` is a word that a stretch can begin or end with, `empty` one that says nothing by itself (a unit, a time, a
    letter or a source: `6 months`, `mean`, `experts estimate`), `stripped` one that only leads to the words behind it,
    `leading` a small word without which they say another thing (`no relief`, `still smoking`).
    """

    content: bool
    empty: bool
    stripped: bool
    leading: bool
    people: bool
    each: bool
    time: bool
    link: bool
    verb: bool
    change: bool


@lru_cache(maxsize=1 << 16)
def read_trait(word: str, tag: str) -> Trait:
    """The traits of a token."""
    empty = tag == "#" or len(word) == 1 or any(word in word_class(name) for name in _EMPTY)
    return Trait(
        tag in "WV#",
        empty,
        word in word_class("strip"),
        word in word_class("leading"),
        word in word_class("people"),
        word in _EACH,
        word in word_class("time"),
        word in word_class("linking_verb"),
        tag == "V",
        tag == "V" and word in word_class("change_verb"),
    )


class RowStretches:
    """Lists the stretches near the numbers of one row of tokens; what holds for all numbers is looked up once."""

    def __init__(self, tokens: tuple[Token, ...]) -> None:
        self._tags = [token.tag for token in tokens]
        self._traits = [read_trait(token.text, token.tag) for token in tokens]
        # The address of a link lies between two tokens that stand so far apart.
        self._apart = [False, *(after.start - before.end > _WIDEST_GAP for before, after in pairwise(tokens))]
        self._behind_time = [_stands_behind_time(tokens, index) for index in range(len(tokens))]

    def list_near(self, number: int) -> tuple[Stretch, ...]:
        """The stretches near the token `number` that begin and end with content words and hold no claimed number."""
        chunks = self._chunks(max(0, number - _WINDOW), min(len(self._tags), number + _WINDOW))
        ends = [last for _, last in chunks]
        joined = [self._joins(last, first) for last, (first, _) in zip(ends, chunks[1:], strict=False)]
        empty = [all(trait.empty for trait in self._traits[first : last + 1]) for first, last in chunks]
        usable = [self._can_end(last) for last in ends]
        found = []
        for index, (start, _) in enumerate(chunks):
            first = self._with_leading(start, number)
            says_nothing = True
            for end in range(index, min(len(chunks), index + _MOST_CHUNKS)):
                if end > index and not joined[end - 1]:
                    break
                last = ends[end]
                says_nothing = says_nothing and empty[end]
                # A longer stretch would end in the verb of a change: `scores fell` by 2.
                if usable[end] and not says_nothing and (start == last or not self._traits[last].change):
                    found.append(Stretch(first, last))
        return tuple(found)

    def _chunks(self, low: int, high: int) -> list[tuple[int, int]]:
        """Runs of content words; a verb begins a new run, and so does what follows a word for people."""
        found = []
        first: int | None = None
        for index in range(low, high):
            trait = self._traits[index]
            if first is not None and (not trait.content or self._is_border(index)):
                found.append((first, index - 1))
                first = None
            if first is None and trait.content and not (trait.stripped and self._leads_on(index, high)):
                first = index
        if first is not None:
            found.append((first, high - 1))
        return found

    def _is_border(self, index: int) -> bool:
        traits = self._traits
        return traits[index].verb or traits[index - 1].people or self._apart[index] or self._behind_time[index]

    def _leads_on(self, index: int, high: int) -> bool:
        return index + 1 < high and self._traits[index + 1].content

    def _with_leading(self, first: int, number: int) -> int:
        """The start of a stretch with the small word that leads it."""
        before = first - 1
        return before if before >= 0 and before != number and self._traits[before].leading else first

    def _can_end(self, last: int) -> bool:
        """Whether a stretch can end here: not in `each year`, which says when, nor in `gout affects` 1 in 40."""
        if self._traits[last].link:
            return False
        return not (self._traits[last].time and last > 0 and self._traits[last - 1].each)

    def _joins(self, last: int, first: int) -> bool:
        """Whether what lies between two runs can belong to one phrase: a few small words."""
        if first - last > _MOST_BETWEEN + 1 or self._behind_time[first] or True in self._apart[last + 1 : first + 1]:
            return False
        between = self._tags[last + 1 : first]
        return _JOINS.issuperset(between) and between.count(",") <= 1


def _stands_behind_time(tokens: tuple[Token, ...], index: int) -> bool:
    """Whether a phrase that says when ends right before a token: `after 20 weeks` before `pain was down`."""
    if index < 3 or tokens[index - 3].tag != "P":
        return False
    number, unit = tokens[index - 2], tokens[index - 1].text
    counted = number.tag == "#" or number.text in _COUNTED
    return counted and unit.endswith("s") and unit in word_class("time")
