"""Reads tokens as signs: small words as themselves, other words by class, so that sentences of one build look alike."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate
from operator import gt
from typing import NamedTuple  # its fields are read off for a whole row at once

from claimsift.stages.describe_claims.read_clauses import Token, table_class, word_class

_NOT_OPENING = frozenset("DXPC,")
_CLASSES = ("people", "filler", "change_verb", "seen_verb", "change_noun", "measure", "treatment_head", "time")
_EMPTY = ("time", "unit", "statistic", "reporting")
_EACH = frozenset({"each", "every", "per", "a", "next", "last", "first", "past"})
_ODDS = {"high": 2, "raised": 1, "lowered": -1, "low": -2}
_BRACKETS = {"(": 1, ")": -1}
_LIMITS = (0, 1, 2, 3, 5, 8, 14, 24)
_STEPS = tuple(str(next(limit for limit in _LIMITS if words <= limit)) for words in range(_LIMITS[-1] + 1))


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """What counts of a token inside a stretch: two stretches of the same such words are described alike.

    There is one object for all tokens that are alike, so that stretches are told apart without a look into it.
    """

    sign: str
    tag: str
    odds: int


class Trait(NamedTuple):
    """What matters of a token for where stretches begin and end, and what is counted on the way to them.

    `speaks` is a word that says something by itself, not a unit, a time, a letter or a source (`6 months`, `mean`,
    `experts estimate`), `stripped` one that only leads to the words behind it, `leading` a small word without which
    they say another thing (`no relief`, `still smoking`); `bracket` is 1 where one opens and -1 where it closes.
    """

    word: Word
    sign: str
    speaks: bool
    stripped: bool
    leading: bool
    people: bool
    each: bool
    time: bool
    link: bool
    change: bool
    verb: bool
    content: bool
    bracket: int


@lru_cache(maxsize=1 << 16)
def read_trait(text: str, tag: str) -> Trait:
    """The traits of a token."""
    empty = tag == "#" or len(text) == 1 or any(text in word_class(name) for name in _EMPTY)
    sign = _sign_of(text, tag)
    return Trait(
        word=_word(sign, tag, outcome_odds(text)),
        sign=sign,
        speaks=not empty,
        stripped=text in word_class("strip"),
        leading=text in word_class("leading"),
        people=text in word_class("people"),
        each=text in _EACH,
        time=text in word_class("time"),
        link=text in word_class("linking_verb"),
        change=tag == "V" and text in word_class("change_verb"),
        verb=tag in "VLA",
        content=tag in "WV#",
        bracket=_BRACKETS.get(tag, 0),
    )


@cache
def _word(sign: str, tag: str, odds: int) -> Word:
    return Word(sign, tag, odds)


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


def outcome_odds(word: str) -> int:
    """How much more often than elsewhere a word stands in names of outcomes, -2 to 2."""
    for name, value in _ODDS.items():
        if word in table_class("outcome_words", name):
            return value
    return 0


class Reading:
    """The tokens of a row with their traits, and counts up to each token, so that any part of it is summed up at once.

    `tags` are the tokens' tags, one sign each. `depths` counts open brackets, `people` words for people, `verbs` verbs
    of all kinds, `runs` the ends of runs of content words.
    """

    def __init__(self, tokens: tuple[Token, ...]) -> None:
        self.texts, self.starts, self.ends, tags, _ = zip(*tokens, strict=True)
        columns = tuple(zip(*map(read_trait, self.texts, tags), strict=True))  # of traits: a field is read at once
        self.words, self.signs, self.speaks, self.stripped, self.leading, self.is_people = columns[:6]
        self.each, self.time, self.link, self.change, verbs, contents, brackets = columns[6:]
        self.tokens, self.tags = tokens, "".join(tags)
        self.opening = next((index for index, tag in enumerate(tags) if tag not in _NOT_OPENING), len(tokens))
        self.depths = list(accumulate(brackets, initial=0))
        self.people = list(accumulate(self.is_people, initial=0))
        self.verbs = list(accumulate(verbs, initial=0))
        run_ends = map(gt, contents, (*contents[1:], False))
        self.runs = list(accumulate(run_ends, initial=0))
        self._walk_signs()

    def _walk_signs(self) -> None:
        """Write down the signs without determiners and adverbs, runs of a sign as one: a path is a slice of them."""
        walk: list[str] = []
        steps: list[int] = []  # the place on the walk of each token that is on it
        tokens_before = []  # how many of these stand before a token
        for sign in self.signs:
            tokens_before.append(len(steps))
            if sign not in {"D", "X"}:
                if not walk or walk[-1] != sign:
                    walk.append(sign)
                steps.append(len(walk) - 1)
        tokens_before.append(len(steps))
        self._walk, self._steps, self._tokens_before = walk, steps, tokens_before

    def path(self, low: int, high: int) -> list[str]:
        """The signs of tokens `low` to `high`, `high` left out, runs of a sign as one."""
        first, last = self._tokens_before[low], self._tokens_before[high]
        return self._walk[self._steps[first] : self._steps[last - 1] + 1] if first < last else []


def head_index(words: tuple[Word, ...]) -> int:
    """The main word of a phrase: the last before its first preposition, or the verb that it starts with."""
    if words[0].tag == "V":
        return 0
    borders = (index for index, word in enumerate(words) if word.tag in {"P", "R", "A", ",", "C"})
    return max(next(borders, len(words)) - 1, 0)


def bucket(distance: int) -> str:
    """A distance in words, in steps that grow."""
    return _STEPS[distance] if distance < len(_STEPS) else "more"
