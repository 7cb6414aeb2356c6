"""Reads the unit that stands after a number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from claimsift.lexicon import load_table
from claimsift.stages.detect_claims.number_words import prefixes_of


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as written up to `end`: its code (UCUM where there is one) and the class of what it measures."""

    code: str
    dimension: str
    end: int
    factor: float = 1.0  # a decade is ten years


# Letters that are units only in one case, or only right beside a number with a blank.
_SHORT_CASED = frozenset(
    ["m", "s", "h", "d", "g", "l", "L", "U", "D", "T", "V", "W", "K", "N", "J", "mM", "nM", "Pa", "Hz", "M", "C", "F"]
)
_FREQUENT = re.compile(r"\s?(?:/|per\s|an?\s|each\s|every\s)\s?")
_PER_KIND = frozenset(["mass", "volume", "activity", "amount", "energy", "length", "radiation", "dose_count"])
_BODY_SURFACE = re.compile(r"\s?(?:/|per\s)\s?1[.·]73\s?m\s?[2²]")
_ADVERBS = {"daily": "d", "weekly": "wk", "monthly": "mo", "yearly": "a", "hourly": "h", "annually": "a"}
_ADVERB = re.compile(r"\s(daily|weekly|monthly|yearly|hourly|annually)(?!\w)", re.IGNORECASE)
_POWER = re.compile(r"\s?(?P<unit>kg|g|mg|mL|L|dL|m2|d|day|h|min|s|mol|cm)\s?(?:\^?\(?[-−–⁻]\s?[1¹]\)?|\(-1\))(?!\w)")
_STOP = re.compile(r"\s*\Z|\s+[A-Z\"“]|\n")


_DEGREES = re.compile(r"(?<![\w.])(\d{1,3}(?:\.\d)?)\Z")
_Entry = tuple[str, str, float]  # code, class, how many of the unit one is


@cache
def _forms() -> tuple[dict[str, _Entry], dict[str, _Entry], re.Pattern[str]]:
    """Units by exact form, by lower-case form, and the pattern that reads any of them."""
    exact: dict[str, _Entry] = {}
    lower: dict[str, _Entry] = {}
    for row in load_table("units")["units"]:
        for form in row["forms"]:
            exact[form] = (row["code"], row["class"], float(row.get("factor", 1)))
            if form not in _SHORT_CASED and len(form) > 2:
                lower.setdefault(form.lower(), exact[form])
    # Forms that differ in their case alone must share their prefixes for the longest to be found.
    longest = prefixes_of({form.lower() for form in exact}).replace(r"\ ", r"\s")
    return exact, lower, re.compile(rf"(?P<gap>[\s]?|[-‐‑])(?P<unit>{longest})(?![^\W\d_]|(?<!%)\d)", re.IGNORECASE)


@cache
def _per_forms() -> tuple[dict[str, str], re.Pattern[str]]:
    codes = {form: code for code, forms in load_table("units")["per"].items() for form in forms}
    longest = "|".join(re.escape(form) for form in sorted(codes, key=len, reverse=True))
    return codes, re.compile(rf"({longest})(?!\w)")


def read_unit(masked: str, position: int) -> Unit | None:
    """The unit right after `position`, with what it is taken per (`mg/kg`, `IU per month`), or None."""
    exact, lower, pattern = _forms()
    match = pattern.match(masked, position)
    if match is None:
        return None
    written = re.sub(r"\s", " ", match["unit"])
    entry = exact.get(written) or (lower.get(written.lower()) if written not in _SHORT_CASED else None)
    if entry is None or _is_another_word(masked, match, written, entry[1]):
        return None
    code, dimension, factor = entry
    end = match.end()
    if written.endswith(".") and _STOP.match(masked, end):
        end -= 1  # the stop ends the sentence
    if factor != 1:
        return Unit(code, dimension, end, factor)
    if dimension == "percent":
        return Unit(code, dimension, end)
    return _with_per(masked, code, dimension, end)


def _is_another_word(masked: str, match: re.Match[str], written: str, dimension: str) -> bool:
    """Whether a form that is also a common word is one here: `5 in.`, `3 a`, `20 units`, `5-D`."""
    hyphen = match["gap"] in ("-", "‐", "‑")
    if match["gap"] == "\n" and len(written) > 2 and written[0].isupper():
        return True  # the next line begins with another thing: "1.2 million", "Days off work"
    if hyphen and (len(written) == 1 and dimension != "time"):
        return True
    following = masked[match.end() : match.end() + 1]
    if written in _SHORT_CASED and following in ("-", "'", "’", "&"):
        return True
    if written in ("C", "F"):
        return match["gap"] != "" or not _is_temperature(masked, match.start(), written)
    if written == "D" and match["gap"] == "":
        return "." not in masked[max(0, match.start() - 3) : match.start()]  # "2D and 3D scans", "+2.5D lenses"
    return (
        written in ("second", "letter", "point", "unit")
        and not hyphen
        and match["gap"] != ""
        and not _is_singular_one(masked, match)
    )


def _is_temperature(masked: str, start: int, written: str) -> bool:
    """Whether a letter right behind digits is a degree: `38C`, `100.4F`."""
    digits = _DEGREES.search(masked, max(0, start - 7), start)
    if digits is None:
        return False
    low, high = (30.0, 45.0) if written == "C" else (90.0, 112.0)
    return low <= float(digits[1]) <= high or "emperature" in masked[max(0, start - 60) : start]


def _is_singular_one(masked: str, match: re.Match[str]) -> bool:
    before = masked[max(0, match.start() - 4) : match.start()].lower()
    return before.endswith(("one", "1", ".5", "a")) or "." in before


def _with_per(masked: str, code: str, dimension: str, end: int) -> Unit:
    codes, pattern = _per_forms()
    parts = [code]
    allowed = dimension in _PER_KIND or dimension in ("time", "rate")
    while allowed and len(parts) < 3:
        match = _FREQUENT.match(masked, end)
        unit = pattern.match(masked, match.end()) if match else None
        if match is None or unit is None:
            if power := _POWER.match(masked, end):
                parts.append({"day": "d"}.get(power["unit"], power["unit"]))
                end = power.end()
                continue
            break
        if dimension == "time" and codes[unit[1]] not in ("d", "wk", "a", "mo"):
            break
        parts.append(codes[unit[1]])
        end = unit.end()
    if match := _BODY_SURFACE.match(masked, end):
        parts.append("{1.73_m2}")
        return Unit("/".join(parts), "concentration", match.end())
    if (
        len(parts) == 1
        and dimension in ("mass", "activity", "volume", "amount")
        and (match := _ADVERB.match(masked, end))
    ):
        parts.append(_ADVERBS[match[1].lower()])
        end = match.end()
    if len(parts) > 1 and parts[1] in ("dL", "L", "mL", "uL", "mmol", "mol", "g", "cm2", "mm3", "100 mL", "m2", "cm"):
        body_mass_index = code == "kg" and parts[1] == "m2"
        if parts[1] != "m2" or body_mass_index:
            dimension = "concentration"
    return Unit("/".join(parts), dimension, end)


@cache
def unit_codes() -> frozenset[str]:
    """The codes of all units that measure something; a quantity with another unit counts."""
    return frozenset(row["code"] for row in load_table("units")["units"])
