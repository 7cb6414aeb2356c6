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
_JOINS = frozenset("PDCXRAL#I,")


class Stretch(NamedTuple):
    """Tokens `first` to `last`, both included, of a sentence's tokens."""

    first: int
    last: int


def list_stretches(tokens: tuple[Token, ...], number: int) -> tuple[Stretch, ...]:
    """The stretches near the token `number` that begin and end with content words and hold no claimed number."""
    return RowStretches(tokens).list_near(number)


class RowStretches:
    """Lists the stretches near the numbers of one row of tokens; what holds for all numbers is looked up once."""

    def __init__(self, tokens: tuple[Token, ...]) -> None:
        self._tokens = tokens
        self._tags = [token.tag for token in tokens]
        self._content = [tag in "WV#" for tag in self._tags]
        # The address of a link lies between two tokens that stand so far apart.
        self._apart = [False, *(after.start - before.end > _WIDEST_GAP for before, after in pairwise(tokens))]
        self._borders = [self._is_border(index) for index in range(len(tokens))]

    def list_near(self, number: int) -> tuple[Stretch, ...]:
        """The stretches near the token `number` that begin and end with content words and hold no claimed number."""
        tokens = self._tokens
        chunks = self._chunks(max(0, number - _WINDOW), min(len(tokens), number + _WINDOW))
        joined = [self._joins(before[1], after[0]) for before, after in pairwise(chunks)]
        empty = [_says_nothing(tokens, *chunk) for chunk in chunks]
        usable = [not _is_frequency(tokens, last) and not _is_link(tokens, last) for _, last in chunks]
        found = []
        for index, (start, _) in enumerate(chunks):
            first = _with_leading(tokens, start, number)
            says_nothing = True
            for end in range(index, min(len(chunks), index + _MOST_CHUNKS)):
                if end > index and not joined[end - 1]:
                    break
                last = chunks[end][1]
                says_nothing = says_nothing and empty[end]
                if usable[end] and not says_nothing and not (start < last and _is_change(tokens, last)):
                    found.append(Stretch(first, last))
        return tuple(found)

    def _chunks(self, low: int, high: int) -> list[tuple[int, int]]:
        """Runs of content words; a verb begins a new run, and so does what follows a word for people."""
        found = []
        first: int | None = None
        for index in range(low, high):
            content = self._content[index]
            if first is not None and (not content or self._borders[index]):
                found.append((first, index - 1))
                first = None
            if first is None and content and not self._is_stripped(index, high):
                first = index
        if first is not None:
            found.append((first, high - 1))
        return found

    def _is_border(self, index: int) -> bool:
        """Whether a content word behind another begins a new run."""
        if not index or not self._content[index] or not self._content[index - 1]:
            return False
        return self._apart[index] or self._tags[index] == "V" or self._tokens[index - 1].text in word_class("people")

    def _is_stripped(self, index: int, high: int) -> bool:
        return index + 1 < high and self._content[index + 1] and self._tokens[index].text in word_class("strip")

    def _joins(self, last: int, first: int) -> bool:
        """Whether what lies between two runs can belong to one phrase: small words only."""
        if first - last > 5 or True in self._apart[last + 1 : first + 1]:
            return False
        between = self._tags[last + 1 : first]
        return _JOINS.issuperset(between) and between.count(",") <= 1


def _with_leading(tokens: tuple[Token, ...], first: int, number: int) -> int:
    """The start of a stretch with the small word without which it says another thing: `no relief`, `still smoking`."""
    before = first - 1
    return before if before >= 0 and before != number and tokens[before].text in word_class("leading") else first


def _says_nothing(tokens: tuple[Token, ...], first: int, last: int) -> bool:
    """Whether a run is but a unit, a time, a letter or a source (`6 months`, `mean`, `experts estimate`)."""
    return all(_is_empty(token.text, token.tag) for token in tokens[first : last + 1])


@lru_cache(maxsize=1 << 16)
def _is_empty(word: str, tag: str) -> bool:
    classes = ("time", "unit", "statistic", "reporting")
    return tag == "#" or len(word) == 1 or any(word in word_class(name) for name in classes)


def _is_frequency(tokens: tuple[Token, ...], last: int) -> bool:
    """Whether a stretch would end in `each year` or `per day`, which say when and not what."""
    return last > 0 and tokens[last].text in word_class("time") and tokens[last - 1].text in _EACH


def _is_link(tokens: tuple[Token, ...], last: int) -> bool:
    """Whether a stretch would end in a verb that only leads to the number: `gout affects` 1 in 40."""
    return tokens[last].text in word_class("linking_verb")


def _is_change(tokens: tuple[Token, ...], last: int) -> bool:
    """Whether a longer stretch would end in the verb of a change: `scores fell` by 2."""
    return tokens[last].tag == "V" and tokens[last].text in word_class("change_verb")
