"""Recognizers-Text on JSON Lines of texts.

Installs in an environment of its own: `pip install recognizers-text-suite "emoji<2"`. Takes the union of its
percentage, currency, age, temperature, dimension, duration and number recognizers; where two overlap, the longer one,
and of two of one length the one with a unit.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

from recognizers_suite import (
    recognize_age,
    recognize_currency,
    recognize_datetime,
    recognize_dimension,
    recognize_number,
    recognize_percentage,
    recognize_temperature,
)
from recognizers_text import Culture

UNITS = {
    "milligram": "mg", "microgram": "ug", "gram": "g", "kilogram": "kg", "milliliter": "mL", "centimeter": "cm",
    "millimeter": "mm", "meter": "m", "mile": "[mi_i]", "inch": "[in_i]", "pound": "[lb_av]", "c": "Cel", "f": "[degF]",
    "dollar": "USD", "united states dollar": "USD", "euro": "EUR", "british pound": "GBP", "swiss franc": "CHF",
    "cent": "cent",
    "day": "d", "week": "wk", "month": "mo", "year": "a", "square meter": "m2",
}  # fmt: skip
WITH_UNIT = (recognize_currency, recognize_age, recognize_temperature, recognize_dimension)


def find_all(text: str) -> Iterator[dict[str, Any]]:
    for item in recognize_percentage(text, Culture.English):
        yield record(text, item, number(item.resolution["value"].rstrip("%")), "%")
    for recognize in WITH_UNIT:
        for item in recognize(text, Culture.English):
            unit = (item.resolution.get("unit") or "").lower()
            yield record(text, item, number(item.resolution.get("value")), UNITS.get(unit, unit) or None)
    for item in recognize_datetime(text, Culture.English):
        for value in (item.resolution or {}).get("values", ())[:1]:
            if value.get("type") == "duration":
                yield record(text, item, number(value["value"]), "s")
    for item in recognize_number(text, Culture.English):
        yield record(text, item, number(item.resolution["value"]), None)


def record(text: str, item: Any, value: float | None, unit: str | None) -> dict[str, Any]:
    end = item.end + 1  # its ends are inclusive
    return {
        "text": text[item.start : end],
        "start": item.start,
        "end": end,
        "value": value,
        "unit": unit,
        "modifier": None,
    }


def number(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None


def keep_longest(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    kept: list[dict[str, Any]] = []
    for item in sorted(found, key=lambda q: (q["start"] - q["end"], q["unit"] is None)):
        if all(item["end"] <= other["start"] or other["end"] <= item["start"] for other in kept):
            kept.append(item)
    return sorted(kept, key=lambda q: q["start"])


def main() -> None:
    for line in sys.stdin:
        row = json.loads(line)
        print(json.dumps({"id": row["id"], "quantities": keep_longest(list(find_all(row["text"])))}))


if __name__ == "__main__":
    main()
