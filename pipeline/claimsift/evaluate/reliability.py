"""Whether `confidence` means what it says: claims by their confidence, and how many of them are right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from claimsift.evaluate.judge import is_strictly_right, is_value_right
from claimsift.evaluate.match import ArticleMatch

_BINS = 10


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Claims with a confidence in `[low, high)`; `right` and `strict` are shares, 0..1.

    `right`: the claim is in gold with this value. `strict`: its citation and treatment are right too.
    """

    low: float
    high: float
    claims: int
    confidence: float
    right: float
    strict: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """The bins that hold claims, and the mean distance between confidence and share right, 0..1 (None: no claims)."""

    bins: tuple[ReliabilityBin, ...]
    error: float | None


def measure_reliability(matches: Sequence[ArticleMatch]) -> Reliability:
    """The reliability table of a run; predictions on optional gold claims are left out, as in all figures."""
    judged = [
        (found.confidence, is_value_right(gold, found), is_strictly_right(gold, found))
        for match in matches
        for gold, found in match.matched
        if found.confidence is not None
    ]
    judged += [
        (found.confidence, False, False)
        for match in matches
        for found in match.spurious
        if found.confidence is not None
    ]
    bins = []
    for i in range(_BINS):
        inside = [item for item in judged if min(int(item[0] * _BINS), _BINS - 1) == i]
        if inside:
            mean, right, strict = (sum(column) / len(inside) for column in zip(*inside, strict=True))
            bins.append(ReliabilityBin(i / _BINS, (i + 1) / _BINS, len(inside), mean, right, strict))
    error = sum(b.claims * abs(b.confidence - b.right) for b in bins) / len(judged) if judged else None
    return Reliability(tuple(bins), error)
