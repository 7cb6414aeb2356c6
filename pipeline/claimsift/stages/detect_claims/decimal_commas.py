"""Tells whether a text writes its decimals with a comma, so that its points part thousands."""

from __future__ import annotations

import re

_COMMA = re.compile(r",\d{1,2}(?=\s?(?:%|±|[a-zµ]{1,4}/|(?:mg|kg|cm|mm|ml|mL|years?|points?|months?|days?)\b))")
_COMMA_BEFORE = re.compile(r"(?<![\d,])\d{1,3}\Z")
# Three digits behind a point may be thousands, so they say nothing about how the text writes decimals.
_DECIMAL_POINT = re.compile(r"\d\.(?!\d{3}(?!\d))\d")
POINT_THOUSANDS = re.compile(r"[1-9]\d{0,2}\.\d{3}")


def uses_decimal_comma(masked: str) -> bool:
    """Whether the text writes `12,5 %` rather than `12.5 %`."""
    commas = sum(
        _COMMA_BEFORE.search(masked, max(0, m.start() - 5), m.start()) is not None for m in _COMMA.finditer(masked)
    )
    return commas > 0 and commas > len(_DECIMAL_POINT.findall(masked))
