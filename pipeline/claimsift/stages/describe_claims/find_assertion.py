"""Tells whether the article asserts a number, hedges it, denies it or only supposes it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import cast

from claimsift.lexicon import load_table
from claimsift.lexicon.lower_text import lower_text
from claimsift.records import Assertion
from claimsift.stages.describe_claims.read_clauses import words_in

_WINDOW = 400  # characters read on each side: no cue reaches further, and long sentences stay cheap
_ASIDE = re.compile(r"\([^()]{0,40}\)")
# A number under two cues takes the stronger reading: a supposition is not a claim at all, a denial outweighs a `may`.
_PRECEDENCE: tuple[Assertion, ...] = ("hypothetical", "negated", "hedged")


@dataclass(frozen=True, slots=True)
class Cue:
    """A word that changes how what follows (or precedes) it is meant.

    `needs` are words of which it holds one; `words` is how far it reaches; `through` lets it reach past commas and
    brackets; `then` must follow the number.
    """

    name: str
    needs: frozenset[str]
    pattern: re.Pattern[str]
    assertion: Assertion
    direction: str
    words: int
    through: bool
    then: re.Pattern[str] | None = None


def find_assertion(masked: str, sentence: tuple[int, int], number: tuple[int, int]) -> Assertion:
    """How the sentence means the number at `number`; both are spans of `masked`."""
    return find_cue(masked, sentence, number)[0]


def find_cue(masked: str, sentence: tuple[int, int], number: tuple[int, int]) -> tuple[Assertion, str | None]:
    """The assertion of the number, and the name of the cue that decides it (None where it is plainly asserted)."""
    cues = _cues_in(masked, sentence)
    if not cues:
        return "asserted", None
    found: dict[Assertion, str] = {}
    for cue in cues:
        if cue.assertion not in found and _reaches(cue, masked, sentence, number):
            found[cue.assertion] = cue.name
    for assertion in _PRECEDENCE:
        if assertion in found:
            return assertion, found[assertion]
    return "asserted", None


@lru_cache(maxsize=4)
def _cues_in(masked: str, sentence: tuple[int, int]) -> tuple[Cue, ...]:
    """The cues that a sentence can hold by its words, which are looked up once for all of its numbers."""
    lowered = lower_text(masked)
    words = words_in(masked, *sentence) & _needed()  # of most sentences nothing is left
    if any(lowered.find(ending, *sentence) >= 0 for ending in ("n't", "n’t")):
        words |= {"n't"}
    return tuple(cue for cue in _cues() if not cue.needs.isdisjoint(words)) if words else ()


@cache
def _needed() -> frozenset[str]:
    return frozenset().union(*(cue.needs for cue in _cues()))


@cache
def _cues() -> tuple[Cue, ...]:
    return tuple(
        Cue(
            row["name"],
            frozenset(row["needs"].split()),
            re.compile(row["pattern"], re.IGNORECASE),
            cast(Assertion, row["assertion"]),
            row["direction"],
            row["words"],
            row.get("through", False),
            re.compile(row["then"], re.IGNORECASE) if "then" in row else None,
        )
        for row in load_table("assertion_cues")["rows"]
    )


@cache
def _stops(direction: str) -> re.Pattern[str]:
    table = load_table("assertion_cues")
    return re.compile(table["stops" if direction == "forward" else "backward_stops"], re.IGNORECASE)


def _reaches(cue: Cue, masked: str, sentence: tuple[int, int], number: tuple[int, int]) -> bool:
    forward = cue.direction == "forward"
    if cue.then is not None and not cue.then.match(masked, number[1]):
        return False
    start, end = (max(sentence[0], number[0] - _WINDOW), number[0])
    if not forward:
        start, end = number[1], min(sentence[1], number[1] + _WINDOW)
    for match in cue.pattern.finditer(masked, start, end):
        between = masked[match.end() : number[0]] if forward else masked[number[1] : match.start()]
        if len(between.split()) <= cue.words and (cue.through or not _is_cut(cue, between)):
            return True
    return False


def _is_cut(cue: Cue, between: str) -> bool:
    """Whether the words between cue and number end the clause that they share."""
    if cue.direction == "backward":
        return bool(_stops("backward").search(_ASIDE.sub(" ", between)))
    # A comma right behind the cue (`Most likely, …`) does not end its clause.
    return bool(_stops("forward").search(between)) or "," in between.lstrip()[1:]
