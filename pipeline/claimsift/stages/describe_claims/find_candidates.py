"""Lists the stretches of text that could say what a claimed number counts or measures."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from claimsift.stages.describe_claims.read_clauses import Token, word_class

_WINDOW = 32  # tokens looked at on each side of the number: of 1,700 outcomes 10 lie further away
_MOST_CHUNKS = 6
_EACH = frozenset({"each", "every", "per", "a", "next", "last", "first", "past"})
_WIDEST_GAP = 20  # characters between two words of a phrase
_JOINS = frozenset("PDCXRAL#I")


class Stretch(NamedTuple):
    """Tokens `first` to `last`, both included, of a sentence's tokens."""

    first: int
    last: int


def list_stretches(tokens: tuple[Token, ...], number: int) -> tuple[Stretch, ...]:
    """The stretches near the token `number` that begin and end with content words and hold no claimed number."""
    low, high = max(0, number - _WINDOW), min(len(tokens), number + _WINDOW)
    chunks = list(_chunks(tokens, low, high))
    joined = [_joins(tokens, before[1], after[0]) for before, after in pairwise(chunks)]
    empty = [_says_nothing(tokens, *chunk) for chunk in chunks]
    usable = [not _is_frequency(tokens, last) and not _is_link(tokens, last) for _, last in chunks]
    found = []
    for index, (start, _) in enumerate(chunks):
        first = _with_leading(tokens, start, number)
        for end in range(index, min(len(chunks), index + _MOST_CHUNKS)):
            if end > index and not joined[end - 1]:
                break
            last = chunks[end][1]
            if usable[end] and not all(empty[index : end + 1]) and not (start < last and _is_change(tokens, last)):
                found.append(Stretch(first, last))
    return tuple(found)


def _chunks(tokens: tuple[Token, ...], low: int, high: int) -> Iterator[tuple[int, int]]:
    """Runs of content words; a verb begins a new run, and so does what follows a word for people."""
    first: int | None = None
    for index in range(low, high):
        token = tokens[index]
        starts_new = token.is_content and first is not None and _is_border(tokens, index)
        if first is not None and (not token.is_content or starts_new):
            yield first, index - 1
            first = None
        if first is None and token.is_content and not _is_stripped(tokens, index, high):
            first = index
    if first is not None:
        yield first, high - 1


def _is_border(tokens: tuple[Token, ...], index: int) -> bool:
    if tokens[index].start - tokens[index - 1].end > _WIDEST_GAP:
        return True
    return tokens[index].tag == "V" or tokens[index - 1].text in word_class("people")


def _is_stripped(tokens: tuple[Token, ...], index: int, high: int) -> bool:
    return tokens[index].text in word_class("strip") and index + 1 < high and tokens[index + 1].is_content


def _with_leading(tokens: tuple[Token, ...], first: int, number: int) -> int:
    """The start of a stretch with the small word without which it says another thing: `no relief`, `still smoking`."""
    before = first - 1
    return before if before >= 0 and before != number and tokens[before].text in word_class("leading") else first


def _says_nothing(tokens: tuple[Token, ...], first: int, last: int) -> bool:
    """Whether a run is but a unit, a time, a letter or a source (`6 months`, `mean`, `experts estimate`)."""
    return all(_is_empty(token.text, token.tag) for token in tokens[first : last + 1])


@cache
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


def _joins(tokens: tuple[Token, ...], last: int, first: int) -> bool:
    """Whether what lies between two runs can belong to one phrase: small words only."""
    if any(tokens[i + 1].start - tokens[i].end > _WIDEST_GAP for i in range(last, first)):
        return False  # the address of a link lies between
    between = [token.tag for token in tokens[last + 1 : first]]
    return len(between) <= 4 and all(tag in _JOINS or tag == "," for tag in between) and between.count(",") <= 1
