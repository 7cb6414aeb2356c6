"""Percent agreement, Cohen's kappa and Krippendorff's alpha, each with an interval, or with why it is undefined."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
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


def measure_percent(items: Sequence[Item]) -> float | Undefined:
    """The share of pairs of annotators that agree, over all claims, 0..1."""
    pairs = [left == right for item in items for left, right in combinations(item.values(), 2)]
    return sum(pairs) / len(pairs) if pairs else Undefined(_NO_PAIR)


def measure_kappa(items: Sequence[Item], annotators: Sequence[str]) -> float | Undefined:
    """Cohen's kappa of two annotators, over the claims that both have labelled."""
    if len(annotators) != 2:
        return Undefined(f"Cohen's kappa compares two annotators, there are {len(annotators)}")
    first, second = annotators
    both = [(item[first], item[second]) for item in items if first in item and second in item]
    if not both:
        return Undefined(_NO_PAIR)
    left, right = Counter(a for a, _ in both), Counter(b for _, b in both)
    chance = sum(left[label] * right[label] for label in left) / len(both) ** 2
    if chance == 1:
        return Undefined(_ONE_VALUE)
    return (sum(a == b for a, b in both) / len(both) - chance) / (1 - chance)


def measure_alpha(items: Sequence[Item]) -> float | Undefined:
    """Krippendorff's alpha for nominal values, over the claims with two values or more."""
    paired = [Counter(item.values()) for item in items if len(item) > 1]
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


def with_interval(
    measure: Callable[[Sequence[Item]], float | Undefined], items: Sequence[Item], *, resamples: int, seed: int
) -> Statistic:
    """The statistic of all items, with a percentile interval from draws of claims with replacement.

    Draws in which it is undefined are left out; where they are the most, there is no interval.
    """
    value = measure(items)
    if isinstance(value, Undefined):
        return Statistic(None, None, value.reason)
    if len(items) < 2 or resamples < 1:
        return Statistic(value)
    import numpy as np

    generator = np.random.default_rng(seed)
    drawn = generator.integers(0, len(items), size=(resamples, len(items))).tolist()
    values = [measure([items[i] for i in draw]) for draw in drawn]
    defined = [one for one in values if not isinstance(one, Undefined)]
    return Statistic(value, percentile_interval(defined) if 2 * len(defined) > resamples else None)
