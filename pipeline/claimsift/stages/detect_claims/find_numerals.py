"""Finds where digits, fraction glyphs and number words stand in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Literal, NamedTuple

from claimsift.lexicon.split_words import Words, article_words, indexes_of, places_of
from claimsift.stages.detect_claims.number_words import fraction_words, special_words, word_values

GAPS = "\u2009\u202f\u00a0\u2007\u2008 "
# No possessive quantifiers: Python 3.11 before 3.11.5 matches them wrongly. The lookaheads say what they would.
_DIGITS = (
    rf"(?:\d{{1,3}}(?:,\d{{3}})+(?!\d|,\d{{3}})|\d{{1,3}}(?:['’]\d{{3}})+(?!\d)"
    rf"|(?<![\d.,:])(?<!\d[{GAPS}])\d{{1,3}}(?:[{GAPS}]\d{{3}})+(?![.,]\d|\d|[{GAPS}]\d{{3}})|\d+)(?:[.·]\d+)?"
    rf"|(?<![\w.)\]”])[.·]\d+"
)
_NUMERAL = re.compile(_DIGITS)
_RUN = re.compile(r"[\d¼-¾⅐-⅞]\d*")
_POINTS = frozenset([".", "·"])
# "a week" is one week where a word before it says how long, from when or how much; "5 mg a day" is a rate.
_TIME_WORDS = frozenset(["minute", "hour", "day", "week", "fortnight", "month", "year", "decade", "century"])
_LASTING = re.compile(
    r"\b(?:within|in|for|after|over|lasts?|lasted|lasting|takes?|took|taking|about|around|nearly|almost|than|least"
    r"|most|approximately|to|only|just|under|throughout|during|before|spend|spent|roughly)\s\Z",
    re.IGNORECASE,
)
_LATER = re.compile(r"\s(?:later|sooner|earlier|longer|faster|shorter|after|and\sa\shalf)\b(?!\s(?:this|that|in)\b)")
_TIME_ARTICLE = re.compile(r"(?<!\w)(an?)\s\Z", re.IGNORECASE)


class Hit(NamedTuple):
    """Where digits, a fraction glyph or a number word stand."""

    start: int
    end: int
    kind: Literal["digits", "glyph", "word", "article"]
    text: str


@cache
def _counting_words() -> Mapping[str, int]:
    """Every number word, alone and with "fold" behind it, and the length of what counts."""
    counting = {*word_values(), *fraction_words(), *special_words()}
    return {word + ending: len(word) for word in counting for ending in ("", "fold")}


def find_hits(masked: str) -> list[Hit]:
    """Every numeral and number word in order; only words that can be one are looked at more closely."""
    words = article_words(masked)
    hits = list(_find_numerals(masked, words))
    counting = _counting_words()
    telling = counting.keys() | _TIME_WORDS
    for at in indexes_of(telling, masked):
        word, start, end = words.lowers[at], words.starts[at], words.ends[at]
        if word in _TIME_WORDS:
            if article := _article_of_time(masked, start, end):
                hits.append(Hit(article.start(1), article.end(1), "article", article[1]))
        elif masked[end : end + 1] != "_":
            end = start + counting[word]
            hits.append(Hit(start, end, "word", masked[start:end]))
    hits.sort()
    return hits


def _find_numerals(masked: str, words: Words) -> Iterator[Hit]:
    """The numerals; only where a sign stands between or before digits is more than a run of digits matched."""
    position = 0
    for at in indexes_of([lower for lower in places_of(masked) if not lower.isalpha()], masked):
        first, last = words.starts[at], words.ends[at]
        position = max(position, first)
        while position < last and (match := _RUN.search(masked, position, last)):
            start, position = match.span()
            text = match[0]
            if not text[0].isdecimal():
                position = start + 1
                yield Hit(start, position, "glyph", text[0])
                continue
            before = masked[start - 1 : start]
            pointed = before in _POINTS
            if pointed or masked[position + 1 : position + 2].isdecimal():
                opens = pointed and not masked[start - 2 : start - 1].isalnum()
                numeral = (opens and _NUMERAL.match(masked, start - 1)) or _NUMERAL.match(masked, start)
                if numeral:
                    (start, position), text = numeral.span(), numeral[0]
            yield Hit(start, position, "digits", text)


def _article_of_time(masked: str, start: int, end: int) -> re.Match[str] | None:
    """The article that stands for one in `within a week`, or None where it only measures out: `5 mg a day`."""
    article = _TIME_ARTICLE.search(masked, max(0, start - 3), start)
    if article is None or masked[end : end + 1] in ("'", "’", "-") or masked[end : end + 1].isalnum():
        return None
    if _LASTING.search(masked, max(0, start - 30), article.start(1)) or _LATER.match(masked, end):
        return article
    return None
