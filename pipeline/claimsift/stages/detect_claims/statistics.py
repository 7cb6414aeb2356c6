"""Finds the numbers that only describe an estimate: confidence intervals, p-values, spreads, percentiles."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from claimsift.records import Interval, PValue, Spread
from claimsift.stages.detect_claims.drafts import Reading, holds_any
from claimsift.stages.detect_claims.scan_numbers import Number

_P_BEFORE = re.compile(
    r"(?<![\w])(?:[pP](?:[\s-]?[vV]alues?)?(?:\s?\([\w\s]{1,20}\)|\sfor\s\w{1,15}(?:\s\w{1,15})?)?"
    r"|[pP](?:trend|interaction|adj)|p-?values?\s(?:was|were|is|of))[\s:]{0,2}(?P<sign><=|>=|=<|=|<|>|≤|≥|⩽|⩾|of"
    r"|was|were|below|under|less\sthan|greater\sthan|above)\s?\Z"
)
_SIGNS = {
    "below": "<",
    "under": "<",
    "less than": "<",
    "greater than": ">",
    "above": ">",
    "≤": "<=",
    "⩽": "<=",
    "=<": "<=",
    "≥": ">=",
    "⩾": ">=",
    "of": "=",
    "was": "=",
    "were": "=",
}
_LEVEL_AFTER = re.compile(
    r"\s?(?:%|per\s?cent)?,?\s?-?(?P<cue>(?:confidence|credible|credibility|prediction|uncertainty)\s(?:intervals?|limits?"
    r"|bounds?)|CIs?|CrIs?|C\.I\.|UI)(?!\w)(?:\s?[\[(](?:CIs?|CrI|UI)[\])])?(?P<tail>[\s:,;=(\[]*(?:(?:of"
    r"|from|was|is|between|ranged from)\s)?[\s:=(\[]*)"
)
_CI_BEFORE = re.compile(
    r"(?<!\w)(?:confidence\sintervals?(?:\s?[\[(]CI[\])])?|CIs?"
    r"|C\.I\.)(?P<level>\s?9\d(?:\.\d)?\s?%)?[\s:,=(\[]{1,4}(?:of\s|from\s)?\Z"
)
_P_LISTED = re.compile(r",\s(?:and\s)?|\s(?:and|or)\s")
_BOUND_GAP = re.compile(r"\s?(?:%|\w{1,3}\s?[/\w]{0,5})?\s?(?:[-–—−,;~]|to|and|through|\.{2,3}|…)\s?\+?\Z")
_PLAIN_RANGE_BEFORE = re.compile(
    r"[(\[,;]\s?(?:(?P<iqr>(?:interquartile\sranges?,\s)?IQRs?|interquartile\sranges?(?:\s?\[IQR\])?|Q1[-–\s,to]{1,4}Q3)"
    r"|(?P<range>(?:total\s|age\s)?range[sd]?|min(?:imum)?[-–\s]max(?:imum)?))[\s:,=(\[]*(?:of\s|from\s"
    r"|was\s)?\Z",
    re.IGNORECASE,
)
_EXTREME_BEFORE = re.compile(r"[(\[,;]\s?(?:min|max)(?:imum)?\.?\s?[:=,]?\s?(?:of\s)?\Z", re.IGNORECASE)
_OPEN_BRACKET = re.compile(r"[(\[][^()\[\]]*\Z")
# "Mean age was 23 (4.1, sd) years"
_SPREAD_AFTER = re.compile(r",?\s(?P<name>SD|sd|s\.d\.|SE|se|SEM|sem)(?=[\s)\]])")
_PERCENTILE_AFTER = re.compile(
    r"(?:\s?%|th|st|nd|rd)?(?:\s?(?:and|to|,|[-–])\s?\d{1,3}(?:\s?%|th|st|nd|rd)?)?\s?(?:per)?centiles?(?!\w)"
)
_PERCENTILE_BEFORE = re.compile(r"centiles?[\s:,=(\[]{1,4}\Z|quartiles?[\s:,=(\[]{1,4}\Z")
_SPREAD_BEFORE = re.compile(
    r"(?P<sd>(?<!\w)(?:SDs?|sd|s\.d\.|S\.D\.|standard\sdeviations?(?:\s?[\[(]SD[\])])?"
    r"|σ))[\s:,=(\[±]*(?:of\s)?\Z|(?P<se>(?<!\w)(?:SEM?|sem|se|s\.e\.m?\.|S\.E\.(?:M\.)?"
    r"|standard\serrors?(?:\sof\sthe\smean)?(?:\s?[\[(]SEM?[\])])?))[\s:,=(\[±]*(?:of\s)?\Z"
)
# "Mean ± SD: 17.9 ± 2.7" names what follows; the first number is the mean.
_NAMES_COLUMNS = re.compile(r"(?:±|\+/?[-−]|mean|and)\s?\[?\Z", re.IGNORECASE)
_ALPHA_BEFORE = re.compile(
    r"(?:α|(?<!\w)alpha|[Tt]ype\s(?:I|1|one)\serror(?:\srate)?|significance(?:\slevel)?|significant\sat"
    r"|(?<!\w)level\sof\ssignificance)\s?(?:level\s)?(?:(?:was|is)\sset\s(?:at|to)|of|at|was|set\sat|=|≤|<|>"
    r"|:)?\s?(?:p\s?[<=≤]\s?)?\Z"
)
_POWER_AFTER = re.compile(r"\s?%?\s?(?:statistical\s)?power(?!ful|ed\s(?:by|with))")
_ALPHA_AFTER = re.compile(
    r"\s?%?\s(?:two-(?:sided|tailed)\s)?(?:significance(?:\slevel)?|level\sof\s(?:statistical\s)?significance)\b"
)
_POWER_BEFORE = re.compile(r"(?:\bstatistical\s|\band\s(?:a\s)?|\bwith\s(?:a\s)?|\ba\s|[,(]\s?)power\s(?:of|was|=)\s\Z")
_TEST_BEFORE = re.compile(
    r"(?<![\w])(?:t|F(?:\d{1,3},\s?\d{1,4})?|z|Z|χ\s?2|χ²|χ2|[Cc]hi-?\s?squared?(?:\s(?:tests?|for|of|statistic|\w*trend)){0,4}|df|d\.f\.|Q|H|U|W|I\s?2|I²|τ2|τ²|tau2|AIC|BIC"
    r"|log-?rank)\s?(?:\([\d,.\s]{1,16}\))?\s?(?:=|<|>|of\s)\s?\Z"
)


_CI_SIGNS = ("CI", "C.I.", "interval")
_SPREAD_SIGNS = ("SD", "sd", "s.d.", "S.D.", "SE", "se", "s.e.", "S.E.", "standard", "σ")
_RANGE_SIGNS = ("iqr", "range", "q1", "min")
_ALPHA_SIGNS = ("α", "alpha", "error", "significan")
_TEST_SIGNS = ("=", "<", ">", "of ", "of\u00a0", "of\n", "of\t")


@dataclass(frozen=True, slots=True)
class Part:
    """A statistic that belongs to the nearest estimate before it."""

    start: int
    end: int
    record: Interval | Spread | PValue


def find_statistics(reading: Reading) -> list[Part]:
    """The statistic parts of the text, in order; their numbers get reasons in `reading`."""
    parts: list[Part] = []
    index = 0
    while index < len(reading.numbers):
        if index in reading.reasons or reading.numbers[index].style != "digits":
            index += 1
            continue
        index = _read_part(reading, index, parts)
    return parts


def _read_part(reading: Reading, index: int, parts: list[Part]) -> int:
    """Reads what number `index` is a part of; the index to go on at."""
    masked, number = reading.masked, reading.numbers[index]
    if (match := _LEVEL_AFTER.match(masked, number.end)) and 50 <= (number.value or 0) < 100:
        return _read_interval(reading, index, match, parts)
    before_start = max(0, number.start - 60)
    before = masked[before_start : number.start]
    lowered = before.lower()  # a plain word inside it is looked for before a pattern is
    last = before[-1:]
    value = number.value or 0.0
    if (last in "=<>≤≥⩽⩾" or last.isspace()) and last and (match := _P_BEFORE.search(before)) and _is_p(number):
        start = before_start + match.start()
        sign = _SIGNS.get(match["sign"], match["sign"])
        parts.append(Part(start, number.end, PValue(sign, value, masked[start : number.end])))
        reading.reasons[index] = "part_of:p_value"
        return _pass_listed(reading, index)
    if holds_any(before, _CI_SIGNS) and (match := _CI_BEFORE.search(before)):
        return _read_pair(reading, index, before_start + match.start(), "interval", parts, None)
    if holds_any(lowered, _RANGE_SIGNS) and (match := _PLAIN_RANGE_BEFORE.search(before)):
        kind = "iqr" if match["iqr"] else "range"
        return _read_pair(reading, index, before_start + match.start() + 1, kind, parts, None)
    if "ile" in lowered and (match := _PERCENTILE_BEFORE.search(before)):
        return _read_pair(reading, index, number.start, "range", parts, None)
    match = _SPREAD_BEFORE.search(before) if holds_any(before, _SPREAD_SIGNS) else None
    if match and not _NAMES_COLUMNS.search(before[: match.start()]):
        start = before_start + match.start()
        kind = "sd" if match["sd"] else "se"
        parts.append(Part(start, number.end, Spread("sd" if kind == "sd" else "se", value, masked[start : number.end])))
        reading.reasons[index] = f"part_of:{kind}"
        return index + 1
    if last in "([" and last and (match := _SPREAD_AFTER.match(masked, number.end)):
        spread: Literal["sd", "se"] = "sd" if "d" in match["name"].lower() else "se"
        parts.append(Part(number.start, match.end(), Spread(spread, value, masked[number.start : match.end()])))
        reading.reasons[index] = f"part_of:{spread}"
        return index + 1
    if reason := _other_reason(masked, before, lowered, number.end):
        reading.reasons[index] = reason
    return index + 1


def _is_p(number: Number) -> bool:
    """Whether a number can be meant as a p-value: up to 1, or a slip of the pen above it (`p = 1.4`)."""
    value = number.value or 0.0
    return 0 <= value <= 1 or (1 < value < 10 and "." in number.text)


def _pass_listed(reading: Reading, index: int) -> int:
    """`P values were 0.03 and 0.04`: the further ones belong to nothing that can be named; the index after them."""
    index += 1
    while (gap := reading.gap(reading.numbers[index - 1].end, index)) and _P_LISTED.fullmatch(gap):
        number = reading.numbers[index]
        after = reading.masked[number.end : number.end + 2]
        small = number.style == "digits" and "." in number.text and 0 < (number.value or 0) < 1
        if not small or after[:1] not in ("", ",", ".", ")", ";", " ") or after[1:].isalnum():
            break
        reading.reasons[index] = "part_of:p_value"
        index += 1
    return index


def _other_reason(masked: str, before: str, lowered: str, end: int) -> str | None:
    if holds_any(lowered, _ALPHA_SIGNS) and _ALPHA_BEFORE.search(before):
        return "significance_level"
    if "ignifican" in masked[end : end + 30] and _ALPHA_AFTER.match(masked, end):
        return "significance_level"
    powered = "power" in lowered[-16:] and _POWER_BEFORE.search(before)
    if powered or ("power" in masked[end : end + 20] and _POWER_AFTER.match(masked, end)):
        return "statistical_power"
    if holds_any(before[-4:], _TEST_SIGNS) and _TEST_BEFORE.search(before):
        return "test_statistic"
    if ("min" in lowered or "max" in lowered) and (extreme := _EXTREME_BEFORE.search(before)):
        # "1.5 mg/kg, maximum 100 mg" bounds a dose; in brackets it is the end of a range
        return "part_of:range" if _OPEN_BRACKET.search(before, 0, extreme.start() + 1) else None
    if _PERCENTILE_AFTER.match(masked, end):
        return "percentile"
    return None


def _read_interval(reading: Reading, index: int, match: re.Match[str], parts: list[Part]) -> int:
    """`95% CI 1.1–4.5`: the level, then two bounds; a level alone (`95% CIs were computed`) has none."""
    number = reading.numbers[index]
    reading.reasons[index] = "part_of:interval"
    following = index + 1
    while following in reading.reasons:
        following += 1
    if following >= len(reading.numbers) or reading.numbers[following].start - match.end() not in (0, 1):
        return index + 1
    return _read_pair(reading, following, number.start, "interval", parts, number.value)


def _read_pair(reading: Reading, index: int, start: int, kind: str, parts: list[Part], level: float | None) -> int:
    """Two bounds from number `index` on; a single value is kept only as a spread."""
    low = reading.numbers[index]
    gap = reading.gap(low.end, index + 1)
    if gap is None or not _BOUND_GAP.fullmatch(gap):
        if kind == "iqr" and low.value is not None:
            parts.append(Part(start, low.end, Spread("iqr", low.value, reading.masked[start : low.end])))
        if kind != "range":
            reading.reasons[index] = f"part_of:{kind}"
        return index + 1
    high = reading.numbers[index + 1]
    if low.value is None or high.value is None:
        return index + 1
    text = reading.masked[start : high.end]
    reading.reasons[index] = reading.reasons[index + 1] = f"part_of:{kind}"
    if kind == "iqr":
        parts.append(Part(start, high.end, Spread("iqr", (low.value, high.value), text)))
    else:
        parts.append(Part(start, high.end, Interval(low.value, high.value, level, text)))
    return index + 2
