"""quantulum3's quantities on JSON Lines of texts (`pip install quantulum3` in an environment of its own).

Readings are taken in the peer's favour: the midpoint and uncertainty that it gives for a range become the range's
bounds, one given for `±` a spread, and its unit names become our codes.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from quantulum3 import parser

UNITS = {
    "percentage": "%", "per cent": "%", "millimeter of mercury": "mm[Hg]", "degree celsius": "Cel",
    "degree fahrenheit": "[degF]",
    "milligram": "mg", "microgram": "ug", "gram": "g", "kilogram": "kg", "millilitre": "mL", "cubic centimetre": "mL",
    "centimetre": "cm", "millimetre": "mm", "metre": "m", "mile": "[mi_i]", "inch": "[in_i]", "pound-mass": "[lb_av]",
    "second": "s", "minute": "min", "hour": "h", "day": "d", "week": "wk", "month": "mo", "year": "a",
    "decade": "decade",
    "dollar": "USD", "united states dollar": "USD", "euro": "EUR", "pound sterling": "GBP", "swiss franc": "CHF",
    "gray": "Gy",
    "milligram per kilogram": "mg/kg", "milligram per decilitre": "mg/dL", "gram per decilitre": "g/dL",
    "kilogram per square metre": "kg/m2", "cubic centimetre per minute": "mL/min", "square metre": "m2",
}  # fmt: skip


def read_unit(name: str) -> str | None:
    return None if name == "dimensionless" else UNITS.get(name.lower(), name.lower())


def plain(text: str, quantity: Any) -> dict[str, Any]:
    start, end = max(0, quantity.span[0]), quantity.span[1]
    surface = text[start:end]
    start += len(surface) - len(surface.lstrip())
    value: Any = float(quantity.value)
    spread = None
    if quantity.uncertainty:
        margin = float(quantity.uncertainty)
        if any(sign in surface for sign in ("±", "+/-", "+-")):
            spread = {"kind": "sd", "value": margin}
        else:
            value = [value - margin, value + margin]
    return {
        "text": text[start:end], "start": start, "end": end, "value": value, "unit": read_unit(quantity.unit.name),
        "modifier": None, "spread": spread,
    }  # fmt: skip


def main() -> None:
    for line in sys.stdin:
        row = json.loads(line)
        try:
            found = [plain(row["text"], quantity) for quantity in parser.parse(row["text"])]
        except Exception as error:  # noqa: BLE001 (a peer that fails on a text has found nothing in it)
            print(f"quantulum3 failed on {row['id']}: {error!r}", file=sys.stderr)
            found = []
        print(json.dumps({"id": row["id"], "quantities": found}))


if __name__ == "__main__":
    main()
