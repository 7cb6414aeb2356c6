"""Finds dose frequencies that hold no number word: `b.i.d.`, `every other day`, `given weekly`, `q8h`."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache

from claimsift.lexicon import load_table
from claimsift.lexicon.split_words import match_openings
from claimsift.stages.detect_claims.drafts import Draft
from claimsift.stages.detect_claims.number_words import prefixes_of

_REACH = 40
_SHORT = 5  # signs
# "q8h", "q 12 h", "Q2W"; a pattern that begins with one plain letter is searched for fastest
_EACH = tuple(
    re.compile(letter + r"\.?\s?(\d{1,2})\s?([hH]|hrs?|hours?|[dD]|days?|wks?|weeks?|[wW])\b\.?") for letter in "qQ"
)
_EACH_CODES = {"h": "h", "d": "d", "w": "wk"}


@dataclass(frozen=True, slots=True)
class _Row:
    anchors: tuple[str, ...]
    before: re.Pattern[str]
    pattern: re.Pattern[str]
    value: float
    unit: str


@cache
def _rows() -> tuple[_Row, ...]:
    return tuple(
        _Row(
            tuple(row["anchors"]),
            re.compile(row["before"]),
            re.compile(row["pattern"]),
            float(row["value"]),
            row["unit"],
        )
        for row in load_table("dose_frequencies")["rows"]
    )


def find_frequencies(masked: str, drafts: list[Draft]) -> list[Draft]:
    """The frequencies beside the quantities that are already found, in order; none overlaps one of those."""
    found = [
        _read_each(match)
        for pattern in _EACH
        for match in pattern.finditer(masked)
        if not masked[match.start() - 1 : match.start()].isalnum()
    ]
    places = _find_anchors(masked)
    for row in _rows() if places else ():
        for anchor in row.anchors:
            found += [draft for start in places.get(anchor, ()) if (draft := _read_row(masked, row, start))]
    starts = [draft.start for draft in drafts]
    found.sort(key=lambda draft: draft.start)
    return [draft for draft in found if not _is_taken(draft, drafts, starts)]


@cache
def _short_anchors() -> tuple[re.Pattern[str], frozenset[str]]:
    """The anchors of five signs at most, with the words that open them: a longer one by itself is found faster."""
    short = {anchor for row in _rows() for anchor in row.anchors if len(anchor) <= _SHORT}
    return re.compile(prefixes_of(short)), frozenset(anchor.partition(".")[0].lower() for anchor in short)


@cache
def _long_anchors() -> frozenset[str]:
    return frozenset(anchor for row in _rows() for anchor in row.anchors if len(anchor) > _SHORT)


def _find_anchors(masked: str) -> dict[str, list[int]]:
    """Where each anchor stands that stands anywhere."""
    places: dict[str, list[int]] = {}
    short, opening = _short_anchors()
    for match in match_openings(short, masked, opening):
        places.setdefault(match[0], []).append(match.start())
    for anchor in _long_anchors():
        start = masked.find(anchor)
        while start >= 0:
            places.setdefault(anchor, []).append(start)
            start = masked.find(anchor, start + 1)
    return places


def _read_each(match: re.Match[str]) -> Draft:
    code = _EACH_CODES[match[2][0].lower()]
    return Draft(match.start(), match.end(), float(match[1]), -1, -1, code, "time", "interval_of_time")


def _read_row(masked: str, row: _Row, start: int) -> Draft | None:
    match = row.pattern.match(masked, start)
    if match is None or not row.before.search(masked, max(0, start - _REACH), start):
        return None
    # "every" begins before its anchor
    first = start - 1 if masked[start - 1 : start].isalpha() else start
    form = "frequency" if row.unit.startswith("/") else "interval_of_time"
    return Draft(first, match.end(), row.value, -1, -1, row.unit, "frequency", form)


def _is_taken(draft: Draft, drafts: list[Draft], starts: list[int]) -> bool:
    """Whether a quantity, or the noun that one counts (`12 weekly sessions`), already holds the words."""
    at = bisect_left(starts, draft.end) - 1
    if at < 0:
        return False
    earlier = drafts[at]
    reach = max(earlier.end, earlier.noun.end if earlier.noun else 0)
    return draft.start < reach
