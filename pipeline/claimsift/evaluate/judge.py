"""Decides, field by field, whether a predicted claim says what a gold claim says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from types import MappingProxyType

from claimsift.evaluate.gold import GoldClaim
from claimsift.evaluate.predictions import Prediction

Value = float | tuple[float, ...] | None

_STOP = frozenset(
    {
        "a",
        "an",
        "the",
        "of",
        "in",
        "on",
        "at",
        "for",
        "to",
        "with",
        "and",
        "or",
        "after",
        "following",
        "by",
        "from",
        "as",
        "was",
        "were",
        "is",
        "are",
        "had",
        "have",
        "their",
        "his",
        "her",
    }
)
_WORD = re.compile(r"[a-z0-9]+")
# Minutes in each unit of time, so that 12 months and 1 year are the same value.
_MINUTES = MappingProxyType({"min": 1, "h": 60, "d": 1440, "wk": 10080, "mo": 43830, "a": 525960})
_TOLERANCE = 0.005
_SAME_NAME = 0.6
_SAME_TIME = 0.5


def words(text: str | None) -> list[str]:
    """Content words in lower case, a plural `s` cut off.

    >>> words("The patients' low-back pains")
    ['patient', 'low', 'back', 'pain']
    """
    found = _WORD.findall((text or "").lower().replace("-", " "))
    return [_singular(word) for word in found if word not in _STOP]


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def token_f1(expected: str | None, found: str | None) -> float:
    """F1 of the words two texts share, 0..1."""
    left, right = Counter(words(expected)), Counter(words(found))
    common = sum((left & right).values())
    if not common:
        return 0.0
    precision, recall = common / sum(left.values()), common / sum(right.values())
    return 2 * precision * recall / (precision + recall)


def same_value(expected: Value, expected_unit: str | None, found: Value, found_unit: str | None) -> bool:
    """Whether two values agree to 0.5 %, a pair in either order, and are of one class of unit (percent or not)."""
    if found is None:
        return False
    expected_minutes, found_minutes = _MINUTES.get(expected_unit or ""), _MINUTES.get(found_unit or "")
    if expected_minutes and found_minutes:
        return _same_numbers(_scaled(expected, expected_minutes), _scaled(found, found_minutes))
    if (expected_unit == "%") != (found_unit == "%"):
        return False
    return _same_numbers(_numbers(expected), _numbers(found))


def _numbers(value: Value) -> tuple[float | None, ...]:
    return value if isinstance(value, tuple) else (value,)


def _scaled(value: Value, factor: int) -> tuple[float | None, ...]:
    return tuple(None if number is None else number * factor for number in _numbers(value))


def _same_numbers(expected: tuple[float | None, ...], found: tuple[float | None, ...]) -> bool:
    if len(expected) != len(found):
        return False
    return any(all(map(_near, expected, order)) for order in (found, found[::-1]))


def _near(left: float | None, right: float | None) -> bool:
    if left is None or right is None:
        return False
    return abs(left - right) <= _TOLERANCE * max(abs(left), abs(right), 1e-9)


def is_value_right(gold: GoldClaim, found: Prediction) -> bool:
    return same_value(gold.value, gold.unit, found.value, found.unit)


def is_citation_right(gold: GoldClaim, found: Prediction) -> bool:
    """The sets of reference keys are equal; an empty set is an answer, and None in gold accepts any."""
    return gold.references is None or gold.references == found.references


def is_treatment_right(gold: GoldClaim, found: Prediction) -> bool:
    """One of the names shares enough words with one of gold's; an empty list in gold wants none."""
    if gold.treatment is None:
        return True
    if not gold.treatment:
        return not found.treatments
    return any(is_treatment_name_right(gold, name) for name in found.treatments)


def is_treatment_name_right(gold: GoldClaim, name: str) -> bool:
    """Whether a name is one of those that gold accepts."""
    return any(_same_name(name, accepted) for accepted in gold.treatment or ())


def _same_name(found: str, accepted: str) -> bool:
    left, right = set(words(found)), set(words(accepted))
    if not left or not right:
        return False
    return left == right or len(left & right) / len(left | right) >= _SAME_NAME


def is_timepoint_right(gold: GoldClaim, found: Prediction) -> bool:
    """Present and overlapping in words, or absent in both."""
    if not gold.timepoint:
        return found.timepoint is None
    return token_f1(gold.timepoint, found.timepoint) >= _SAME_TIME


# In the order in which figures are shown.
FIELDS: Mapping[str, Callable[[GoldClaim, Prediction], bool]] = MappingProxyType(
    {
        "value": is_value_right,
        "kind": lambda gold, found: gold.kind == found.kind,
        "modifier": lambda gold, found: gold.modifier == found.modifier,
        "assertion": lambda gold, found: gold.assertion == found.assertion,
        "citation": is_citation_right,
        "treatment": is_treatment_right,
        "timepoint": is_timepoint_right,
    }
)


def is_strictly_right(gold: GoldClaim, found: Prediction) -> bool:
    """Right in value, citation and treatment all at once."""
    return is_value_right(gold, found) and is_citation_right(gold, found) and is_treatment_right(gold, found)
