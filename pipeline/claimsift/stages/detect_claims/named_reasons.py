"""Reasons that settle, without a model, that a quantity is no claim: it determines, enumerates, tells a time."""

from __future__ import annotations

import re
from dataclasses import dataclass

from claimsift.records import Kind, Layout, Quantity, Value
from claimsift.stages.detect_claims.any_case import AnyCase
from claimsift.stages.detect_claims.drafts import squeeze
from claimsift.stages.detect_claims.nouns import noun_class_of, singular_of
from claimsift.stages.detect_claims.practice_reasons import (
    is_compared,
    is_course,
    is_history,
    is_old_work,
    is_opening_time,
    lasts,
    opens_sentence,
    times_measure,
    told_later,
)
from claimsift.stages.detect_claims.setting_reasons import find_setting_reason

STRONG_KINDS = frozenset(["proportion", "effect", "measure", "money"])
TIME_PREPOSITION = AnyCase(
    r"\b(?:at|after|within|by|over|for|throughout|during|until|till|through|following|before|in|from|since|between"
    r"|every|to|post|and|or|of|least|most|up to|than|about|next|last|first|past|previous|initial|over the"
    r"|during the|approximately|lasted|nearly)\s(?:(?:the|a|an|about|at least|at most|up to|more than"
    r"|less than|least|approximately|than|each|next|last|first|past|previous|initial|subsequent|baseline,?"
    r"|and|or)\s){0,4}[(]?\Z",
)
PAST = re.compile(r"\b(?:was|were|had|did|\w{3,}ed|found|showed|underwent|took|felt|fell|rose|became|died|began)\b")
_AGO = AnyCase(r"\s(?:ago|later|earlier|from now|old (?:study|paper|article))\b")
_SOFTWARE = re.compile(
    r"\b(?:SAS|SPSS|Stata|STATA|R|Prism|Python|MATLAB|Excel|RevMan|GraphPad|Windows|software|package|JMP"
    r"|SUDAAN|EndNote|MedCalc|G\*Power|version|release|Version|(?<![\d%)]\s)v)\s(?:\w+\s)?[(]?\Z"
)
_AGE_LABEL = re.compile(r"\b[Aa]ges?\s\Z")
_AVERAGE = AnyCase(
    r"\b(?:mean|median|average|follow-up)\s(?:duration\s|time\s|follow-up\s|length\s)?(?:of|was"
    r"|is)\s(?:\w+\s)?\Z",
)
_TIME_AFTER = AnyCase(
    r"\s(?:in|on)(?:,|\s(?:there|it|they|she|he|all|most|half|only|just|some|none|two|one|three|no|more|fewer"
    r"|nearly|about|patients|women|men|these|those)\b)"
    r"|\s(?:after|following|post|into|of follow-up|post-?(?:partum|natally|operatively|op|surgery|treatment"
    r"|injection))\b",
)
_FIRST_BEFORE = AnyCase(
    r"\b(?:first|next|last|subsequent|following)\s(?:post-?(?:operative|natal|partum)\s)?\Z",
)
# "Thirty-day mortality was 2.4%" says when; "a 12-week course" says how long.
_OUTCOME_AFTER = re.compile(
    r"\s(?:[\w-]+\s){0,2}?(?:mortality|survival|readmission|risk|incidence|rates?|outcomes?|recurrence|prevalence|HbA1c"
    r"|scores?|results?|values?|assessments?|measurements?|relapse|death|complications?)\b"
)
_OPENS_CLAUSE = re.compile(r"(?:\A|\A(?:Also|However|Moreover|Overall),\s|[.;]\s)\Z")
_FROM_BASELINE = AnyCase(r"\bbaseline\s(?:(?:and|to)|,?\s?and\sat)\s\Z")
VERB_AFTER = re.compile(
    r"\s(?:more\s|others?\s|further\s)?(?:(?:of\s(?:them|these|whom|those|which)|in\s(?:the\s)?[A-Z]\w*|to\s(?:the|a|receive|group|placebo|usual|control))|(?:\w+ly\s"
    r"|then\s|also\s|later\s)?"
    r"(?:had|have|has|were|was|are|did|\w{3,}ed|went|came|said|took|felt|fell|got|left|met|gave|saw|found"
    r"|began|kept|lost|chose))\b"
)
_FOLLOW_UP_AFTER = AnyCase(r"[\s-]?(?:of\s)?follow-?\s?up\b")
_AT_BEFORE = AnyCase(r"\b(?:in|at|after|during)\s(?:an?\s)?\Z")
_POINT_BEFORE = AnyCase(
    r"\b(?:at|after|before|within|following|by)\s(?:the\s|an?\s|about\s|approximately\s|only\s"
    r"|\w+,?\sand\s)?\Z",
)
_ENUMERATES = frozenset(["idiom"])
_NOTHING_FOUND = frozenset(["effect", "response", "report", "diagnosis", "intervention", "control"])
_BARE_ONE_NOUNS = frozenset(["person", "event", "dose"])


# "The odds ratio per 10-year increase": what the ratio is for.
_PER_BEFORE = re.compile(r"\b(?:per|for\s(?:each|every)(?:\sadditional)?)\s\Z")
_SCHEDULE_BEFORE = re.compile(
    r"\b(?:assessed|measured|evaluated|reviewed|seen|followed(?:[\s-]up)?|examined|collected|obtained|recorded|repeated"
    r"|re-?assessed|visits?|assessments?|measurements?|follow-?ups?)\b[^.;]{0,40}\sat\s\Z"
)
# What is looked at in a sentence without end, so that the time stays linear.
_NEAR = 30
_SEEN = 400
_FOR_BEFORE = AnyCase(r"\b(?:for|over|lasted|took|the)\s\Z")
_ONLY = AnyCase(r"\bonly\s\Z")
_ONLY_ONE = AnyCase(r"\b(?<!is\s)(?<!was\s)(?<!be\s)(?<!are\s)(?<!were\s)(?:only|just)\s\Z")
_OF_THEM = re.compile(r"\sof\s(?:those|these|them|whom)\b")
_TO_PREVENT = re.compile(r"\b(?:prevent|avoid|avert|save|spare|cure|stop)\s(?:just\s|only\s)?\Z")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the judgement of one quantity looks at: texts around it, its kind, and the kinds in its sentence."""

    before: str
    after: str
    sentence: str
    block_kind: str
    kind: Kind
    nearest_kind: str | None
    other_kinds: frozenset[str]
    in_change: bool = False


def surroundings_of(
    layout: Layout, quantities: tuple[Quantity, ...], kinds: list[Kind], at: int, start: int, end: int, block_kind: str
) -> Surroundings:
    """The surroundings of quantity `at`, whose sentence is `[start, end)`."""
    quantity = quantities[at]
    near: list[tuple[int, str]] = []
    for step in (-1, 1):
        other = at + step
        while 0 <= other < len(quantities) and abs(other - at) <= _NEAR and start <= quantities[other].start < end:
            if kinds[other] != "duration":
                gap = quantities[other].start - quantity.end if step > 0 else quantity.start - quantities[other].end
                near.append((gap, kinds[other]))
            other += step
    masked = layout.masked
    return Surroundings(
        squeeze(masked[max(start, quantity.start - 60) : quantity.start]),
        squeeze(masked[quantity.end : min(end, quantity.end + 60)]),
        masked[max(start, quantity.start - _SEEN) : min(end, quantity.end + _SEEN)],
        block_kind,
        kinds[at],
        min(near)[1] if near else None,
        frozenset(kind for _, kind in near),
        quantity.baseline is not None or _is_baseline(quantities, at),
    )


def _is_baseline(quantities: tuple[Quantity, ...], at: int) -> bool:
    return any(
        near.baseline is not None and near.baseline.start == quantities[at].start
        for near in quantities[max(0, at - 1) : at + 2]
    )


def find_named_reason(quantity: Quantity, around: Surroundings) -> str | None:
    """A reason that settles it: the number enumerates, tells a time point, refers back, or only determines."""
    noun_class = noun_class_of(quantity.unit)
    if quantity.unit == "a" and is_old_work(around.before, around.after):
        return "time_reference"
    if quantity.form == "measurement" and _PER_BEFORE.search(around.before) and around.other_kinds:
        return "per_unit"
    if around.kind == "duration" and quantity.form != "n_equals":
        return _duration_reason(quantity, around)
    if quantity.unit is None and _SOFTWARE.search(around.before):
        return "version"
    if reason := find_setting_reason(quantity, around.kind, around.before, around.after, around.sentence):
        return reason
    if quantity.form == "zero" and quantity.unit in _NOTHING_FOUND:
        return "negation"
    if quantity.form == "range" and quantity.unit is None and _goes_round(quantity.value):
        return "clock_time"
    if quantity.unit is None and _AGE_LABEL.search(around.before) and isinstance(quantity.value, float):
        return "age_label"
    is_word = not any(char.isnumeric() for char in quantity.text)
    if quantity.form == "times" or (quantity.form == "zero" and quantity.unit is None):
        return "pronoun"
    few = is_word or quantity.numerator == 1.0
    small_share = quantity.form == "n_of_m" and few and (quantity.denominator or 0) <= 10
    if small_share and _counted_class(quantity) in ("idiom", "item"):
        return "enumeration"
    if (
        quantity.form == "number"
        and quantity.value == 1.0
        and is_word
        and not _is_counting_one(quantity, around, noun_class)
        and not is_one_of_people(around, noun_class)
    ):
        return "determiner"
    if around.kind == "count" and noun_class in _ENUMERATES and quantity.form in ("number", "range"):
        return "enumeration"
    small_word = is_word and isinstance(quantity.value, float) and quantity.value < 100
    bare = quantity.form == "number" and quantity.unit is None
    if bare and small_word and around.kind != "effect" and not _is_subject(around):  # "fell by about five"
        return "determiner"
    return None


def is_one_of_people(around: Surroundings, noun_class: str | None) -> bool:
    """Whether `one` counts somebody of a group: `just one of those who waited`, `only one of the women`."""
    grouped = _OF_THEM.match(around.after) or (noun_class == "person" and around.after.startswith(" of "))
    return bool(grouped) and _ONLY_ONE.search(around.before) is not None


def _goes_round(value: Value | None) -> bool:
    """Whether a range runs backwards over hours of a day: `between 9 and 5`."""
    return isinstance(value, tuple) and value[1] < value[0] <= 12 and all(hour == int(hour) > 0 for hour in value)


def _is_subject(around: Surroundings) -> bool:
    """Whether a bare number word stands for people or things named before: `only four had …`."""
    return bool(VERB_AFTER.match(around.after) or (_ONLY.search(around.before) and around.after.startswith(" of ")))


def _counted_class(quantity: Quantity) -> str | None:
    return noun_class_of(singular_of(quantity.counted.text.lower())) if quantity.counted else None


def _is_counting_one(quantity: Quantity, around: Surroundings, noun_class: str | None) -> bool:
    if quantity.counted is None:  # a noun carried over: "one in the placebo arm and two in …"
        return quantity.unit is not None and noun_class in ("person", "event", "body")
    if _TO_PREVENT.search(around.before):
        return False
    if quantity.counted.start - quantity.end > 1:  # "no more than one asthma attack a year"
        bound = quantity.modifier in ("at_most", "at_least", "less_than")
        return bound and noun_class == "event"
    return noun_class in _BARE_ONE_NOUNS and (quantity.modifier is not None or bool(PAST.search(around.sentence)))


def _settled_time(quantity: Quantity, around: Surroundings) -> str | None:
    """The reason that the words beside a time give: empty where they make it a claim, None where they say nothing."""
    before, after = around.before, around.after
    if _AGO.match(after):
        return "" if not around.other_kinds and told_later(before, after) else "time_reference"
    if quantity.unit == "h" and is_opening_time(before):
        return "page_furniture"
    strong = bool(around.other_kinds & STRONG_KINDS)
    if quantity.unit == "a" and is_history(before, after, told_beside=strong):
        return "time_reference"
    if lasts(before) or is_course(quantity.text, before, after) or is_compared(before, after):
        return ""
    return "timepoint" if times_measure(quantity.text, after) else None


def _duration_reason(quantity: Quantity, around: Surroundings) -> str | None:
    settled = _settled_time(quantity, around)
    if settled is not None:
        return settled or None
    if opens_sentence(around.before) and not quantity.interval and not quantity.spread:
        return "timepoint"
    if around.in_change or quantity.interval or quantity.spread or _AVERAGE.search(around.before):
        return None
    if around.nearest_kind == "dose" and around.before.endswith(" in "):
        return "timepoint"
    if _TIME_AFTER.match(around.after):
        if around.other_kinds and not _FOR_BEFORE.search(around.before):
            return "timepoint"
        if _OPENS_CLAUSE.search(around.before):
            return "timepoint"
    if _FROM_BASELINE.search(around.before) or (
        around.before[-3:-1] == "at" and _SCHEDULE_BEFORE.search(around.before)
    ):
        return "timepoint"
    hyphenated = any(hyphen in quantity.text for hyphen in "-‐‑")
    if hyphenated and around.other_kinds & STRONG_KINDS and _OUTCOME_AFTER.match(around.after):
        return "timepoint"
    if around.nearest_kind is not None and _FIRST_BEFORE.search(around.before):
        return "timepoint"
    if around.before.endswith("next ") or (_FOLLOW_UP_AFTER.match(around.after) and _AT_BEFORE.search(around.before)):
        return "timepoint"
    if around.nearest_kind is not None and _POINT_BEFORE.search(around.before):
        return "timepoint"
    if around.nearest_kind in ("dose", None) and not (around.other_kinds & {"proportion", "effect"}):
        return None
    if not TIME_PREPOSITION.search(around.before) and not quantity.text.startswith(tuple("0123456789")):
        return None
    if around.other_kinds & STRONG_KINDS and around.nearest_kind != "dose" and TIME_PREPOSITION.search(around.before):
        return "timepoint"
    return None
