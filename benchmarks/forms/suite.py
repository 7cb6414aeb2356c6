"""The form suite: ways of writing a numeric claim as rows of `forms.jsonl`, and how an extractor's answer is scored."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FORMS = Path(__file__).with_name("forms.jsonl")

MODIFIERS = ("at_most", "at_least", "more_than", "less_than", "about", None)
PARTS = ("numerator", "denominator", "interval", "spread", "p_value", "baseline")
_MINUTES = {"s": 1 / 60, "min": 1, "h": 60, "d": 1440, "wk": 10080, "mo": 43830, "a": 525960}

Row = Mapping[str, Any]
Quantity = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one row: `read` asks for the values, `full` for everything that the row states."""

    row: Row
    read: bool
    full: bool
    faults: tuple[str, ...]


def load_rows(path: Path = FORMS) -> list[Row]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def score_row(row: Row, found: Iterable[Quantity]) -> Verdict:
    """Compares the quantities found in one row's text with the expected ones.

    `read`: every expected quantity is overlapped by a found one of the same value and unit class (percent or not),
    and nothing else is found. `full`: also the exact span, unit, modifier and parts.
    """
    found = list(found)
    used: set[int] = set()
    value_faults: list[str] = []
    detail_faults: list[str] = []
    for expected in row["quantities"]:
        touching = [i for i, got in enumerate(found) if _overlap(expected, got) and i not in used]
        if expected.get("optional"):
            used.update(touching)
            continue
        best = max(
            touching, key=lambda i: (_same_reading(expected, found[i]), _overlap(expected, found[i])), default=None
        )
        if best is None:
            value_faults.append(f"{expected['text']!r} not found")
            continue
        used.add(best)
        if _same_reading(expected, found[best]):
            detail_faults += _detail_faults(expected, found[best])
        else:
            got = found[best]
            wanted = f"{expected['value']} {expected['unit'] or ''}".strip()
            value_faults.append(
                f"{expected['text']!r}: want {wanted}, got {got.get('value')} {got.get('unit') or ''}".strip()
            )
    value_faults += [f"{got['text']!r} is no quantity of its own" for i, got in enumerate(found) if i not in used]
    faults = (*value_faults, *detail_faults)
    return Verdict(row, not value_faults, not faults, faults)


def _overlap(expected: Quantity, got: Quantity) -> int:
    return max(0, min(expected["end"], got["end"]) - max(expected["start"], got["start"]))


def _readings(expected: Quantity) -> list[tuple[Any, Any]]:
    return [
        (expected["value"], expected["unit"]),
        *((other["value"], other["unit"]) for other in expected.get("or", ())),
    ]


def _same_reading(expected: Quantity, got: Quantity) -> bool:
    return any(_same_value(value, unit, got.get("value"), got.get("unit")) for value, unit in _readings(expected))


def _same_value(value: Any, unit: str | None, got: Any, got_unit: str | None) -> bool:
    """Half a percent of tolerance, either order of a pair; a share may be given as a bare fraction of one."""
    if got is None:
        return False
    if unit in _MINUTES and got_unit in _MINUTES:
        return _near(_scaled(value, _MINUTES[unit]), _scaled(got, _MINUTES[got_unit]))
    if unit == "%" and not got_unit:
        return _near(value, _scaled(got, 100))
    return (unit == "%") == (got_unit == "%") and _near(value, got)


def _scaled(value: Any, factor: float) -> Any:
    return [item * factor for item in value] if isinstance(value, (list, tuple)) else value * factor


def _near(value: Any, got: Any) -> bool:
    wanted = list(value) if isinstance(value, (list, tuple)) else [value]
    given = list(got) if isinstance(got, (list, tuple)) else [got]
    if len(wanted) != len(given):
        return False
    close = [
        all(abs(a - b) <= 0.005 * max(abs(a), abs(b), 1e-9) for a, b in zip(wanted, order, strict=True))
        for order in (given, given[::-1])
    ]
    return any(close)


def _detail_faults(expected: Quantity, got: Quantity) -> list[str]:
    name = repr(expected["text"])
    faults = []
    spans = expected.get("spans", [[expected["start"], expected["end"]]])
    if [got["start"], got["end"]] not in spans:
        faults.append(f"{name}: span is {got['text']!r}")
    units = [unit for _, unit in _readings(expected)] + list(expected.get("units", ()))
    if not any(_same_unit(unit, got.get("unit")) for unit in units):
        faults.append(f"{name}: unit {got.get('unit')!r}, want {expected['unit']!r}")
    if got.get("modifier") not in expected.get("modifiers", (expected["modifier"],)):
        faults.append(f"{name}: modifier {got.get('modifier')!r}, want {expected['modifier']!r}")
    faults += [
        f"{name}: {part} {got.get(part)!r}, want {expected[part]!r}"
        for part in PARTS
        if part in expected and not _same_part(expected[part], got.get(part))
    ]
    return faults


def _same_unit(unit: str | None, got: str | None) -> bool:
    """The head noun decides for counted nouns ("randomized trial" is a "trial"); durations may be converted."""
    if unit in _MINUTES and got in _MINUTES:
        return True
    return (unit or None) == (got or None) or bool(unit and got and unit.isalpha() and got.split()[-1] == unit)


def _same_part(expected: Any, got: Any) -> bool:
    if isinstance(expected, Mapping):
        return isinstance(got, Mapping) and all(_same_part(value, got.get(key)) for key, value in expected.items())
    if isinstance(expected, str):
        return bool(expected == got)
    if isinstance(got, Mapping):
        got = got.get("value")
    return got is not None and _near(expected, got)
