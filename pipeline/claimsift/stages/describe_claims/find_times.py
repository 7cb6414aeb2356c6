"""Finds the expressions of a sentence that say when, with ISO 8601 durations."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from claimsift.lexicon import load_table
from claimsift.lexicon.lower_text import lower_text
from claimsift.lexicon.split_words import article_words
from claimsift.lexicon.word_memory import WordMemory
from claimsift.stages.describe_claims.read_clauses import words_in

_LISTED = re.compile(r",\s|,?\s(?:and|or)\s")
_RANGE = re.compile(r"\bto\b|\d\s*[-–]\s*\d")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_MEMBER = re.compile(r"\d+(?:\.\d+)?|[a-z]+(?:-[a-z]+)?")


@dataclass(frozen=True, slots=True)
class TimeMember:
    """One of the times that an expression lists: `16` and `32 weeks` of `at 16 and 32 weeks`."""

    start: int
    end: int
    duration: str | None


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """Words that say when; `name` is the row of `lexicon/time_points.json` that read them.

    `duration` is ISO 8601 (`P2Y`), None where the words give none or several; `members` are the times of a list.
    """

    name: str
    start: int
    end: int
    duration: str | None
    members: tuple[TimeMember, ...] = ()


def find_times(masked: str, start: int, end: int) -> tuple[TimeExpression, ...]:
    """The time expressions in `masked[start:end]`, in order, the longer one where two overlap."""
    if _needed().isdisjoint(words_in(masked, start, end)):
        return ()
    found: list[TimeExpression] = []
    lowered, words, position = lower_text(masked), article_words(masked), start
    for place in words.starts_between(start, end, _OPENS.__getitem__):
        match = _pattern().match(lowered, place, end) if place >= position else None
        if match is None:
            continue
        position = match.end()
        name = match.lastgroup or ""
        if name == "elliptic":
            if time := _elliptic(masked, match, found):
                found.append(time)
            continue
        members = _members(masked, match.start(), match.end())
        duration = members[0].duration if len(members) == 1 else None
        found.append(TimeExpression(name, match.start(), match.end(), duration, members if len(members) > 1 else ()))
    return _joined_adjectives(masked, found)


def _elliptic(masked: str, match: re.Match[str], found: list[TimeExpression]) -> TimeExpression | None:
    """`after two` behind `after one week`: the unit is that of the time before it with the same preposition."""
    words = masked[match.start() : match.end()].lower().split()
    for time in reversed(found):
        if masked[time.start : time.end].lower().startswith(f"{words[0]} "):
            value = _value(words[-1])
            duration = None if time.duration is None or value is None else _NUMBER.sub(value, time.duration, count=1)
            return TimeExpression("at", match.start(), match.end(), duration)
    return None


def _joined_adjectives(masked: str, found: list[TimeExpression]) -> tuple[TimeExpression, ...]:
    """`30-day and 90-day` before one noun is a list of times."""
    joined: list[TimeExpression] = []
    for time in found:
        last = joined[-1] if joined else None
        if last is None or time.name != "prenominal" or last.name != "prenominal" or time.members:
            joined.append(time)
        elif _LISTED.fullmatch(masked, last.end, time.start):
            members = last.members or (TimeMember(last.start, last.end, last.duration),)
            members = (*members, TimeMember(time.start, time.end, time.duration))
            joined[-1] = TimeExpression(time.name, last.start, time.end, None, members)
        else:
            joined.append(time)
    return tuple(joined)


def read_duration(words: str) -> str | None:
    """The ISO 8601 duration of `2 years`, `one-month` or `week 24`; None where the words give none or a range.

    >>> read_duration("within 2 years of surgery")
    'P2Y'
    """
    members = _members(words, 0, len(words))
    return members[0].duration if len(members) == 1 else None


@cache
def row_pattern(name: str) -> re.Pattern[str]:
    """The pattern of one row of the table."""
    rows = {row["name"]: row["pattern"] for row in load_table("time_points")["rows"]}
    return re.compile(rf"(?<![\w-])(?:{_fill(rows[name])})", re.IGNORECASE)


@cache
def _needed() -> frozenset[str]:
    """The words, and the years, of which every expression holds one: other sentences are not searched."""
    return frozenset(load_table("time_points")["needs"].split()).union(map(str, range(1800, 2100)))


@cache
def _pattern() -> re.Pattern[str]:
    rows = load_table("time_points")["rows"]
    options = "|".join(f"(?P<{row['name']}>{_fill(row['pattern'])})" for row in rows)
    return re.compile(rf"(?<![\w-])(?:{options})")


@cache
def _opening_words() -> frozenset[str]:
    return frozenset(load_table("time_points")["openings"].split())


def _opens_expression(word: str) -> bool:
    """Whether an expression can begin with a word: at most places of a text nothing more is tried."""
    return word in _opening_words() or word[0].isdecimal() or word.startswith(("pre", "post"))


_OPENS: WordMemory[bool] = WordMemory(_opens_expression)


def _fill(pattern: str) -> str:
    parts = load_table("time_points")["parts"]
    for _ in range(2):  # a part may name another part
        for name, part in parts.items():
            pattern = pattern.replace("{" + name + "}", part)
    return pattern


@cache
def _members_pattern() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Times with the unit behind (`16 and 32 weeks`) and before (`weeks 4 and 16`)."""
    parts = load_table("time_points")["parts"]
    joint = rf"(?:-?{parts['joint']})"  # "30- and 90-day"
    numbers = rf"{parts['number']}(?:{joint}{parts['number']})*"
    behind = rf"(?<![\w.])(?P<numbers>{numbers})[\s-]+(?P<unit>{parts['unit']})\b"
    before = rf"\b(?P<unit>weeks?|months?|days?|years?)\s+(?P<numbers>\d+(?:{parts['joint']}\d+)*)"
    return re.compile(behind, re.IGNORECASE), re.compile(before, re.IGNORECASE)


def _members(masked: str, start: int, end: int) -> tuple[TimeMember, ...]:
    for pattern in _members_pattern():
        match = pattern.search(masked, start, end)
        if not match:
            continue
        numbers = masked[match.start("numbers") : match.end("numbers")]
        if _RANGE.search(numbers):
            return ()
        unit = match["unit"].lower()
        template = load_table("time_points")["units"].get(unit.removesuffix("s"))
        found: list[TimeMember] = []
        for number in _MEMBER.finditer(numbers.lower()):
            value = _value(number[0])
            if value is not None and template:
                at = match.start("numbers") + number.start()
                end = match.end()
                if match.start("unit") < at:  # "weeks 4 and 16"
                    at, end = at if found else match.start("unit"), match.start("numbers") + number.end()
                found.append(TimeMember(at, end, template.format(value)))
        return tuple(found)
    return ()


def _value(word: str) -> str | None:
    if word[0].isdigit():
        return word
    value = load_table("time_points")["numbers"].get(word)
    return None if value is None else str(value)
