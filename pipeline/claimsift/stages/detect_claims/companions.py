"""Takes in what restates a quantity right beside it: `15 (38.5%)`, `38.5% (15/39)`, `87.1%, or about 7 in 8`."""

from __future__ import annotations

import re

from claimsift.records import Interval, Spread
from claimsift.stages.detect_claims.drafts import Draft, Reading
from claimsift.stages.detect_claims.joined_forms import join_next
from claimsift.stages.detect_claims.modifiers import modifier_before
from claimsift.stages.detect_claims.nouns import find_counted_noun
from claimsift.stages.detect_claims.restated_units import take_other_currency, take_other_unit
from claimsift.stages.detect_claims.share_forms import next_simple
from claimsift.stages.detect_claims.units import read_unit

# Up to eight plain words may stand between "39 of 45" and "(87%".
_WORDS_OPEN = re.compile(
    r"(?P<words>(?:[\s\u00a0][^\W\d_][\w’'-]*){0,8})[,\s]{0,2}[(\[]\s?(?P<about>(?:about|approximately"
    r"|roughly|or|or about|approx\.?|~|i\.e\.,?|<|>|≤|≥|(?:less|fewer|more|greater)\sthan|under|over|nearly"
    r"|almost)\s?)?"
)
_COMMA = re.compile(r"\s?[,;=]\s?")
_OPEN = re.compile(
    r"(?P<words>(?:\s[^\W\d_][\w’'-]*){0,6})\s?[,]?\s?(?P<bracket>[(\[])\s?(?:[nN]\s?=\s?|about\s"
    r"|approximately\s|or\s(?:about\s|approximately\s)?)?"
)
_N_COMMA = re.compile(r"[,;]\s?(?:[nN]\s?=\s?)")
_OR = re.compile(
    r"\s?[(,]?\s?(?:or|i\.e\.,?|that is,?|which is)\s(?:about\s|approximately\s|roughly\s|nearly\s"
    r"|almost\s|around\s)?|\s?[(]\s?(?:about\s|approximately\s|roughly\s|nearly\s)?"
)
_CLOSE = re.compile(r"\s?[)\]]")
_CLOSE_OR_NEXT = re.compile(r"\s?[)\],;]")
_NOUN_CLOSE = re.compile(r"(?:\s[^\W\d_][\w’'-]*){0,4}\s?[)\],;]")
_OF_AFTER = re.compile(
    r"\s(?:[^\W\d_][\w’'-]*\s){0,2}(?:out\s)?of\s(?:(?:the|all|a\stotal\sof|these|those|our)\s){0,2}"
)
_COUNT_FORMS = ("number", "n_of_m", "n_equals", "zero", "ratio", "one_in", "fraction")


def take_companion(reading: Reading, draft: Draft) -> bool:
    """Joins a second telling of the same quantity into the draft; whether there was one."""
    gap = reading.gap(draft.tail, draft.last + 1)
    if gap is None or ("\n" in gap.strip(" ") and "\n\n" in gap):
        return False
    return (
        _percent_after_count(reading, draft, gap)
        or _bare_percent(reading, draft, gap)
        or _count_after_percent(reading, draft, gap)
        or _one_in_after_percent(reading, draft, gap)
        or _whole_after_percent(reading, draft, gap)
        or _spread_in_parens(reading, draft, gap)
        or _bounds_in_parens(reading, draft, gap)
        or take_other_currency(reading, draft, gap)
        or take_other_unit(reading, draft, gap)
    )


def _is_count(draft: Draft) -> bool:
    return draft.single is not None and (
        draft.form in ("n_of_m", "n_equals", "one_in", "zero")
        or (draft.form == "fraction" and draft.unit == "%")
        or (draft.form == "number" and draft.unit is None and draft.single == int(draft.single) and draft.single >= 0)
    )


def _percent_after_count(reading: Reading, draft: Draft, gap: str) -> bool:
    """`39 of 45 patients responded (87%)`, `17 (53%) patients`, `(n = 6, 40%)`: the printed percent is the value."""
    if not _is_count(draft) or _is_one_or_more(reading, draft):
        return False
    in_parens = _WORDS_OPEN.fullmatch(gap)
    if in_parens is None and gap in (")", ") ") and draft.form == "n_of_m":
        second = next_simple(reading, draft)
        if (
            second is None
            or second.unit != "%"
            or second.single is None
            or abs(second.single - (draft.single or 0)) > 1
        ):
            return False
        draft.value, draft.end, draft.last = second.single, second.end, second.last
        return True
    agreed = gap in (", ", "; ", ", or ", " or ") and _agrees(reading, draft)
    comma = agreed or (bool(_COMMA.fullmatch(gap)) and _opens_bracket(reading, draft))
    if in_parens is None and not comma:
        return False
    second = next_simple(reading, draft)
    if second is None or second.unit != "%" or second.single is None:
        return False
    words = len(in_parens["words"].split()) if in_parens else 0
    closed = bool((_CLOSE_OR_NEXT if comma or words < 5 else _CLOSE).match(reading.masked, second.end))
    shared = draft.denominator is not None and isinstance(draft.value, float)
    agrees = shared and abs((draft.single or 0.0) - second.single) <= 1.0
    if not agrees and (not closed or words > 5 or (shared and abs((draft.single or 0.0) - second.single) > 5)):
        return False
    if draft.denominator is None:
        draft.numerator = draft.single
    draft.value, draft.unit, draft.dimension = second.single, "%", "percent"
    draft.form = draft.form if draft.form in ("n_of_m", "one_in", "fraction") else "n_percent"
    draft.end, draft.last = second.end, second.last
    if in_parens and in_parens["about"]:
        bound = modifier_before(reading.masked, second.start)
        draft.modifier = None if bound == "about" else bound
    if in_parens and (close := _CLOSE.match(reading.masked, draft.end)):
        draft.end = close.end()
        _take_whole(reading, draft)
    return True


def _is_one_or_more(reading: Reading, draft: Draft) -> bool:
    """`at least one visit (99%)`: the percent counts people, the one does not."""
    return draft.is_word and draft.is_bare and modifier_before(reading.masked, draft.start) == "at_least"


def _bare_percent(reading: Reading, draft: Draft, gap: str) -> bool:
    """`4/120 (3.3)`: a bare number in brackets that is what the share comes to."""
    if draft.form != "n_of_m" or draft.single is None or gap.strip() != "(":
        return False
    second = next_simple(reading, draft)
    close = None if second is None else _CLOSE.match(reading.masked, second.end)
    if second is None or close is None or not second.is_bare or second.single is None:
        return False
    places = len(reading.masked[second.start : second.end].replace("·", ".").partition(".")[2])
    if abs(second.single - draft.single) > 0.6 * 10.0**-places:
        return False
    draft.value, draft.end, draft.last = second.single, close.end(), second.last
    return True


def _agrees(reading: Reading, draft: Draft) -> bool:
    """`27/60, 45% of the mice`: outside brackets only where the two say the same."""
    second = next_simple(reading, draft) if draft.form == "n_of_m" else None
    if second is None or second.single is None or draft.single is None or second.unit != "%":
        return False
    return abs(second.single - draft.single) <= 0.5


def _opens_bracket(reading: Reading, draft: Draft) -> bool:
    return (
        reading.masked[max(0, draft.start - 1) : draft.start] in ("(", "[")
        or draft.form in ("n_equals",)
        or (draft.form == "n_of_m" and bool(re.search(r"[(\[][^()\[\]]{0,30}\Z", reading.before(draft))))
    )


def _take_whole(reading: Reading, draft: Draft) -> None:
    """`3 (2.1%) of 142`: the denominator stands after the percent."""
    gap = reading.gap(draft.end, draft.last + 1)
    if gap is None or draft.denominator is not None or not _OF_AFTER.fullmatch(gap):
        return
    second = next_simple(reading, draft)
    if second is None or not second.is_bare or second.single is None or second.single < (draft.numerator or 0.0):
        return
    draft.denominator, draft.end, draft.last = second.single, second.end, second.last


def _count_after_percent(reading: Reading, draft: Draft, gap: str) -> bool:
    """`38.5% (15/39)`, `40% (n = 6)`, `37.5%, n = 9`, `45.1% (125 of 277 patients)`."""
    if (
        draft.unit != "%"
        or draft.form not in ("percent", "fraction")
        or (draft.numerator is not None and draft.form == "percent")
    ):
        return False
    opened = _OPEN.fullmatch(gap)
    if opened is None and not _N_COMMA.fullmatch(gap):
        return False
    second = _read_joined(reading, draft)
    if second is None or second.single is None:
        return False
    if opened and not _NOUN_CLOSE.match(reading.masked, second.end):
        return False
    if second.form == "n_of_m" and second.numerator is not None:
        if isinstance(draft.value, float) and abs(draft.value - second.single) > 8:
            return False
        draft.numerator, draft.denominator = second.numerator, second.denominator
    elif second.form in ("number", "n_equals") and second.unit is None and second.single == int(second.single):
        # "25% (6)" counts; "improved 25% (2 points)" has a unit and "(12 weeks)" a time
        if opened and opened["words"] and second.form == "number":
            return False
        draft.numerator = second.single
    else:
        return False
    draft.end, draft.last = second.end, second.last
    if opened and (close := _NOUN_CLOSE.match(reading.masked, draft.end)) and close[0][-1] in ")]":
        draft.end = close.end()
        _take_whole(reading, draft)
    return True


def _one_in_after_percent(reading: Reading, draft: Draft, gap: str) -> bool:
    """`0.49% (or 1 in 204)`, `87.1%, or about 7 in 8`, `20 percent (one in five)`."""
    if draft.unit != "%" or draft.form != "percent" or not _OR.fullmatch(gap):
        return False
    second = _read_joined(reading, draft)
    if second is None or second.form not in ("one_in", "fraction", "n_of_m") or second.single is None:
        return False
    if draft.single is None or abs(draft.single - second.single) > max(2.0, draft.single * 0.15):
        return False
    draft.numerator, draft.denominator = second.numerator, second.denominator
    draft.end, draft.last = second.end, second.last
    if close := _CLOSE.match(reading.masked, draft.end):
        draft.end = close.end()
    return True


def _whole_after_percent(reading: Reading, draft: Draft, gap: str) -> bool:
    """`53% (17) of 32`."""
    if draft.form != "percent" or draft.numerator is None or draft.denominator is not None:
        return False
    last = draft.last
    _take_whole(reading, draft)
    return draft.last > last


def _read_joined(reading: Reading, draft: Draft) -> Draft | None:
    second = next_simple(reading, draft)
    if second is not None:
        while join_next(reading, second):
            pass
    return second


# "27.2 (3.4) and 5.6 (2.6) mm Hg": the unit stands after the last of them.
_SPREAD_FOLLOWS = re.compile(r"(?:,?\s(?:and|vs\.?|versus|to|or)|,)\s-?\d+\.\d+\s?\(\d+\.\d+\)\s?[^\W\d_%]")


def _spread_in_parens(reading: Reading, draft: Draft, gap: str) -> bool:
    """`6.9 (4.8) mm Hg`: a number in parentheses between an estimate and its unit is its spread."""
    if (
        draft.form not in ("number", "measurement", "percent")
        or draft.single is None
        or draft.spread is not None
        or not re.fullmatch(r"\s?\(", gap)
    ):
        return False
    second = next_simple(reading, draft)
    if (
        second is None
        or second.single is None
        or second.form not in ("number", "measurement")
        or second.noun is not None
    ):
        return False
    close = re.compile(r"\)(?=[\s.,;)]|\Z)").match(reading.masked, second.end)
    if close is None or second.single < 0:
        return False
    unit = read_unit(reading.masked, close.end())
    has_decimals = "." in reading.masked[draft.start : draft.end] and "." in reading.masked[second.start : second.end]
    named = unit is not None or draft.unit is not None or _mean_before(reading, draft)
    if not has_decimals or not (named or _SPREAD_FOLLOWS.match(reading.masked, close.end())):
        return False
    draft.spread = Spread("sd", second.single, reading.masked[draft.end : close.end()].strip())
    draft.end, draft.last = close.end(), second.last
    if draft.unit is None and unit is not None:
        draft.unit, draft.dimension, draft.end = unit.code, unit.dimension, unit.end
        draft.form = "percent" if unit.dimension == "percent" else "measurement"
    elif draft.unit is None:
        draft.form = "mean_spread"
    return True


def _mean_before(reading: Reading, draft: Draft) -> bool:
    return bool(
        re.search(r"\b(?:mean|average|SD)\b", reading.masked[max(0, draft.start - 120) : draft.start], re.IGNORECASE)
    )


def _read_comma_pair(reading: Reading, first: Draft) -> Draft | None:
    """`−0.51, −0.13`: two decimals in brackets after an estimate."""
    gap = reading.gap(first.end, first.last + 1)
    second = next_simple(reading, first) if gap in (", ", ",", "; ", ";") else None
    if second is None or first.single is None or second.single is None or not second.is_bare:
        return None
    if first.single > second.single or "." not in reading.masked[first.start : first.end].replace("·", "."):
        return None
    first.value, first.end, first.last, first.form = (first.single, second.single), second.end, second.last, "range"
    return first


# "Median (IQR) stay was 4 (2-7) days" names what the brackets hold.
_QUARTILES_BEFORE = re.compile(
    r"[(\[]\s?(?:IQR|interquartile\srange|Q1[-–\s,to]{1,4}Q3|25th[-–\s,to]{1,4}75th\spercentiles?)\s?[)\]][^.;]*\Z"
)


# "(relative risk 0.65, 0.48 to 0.88)"
_RATIO_NAMED = re.compile(r"[(\[][^()\[\]]{0,40}\b(?:ratio|risk|difference|OR|RR|HR|IRR)\s(?:of\s|was\s|=\s)?\Z")


def _is_named_ratio(reading: Reading, draft: Draft) -> bool:
    return _RATIO_NAMED.search(reading.before(draft, 60)) is not None


def _bounds_in_parens(reading: Reading, draft: Draft, gap: str) -> bool:
    """`0.24 mm (0.15–0.41)`, `2.3 (1.1 to 4.5)`: the bounds must hold the estimate."""
    if (
        draft.single is None
        or draft.interval is not None
        or not (re.fullmatch(r"\s?[(\[]", gap) or (gap == ", " and _is_named_ratio(reading, draft)))
        or draft.form in ("n_of_m", "one_in")
    ):
        return False
    second = _read_joined(reading, draft)
    if second is not None and second.single is not None and second.is_bare:
        second = _read_comma_pair(reading, second)
    if second is None or not isinstance(second.value, tuple) or second.form != "range":
        return False
    low, high = second.value
    close = _CLOSE_OR_NEXT.match(reading.masked, second.end)
    if close is None or not low <= draft.single <= high or second.unit not in (None, draft.unit):
        return False
    if second.noun is not None or find_counted_noun(reading.masked, second.end) is not None:
        return False
    end = second.end + (1 if close[0][-1] in ")]" else 0)
    words = reading.masked[draft.end : end].strip()
    if _QUARTILES_BEFORE.search(reading.before(draft, 60)):
        draft.spread = Spread("iqr", (low, high), words)
    else:
        draft.interval = Interval(low, high, None, words)
    draft.last, draft.reach = second.last, end
    if draft.unit is None and (unit := read_unit(reading.masked, end)) is not None:
        draft.unit, draft.dimension, draft.end = unit.code, unit.dimension, unit.end
        draft.form = "percent" if unit.dimension == "percent" else "measurement"
    return True
