"""Tells dates, years and times of the clock from numbers."""

from __future__ import annotations

import re

from claimsift.stages.detect_claims.drafts import holds_any
from claimsift.stages.detect_claims.nouns import find_counted_noun
from claimsift.stages.detect_claims.scan_numbers import Number
from claimsift.stages.detect_claims.units import read_unit

_ISO_DATE = re.compile(
    r"(?<![\d/-])(?:\d{4}[-/]\d{1,2}[-/]\d{1,2}|\d{1,2}[/.]\d{1,2}[/.](?:19|20)\d\d"
    r"|(?:0?[1-9]|1[0-2])/20\d\d)(?![\d/-])"
)
_CLOCK = re.compile(
    r":\d\d(?:\s?(?:[ap]\.?m\b|utc|h\b|hrs))?(?![\w:])|\s?[ap]\.?\s?m\b\.?(?!\w)|\s?o['’]clock", re.IGNORECASE
)
_YEAR_BEFORE = re.compile(
    r"(?:\b(?:in|since|during|from|until|till|by|of|early|late|mid|before|after|between|and|year|through"
    r"|to|copyright|©|spring|summer|fall|autumn|winter|al\.?|approved|updated|published|edition|fiscal)"
    r"|[(,;/–—-])(?:\s(?:at\s(?:least|the\s(?:latest|earliest))|about|around))?[,\s(]*\Z",
    re.IGNORECASE,
)
_MONTH_NAMES = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_MONTH_BEFORE = re.compile(rf"\b{_MONTH_NAMES}\s(?:\d{{1,2}}(?:st|nd|rd|th)?\s?(?:[-–,]|and|to)?\s?)?\Z")
_MONTH_AFTER = re.compile(
    rf"(?:st|nd|rd|th)?\s(?:of\s)?{_MONTH_NAMES}(?!\w)(?!\s(?:be|have|not|also|cause|help|occur|lead|need"
    rf"|experience)\b)|\s?[-–]\s?\d{{1,2}}\s{_MONTH_NAMES}(?!\w)"
)
_AUTHOR_YEAR = re.compile(r"(?:et al\.?,?|[A-Z][\w’'-]+,?)\s\(?\Z")
# "Open 8–6", "open from 9 to 5", "weekdays 10 to 4"
_OPENING_HOURS = re.compile(
    r"\b(?:open|weekdays|weekends|(?:mon|tues|wednes|thurs|fri|satur|sun)days?)[,:]?\s(?:from\s)?(?:\d{1,2}\s?(?:[-–]|to|until)\s?)?\Z",
    re.IGNORECASE,
)
_OPENING_REACH = 30  # characters
_NO_UNIT = re.compile(r"\s?(?:[-–,.;|·)]|to\s\d|until\s\d|daily|on\b|every\s?day|weekdays|Mon|\Z|\n)")
_SHORT_YEAR = re.compile(
    rf"\b(?:{_MONTH_NAMES}|spring|summer|autumn|winter|of|in|since|from|until|by|and|to|before|after|during|\d{{4}}[-–/])"
    r"\s?['’‘]\Z",
    re.IGNORECASE,
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_HOURS_BEFORE = re.compile(r"(?<!\d)\d{1,2}:\Z")
_FIRST_YEAR = re.compile(r"(?:19|20)\d\d[/–-]\Z")
_COMPARED_BEFORE = re.compile(r"(?:[<>≥≤=~≈$€£]|than|least|about|total of|approximately|over)\s?\Z")
_PART_OF_WHOLE = re.compile(r"(?<![\d/–-])(\d{1,4})/\Z")


def date_reason(masked: str, number: Number, before: str) -> str | None:
    """`date`, `year` or `clock_time` where a number is part of one, else None."""
    start, end = number.start, number.end
    plain = number.text.isdigit()
    if before[-1:] in ("-", "/", ".") or masked[end : end + 1] in ("-", "/", "."):
        for match in _ISO_DATE.finditer(masked, max(0, start - 10), min(len(masked), end + 10)):
            if match.start() < end and start < match.end():
                return "date"
    if plain and len(number.text) == 2 and before[-1:] in ("'", "’", "‘") and _SHORT_YEAR.search(before):
        return "year"
    if plain and len(number.text) <= 2:
        if _OPENING_HOURS.search(before, max(0, len(before) - _OPENING_REACH)) and _NO_UNIT.match(masked, end):
            return "clock_time"
        if _CLOCK.match(masked, end):
            return _clock_or_ratio(masked, number, before)
        if before[-1:] == ":" and len(number.text) == 2 and _HOURS_BEFORE.search(before):
            return "clock_time"
        month = _has_month(before) and _MONTH_BEFORE.search(before)
        if (month or _MONTH_AFTER.match(masked, end)) and read_unit(masked, end) is None:
            return "date"
    if plain and len(number.text) == 4 and number.value is not None and 1500 <= number.value < 2100:
        return _year_reason(masked, number, before)
    if plain and len(number.text) == 2 and before[-1:] in "/–-" and _FIRST_YEAR.search(before):
        return "year"
    return None


def _has_month(before: str) -> bool:
    return holds_any(before, _MONTHS)


def _clock_or_ratio(masked: str, number: Number, before: str) -> str | None:
    match = re.compile(r":(\d\d)").match(masked, number.end)
    if match and (before[-1:] in "( " and re.search(r"(?:ratio|randomi[sz]ed|dilut\w+)\W*(?:\w+\W+){0,3}\Z", before)):
        return None
    return "clock_time"


def _year_reason(masked: str, number: Number, before: str) -> str | None:
    if (_has_month(before) and _MONTH_BEFORE.search(before)) or _AUTHOR_YEAR.search(before):
        return "year"
    unit = read_unit(masked, number.end)
    if unit is not None and unit.dimension != "time" and masked[number.end] != "-":
        return None
    if part := _PART_OF_WHOLE.search(before):
        return None if int(part[1]) <= (number.value or 0) and not 1900 <= int(part[1]) < 2100 else "year"
    if _YEAR_BEFORE.search(before):
        return "year"
    noun = find_counted_noun(masked, number.end)
    counted = noun is not None and noun.noun_class in ("person", "event", "dose", "body") and noun.distance <= 1
    compared = _COMPARED_BEFORE.search(before)
    if counted or compared or unit is not None:
        return None
    return "year"
