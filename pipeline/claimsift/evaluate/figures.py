"""Counts of what was right, the rates made of them, and their bootstrap intervals."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from claimsift.evaluate.judge import FIELDS, is_strictly_right, token_f1
from claimsift.evaluate.match import ArticleMatch

RATES = ("precision", "recall", "detection_f1", *FIELDS, "outcome", "strict_f1")
RESAMPLES = 1000
SEED = 20260101


@dataclass(frozen=True, slots=True)
class Tally:
    """How often what happened: `right` counts matched claims by field, `outcomes` are their outcome scores, 0..1."""

    matched: float
    missed: float
    spurious: float
    right: Mapping[str, float]
    strict: float
    outcome_sum: float
    outcome_count: float


@dataclass(frozen=True, slots=True)
class Figures:
    """Rates (None: nothing to divide by) and their 95 % intervals (None: fewer than two articles) of some articles."""

    articles: int
    gold: int
    predicted: int
    rates: Mapping[str, float | None]
    intervals: Mapping[str, tuple[float, float] | None]


def count(matches: Iterable[ArticleMatch]) -> Tally:
    """The tally of some articles together."""
    matches = tuple(matches)
    pairs = [pair for match in matches for pair in match.matched]
    outcomes = [token_f1(gold.outcome, found.outcome) for gold, found in pairs if gold.outcome]
    return Tally(
        len(pairs),
        sum(len(match.missed) for match in matches),
        sum(len(match.spurious) for match in matches),
        {name: sum(is_right(gold, found) for gold, found in pairs) for name, is_right in FIELDS.items()},
        sum(is_strictly_right(gold, found) for gold, found in pairs),
        sum(outcomes),
        len(outcomes),
    )


def rate(tally: Tally) -> dict[str, float | None]:
    """Precision, recall and F1 of detection, the share of matched claims right by field, and the strict F1."""
    predicted, gold = tally.matched + tally.spurious, tally.matched + tally.missed
    return {
        "precision": _ratio(tally.matched, predicted),
        "recall": _ratio(tally.matched, gold),
        "detection_f1": _ratio(2 * tally.matched, 2 * tally.matched + tally.spurious + tally.missed),
        **{name: _ratio(right, tally.matched) for name, right in tally.right.items()},
        "outcome": _ratio(tally.outcome_sum, tally.outcome_count),
        "strict_f1": _ratio(2 * tally.strict, predicted + gold),
    }


def measure(matches: Sequence[ArticleMatch], *, resamples: int = RESAMPLES, seed: int = SEED) -> Figures:
    """Figures of some articles together; the intervals resample whole articles, since claims of one are alike."""
    total = count(matches)
    busy = [match for match in matches if match.matched or match.missed or match.spurious]
    return Figures(
        len(matches),
        int(total.matched + total.missed),
        int(total.matched + total.spurious),
        rate(total),
        bootstrap([count([match]) for match in busy], resamples=resamples, seed=seed),
    )


def bootstrap(tallies: Sequence[Tally], *, resamples: int, seed: int) -> dict[str, tuple[float, float] | None]:
    """95 % percentile intervals of all rates, from `resamples` draws of articles with replacement."""
    if len(tallies) < 2 or resamples < 1:
        return dict.fromkeys(RATES)
    import numpy as np

    generator = np.random.default_rng(seed)
    draws = generator.multinomial(len(tallies), [1 / len(tallies)] * len(tallies), size=resamples)
    sums = (draws @ np.array([_to_row(tally) for tally in tallies])).tolist()
    rates = [rate(_from_row(row)) for row in sums]
    return {name: percentile_interval([value for one in rates if (value := one[name]) is not None]) for name in RATES}


def bootstrap_change(
    before: Sequence[Tally], after: Sequence[Tally], *, resamples: int = RESAMPLES, seed: int = SEED
) -> dict[str, tuple[float, float] | None]:
    """95 % intervals of after minus before, where both are of the same articles, drawn together with replacement."""
    if len(before) < 2 or resamples < 1:
        return dict.fromkeys(RATES)
    import numpy as np

    generator = np.random.default_rng(seed)
    draws = generator.multinomial(len(before), [1 / len(before)] * len(before), size=resamples)
    old, new = (
        [rate(_from_row(row)) for row in (draws @ np.array([_to_row(t) for t in tallies])).tolist()]
        for tallies in (before, after)
    )
    changes: dict[str, list[float]] = {name: [] for name in RATES}
    for earlier, later in zip(old, new, strict=True):
        for name, values in changes.items():
            left, right = earlier[name], later[name]
            if left is not None and right is not None:
                values.append(right - left)
    return {name: percentile_interval(values) for name, values in changes.items()}


def percentile_interval(values: Sequence[float]) -> tuple[float, float] | None:
    """The middle 95 % of some values, by the nearest rank; None where there are none."""
    if not values:
        return None
    ordered = sorted(values)
    low = max(0, math.ceil(0.025 * len(ordered)) - 1)
    return ordered[low], ordered[len(ordered) - 1 - low]


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _to_row(tally: Tally) -> list[float]:
    return [
        tally.matched,
        tally.missed,
        tally.spurious,
        tally.strict,
        tally.outcome_sum,
        tally.outcome_count,
        *tally.right.values(),
    ]


def _from_row(row: Sequence[float]) -> Tally:
    matched, missed, spurious, strict, outcome_sum, outcome_count, *right = row
    return Tally(matched, missed, spurious, dict(zip(FIELDS, right, strict=True)), strict, outcome_sum, outcome_count)
