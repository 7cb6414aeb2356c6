"""Joins a number with the next one: spreads, ranges, changes, paired values, and the shares of `share_forms`."""

from __future__ import annotations

import re

from claimsift.records import Spread
from claimsift.stages.detect_claims.any_case import AnyCase
from claimsift.stages.detect_claims.drafts import SHARED, Draft, Reading
from claimsift.stages.detect_claims.share_forms import (
    join_of,
    join_one_in,
    join_rate,
    join_ratio,
    join_shares,
    next_simple,
    set_share,
)
from claimsift.stages.detect_claims.units import read_unit

_DASH = re.compile(r"\s?[-–—−‐‑]\s?|\s?--\s?")
_CURRENCY_END = re.compile(r"(?:US|A|AU|C)?[$€£]\Z")
_EVEN_GAPS = ("-", "–", "‐", "‑", "/", " - ", " – ")
_CHANCE_AFTER = re.compile(r"\s(?:chances?|odds|probability|likelihood|risk|split|bet)\b")
_NO_RANGE = ("n_of_m", "one_in", "frequency", "zero", "fraction")
_TO = re.compile(
    r"\s(?:to|through|till|up to|to about|to almost|to nearly|to as (?:much|high) as)\s(?:about\s|almost\s"
    r"|nearly\s|over\s)?|-to-|[-‐‑]\s(?:to|or)\s"
)
_AND = re.compile(r",?\s(?:and|to)\s(?:about\s)?(?:an?\s)?")
_OR = re.compile(r"\s(?:or|to)\s")
_BETWEEN = re.compile(
    r"\bbetween\s(?:about\s|approximately\s|(?:the\s)?ages\s(?:of\s)?|an?\sestimated\s)?\Z", re.IGNORECASE
)
_FROM = re.compile(r"\bfrom\s(?:about\s|approximately\s|around\s|nearly\s|a\s(?:\w+\s){1,3}of\s)?\Z", re.IGNORECASE)
_CHANGE = AnyCase(
    r"\b(?:f[ea]ll(?:s|en|ing)?|decreas\w*|increas\w*|ros[e]|ris(?:e|es|en|ing)|improv\w*|reduc\w*|drop\w*"
    r"|declin\w*|gr[eo]w\w*|went|go(?:es|ing|ne)?|chang\w*|lower\w*|rais\w*|climb\w*|shr[aiu]nk\w*|jump\w*|doubl\w*"
    r"|tripl\w*|halv\w*|plung\w*|soar\w*|surg(?:ed|ing)|cut|slash\w*|slid|dipp?\w*|edged|short\w*"
    r"|length\w*|prolong\w*|worsen\w*|progress\w*|expand\w*|doubl\w*|advanc\w*)\b",
)
_BY = re.compile(r"\bby\s(?:about\s|an?\saverage\sof\s|only\s|nearly\s)?\Z")
_POWER = re.compile(r"[×x]\s?10")
_CHANGE_TO = re.compile(
    r"(?:\s(?:at|in|before|during|on)\b(?:[^.;,\d]|(?:19|20)\d\d){0,30}?|\s\w+)?,?\s(?:to|down to|up to)\s(?:about\s"
    r"|approximately\s|just\s|only\s|nearly\s|an?\s(?:\w+\s){1,3}of\s)?"
)
_SENTENCE_END = re.compile(r"[.;!?]\s|\n\n")
_SPREAD = re.compile(
    r"\s?(?P<open>[(\[]?)\s?(?:±|\+\s?/\s?[-−–]|\+[-−]|(?P<sd>SD|s\.d\.|standard deviation)\s?[=:,]?\s?±?"
    r"|(?P<se>SEM?)\s?[=:,]?\s?±?)\s?"
)
_OVER = re.compile(r"\sover\s")
_PRESSURE = re.compile(r"\b(?:pressure|BP|hypertens\w+)\b")
_ACUITY = re.compile(r"(?:vision|acuity|snellen|VA)\b", re.IGNORECASE)
_SCORE = re.compile(
    r"(?:scor\w*|scale|VAS|NRS|rat(?:ed|ing|ings)|pain(?:\s(?:level|intensity))?)\b[^.;]{0,40}\Z", re.IGNORECASE
)


def join_next(reading: Reading, draft: Draft) -> bool:
    """Takes the next number into the draft where the words between make them one quantity."""
    gap = reading.gap(draft.tail, draft.last + 1)
    if gap is None or "\n\n" in gap:
        return False
    return (
        join_spread(reading, draft, gap)
        or _join_even(reading, draft, gap)
        or (draft.form == "one_in" and not _is_change(reading, draft) and join_shares(reading, draft, gap))
        or join_range(reading, draft, gap)
        or join_dimensions(reading, draft, gap)
        or join_slash(reading, draft, gap)
        or join_over(reading, draft, gap)
        or join_ratio(reading, draft, gap)
        or join_of(reading, draft, gap)
        or join_one_in(reading, draft, gap)
        or join_rate(reading, draft, gap)
    )


def _join_even(reading: Reading, draft: Draft, gap: str) -> bool:
    """`a 50-50 chance`, `the odds are fifty-fifty`: one half, unless the second counts something."""
    if gap not in _EVEN_GAPS or draft.single != 50.0 or not draft.is_bare:
        return False
    second = next_simple(reading, draft)
    if second is None or not second.is_bare or second.single != 50.0:
        return False
    if gap == "/" and not _CHANCE_AFTER.match(reading.masked, second.end):
        return False
    draft.unit, draft.dimension, draft.form = "%", "percent", "ratio"
    draft.end, draft.last = second.end, second.last
    return True


def join_spread(reading: Reading, draft: Draft, gap: str) -> bool:
    """`3.2 ± 1.1 points`, `31.1 (± 14.2) mm Hg`, `17.9 mm Hg +/- 2.6`: the unit may stand after the spread."""
    match = _SPREAD.fullmatch(gap)
    number = reading.numbers[draft.last + 1]
    if match is None or number.style != "digits" or number.value is None or draft.spread is not None:
        return False
    end = number.end
    unit = read_unit(reading.masked, end)
    if unit is not None:
        end = unit.end
    kind = "se" if match["se"] else "sd"
    if match["open"] and reading.masked[end : end + 1] in ")]":
        end += 1
    draft.spread = Spread("se" if kind == "se" else "sd", number.value, reading.masked[draft.end : end].strip())
    if unit is None and draft.unit is None:
        unit = read_unit(reading.masked, end)
    if unit is not None:
        draft.unit, draft.dimension, end = unit.code, unit.dimension, max(end, unit.end)
        draft.form = "percent" if unit.dimension == "percent" else "measurement"
    elif draft.form == "number":
        draft.form = "mean_spread"
    draft.end, draft.last = end, draft.last + 1
    return True


def _is_change(reading: Reading, draft: Draft) -> bool:
    before = _SENTENCE_END.split(reading.before(draft, 100))[-1]
    return bool(_FROM.search(before)) and bool(_CHANGE.search(before))


def has_change_before(reading: Reading, draft: Draft, gap: str) -> bool:
    """Whether a draft is the earlier level of a change: `fell from 20%` before ` to `."""
    return bool(_CHANGE_TO.fullmatch(gap)) and (_is_change(reading, draft) or _descends(reading, draft))


def _descends(reading: Reading, draft: Draft) -> bool:
    """`from 9.5 days to 2.5 days` can only be a change."""
    later = next_simple(reading, draft)
    if later is None or later.single is None or draft.single is None or later.single >= draft.single:
        return False
    return later.form in (draft.form, "number") and bool(_FROM.search(reading.before(draft)))


def comes_from(reading: Reading, draft: Draft, gap: str) -> bool:
    """Whether a draft is the later level of a change told backwards: `rose to 62 points` before ` from `."""
    before = _SENTENCE_END.split(reading.before(draft, 80))[-1]
    return gap in (" from ", ", from ", " (from ") and before.endswith(" to ") and bool(_CHANGE.search(before))


def join_range(reading: Reading, draft: Draft, gap: str) -> bool:
    low = draft.single
    if draft.form == "money":
        gap = _CURRENCY_END.sub("", gap)
    if low is None or draft.spread is not None:
        return False
    fractions = draft.form == "fraction" and reading.numbers[draft.last + 1].style == "fraction"
    if draft.form in _NO_RANGE and not fractions and not _DASH.fullmatch(gap):
        return False
    dash, to = bool(_DASH.fullmatch(gap)), bool(_TO.fullmatch(gap))
    between = bool(_AND.fullmatch(gap)) and bool(_BETWEEN.search(reading.before(draft)))
    pair_or = bool(_OR.fullmatch(gap)) and draft.is_bare
    if not (dash or to or between or pair_or) or (to and not between and _is_change(reading, draft)):
        return False
    second = next_simple(reading, draft)
    if second is None or second.single is None:
        return False
    same_kind = (
        draft.is_bare
        or second.unit == draft.unit
        or (second.is_bare and draft.form in ("money", "percent", "measurement"))
    )
    if second.form == "n_equals" or not same_kind or (second.is_bare and draft.dimension == "time" and not dash):
        return False
    if pair_or and not dash and not to and second.single != low + 1:
        return False
    high = second.single
    if second.form == "money" and draft.form == "number" and high >= 1e6 and low < 1000:
        low = low * _scale_of(high)
    if (
        high >= 1e3
        and low < 1e3
        and draft.is_bare
        and re.search(r"illion|thousand|bn|hundred", reading.masked[second.start : second.end])
    ):
        low = low * _scale_of(high)
    elif (power := _POWER.search(reading.masked, second.start, second.end)) and draft.is_bare and low < high:
        digits = reading.masked[second.start : power.start()].strip()
        low = low * (high / float(digits)) if digits.replace(".", "", 1).isdigit() and float(digits) else low
    if high < low < 0 and to:
        low, high = high, low  # "−2 to −5 °C" goes down as it is read
    if (low > high and not between) or (low == high and not dash) or _is_change_by(reading, draft, second):
        return False
    draft.value = (low, high)
    draft.end, draft.last = second.end, second.last
    if second.unit is not None:
        draft.unit, draft.dimension = second.unit, second.dimension
    draft.noun, draft.adjective = second.noun, second.adjective
    draft.form = second.form if second.form in ("multiple", "frequency") else "range"
    return True


def _is_change_by(reading: Reading, draft: Draft, second: Draft) -> bool:
    """`rose by 2.4 years to 78.1 years`: by how much, and the level that was reached."""
    if draft.single is None or second.single is None or draft.unit in (None, "%") or draft.unit != second.unit:
        return False
    before = _SENTENCE_END.split(reading.before(draft, 60))[-1]
    return second.single > 3 * draft.single and bool(_BY.search(before)) and bool(_CHANGE.search(before))


def _scale_of(value: float) -> float:
    return next((scale for scale in (1e12, 1e9, 1e6, 1e3, 100.0) if value >= scale), 1.0)


def join_dimensions(reading: Reading, draft: Draft, gap: str) -> bool:
    """`3 x 4 cm`, `2 cm × 5 cm`; of `3 x 4 x 5 cm` the smallest and the largest."""
    if gap.strip() not in ("x", "×", "by", "X") or draft.single is None or draft.dimension not in (None, "length"):
        return False
    second = next_simple(reading, draft)
    sizes = [draft.single]
    if second is not None and second.is_bare and second.single is not None:
        further = reading.gap(second.end, second.last + 1)
        if further is None or further.strip() != gap.strip():
            return False
        sizes.append(second.single)
        second = next_simple(reading, second)
    if (
        second is None
        or second.single is None
        or second.dimension not in ("length", "area")
        or draft.form not in ("number", "measurement")
    ):
        return False
    sizes.append(second.single)
    draft.value = (sizes[0], sizes[1]) if len(sizes) == 2 else (min(sizes), max(sizes))
    draft.unit, draft.dimension, draft.form = second.unit, second.dimension, "paired"
    draft.end, draft.last = second.end, second.last
    return True


def join_over(reading: Reading, draft: Draft, gap: str) -> bool:
    """`a blood pressure of 140 over 90`."""
    first = draft.single
    if not _OVER.fullmatch(gap) or first is None or not draft.is_bare or not _PRESSURE.search(reading.before(draft)):
        return False
    second = next_simple(reading, draft)
    if second is None or second.single is None or not (60 <= first < 280 and 30 <= second.single < first):
        return False
    if second.dimension not in (None, "pressure"):
        return False
    draft.value, draft.form, draft.unit, draft.dimension = (first, second.single), "paired", "mm[Hg]", "pressure"
    draft.end, draft.last = second.end, second.last
    return True


def join_slash(reading: Reading, draft: Draft, gap: str) -> bool:
    """`15/39` is N of M, `80/40 mg` and `120/80 mm Hg` are pairs, `7/10` beside a score is the score."""
    if gap.strip() != "/" or len(gap) > 3 or draft.single is None or draft.form not in ("number", "n_equals"):
        return False
    second = next_simple(reading, draft)
    if second is None or second.single is None or second.unit == "%":
        return False
    first, other = draft.single, second.single
    before, after = reading.before(draft), reading.masked[second.end : second.end + 20]
    if second.unit is not None and second.form == "measurement":
        draft.value, draft.unit, draft.dimension, draft.form = (first, other), second.unit, second.dimension, "paired"
    elif _ACUITY.search(before) or _ACUITY.search(after):
        draft.value, draft.form, draft.unit = (first, other), "paired", "acuity"
    elif first == int(first) and other == int(other) and other > 1 and first <= other and not gap.startswith(" "):
        if other == 10 and _SCORE.search(before):
            draft.form, draft.unit, draft.denominator, draft.dimension = "score", "point", other, "points"
        else:
            set_share(draft, first, other)
    elif 60 <= first < 280 and 30 <= other < first and other < 160:
        draft.value, draft.form, draft.unit, draft.dimension = (first, other), "paired", "mm[Hg]", "pressure"
    else:
        return False
    draft.end, draft.last = second.end, second.last
    return True


def share_unit(draft: Draft, following: Draft) -> bool:
    """Gives a bare number the unit of its list: `6, 12 and 24 months`."""
    bare = draft.unit is None and draft.form in ("number", "mean_spread")
    if not bare or following.unit is None or following.adjective:
        return False
    if following.dimension not in SHARED or following.form not in ("measurement", "percent", "range"):
        return False
    draft.unit, draft.dimension = following.unit, following.dimension
    draft.form = "percent" if following.unit == "%" else "measurement"
    return True


def share_hyphen(draft: Draft, following: Draft) -> None:
    """Gives a number that ends in a hyphen the unit of the next: `30- and 90-day mortality`."""
    if draft.is_bare and following.adjective and following.dimension is not None:
        draft.unit, draft.dimension, draft.form, draft.adjective = (
            following.unit,
            following.dimension,
            "measurement",
            True,
        )
