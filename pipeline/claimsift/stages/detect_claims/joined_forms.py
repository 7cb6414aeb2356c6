"""Joins a number with the next one: ranges, N of M, one in five, rates, paired values, spreads."""

from __future__ import annotations

import re

from claimsift.records import Spread
from claimsift.stages.detect_claims.drafts import SHARED, Draft, Reading
from claimsift.stages.detect_claims.nouns import find_counted_noun, noun_class_of, singular_of
from claimsift.stages.detect_claims.simple_forms import read_simple
from claimsift.stages.detect_claims.units import read_unit

_DASH = re.compile(r"\s?[-–—−‐‑]\s?|\s?--\s?")
_CURRENCY_END = re.compile(r"(?:US|A|AU|C)?[$€£]\Z")
_NO_RANGE = ("n_of_m", "one_in", "frequency", "zero", "fraction")
_TO = re.compile(
    r"\s(?:to|through|till|up to|to about|to almost|to nearly|to as (?:much|high) as)\s(?:about\s|almost\s"
    r"|nearly\s|over\s)?|-to-"
)
_AND = re.compile(r",?\s(?:and|to)\s(?:about\s)?")
_OR = re.compile(r"\s(?:or|to)\s")
_BETWEEN = re.compile(r"\bbetween\s(?:about\s|approximately\s)?\Z", re.IGNORECASE)
_FROM = re.compile(r"\bfrom\s(?:about\s|approximately\s|around\s|nearly\s|a\s(?:\w+\s){1,3}of\s)?\Z", re.IGNORECASE)
_CHANGE = re.compile(
    r"\b(?:f[ea]ll(?:s|en|ing)?|decreas\w*|increas\w*|ros[e]|ris(?:e|es|en|ing)|improv\w*|reduc\w*|drop\w*"
    r"|declin\w*|gr[eo]w\w*|went|chang\w*|lower\w*|rais\w*|climb\w*|shr[aiu]nk\w*|jump\w*|doubl\w*"
    r"|tripl\w*|halv\w*|plung\w*|soar\w*|surg(?:ed|ing)|cut|slash\w*|slid|dipp?\w*|edged|short\w*"
    r"|length\w*|prolong\w*|worsen\w*|progress\w*|expand\w*|doubl\w*|advanc\w*)\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.;!?]\s|\n\n")
_SPREAD = re.compile(
    r"\s?(?P<open>[(\[]?)\s?(?:±|\+\s?/\s?[-−–]|\+[-−]|(?P<sd>SD|s\.d\.|standard deviation)\s?[=:,]?\s?±?"
    r"|(?P<se>SEM?)\s?[=:,]?\s?±?)\s?"
)
_OF = re.compile(
    r"\s(?:\(\w{1,12}\)\s)?(?:out\s)?of\s(?:(?:the|all|a\stotal\sof|these|those|our|its|their|every|each"
    r"|about|approximately)\s){0,2}(?:(?:other|first|remaining|original|initial|total|included"
    r"|eligible)\s)?"
)
_IN = re.compile(r"[\s-](?:in|out of|out-of)(?:[\s-](?:every|each|about|approximately|nearly|roughly|an?))?[\s-]")
_NOUN_IN = re.compile(r"\s(?:[a-z-]+\s)?(?P<noun>[a-z]+)\sin\s(?:every\s|about\s|each\s)?")
_PER = re.compile(
    r"\s?(?:(?:[^\W\d_][\w-]*\s){0,3}?(?:per|for\severy|for\seach|in\severy|out\sof\severy"
    r"|out\sof\seach)\s|/\s?)(?:every\s)?"
)
_NOT = re.compile(r"\bnot\s\Z", re.IGNORECASE)
_SUPERLATIVE = re.compile(r"\s(?:most|leading|main|best|major|top|biggest|largest|commonest|key|greatest|primary)\b")
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
        or join_range(reading, draft, gap)
        or join_dimensions(reading, draft, gap)
        or join_slash(reading, draft, gap)
        or join_ratio(reading, draft, gap)
        or join_of(reading, draft, gap)
        or join_one_in(reading, draft, gap)
        or join_rate(reading, draft, gap)
    )


def next_simple(reading: Reading, draft: Draft) -> Draft | None:
    """The next number read alone, or None where it is no quantity."""
    following = read_simple(reading, draft.last + 1)
    return following if isinstance(following, Draft) else None


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
    return bool(
        re.fullmatch(
            r"(?:\s(?:at|in|before|during|on)\b[^.;,\d]{0,30}?|\s\w+)?,?\s(?:to|down to|up to)\s(?:about\s"
            r"|approximately\s|just\s|only\s|nearly\s|an?\s(?:\w+\s){1,3}of\s)?",
            gap,
        )
    ) and _is_change(reading, draft)


def comes_from(reading: Reading, draft: Draft, gap: str) -> bool:
    """Whether a draft is the later level of a change told backwards: `rose to 62 points` before ` from `."""
    before = _SENTENCE_END.split(reading.before(draft, 80))[-1]
    return gap in (" from ", ", from ", " (from ") and before.endswith(" to ") and bool(_CHANGE.search(before))


def join_range(reading: Reading, draft: Draft, gap: str) -> bool:
    low = draft.single
    if draft.form == "money":
        gap = _CURRENCY_END.sub("", gap)
    if low is None or (
        draft.form in ("n_of_m", "one_in", "frequency", "zero", "fraction") and not _DASH.fullmatch(gap)
    ):
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
    if low > high or (low == high and not dash):
        return False
    draft.value = (low, high)
    draft.end, draft.last = second.end, second.last
    if second.unit is not None:
        draft.unit, draft.dimension = second.unit, second.dimension
    draft.noun, draft.adjective = second.noun, second.adjective
    draft.form = "range"
    return True


def _scale_of(value: float) -> float:
    return next((scale for scale in (1e12, 1e9, 1e6, 1e3, 100.0) if value >= scale), 1.0)


def join_dimensions(reading: Reading, draft: Draft, gap: str) -> bool:
    """`3 x 4 cm`, `2 cm × 5 cm`."""
    if gap.strip() not in ("x", "×", "by", "X") or draft.single is None or draft.dimension not in (None, "length"):
        return False
    second = next_simple(reading, draft)
    if (
        second is None
        or second.single is None
        or second.dimension not in ("length", "area")
        or draft.form not in ("number", "measurement")
    ):
        return False
    draft.value, draft.unit, draft.dimension, draft.form = (
        (draft.single, second.single),
        second.unit,
        second.dimension,
        "paired",
    )
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
            _set_share(draft, first, other)
    elif 60 <= first < 280 and 30 <= other < first and other < 160:
        draft.value, draft.form, draft.unit, draft.dimension = (first, other), "paired", "mm[Hg]", "pressure"
    else:
        return False
    draft.end, draft.last = second.end, second.last
    return True


def _set_share(draft: Draft, part: float, whole: float, form: str = "n_of_m") -> None:
    draft.value = round(100.0 * part / whole, 6)
    draft.numerator, draft.denominator = part, whole
    draft.unit, draft.dimension, draft.form = "%", "percent", form


def join_ratio(reading: Reading, draft: Draft, gap: str) -> bool:
    if gap.strip() != ":" or len(gap) > 3 or draft.single is None or draft.form != "number" or draft.unit:
        return False
    second = next_simple(reading, draft)
    if second is None or second.single is None or second.unit is not None or not draft.single + second.single:
        return False
    first, other = draft.single, second.single
    if first == 1 and other >= 10:
        _set_share(draft, first, other, "ratio")
    else:
        draft.value, draft.unit, draft.dimension, draft.form = (
            round(100.0 * first / (first + other), 6),
            "%",
            "percent",
            "ratio",
        )
    draft.end, draft.last = second.end, second.last
    return True


def join_of(reading: Reading, draft: Draft, gap: str) -> bool:
    """`thirty of the 35 patients`, `29 out of 100`, `58% of the 36 patients`, `none of the 35`."""
    if draft.single is None or not _OF.fullmatch(gap) or draft.denominator is not None:
        return False
    second = next_simple(reading, draft)
    if (
        second is None
        or second.single is None
        or not second.is_bare
        or second.single <= 1
        or second.single != int(second.single)
    ):
        return False
    if draft.form in ("percent", "fraction") and draft.unit == "%":
        noun = find_counted_noun(reading.masked, second.end)
        if noun is None or noun.noun_class == "idiom" or draft.numerator is not None:
            return False
        draft.denominator, draft.end, draft.last, draft.noun = second.single, second.end, second.last, noun
        return True
    if (
        not (draft.is_bare or draft.form in ("zero", "n_equals"))
        or draft.single != int(draft.single)
        or draft.single > second.single
    ):
        return False
    if draft.single == 1 and (negated := _NOT.search(reading.before(draft, 8))):
        draft.start, draft.value = draft.start - len(negated[0]), 0.0
    if _SUPERLATIVE.match(reading.masked, second.end):
        draft.form = "idiom"
        draft.end, draft.last = second.end, second.last
        return True
    if second.single == 10 and "out" in gap and _SCORE.search(reading.before(draft)):
        draft.form, draft.unit, draft.denominator, draft.dimension = "score", "point", second.single, "points"
    else:
        _set_share(draft, draft.single or 0.0, second.single)
    draft.end, draft.last, draft.noun = second.end, second.last, None
    return True


def join_one_in(reading: Reading, draft: Draft, gap: str) -> bool:
    """`1 in 5`, `one-in-five`, `1 out of every 5`, `7 in 10`; not `two in 2015`, `3 in 12 weeks`."""
    match = _IN.fullmatch(gap) or _NOUN_IN.fullmatch(gap)
    single = draft.single
    if match is None or single is None or not draft.is_bare or single != int(single) or not 1 <= single <= 100:
        return False
    second = next_simple(reading, draft)
    if (
        second is None
        or second.single is None
        or not second.is_bare
        or second.single <= single
        or second.single != int(second.single)
    ):
        return False
    if single > 10 and second.single % 10:
        return False
    noun = find_counted_noun(reading.masked, second.end)
    if match.re is _NOUN_IN:
        if noun_class_of(singular_of(match["noun"].lower())) != "person":
            return False
        allowed = noun is None or (single == 1 and noun.noun_class not in ("place", "item"))
    else:
        allowed = noun is None or single == 1 or noun.noun_class not in ("study", "place", "item", "dose")
    if not allowed:
        return False
    _set_share(draft, single, second.single, "one_in")
    draft.end, draft.last = second.end, second.last
    return True


def join_rate(reading: Reading, draft: Draft, gap: str) -> bool:
    """`12.5 per 100,000`, `3 cases per 1,000 person-years`, `5 to 7 for every 10,000`."""
    if (
        not _PER.fullmatch(gap)
        or draft.unit not in (None, "%")
        or draft.form not in ("number", "range")
        or draft.adjective
    ):
        return False
    second = next_simple(reading, draft)
    if second is None or second.single is None or not second.is_bare or second.single < 10:
        return False
    if gap.strip() == "/" and second.single not in (100.0, 1e3, 1e4, 1e5, 1e6):
        return False
    per = second.single
    value = draft.value
    if isinstance(value, tuple):
        draft.value = (round(value[0] / per * 100, 9), round(value[1] / per * 100, 9))
    else:
        draft.value, draft.numerator = round(value / per * 100, 9), value
    draft.denominator, draft.unit, draft.dimension, draft.form = per, "%", "percent", "rate"
    draft.end, draft.last = second.end, second.last
    return True


def share_unit(draft: Draft, following: Draft) -> bool:
    """Gives a bare number the unit of its list: `6, 12 and 24 months`."""
    if not draft.is_bare or following.unit is None or following.adjective:
        return False
    if following.dimension not in SHARED or following.form not in ("measurement", "percent", "range"):
        return False
    draft.unit, draft.dimension = following.unit, following.dimension
    draft.form = "percent" if following.unit == "%" else "measurement"
    return True
