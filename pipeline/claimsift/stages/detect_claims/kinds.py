"""Decides what kind of thing a quantity says: share, count, measure, duration, dose, effect, money."""

from __future__ import annotations

import re

from claimsift.lexicon import load_table
from claimsift.records import Kind, Quantity, Value
from claimsift.stages.detect_claims.ages import is_age
from claimsift.stages.detect_claims.drafts import squeeze
from claimsift.stages.detect_claims.units import unit_codes

_EFFECT_NAME = re.compile(
    r"(?:\b(?:a?OR|a?RR|[as]?HR|aSHR|SHR|IRR|SMR|SMD|NNT|NNH|WMD|RRR|ARR|RD|MD|[Cc]ohen['’]s\sd)\b"
    r"|\bd\s?=\s?\Z|(?:odds|risk"
    r"|hazards?|rate|likelihood|prevalence)\sratios?|relative\srisks?"
    r"|(?:standardi[sz]ed\s)?mean\sdifferences?|(?:absolute|risk|weighted|between-group"
    r"|treatment)\s(?:risk\s)?(?:difference|reduction|effect)|effect\ssizes?|number\sneeded\sto\s(?:treat"
    r"|harm)|correlation(?:\scoefficient)?|regression\scoefficient)[^.;!?]{0,45}\Z",
)
_DIRECTION = (
    r"(?:reduc\w*|decreas\w*|increas\w*|lower\w*|improv\w*|declin\w*|drop\w*|r[io]se\w*|rais\w*|fall\w*"
    r"|fell|cut\w*|greater|higher|fewer|less|more|shorter|longer|worse\w*|gain\w*|loss|growth|prevent\w*"
    r"|protect\w*|efficac\w*|effective)"
)
_EFFECT_AFTER = re.compile(
    r"\s?[)\]]?\s(?:\([^()]{2,20}\)\s)?(?:(?:[^\W\d_][\w-]*\s){0,2}?(?:relative\s|risk\s|absolute\s|greater\s|lower\s|higher\s"
    r"|overall\s|further\s|significant\s)?(?:reduction|decrease|increase|decline|drop|rise|fall"
    r"|improvement|difference|change|growth|gain)s?\b(?!\sin\sthose)|(?:lower|higher|greater|less|more"
    r"|fewer|smaller|larger|shorter|longer|worse|better|faster|slower|thicker|older|younger)\b(?!\sor\b)"
    r"|(?:reduced|increased|decreased|elevated|effective|efficacious|(?:direct\s|overall\s)?(?:protection"
    r"|protective))\b)",
    re.IGNORECASE,
)
# "Reduced pain by 40%", "down by 64%", "cut it by a third"; not "used by 40% of", "caused by 5% of".
_EFFECT_BY = re.compile(
    r"\bby\s(?:(?:as much as|as many as|at least|up to|about|more than|less than|nearly|almost|over|only"
    r"|just|approximately|an?|some"
    r"|around|another|roughly|an average of|a mean of|a further|a mere)\s){0,2}\(?\Z",
    re.IGNORECASE,
)
_OF_GROUP = re.compile(
    r"\s?of\s(?!the\s(?:baseline|original|initial))|\s(?:of\s)?(?:patients|people|women|men"
    r"|participants)\b",
    re.IGNORECASE,
)
_EFFECT_OF = re.compile(
    r"\b(?:reduction|decrease|increase|decline|drop|rise|improvement|difference|change|gap|growth"
    r"|effectiveness|efficacy|protection|VE|loss)s?\b(?:\s(?:in|of)\s[^.;,!?]{0,60}?)?\s(?:of|was|were|is|=|around|between)"
    r"\s(?:(?:about|up to"
    r"|at least|more than|only|nearly|almost|over|approximately|an?|some|just)\s){0,2}\(?\Z",
    re.IGNORECASE,
)
_CHANGED_DIRECTLY = re.compile(
    r"\b(?:(?:decreas|reduc|increas|improv|declin|dropp?|lower|rais|climb|jump|plung|soar|surg|plummet)(?:es|ed|ing|s)?"
    r"|fell|falls|fallen|rose|rises|risen|grew|grown|shrank|shrunk)\s(?:(?:about|up to|at least|more than"
    r"|only|nearly|almost|over|an?|around|some|approximately|by|roughly|as much as)\s){0,2}\Z",
    re.IGNORECASE,
)
_NAMED_EFFECT = re.compile(r"(?:reduction|difference|effect)(?!.*\b(?:as|is\sa)\b)")
_LOST_WEIGHT = re.compile(
    r"\b(?:los[et]|losing|loses|shed|gain(?:ed|s|ing)?)\s(?:(?:about|up to|at least|more than|only|nearly|almost"
    r"|over|between|from|an?|average|of|around|just)\s){0,3}\Z",
    re.IGNORECASE,
)
_BODY_WEIGHT = re.compile(
    r"\s?(?:of\s)?(?:their|your|his|her|its|the|initial|total|excess|starting|baseline|body)\s(?:\w+\s){0,2}?weight"
)
# "Delayed onset by 4 years", "a reduction of 3.9 days": a change in a time, not a time.
_TIME_CHANGED = re.compile(
    r"\b(?:delay|postpon|prolong|extend|shorten|reduc|increas|improv|lengthen|cut|decreas)\w*\b[^.;!?]{0,70}\sby\s"
    r"(?:(?:about|up to|at least|more than|only|nearly|almost|over|an?|average|mean|median|of"
    r"|around|just|some)\s){0,4}\Z"
    r"|\b(?:reduction|decrease|increase|difference|gain|improvement|prolongation|delay)s?\b[^.;!?\d]{0,60}\sof\s"
    r"(?:(?:about|up to|at least|more than|only|nearly|almost|over|around|just|some)\s){0,2}\Z",
    re.IGNORECASE,
)
_TIME_CHANGE_AFTER = re.compile(
    r"[\s-](?:significant\s|mean\s|median\s|absolute\s|relative\s|average\s)?(?:reduction|decrease|increase|difference|improvement|delay|gain|prolongation|extension)s?\b"
)
_NEEDED_TO_TREAT = re.compile(
    r"[^.;!?()]{0,40}?\b(?:needs?|needed|must|have|has)\s(?:would\s)?(?:to\s)?be\s(?:treated|screened|vaccinated)"
    r"|[^.;!?()\d]{0,30}\band\s\d+\s\w+\sneed\sto\sbe\streated"
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
_PREVENTED = re.compile(
    r"\b(?:prevent(?:s|ed|ing)?|averted|eliminated)\s(?:(?:about|up to|at least|more than|nearly|almost"
    r"|over|approximately|an estimated)\s){0,2}\Z",
    re.IGNORECASE,
)
_THAN = re.compile(
    r"\s(?:more|less|longer|shorter|higher|lower|fewer|greater|older|younger|heavier|lighter|earlier|later"
    r"|better|worse|taller)\b(?:\s[\w-]+){0,5}?\s(?:than|compared\s(?:with|to)|vs\.?|versus)\b",
    re.IGNORECASE,
)
_OLD = re.compile(r"-olds?\b|\sold\b|of\sage", re.IGNORECASE)
_CURRENCIES = frozenset(load_table("number_labels")["currencies"])
# Laboratory values and functions that are given in percent.
_PERCENT_MEASURE = re.compile(
    r"\b(?:HbA1c|A1C|hemoglobin\sA1c|ha?ematocrit|ejection\sfraction|LVEF|saturation|SpO2|SaO2|FEV1|TSAT"
    r"|oxygen\slevels?|body\sfat|(?:factor\s[IVX]+|FVIII|FIX|VWF)(?:\sactivity|\slevels?)?)\b[^;!?]{0,110}\Z",
    re.IGNORECASE,
)
_OF_NORMAL = re.compile(
    r"\s?(?:of\s)?(?:the\s)?(?:normal|predicted|expected\svalue|reference)\b(?!\s(?:weight|birth|people|adults))"
)
_PEOPLE_AFTER = re.compile(r"\s(?:of|had|reached|achieved|were)\b|\sof\s(?:patients|people|participants)")
_DAILY_AFTER = re.compile(
    r"[^.;!?()]{0,25}?(?:\b(?:a|per|each|every)\s(?:day|week|month|night|other\sday|third\sday)|\bdaily\b"
    r"|\b(?:once|twice|\w+\stimes)\s(?:a|per|each|every)\b|\bnightly\b)",
    re.IGNORECASE,
)
_SOONER = re.compile(
    r"\s(?:sooner|faster|longer|shorter|more|less|fewer|higher|lower)\b(?!\s(?:in|at|on"
    r"|the)\s(?:day|week|study|trial))",
    re.IGNORECASE,
)
_CHANGED_FROM = re.compile(r"\bfrom\s(?:about\s)?\Z", re.IGNORECASE)
_RATIO_WORDS = re.compile(r"\b(?:OR|RR|HR|ratios?|relative\srisks?|multiplied|coefficient)\b")
_RESTATED = re.compile(
    r"\b(?:improv|gain|gr[eo]w|reduc|decreas|drop|f[ea]ll|increas|r[io]s|los|lower|chang)\w*\b(?:[^.;!?]"
    r"|\.(?=\d)){0,80},?\sor"
    r"\s(?:about\s|nearly\s)?\Z",
    re.IGNORECASE,
)
_DIFFERENCE = re.compile(
    r"\b(?:difference|lead|advantage|gap|benefit)\b[^.;!?]{0,90}?\s(?:was|of|is|averaged)\s(?:only\s"
    r"|about\s|just\s)?\Z",
    re.IGNORECASE,
)
_DOSE_NOUNS = frozenset(load_table("counted_nouns")["classes"]["dose"])
_CONCENTRATION = re.compile(
    r"\s(?:(?!(?:with|of|in|vs|on|for|and|to|the|were|was|had|received|versus|receiving|given|who|at"
    r"|than)\b)[\w-]+\s){0,2}?(?:dextrose|glucose|saline|lidocaine|lignocaine|procaine|bupivacaine"
    r"|ropivacaine|solution|cream|gel|ointment|lotion|drops|mouthwash|shampoo|foam|albumin|hydrocortisone"
    r"|ethanol|alcohol|chlorhexidine|peroxide|formalin|sodium|povidone|iodine|urea|retinol|minoxidil"
    r"|benzoyl|patch|emulsion|suspension|agarose|serum|oxygen)\b",
    re.IGNORECASE,
)
_VERSUS = re.compile(r"\b(?:vs\.?|versus|compared\s(?:with|to))\s\Z")
_BODY_MASS = re.compile(
    r"(?<![\w-])(?:weigh\w*|weight|lost|lose|losing|loss|gain\w*|tumou?r|stone|prostate|birth\s?weight|BMI"
    r"|body|excret\w*|concentration|serum|plasma|urin\w*|blood|volume of|level)\b[^.;]{0,40}\Z",
    re.IGNORECASE,
)
_MEASURE_CUES = re.compile(
    r"\b(?:scores?|scored|scale|index|BMIs?|AUC|mean|median|average|rating|rated|level|ratio|value|sensitivity"
    r"|specificity)\b[^.;]{0,60}\Z",
    re.IGNORECASE,
)
_BY_DIMENSION: dict[str, Kind] = {
    "time": "duration", "frequency": "dose", "money": "money", "multiple": "effect", "points_percent": "effect",
}  # fmt: skip
_DOSE_CODES = (
    "mg",
    "ug",
    "ng",
    "g",
    "mL",
    "[iU]",
    "U",
    "meq",
    "mmol",
    "Gy",
    "cGy",
    "mCi",
    "MBq",
    "[drp]",
    "uL",
    "L",
    "[cup_us]",
    "[oz_av]",
)


def find_kind(masked: str, quantity: Quantity) -> Kind:
    """The kind of a quantity by its form, its unit and the words around it."""
    start, end = quantity.start, quantity.end
    before, after = masked[max(0, start - 160) : start], masked[end : end + 60]
    before = squeeze(before[max(before.rfind("\n\n"), 0) :])
    after = squeeze(after)
    if quantity.form == "money" or quantity.unit in _CURRENCIES:
        return "money"
    if quantity.form == "multiple" or quantity.unit == "percentage point":
        return "effect"
    if quantity.form in ("frequency", "times", "interval_of_time"):
        return "dose"
    if quantity.unit == "%":
        return _percent_kind(quantity, before, after)
    unit = quantity.unit or ""
    root = unit.split("/")[0]
    if root in ("a", "mo", "wk", "d", "h", "min", "s", "ms") and quantity.form in ("measurement", "range", "adjective"):
        return _time_kind(masked, quantity, before, after)
    if quantity.form in ("measurement", "range", "paired", "mean_spread", "number", "score") and _is_effect(
        quantity, before, after, unit
    ):
        return "effect"
    if root in _DOSE_CODES and quantity.form != "score":
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
    if quantity.form in ("measurement", "paired", "score", "mean_spread") or root in unit_codes():
        return "measure"
    return _count_kind(quantity, before, after)


def _is_effect(quantity: Quantity, before: str, after: str, unit: str) -> bool:
    if _LOST_WEIGHT.search(before) and unit in ("kg", "[lb_av]", "g"):
        return True
    if quantity.interval is not None and _DIFFERENCE.search(before):
        return True
    if _is_signed(quantity, before) and (quantity.interval is not None or before.endswith("+")):
        return True
    if not unit and (_EFFECT_NAME.search(before) or (quantity.interval is not None and _RATIO_WORDS.search(before))):
        return True
    return bool(_THAN.match(after) or (unit and _DIFFERENCE.search(before)))


def _is_signed(quantity: Quantity, before: str) -> bool:
    """Whether a sign says that it is a change: `+5.3%`, `(−2.2 %)`."""
    low = quantity.value[0] if isinstance(quantity.value, tuple) else quantity.value
    return (low is not None and low < 0) or before.endswith("+")


def _percent_kind(quantity: Quantity, before: str, after: str) -> Kind:
    if quantity.form in ("n_of_m", "one_in", "n_percent", "rate", "ratio", "zero"):
        return "proportion"
    if _is_signed(quantity, before):
        return "effect"
    if quantity.baseline is not None or _CHANGED_FROM.search(before):
        return "measure" if _PERCENT_MEASURE.search(before) and not _PEOPLE_AFTER.match(after) else "proportion"
    if (
        not quantity.p_value
        and (product := _PRODUCT_BEFORE.search(before, max(0, len(before) - 24)))
        and (_DRUG_AFTER.match(after) or not product[0].lower().startswith("contain"))
    ):
        return "dose"
    if _LOST_WEIGHT.search(before) and _BODY_WEIGHT.match(after):
        return "effect"
    changed = _EFFECT_BY.search(before) or _EFFECT_AFTER.match(after)
    if not changed and _PERCENT_MEASURE.search(before) and not _PEOPLE_AFTER.match(after):
        return "measure"
    if not changed and _OF_NORMAL.match(after):
        return "measure"
    if quantity.p_value is None and not _VERSUS.search(before) and _CONCENTRATION.match(after):
        return "dose"
    if _EFFECT_BY.search(before):
        return "proportion" if _OF_GROUP.match(after) else "effect"
    if _EFFECT_AFTER.match(after) or _EFFECT_OF.search(before) or _PREVENTED.search(before) or _RESTATED.search(before):
        return "effect"
    if _CHANGED_DIRECTLY.search(before) and not _OF_GROUP.match(after):
        return "effect"
    if _EFFECT_NAME.search(before[-40:]) and _NAMED_EFFECT.search(before[-40:]):
        return "effect"
    return "proportion"


def _time_kind(masked: str, quantity: Quantity, before: str, after: str) -> Kind:
    if quantity.unit == "a" and (_OLD.search(quantity.text) or is_age(masked, quantity.start, quantity.end)):
        return "measure"
    if "/" in (quantity.unit or "") or _DAILY_AFTER.match(after) or _SESSION_AFTER.match(after):
        return "dose"
    short = (quantity.unit or "") in ("min", "h", "s")
    if _EVERY_BEFORE.search(before, max(0, len(before) - 8)) or (short and _FREQUENT_BEFORE.search(before)):
        return "dose"
    if _TIME_CHANGED.search(before) or _TIME_CHANGE_AFTER.match(after):
        return "effect"
    if before.endswith("+"):
        return "effect"
    return "effect" if _THAN.match(after) or _SOONER.match(after) or _DIFFERENCE.search(before) else "duration"


def _count_kind(quantity: Quantity, before: str, after: str) -> Kind:
    noun = (quantity.unit or "").rsplit("-", 1)[-1]
    if noun in _DOSE_NOUNS:
        return "dose"
    if quantity.form == "n_equals":
        return "count"
    value = quantity.value
    if _NEEDED_TO_TREAT.match(after):
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
        if earlier.unit != "%" or later.unit != "%":
            continue
        gap = masked[earlier.end : later.start]
        if (
            len(gap) > 90
            or later.baseline is not None
            or {earlier.form, later.form} & {"n_of_m", "n_percent", "one_in"}
        ):
            continue
        if shared[at - 1] == "effect" and shared[at] == "proportion" and _carries_on(gap):
            shared[at] = "effect"
        elif (
            shared[at] == "effect"
            and shared[at - 1] == "proportion"
            and re.fullmatch(r"\s(?:vs\.?|versus|and|or|to)\s", gap)
        ):
            shared[at - 1] = "effect"
    return shared


def _carries_on(gap: str) -> bool:
    if re.fullmatch(r"\s(?:vs\.?|versus|and|or)\s|,\s(?:and\s)?", gap):
        return True
    tail = re.search(r"\band\s(by\s|up to\s|at least\s|as much as\s|a\s){1,2}(?:about\s|only\s)?\Z", gap)
    return tail is not None and not re.search(r"[.;!?]\s|\b(?:had|were|was|who were)\b", gap)
