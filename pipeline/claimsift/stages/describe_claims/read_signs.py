"""Reads tokens as signs: small words as themselves, other words by class, so that sentences of one build look alike."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate

from claimsift.stages.describe_claims.read_clauses import Token, table_class, word_class

_NOT_OPENING = frozenset("DXPC,")
_CLASSES = ("people", "filler", "change_verb", "seen_verb", "change_noun", "measure", "treatment_head", "time")
_ODDS = {"high": 2, "raised": 1, "lowered": -1, "low": -2}
_DEPTHS = {"(": 1, ")": -1}
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


@lru_cache(maxsize=1 << 16)
def read_word(text: str, tag: str) -> Word:
    """The sign and odds of a token."""
    return _word(_sign_of(text, tag), tag, outcome_odds(text))


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
    """The tokens of a row with their signs, and counts up to each token, so that any part of it is summed up at once.

    `tags` are the tokens' tags, one sign each. `depths` counts open brackets, `people` words for people, `verbs` verbs
    of all kinds, `runs` the ends of runs of content words.
    """

    def __init__(self, tokens: tuple[Token, ...]) -> None:
        self.tokens = tokens
        texts, _, _, tags, _ = zip(*tokens, strict=True)
        self.words = tuple(map(read_word, texts, tags))
        self.tags = "".join(tags)
        self.signs = [word.sign for word in self.words]
        self.opening = next((index for index, tag in enumerate(tags) if tag not in _NOT_OPENING), len(tokens))
        people = word_class("people")
        self.depths = _counts([_DEPTHS.get(tag, 0) for tag in tags])
        self.people = _counts([text in people for text in texts])
        self.verbs = _counts([tag in "VLA" for tag in tags])
        contents = [tag in "WV#" for tag in tags]
        self.runs = _counts([mine and not after for mine, after in zip(contents, [*contents[1:], False], strict=True)])
        self._walk_signs()

    def _walk_signs(self) -> None:
        """Write down the signs without determiners and adverbs, runs of a sign as one: a path is a slice of them."""
        self._walk: list[str] = []
        self._steps: list[int] = []  # the place on the walk of each token that is on it
        self._tokens_before: list[int] = []  # how many of these stand before a token
        for sign in self.signs:
            self._tokens_before.append(len(self._steps))
            if sign in {"D", "X"}:
                continue
            if not self._walk or self._walk[-1] != sign:
                self._walk.append(sign)
            self._steps.append(len(self._walk) - 1)
        self._tokens_before.append(len(self._steps))

    def path(self, low: int, high: int) -> list[str]:
        """The signs of tokens `low` to `high`, `high` left out, runs of a sign as one."""
        first, last = self._tokens_before[low], self._tokens_before[high]
        return self._walk[self._steps[first] : self._steps[last - 1] + 1] if first < last else []


def _counts(values: list[int] | list[bool]) -> list[int]:
    return list(accumulate(values, initial=0))


def head_index(words: tuple[Word, ...]) -> int:
    """The main word of a phrase: the last before its first preposition, or the verb that it starts with."""
    if words[0].tag == "V":
        return 0
    borders = (index for index, word in enumerate(words) if word.tag in {"P", "R", "A", ",", "C"})
    return max(next(borders, len(words)) - 1, 0)


def bucket(distance: int) -> str:
    """A distance in words, in steps that grow."""
    return _STEPS[distance] if distance < len(_STEPS) else "more"
