"""Decides what kind of thing a quantity says: share, count, measure, duration, dose, effect, money."""

from __future__ import annotations

import re

from claimsift.lexicon import load_table
from claimsift.records import Kind, Quantity, Value
from claimsift.stages.detect_claims.ages import is_age
from claimsift.stages.detect_claims.any_case import AnyCase
from claimsift.stages.detect_claims.drafts import holds_any, squeeze
from claimsift.stages.detect_claims.effect_cues import (
    APART,
    CHANGED_BY,
    CHANGED_DIRECTLY,
    CHANGED_FROM,
    DIFFERENCE,
    DIRECTED,
    DONE_BY,
    EFFECT_AFTER,
    EFFECT_BY,
    EFFECT_NAME,
    EFFECT_OF,
    LOST_WEIGHT,
    NAMED_EFFECT,
    NEEDED_TO_TREAT,
    NUMBER_NEEDED,
    OF_GROUP,
    PREVENTED,
    RATIO_WORDS,
    RESTATED,
    SOONER,
    THAN,
    TIME_CHANGE_AFTER,
    TIME_CHANGED,
    TREAT_SO_MANY,
    UP_DOWN,
    ends_in_cue,
)
from claimsift.stages.detect_claims.units import unit_codes

_NEXT_LINE = re.compile(r"\n(?:\s{0,8}(?:[•*·–-]\s|\d+[.)]\s|\n)|\s{1,8}[A-Z])")
_EFFECT_REACH = 90  # characters: no name of an effect begins further from its number
_OLDEST = AnyCase(r"\b(?:youngest|oldest)\s(?:(?:was|is|being)\s)?(?:only\s)?\Z")
_BODY_WEIGHT = re.compile(
    r"\s?(?:of\s)?(?:their|your|his|her|its|the|initial|total|excess|starting|baseline|body)\s(?:\w+\s){0,2}?weight"
)
_SESSION_AFTER = re.compile(
    r"\s(?:\w+\s)?(?:sessions?|walks?|workouts?|lessons?|classes|exercises?|massages?|bouts?)\b"
)
_EVERY_BEFORE = re.compile(r"\bevery\s\Z", re.IGNORECASE)
_FREQUENT_BEFORE = re.compile(
    r"\b(?:times\s(?:a|per|each)\s\w+|(?:once|twice|\w+\stimes)\s(?:daily|weekly|a\s\w+)|daily|weekly)\s(?:\w+\s)?for\s\Z"
)
_PRODUCT_BEFORE = re.compile(
    r"\b(?:lotion|cream|gel|solution|ointment|shampoo|spray|drops|mousse|containing|contains)\*?\s\Z", re.IGNORECASE
)
_DRUG_AFTER = re.compile(r"\s[a-z]{4,}(?:in|ine|ole|one|ide|ate|ol|ium|acid)\b")
_POINT_OF_SCALE = re.compile(r"\son\s(?:an?|the)\s[^.;()]{0,40}?\bscale\b")
_NO_DOSE = 100.0  # times a year: nothing is given so often that is counted by the year
_OLDER_BEFORE = re.compile(r"\b(?:older|younger|age[ds]?)\b(?:[^.;]|vs\.){0,40}\Z")
# "Symptoms no more than 2 days a week", "urinate eight times a day": how often something happens.
_HAPPENS_BEFORE = re.compile(
    r"\b(?:symptoms?|attacks?|episodes?|flares?|seizures?|migraines?|headaches?|bleeds?|heartburn|reflux|wheez\w+|woken?|wakes?|waking"
    r"|urinat\w+|pass(?:es|ed|ing)?\s(?:urine|water|stools?)|stools?|bowel\smovements?|vomit\w*|happen\w*|occur\w*|struck|strikes?)\b"
    r"(?:\s(?:[\w’'-]+)){0,4}\s\Z",
    re.IGNORECASE,
)
_OLD = re.compile(r"-olds?\b|\sold\b|of\sage", re.IGNORECASE)
_OLD_AFTER = re.compile(r"-olds?\b|\sold\b|\sof\sage\b")
_CURRENCIES = frozenset(load_table("number_labels")["currencies"])
# Laboratory values and functions that are given in percent.
_PERCENT_MEASURE = AnyCase(
    r"\b(?:HbA1c|A1C|hemoglobin\sA1c|ha?ematocrit|ejection\sfraction|LVEF|saturation|SpO2|SaO2|FEV1|TSAT"
    r"|blood\soxygen|oxygen\s(?:levels?|in\sthe\sblood)|body\sfat|(?:factor\s[IVX]+|FVIII|FIX|VWF)(?:\sactivity|\slevels?)?)\b[^;!?]{0,110}\Z",
)
# One of these parts is in every name above.
_OF_PERCENT_MEASURES = (
    *("a1c", "matocrit", "fraction", "lvef", "saturation", "o2", "fev1", "tsat", "oxygen", "body", "factor", "fviii"),
    *("fix", "vwf"),
)
_OF_NORMAL = re.compile(
    r"\s?(?:of\s)?(?:the\s)?(?:normal|predicted|expected\svalue|reference)\b(?!\s(?:weight|birth|people|adults))"
)
_PEOPLE_AFTER = re.compile(r"\s(?:of|had|reached|achieved|were)\b|\sof\s(?:patients|people|participants)")
_DAILY_AFTER = AnyCase(
    r"[^.;!?()]{0,25}?(?:\b(?:a|per|each|every)\s(?:day|week|month|night|other\sday|third\sday)|\bdaily\b|\bof\sthe\sweek\b"
    r"|\b(?:once|twice|\w+\stimes)\s(?:a|per|each|every)\b|\bnightly\b)",
)
_DOSE_NOUNS = frozenset(load_table("counted_nouns")["classes"]["dose"])
_CONCENTRATION = AnyCase(
    r"\s(?:(?!(?:with|of|in|vs|on|for|and|to|the|were|was|had|received|versus|receiving|given|who|at"
    r"|than)\b)[\w-]+\s){0,2}?(?:dextrose|glucose|saline|lidocaine|lignocaine|procaine|bupivacaine"
    r"|ropivacaine|solution|cream|gel|ointment|lotion|drops|mouthwash|shampoo|foam|albumin|hydrocortisone"
    r"|ethanol|alcohol|chlorhexidine|peroxide|formalin|sodium|povidone|iodine|urea|retinol|minoxidil"
    r"|benzoyl|patch|emulsion|suspension|agarose|serum|oxygen)\b",
)
_VERSUS = re.compile(r"\b(?:vs\.?|versus|compared\s(?:with|to))\s\Z")
_BODY_MASS = AnyCase(
    r"(?<![\w-])(?:weigh\w*|weight|lost|lose|losing|loss|gain\w*|tumou?r|stone|prostate|birth\s?weight|BMI"
    r"|body|excret\w*|concentration|serum|plasma|urin\w*|blood|volume of|level)\b[^.;]{0,40}\Z",
)
_MEASURE_CUES = AnyCase(
    r"\b(?:scores?|scored|scale|index|BMIs?|AUC|mean|median|average|rating|rated|level|ratio|value|sensitivity"
    r"|specificity)\b[^.;]{0,60}\Z",
)
_BY_DIMENSION: dict[str, Kind] = {
    "time": "duration", "frequency": "dose", "money": "money", "multiple": "effect", "points_percent": "effect",
}  # fmt: skip
_DOSE_CODES = frozenset(
    [
        *("mg", "ug", "ng", "g", "mL", "[iU]", "U", "meq", "mmol", "Gy", "cGy"),
        *("mCi", "MBq", "[drp]", "uL", "L", "[cup_us]", "[oz_av]"),
    ]
)


def find_kind(masked: str, quantity: Quantity) -> Kind:
    """The kind of a quantity by its form, its unit and the words around it."""
    start, end = quantity.start, quantity.end
    before, after = masked[max(0, start - 160) : start], masked[end : end + 80]
    before = squeeze(before[max(before.rfind("\n\n"), 0) :])
    if "\n" in after and (line := _NEXT_LINE.search(after)):
        after = after[: line.start()]
    after = squeeze(after)
    cued = before if ends_in_cue(before) else ""  # where the words that reach up to the number are looked for
    if quantity.form == "money" or quantity.unit in _CURRENCIES:
        return "money"
    if quantity.form == "multiple" or quantity.unit == "percentage point":
        return "effect"
    if quantity.form in ("frequency", "times", "interval_of_time"):
        return "count" if _counts_events(quantity, before) else "dose"
    if quantity.unit == "%":
        return _percent_kind(quantity, before, cued, after)
    unit = quantity.unit or ""
    root = unit.split("/")[0]
    if root in ("a", "mo", "wk", "d", "h", "min", "s", "ms") and quantity.form in ("measurement", "range", "adjective"):
        return _time_kind(masked, quantity, before, cued, after)
    if quantity.form in ("measurement", "range", "paired", "mean_spread", "number", "score") and _is_effect(
        quantity, before, cued, after, unit
    ):
        return "effect"
    if root in _DOSE_CODES and quantity.form != "score":
        if unit.split("/")[1:2] == ["kg"]:
            return "dose"
        if (
            "min" in unit.split("/")[1:]
            or "L" in unit.split("/")[1:]
            or "dL" in unit
            or "mL" in unit.split("/")[1:]
            or "mol" in unit.split("/")[1:]
            or _BODY_MASS.search(before)
        ):
            return "measure"
        return "dose"
    if root in _DOSE_NOUNS and quantity.form == "measurement":
        return "dose"  # "half a tablet"
    if quantity.form in ("measurement", "paired", "score", "mean_spread") or root in unit_codes() or unit == "/min":
        return "measure"
    return _count_kind(quantity, before, cued, after)


def _counts_events(quantity: Quantity, before: str) -> bool:
    """Whether a frequency tells how often something happens, and not how often a treatment is given."""
    often = quantity.unit == "/a" and isinstance(quantity.value, float) and quantity.value >= _NO_DOSE
    return often or _HAPPENS_BEFORE.search(before) is not None


def _is_effect(quantity: Quantity, before: str, cued: str, after: str, unit: str) -> bool:
    if unit in ("kg", "[lb_av]", "g") and LOST_WEIGHT.search(cued):
        return True
    if quantity.interval is not None and DIFFERENCE.search(cued):
        return True
    level = quantity.baseline is None and quantity.spread is None
    if (
        level
        and quantity.form in ("measurement", "range", "paired", "number")
        and (
            CHANGED_BY.search(cued)
            or (unit and quantity.form in ("measurement", "range") and CHANGED_DIRECTLY.search(cued))
        )
    ):
        return True
    mass = unit.split("/", maxsplit=1)[0] in _DOSE_CODES
    if (quantity.interval is not None or before.endswith("+") or unit == "point" or mass) and _is_signed(
        quantity, before
    ):
        return True
    if not unit and (
        EFFECT_NAME.search(before, max(0, len(before) - _EFFECT_REACH))
        or (quantity.interval is not None and RATIO_WORDS.search(before))
    ):
        return True
    apart = unit and quantity.form in ("measurement", "range") and APART.match(after)
    return bool(apart or THAN.match(after) or DIFFERENCE.search(cued))


def _is_signed(quantity: Quantity, before: str) -> bool:
    """Whether a sign says that it is a change: `+5.3%`, `(−2.2 %)`."""
    low = quantity.value[0] if isinstance(quantity.value, tuple) else quantity.value
    return (low is not None and low < 0) or before.endswith(("+", "(+ "))


def _percent_kind(quantity: Quantity, before: str, cued: str, after: str) -> Kind:
    if quantity.form in ("n_of_m", "one_in", "n_percent", "rate", "ratio", "zero"):
        return "proportion"
    if _is_signed(quantity, before):
        return "effect"
    if quantity.baseline is not None or (cued and CHANGED_FROM.search(cued)):
        return "measure" if _is_measure(before, after) else "proportion"
    if (
        not quantity.p_value
        and (product := _PRODUCT_BEFORE.search(before, max(0, len(before) - 24)))
        and (_DRUG_AFTER.match(after) or not product[0].lower().startswith("contain"))
    ):
        return "dose"
    if cued and LOST_WEIGHT.search(cued) and _BODY_WEIGHT.match(after):
        return "effect"
    changed_by, effect_after = cued and EFFECT_BY.search(cued), EFFECT_AFTER.match(after)
    changed = changed_by or effect_after
    if not changed and _is_measure(before, after):
        return "measure"
    if not changed and _OF_NORMAL.match(after):
        return "measure"
    if quantity.p_value is None and _CONCENTRATION.match(after) and not _VERSUS.search(before):
        return "dose"
    if changed_by:
        done_by = DONE_BY.search(before)
        plain = OF_GROUP.match(after) or (done_by and not DIRECTED.search(before, done_by.start()))
        return "proportion" if plain else "effect"
    if effect_after:
        return "effect"
    restated = cued and not OF_GROUP.match(after) and RESTATED.search(cued)
    if cued and (EFFECT_OF.search(cued) or PREVENTED.search(cued) or restated):
        return "effect"
    if cued and (CHANGED_DIRECTLY.search(cued) or UP_DOWN.search(cued)) and not OF_GROUP.match(after):
        return "effect"
    if NAMED_EFFECT.search(before[-40:]) and EFFECT_NAME.search(before[-40:]):
        return "effect"
    return "proportion"


def _is_measure(before: str, after: str) -> bool:
    """Whether a percent is a laboratory value, and not the share of people who have it."""
    named = holds_any(before.lower(), _OF_PERCENT_MEASURES) and _PERCENT_MEASURE.search(before) is not None
    return named and not _PEOPLE_AFTER.match(after)


def _time_kind(masked: str, quantity: Quantity, before: str, cued: str, after: str) -> Kind:
    if quantity.unit == "a" and (_OLD.search(quantity.text) or is_age(masked, quantity.start, quantity.end)):
        return "measure"
    if _OLD_AFTER.match(after) or _OLDEST.search(before):
        return "measure"
    if quantity.spread and quantity.unit == "a" and _OLDER_BEFORE.search(before):
        return "measure"  # "women were older than men (66±10 vs. 60±11 years)"
    if TIME_CHANGED.search(cued) or (quantity.unit in ("min", "h", "s") and CHANGED_BY.search(cued)):
        return "effect"
    if "/" in (quantity.unit or "") and _counts_events(quantity, before):
        return "count"
    if "/" in (quantity.unit or "") or _DAILY_AFTER.match(after) or _SESSION_AFTER.match(after):
        return "dose"
    short = (quantity.unit or "") in ("min", "h", "s")
    if _EVERY_BEFORE.search(before, max(0, len(before) - 8)) or (short and _FREQUENT_BEFORE.search(before)):
        return "dose"
    if TIME_CHANGE_AFTER.match(after) or _is_head_start(quantity, after):
        return "effect"
    if before.endswith("+"):
        return "effect"
    return "effect" if THAN.match(after) or SOONER.match(after) or DIFFERENCE.search(cued) else "duration"


def _is_head_start(quantity: Quantity, after: str) -> bool:
    """Whether a time is how much sooner something came: `1.1 days earlier`, `six hours earlier`."""
    if not after.startswith((" earlier", " sooner")) or not isinstance(quantity.value, float):
        return False
    return not _is_whole(quantity.value) or quantity.unit in ("h", "min")


def _count_kind(quantity: Quantity, before: str, cued: str, after: str) -> Kind:
    noun = (quantity.unit or "").rsplit("-", 1)[-1]
    if noun in _DOSE_NOUNS:
        return "dose"
    if quantity.form == "n_equals":
        return "count"
    value = quantity.value
    if NEEDED_TO_TREAT.match(after) or TREAT_SO_MANY.search(cued) or NUMBER_NEEDED.search(before):
        return "effect"
    if quantity.unit is None and _POINT_OF_SCALE.match(after):
        return "measure"
    is_whole = _is_whole(value)
    if quantity.unit is None and (not is_whole or _MEASURE_CUES.search(before)):
        return "measure"
    if not is_whole and quantity.counted is None:
        return "measure"
    return "count"


def _is_whole(value: Value | None) -> bool:
    return value is not None and all(part == int(part) for part in (value if isinstance(value, tuple) else (value,)))


def share_effects(masked: str, quantities: tuple[Quantity, ...], kinds: list[Kind]) -> list[Kind]:
    """Percents that are told in one breath are of one kind: `reduced by 79 percent and 96 percent, respectively`."""
    shared = list(kinds)
    for at in range(1, len(quantities)):
        earlier, later = quantities[at - 1], quantities[at]
        if shared[at - 1] == "effect" and shared[at] == "measure" and earlier.unit == later.unit is not None:
            gap = masked[earlier.end : later.start]
            if _LISTED.fullmatch(gap) or (earlier.interval and later.interval and _THE_OTHER.search(gap[-_BREATH:])):
                shared[at] = "effect"
        if earlier.unit != "%" or later.unit != "%":
            continue
        gap = masked[earlier.end : later.start]
        if (
            len(gap) > 90
            or later.baseline is not None
            or {earlier.form, later.form} & {"n_of_m", "n_percent", "one_in"}
        ):
            continue
        if (
            shared[at - 1] == "effect"
            and shared[at] == "proportion"
            and _carries_on(gap)
            and not (_PEOPLE_AFTER.match(masked, later.end))
        ):
            shared[at] = "effect"
        elif (
            shared[at] == "effect"
            and shared[at - 1] == "proportion"
            and re.fullmatch(r"\s(?:vs\.?|versus|and|or|to)\s", gap)
        ):
            shared[at - 1] = "effect"
    return shared


_BREATH = 90
# "fell by 1.1% a year in men and 0.9%", "was 14.9% on the drug and 2.4%"
_IN_ANOTHER = re.compile(
    r"(?:\s(?:per|a|each)\s\w+)?\s(?:in|among|for|with|on)\s(?:[\w’'-]+\s){1,4}(?:and|but)\s(?:by\s|about\s|only\s|just\s){0,2}"
    r"|[^.;!?\d]{0,60},?\s(?:against|versus|vs\.?|compared\swith)\s(?:by\s|about\s|only\s|just\s){0,2}"
)
_LISTED = re.compile(r"\s(?:vs\.?|versus|and|or)\s(?:by\s)?|,\s(?:and\s)?(?:by\s)?")
_THE_OTHER = re.compile(r"\)\s(?:[\w-]+\s){1,6}and\s\Z")


def _carries_on(gap: str) -> bool:
    if re.fullmatch(r"\s(?:vs\.?|versus|and|or)\s|,\s(?:and\s)?", gap) or _IN_ANOTHER.fullmatch(gap):
        return True
    tail = re.search(r"\band\s(by\s|up to\s|at least\s|as much as\s|a\s){1,2}(?:about\s|only\s)?\Z", gap)
    return tail is not None and not re.search(r"[.;!?]\s|\b(?:had|were|was|who were)\b", gap)
