"""Percent agreement, Cohen's kappa and Krippendorff's alpha, each with an interval, or with why it is undefined."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from claimsift.evaluate.figures import percentile_interval

# One claim's labels by annotator.
Item = Mapping[str, str]

_NO_PAIR = "no claim has a value from two annotators"
_ONE_VALUE = "every value is the same, so chance alone would agree as well"
_NO_PACKAGE = "the package krippendorff is not installed (pip install 'claimsift[agree]')"


@dataclass(frozen=True, slots=True)
class Statistic:
    """A value with its 95 % interval, or None and the reason why it is undefined."""

    value: float | None
    interval: tuple[float, float] | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Undefined:
    """Why a statistic has no value."""

    reason: str


Weighted = Sequence[tuple[Item, int]]
Measure = Callable[[Weighted], float | Undefined]


def weigh(items: Iterable[Item]) -> Weighted:
    """Items and how often each occurs: few labels make few different items, which the draws then only weigh."""
    counts = Counter(tuple(sorted(item.items())) for item in items)
    return [(dict(item), count) for item, count in counts.items()]


def measure_percent(weighted: Weighted) -> float | Undefined:
    """The share of pairs of annotators that agree, over all claims, 0..1."""
    agreeing = total = 0
    for item, weight in weighted:
        for left, right in combinations(item.values(), 2):
            agreeing += weight * (left == right)
            total += weight
    return agreeing / total if total else Undefined(_NO_PAIR)


def measure_kappa(weighted: Weighted, annotators: Sequence[str]) -> float | Undefined:
    """Cohen's kappa of two annotators, over the claims that both have labelled."""
    if len(annotators) != 2:
        return Undefined(f"Cohen's kappa compares two annotators, there are {len(annotators)}")
    first, second = annotators
    left: Counter[str] = Counter()
    right: Counter[str] = Counter()
    total = agreeing = 0
    for item, weight in weighted:
        if first in item and second in item:
            left[item[first]] += weight
            right[item[second]] += weight
            total += weight
            agreeing += weight * (item[first] == item[second])
    if not total:
        return Undefined(_NO_PAIR)
    chance = sum(count * right[label] for label, count in left.items()) / total**2
    if chance == 1:
        return Undefined(_ONE_VALUE)
    return (agreeing / total - chance) / (1 - chance)


def measure_alpha(weighted: Weighted) -> float | Undefined:
    """Krippendorff's alpha for nominal values, over the claims with two values or more."""
    paired = [Counter(item.values()) for item, weight in weighted if len(item) > 1 for _ in range(weight)]
    labels = sorted({label for counts in paired for label in counts})
    if not paired:
        return Undefined(_NO_PAIR)
    if len(labels) < 2:
        return Undefined(_ONE_VALUE)
    try:
        import krippendorff
    except ImportError:
        return Undefined(_NO_PACKAGE)
    counts = [[row[label] for label in labels] for row in paired]
    return float(krippendorff.alpha(value_counts=counts, level_of_measurement="nominal"))


def redraw_alpha(weighted: Weighted) -> float | Undefined:
    """The same alpha by its nominal formula: the package takes time in the square of the labels, too long for draws."""
    total = 0
    apart = 0.0
    totals: Counter[str] = Counter()
    for item, weight in weighted:
        if len(item) > 1 and weight:
            size = len(item)
            counts = Counter(item.values())
            total += weight * size
            apart += weight * (size**2 - sum(count**2 for count in counts.values())) / (size - 1)
            for label, count in counts.items():
                totals[label] += weight * count
    chance = total**2 - sum(count**2 for count in totals.values())
    return 1 - (total - 1) * apart / chance if chance else Undefined(_ONE_VALUE)


def with_interval(
    measure: Measure, items: Sequence[Item], *, resamples: int, seed: int, redraw: Measure | None = None
) -> Statistic:
    """The statistic of all items, with a percentile interval from draws of claims with replacement.

    `redraw` is a faster equal of `measure`, for the draws. Draws in which the statistic is undefined are left out;
    where they are the most, there is no interval.
    """
    weighted = weigh(items)
    value = measure(weighted)
    if isinstance(value, Undefined):
        return Statistic(None, None, value.reason)
    if len(items) < 2 or resamples < 1:
        return Statistic(value)
    import numpy as np

    generator = np.random.default_rng(seed)
    shares = [count / len(items) for _, count in weighted]
    draws = generator.multinomial(len(items), shares, size=resamples).tolist()
    kinds = [item for item, _ in weighted]
    values = [(redraw or measure)([(kinds[i], n) for i, n in enumerate(draw) if n]) for draw in draws]
    defined = [one for one in values if not isinstance(one, Undefined)]
    return Statistic(value, percentile_interval(defined) if 2 * len(defined) > resamples else None)
