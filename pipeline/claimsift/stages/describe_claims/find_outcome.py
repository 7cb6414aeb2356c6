"""Finds what each claimed number counts or measures."""

from __future__ import annotations

from claimsift.records import Candidate, Claim, TextSpan, TraceStep
from claimsift.stages.describe_claims.find_candidates import RowStretches, Stretch
from claimsift.stages.describe_claims.find_rows import Row
from claimsift.stages.describe_claims.pair_lists import find_lists, pick_member
from claimsift.stages.describe_claims.read_signs import Reading
from claimsift.stages.describe_claims.score_stretches import RowScorer

_REPORTED = 3  # candidates that a trace shows


def find_outcomes(text: str, row: Row, claims: tuple[Claim, ...]) -> dict[int, tuple[TextSpan, TraceStep]]:
    """The outcome of each claim of a row by the claim's index, with the trace of the choice."""
    chosen: dict[int, tuple[TextSpan, TraceStep]] = {}
    previous: Stretch | None = None
    reading = Reading(row.tokens)
    stretches, scorer = RowStretches(reading), RowScorer(reading)
    lists = find_lists(row.tokens, [position for position, _ in row.numbers()])
    for position, index in row.numbers():
        ranked = scorer.score(position, stretches.list_near(position), kind=claims[index].kind, previous=previous)
        if not ranked:
            continue
        previous = ranked[0][1]
        start, end = _span(row, pick_member(row.tokens, lists, position, previous))
        chosen[index] = TextSpan(text[start:end], start, end), _trace(text, row, ranked)
    return chosen


def _span(row: Row, stretch: Stretch) -> tuple[int, int]:
    first, last = stretch
    if first < last:
        first = _whole_first(row, first)
    return row.tokens[first].start, row.tokens[last].end


def _whole_first(row: Row, first: int) -> int:
    """The number of `5-year survival`, where a stretch would begin in the middle of the word; not that of a list."""
    before = row.tokens[max(0, first - 2) : first]
    glued = len(before) == 2 and before[0].end == before[1].start and before[1].end == row.tokens[first].start
    if not glued or before[1].text not in _HYPHENS or before[0].tag != "#":
        return first
    listed = first > 2 and row.tokens[first - 3].text in _LISTS and first + 1 < len(row.tokens)
    return first + 1 if listed and row.tokens[first + 1].is_content else first - 2


_HYPHENS = frozenset("-‐‑")
_LISTS = frozenset({"and", "or", ","})


def _trace(text: str, row: Row, ranked: list[tuple[float, Stretch]]) -> TraceStep:
    shown = []
    for value, stretch in ranked[:_REPORTED]:
        start, end = _span(row, stretch)
        shown.append(Candidate(text[start:end], start, end, value))
    return TraceStep(
        "describe_claims", f"outcome: {shown[0].name}", "highest expected agreement of its stretches", tuple(shown)
    )
