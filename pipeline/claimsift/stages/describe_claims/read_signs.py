"""Reads tokens as signs: small words as themselves, other words by class, so that sentences of one build look alike."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import accumulate
from typing import NamedTuple

from claimsift.stages.describe_claims.read_clauses import Token, table_class, word_class

_CLASSES = ("people", "filler", "change_verb", "seen_verb", "change_noun", "measure", "treatment_head", "time")
_ODDS = {"high": 2, "raised": 1, "lowered": -1, "low": -2}


def word_sign(token: Token) -> str:
    """The sign of a token."""
    return _sign_of(token.text, token.tag)


@cache
def _sign_of(word: str, tag: str) -> str:
    if tag in {"P", "C"}:
        return word
    if tag == "A":
        return "be" if word in {"is", "are", "was", "were", "be", "been", "being"} else "A"
    if tag not in {"W", "V", "L"}:
        return tag
    for name in _CLASSES:
        if word in word_class(name):
            return name
    return "J" if tag == "W" and word in table_class("word_tags", "adjective") else tag


class Word(NamedTuple):
    """What counts of a token inside a stretch: two stretches of the same such words are described alike."""

    sign: str
    tag: str
    odds: int


class Reading:
    """The tokens of a row with their signs, and counts up to each token, so that any part of it is summed up at once.

    `depths` counts open brackets, `people` words for people, `runs` the ends of runs of content words.
    """

    def __init__(self, tokens: tuple[Token, ...]) -> None:
        self.tokens = tokens
        self.tags = [token.tag for token in tokens]
        self.signs = [word_sign(token) for token in tokens]
        self.words = [
            Word(sign, token.tag, outcome_odds(token.text)) for sign, token in zip(self.signs, tokens, strict=True)
        ]
        self.opening = next((i for i, tag in enumerate(self.tags) if tag not in "DXPC,"), len(tokens))
        contents = [token.is_content for token in tokens]
        ends = [mine and not following for mine, following in zip(contents, [*contents[1:], False], strict=True)]
        people = word_class("people")
        self.depths = _counts([(tag == "(") - (tag == ")") for tag in self.tags])
        self.people = _counts([token.text in people for token in tokens])
        self.runs = _counts(ends)

    def sign_at(self, index: int, number: int) -> str:
        """The sign of a token beside a stretch or number: `*` for the number itself, `$` outside the sentence."""
        if index == number:
            return "*"
        return self.signs[index] if 0 <= index < len(self.signs) else "$"

    def path(self, low: int, high: int, most: int) -> list[str]:
        """The signs of tokens `low` to `high`, at most so many of them, runs of a sign as one."""
        return _squeeze(range(low, high), self.signs, most)

    def path_end(self, low: int, high: int, most: int) -> list[str]:
        """The last signs of that path, in their order."""
        return _squeeze(range(high - 1, low - 1, -1), self.signs, most)[::-1]


def _counts(values: Sequence[int]) -> list[int]:
    return [0, *accumulate(values)]


def _squeeze(indexes: range, signs: list[str], most: int) -> list[str]:
    found: list[str] = []
    last = ""
    for index in indexes:
        sign = signs[index]
        if sign != last and sign not in {"D", "X"}:
            if len(found) == most:
                break
            found.append(sign)
            last = sign
    return found


def head_index(words: tuple[Word, ...]) -> int:
    """The main word of a phrase: the last before its first preposition, or the verb that it starts with."""
    if words[0].tag == "V":
        return 0
    borders = (index for index, word in enumerate(words) if word.tag in {"P", "R", "A", ",", "C"})
    return max(next(borders, len(words)) - 1, 0)


@cache
def outcome_odds(word: str) -> int:
    """How much more often than elsewhere a word stands in names of outcomes, -2 to 2."""
    for name, value in _ODDS.items():
        if word in table_class("outcome_words", name):
            return value
    return 0


def bucket(distance: int) -> str:
    """A distance in words, in steps that grow."""
    for limit in (0, 1, 2, 3, 5, 8, 14, 24):
        if distance <= limit:
            return str(limit)
    return "more"
