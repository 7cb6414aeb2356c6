"""Reads a sentence as a row of tagged tokens, the claims' numbers among them as one token each."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple  # thousands are made for an article: three times as fast as frozen dataclasses

from claimsift.lexicon import load_table
from claimsift.lexicon.split_words import article_words
from claimsift.records import Claim

_TOKEN = re.compile(r"[^\W\d_][\w’'/-]*|\d+(?:[.,:/]\d+)*%?|\S")
_SIGNS = {"•": ";", "‣": ";", "▪": ";"}  # bullets of a list that is written in one line
_COUNTRIES = frozenset({"US", "UK", "EU"})  # in small letters the first is a pronoun
_SOFT = frozenset("\"'“”‘’*_`")
# The first class that holds a word gives its tag, so that `that` is a relative before a verb and never a noun.
_TAGS = {
    "auxiliary": "A",
    "relative": "R",
    "coordinator": "C",
    "subordinator": "S",
    "determiner": "D",
    "preposition": "P",
    "pronoun": "I",
    "light_verb": "L",
    "adverb": "X",
    "main_verb": "V",
}


class Token(NamedTuple):
    """A word, sign or claimed number of a sentence.

    `tag`: `N` a claimed number (`claim` is its index), `A` auxiliary, `R` relative, `C` coordinator, `S` subordinator,
    `D` determiner, `P` preposition, `I` pronoun, `L` light verb, `X` adverb, `V` verb, `#` another number, `W` any
    other word, else the sign itself.
    """

    text: str
    start: int
    end: int
    tag: str
    claim: int | None = None

    @property
    def is_content(self) -> bool:
        return self.tag in "WV#"


@cache
def word_class(name: str) -> frozenset[str]:
    """The words of one class of `lexicon/describe_words.json`."""
    return table_class("describe_words", name)


@cache
def table_class(table: str, name: str) -> frozenset[str]:
    """The words of one class of a table of `lexicon/`."""
    return frozenset(load_table(table)[name].split())


def _tag_of(word: str) -> str:
    for name, tag in _TAGS.items():
        if word in word_class(name):
            return tag
    if word[0].isdigit():
        return "#"
    if word in word_class("adjective_ed"):
        return "W"
    if word in table_class("word_tags", "verb"):
        return "V"
    if word in table_class("word_tags", "adverb"):
        return "X"
    if word.endswith("ed") and len(word) > 4 and "-" not in word and word not in word_class("adjective_ed"):
        return "V"
    return "W"


@lru_cache(maxsize=4)
def words_in(masked: str, start: int, end: int) -> frozenset[str]:
    """The words of `masked[start:end]` in small letters; several readers ask for those of one sentence."""
    return frozenset(article_words(masked).lowers_between(start, end))


def find_words(text: str) -> list[str]:
    """The words and signs of a text, as tokens are made of them."""
    return _TOKEN.findall(text)


def read_tokens(masked: str, start: int, end: int, claims: tuple[tuple[int, Claim], ...]) -> tuple[Token, ...]:
    """The tokens of `masked[start:end]`; `claims` are the claims in it with their indexes, in order."""
    tokens: list[Token] = []
    cursor = start
    for index, claim in claims:
        if claim.quantity.start < cursor or claim.quantity.end > end:
            continue
        tokens += _plain_tokens(masked, cursor, claim.quantity.start)
        cursor = _end_of_number(masked, claim)
        tokens.append(Token(masked[claim.quantity.start : cursor].lower(), claim.quantity.start, cursor, "N", index))
    tokens += _plain_tokens(masked, cursor, end)
    return tuple(tokens)


def _end_of_number(masked: str, claim: Claim) -> int:
    """Where the number ends and its counted noun begins: `visits` of `3 to 8 visits` can be an outcome, `mg` cannot."""
    quantity = claim.quantity
    if claim.kind not in {"count", "dose"} or not masked[quantity.end - 1].isalpha():
        return quantity.end
    words = [m for m in _TOKEN.finditer(masked, quantity.start, quantity.end) if m[0][0].isalpha()]
    end = quantity.end
    for match in reversed(words):
        word = match[0].lower()
        if (
            len(word) < 3
            or word_class("unit").issuperset(word.split("-"))  # "one hundred twenty-three"
            or "/" in word
            or _read_word(word)[1] != "W"
            or word in word_class("time")
            or word in word_class("unit")
        ):
            break
        end = match.start()
    while end > quantity.start and not masked[end - 1].isalnum():
        end -= 1
    return end if end > quantity.start else quantity.end


def _plain_tokens(masked: str, start: int, end: int) -> list[Token]:
    found: list[Token] = []
    for match in _TOKEN.finditer(masked, start, end):
        text, tag, doubtful = _read_word(match[0])
        if not tag:
            continue
        if doubtful:
            tag = _tag_behind(found, match[0], tag)
        first, last = match.span()
        found.append(Token(text, first, last, tag))
    return found


@lru_cache(maxsize=1 << 16)
def _read_word(word: str) -> tuple[str, str, bool]:
    """A word in small letters, its tag ("" where it is no token), and whether the word before it can change that."""
    if word in _SOFT:
        return word, "", False
    lowered = word.lower()
    tag = _tag_of(lowered) if word[0].isalnum() else _SIGNS.get(word, word)
    if word in _COUNTRIES:
        tag = "W"
    letter = len(word) == 1 and word.isupper()
    return lowered, tag, letter or (tag == "W" and lowered in table_class("word_tags", "noun_or_verb"))


def _tag_behind(found: list[Token], word: str, tag: str) -> str:
    """The tag of a capital or a noun behind the tokens before it."""
    if len(word) == 1 and word.isupper() and _names_groups(found):
        tag = "W"
    wanted = tag == "W" and found and _wants_verb(found[-1])
    return "V" if wanted and word.lower() in table_class("word_tags", "noun_or_verb") else tag


def _names_groups(found: list[Token]) -> bool:
    """Whether a capital behind these is the name of a group: `group A`."""
    return bool(found) and found[-1].text in word_class("group")


def _wants_verb(before: Token) -> bool:
    """Whether the word before turns one that can be a noun or a verb into a verb: `will need`, `who report`."""
    return before.tag in "AIR" or before.text == "to" or before.text in word_class("people")
