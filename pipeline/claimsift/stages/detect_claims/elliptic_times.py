"""Tells time points that leave their unit out: `70% after one week, 85% after two`."""

from __future__ import annotations

import re

from claimsift.stages.detect_claims.scan_numbers import Number

_SEEN = 160  # characters in which the time with its unit stands
_LONGEST = 24  # no clinic visit is called "at 50" for short
_PREPOSITION = re.compile(r"\b(after|at|by|within)\s\Z", re.IGNORECASE)
_LAST_LETTERS = frozenset("rtynRTYN")  # of these prepositions
_ENDS_PHRASE = re.compile(r"\s?(?:[,.;)]|\Z|(?:and|but|while|whereas)\b)")
_NAMED = re.compile(
    r"\b(?P<preposition>after|at|by|within)\s(?:(?:about|around|the|first|only)\s){0,2}[\w.]+[\s-](?:day|week|month|year|hour|minute)s?\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?]\s+[A-Z]|\n\n")


def is_elliptic_time(masked: str, number: Number) -> bool:
    """Whether a bare number behind a preposition is a time whose unit the sentence has named before."""
    if number.value is None or not 1 <= number.value <= _LONGEST or number.style not in ("word", "digits"):
        return False
    if masked[number.start - 2 : number.start - 1] not in _LAST_LETTERS:
        return False  # before most numbers stands no preposition
    preposition = _PREPOSITION.search(masked, max(0, number.start - 8), number.start)
    if preposition is None or not _ENDS_PHRASE.match(masked, number.end):
        return False
    earlier = masked[max(0, number.start - _SEEN) : preposition.start()]
    named = [match for match in _NAMED.finditer(earlier) if match["preposition"].lower() == preposition[1].lower()]
    return bool(named) and not _SENTENCE_END.search(earlier, named[-1].end())
