"""Adds the smaller unit of a time to the larger: `5 hours and 10 minutes`, `a year and a half`."""

from __future__ import annotations

import re

from claimsift.stages.detect_claims.drafts import Draft
from claimsift.stages.detect_claims.number_words import word_values
from claimsift.stages.detect_claims.units import read_unit

_SMALLER = re.compile(
    r",?\s(?:and\s)?(?P<number>\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten"
    r"|eleven)\s?(?P<unit>minutes?|min|months?|days?|weeks?|seconds?|hours?)(?!\w)"
)
_AND_A_HALF = re.compile(r"\sand\sa\shalf(?!\w)", re.IGNORECASE)
_MINUTES = {"a": 525960.0, "mo": 43830.0, "wk": 10080.0, "d": 1440.0, "h": 60.0, "min": 1.0, "s": 1 / 60}


def add_smaller_unit(masked: str, draft: Draft) -> Draft:
    """`5 hours and 10 minutes` is 310 min; `2 years and 3 months` is 27 mo; `a year and a half` is 1.5 a."""
    if draft.dimension == "time" and draft.single is not None and (half := _AND_A_HALF.match(masked, draft.end)):
        draft.value, draft.end = draft.single + 0.5, half.end()
        return draft
    match = _SMALLER.match(masked, draft.end) if draft.unit in ("a", "h", "d", "wk", "mo", "min") else None
    if match is None or draft.single is None:
        return draft
    smaller = read_unit(masked, match.end("number"))
    root, per, time = smaller.code.partition("/") if smaller is not None else ("", "", "")
    if smaller is None or root not in _MINUTES or draft.unit is None:
        return draft
    ratio = _MINUTES[draft.unit] / _MINUTES[root]
    follows = {"a": ("mo", "wk", "d"), "h": ("min",), "mo": ("wk", "d"), "wk": ("d",), "d": ("h",), "min": ("s",)}
    if root not in follows[draft.unit] or (draft.unit == "a" and match[0].startswith(",")):
        return draft
    rest = float(match["number"]) if match["number"].isdigit() else word_values()[match["number"]]
    draft.value = round((draft.single or 0.0) * ratio) + rest
    draft.unit, draft.end, draft.last = f"{root}{per}{time}", max(match.end(), smaller.end), draft.last + 1
    return draft
