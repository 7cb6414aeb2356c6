"""Reads one number with what binds to it: percent sign, unit, currency, hyphenated noun, multiplier."""

from __future__ import annotations

import re

from claimsift.lexicon import load_table
from claimsift.stages.detect_claims.drafts import Draft, Reading
from claimsift.stages.detect_claims.nouns import find_counted_noun
from claimsift.stages.detect_claims.scan_numbers import Number
from claimsift.stages.detect_claims.smaller_units import add_smaller_unit
from claimsift.stages.detect_claims.units import Unit, read_unit
from claimsift.stages.detect_claims.zero_counts import read_zero

_CURRENCY_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₩": "KRW", "Rs": "INR", "Rs.": "INR"}
_ISO_CODES = "|".join(load_table("number_labels")["currencies"])
_CURRENCY_BEFORE = re.compile(
    r"(?P<code>(?:US|AU|A|CA|C|NZ|HK|S|NT|R)?)(?P<sign>[$€£¥₹₩]|(?<!\w)Rs\.?)\s?\Z|"
    rf"(?<!\w)(?P<iso>{_ISO_CODES})\s?\Z"
)
_CURRENCY_AFTER = re.compile(
    rf"\s?(?:(?P<sign>[€£])|(?P<iso>{_ISO_CODES})(?!\w)|\s?(?P<word>dollars?|euros?"
    r"|pounds sterling|cents)(?!\w))"
)
_DOLLARS = {
    "US": "USD",
    "": "USD",
    "A": "AUD",
    "AU": "AUD",
    "C": "CAD",
    "CA": "CAD",
    "NZ": "NZD",
    "HK": "HKD",
    "S": "SGD",
    "NT": "TWD",
    "R": "BRL",
}
_WORD_CURRENCY = {
    "dollar": "USD",
    "dollars": "USD",
    "euro": "EUR",
    "euros": "EUR",
    "pounds sterling": "GBP",
    "cents": "USD",
}
_PERCENT_BEFORE = re.compile(r"\(%\)\s?(?:(?:of|was|were|is|values?\sof)\s|[:=]\s?)\Z")
_COUNT_AND_PERCENT = re.compile(r"\b[nN](?:\s?/\s?[nN]|o\.)?,?\s?\(%\)")  # "n/N (%): 4/120 (3.3)"
_FACTOR = re.compile(r"\bby\s(?:a\sfactor\sof\s|(?:about\s)?a\sfactor\s)(?:about\s|nearly\s|at\sleast\s|up\sto\s)?\Z")
_FOLD = re.compile(r"[\s‐‑-]?fold(?!\w)")
_TIMES = re.compile(
    r"[x×](?!\w)(?!\s?\d)|\s[x×](?=\s?(?:ULN|(?:the\s)?upper\slimit))|\s?(?:times)(?=\s(?:as\s|more|less|higher|lower|greater|the\s|that\s|larger|smaller"
    r"|faster|slower|longer|increase|likel|better|its\s|normal|upper|increased|risk))",
    re.IGNORECASE,
)
_MULTIPLIER_EFFECT = re.compile(
    r"\s(?:as\s\w+"
    r"|the\s|that\s|(?:their|its|your|his|her|our|an?\s[\w-]+[’']s|\w+[’'])\s(?:risk|chance|rate|odds)|risk\b|chances?\b)",
    re.IGNORECASE,
)
_FREQUENCY = re.compile(
    r"(?:[\s‐‑-](?:(?P<times>times\s?))?(?P<per>(?:a|an|per|each|every)\s)?|(?P<slash>\s?(?:times\s?)?/\s?))"
    r"(?P<unit>day|week|month|year|hour|daily|weekly|monthly|yearly|annually|hourly|fortnight|night|nightly)(?!\w)",
    re.IGNORECASE,
)
_OR_MORE_OFTEN = re.compile(
    r"\s(?:or|to)\s(?P<high>twice|three|3|four|4)\s(?:times\s)?(?:(?:a|per|each|every)\s)?"
    r"(?P<unit>day|week|month|year|daily|weekly|monthly|yearly)(?!\w)",
    re.IGNORECASE,
)
_EVERY = re.compile(r"\bevery\s\Z", re.IGNORECASE)
_PERIODS = {
    "day": "d",
    "daily": "d",
    "night": "d",
    "nightly": "d",
    "week": "wk",
    "weekly": "wk",
    "month": "mo",
    "monthly": "mo",
    "year": "a",
    "yearly": "a",
    "annually": "a",
    "hour": "h",
    "hourly": "h",
}
_N_EQUALS = re.compile(r"(?<!\w)(?P<cue>[nN]\s?=\s?)\Z")
_HALF_AFTER = re.compile(
    r"-?life\b|-?lives\b|way\b|-?(?:heart|mast|sister|brother|moon|marathon|time)|\s(?:way|moon|marathon|time)\b",
    re.IGNORECASE,
)
_HALF_BEFORE = re.compile(r"(?:first|second|other|better|latter|upper|lower|former|last)\s\Z", re.IGNORECASE)
_HALF_UNIT = re.compile(
    r"(?:\sof)?\san?\s(?P<unit>hour|day|year|decade|century|mile|pound|teaspoon|tablespoon|tablet|pill|cup|dose|million"
    r"|billion)s?(?!\w)|[\s-](?P<hyphen>hour|day|year|mile|tablet|dose)s?(?!\w)",
    re.IGNORECASE,
)

_AS_LIKELY = re.compile(
    r"\sas\s(?:likely|many|common|often|frequent\w*|probable|risky)\b"
    r"|\sthe\s(?:risk|odds|rate|chance|likelihood|incidence|probability|hazard)s?\b"
)
_OF_A_PERCENT = re.compile(
    r"\s(?:of\s)?(?:an?|one|1)\s(?:per\s?cent(?!\w)|%|percentage(?P<point>\spoint))(?!\w)", re.IGNORECASE
)


def read_simple(reading: Reading, index: int) -> Draft | str | None:
    """The draft of number `index` alone, the reason why it is no quantity, or None for words that count nothing."""
    number = reading.numbers[index]
    masked = reading.masked
    if number.style == "multiplier":
        return _read_multiplier(masked, number, index)
    if number.style == "zero":
        return read_zero(masked, number, index)
    draft = Draft(number.start, number.end, float(number.value or 0.0), index, index, is_word=number.style == "word")
    if number.style == "fraction":
        return _read_fraction(masked, draft)
    sized = "=" in masked[max(0, number.start - 3) : number.start]
    if sized and (n_equals := _N_EQUALS.search(masked, max(0, number.start - 6), number.start)):
        draft.start, draft.form = n_equals.start("cue"), "n_equals"
        return draft
    if _read_money(masked, draft) or _read_effect_multiple(masked, draft) or _read_frequency(masked, draft):
        return draft
    unit = read_unit(masked, number.end) or _percent_before(masked, number)
    if unit is not None and not (unit.code == "in_i" and draft.is_word):
        hyphen = masked[number.end : number.end + 1] in ("-", "‐", "‑")
        draft.end, draft.unit, draft.dimension = unit.end, unit.code, unit.dimension
        draft.value = (draft.single or 0.0) * unit.factor
        draft.form = "percent" if unit.dimension == "percent" else "measurement"
        draft.adjective = hyphen
        if unit.dimension == "time" and (every := _EVERY.search(masked, max(0, draft.start - 12), draft.start)):
            draft.start, draft.form = every.start(), "interval_of_time"
        return add_smaller_unit(masked, draft)
    if masked.startswith("-odd ", number.end):
        draft.modifier, draft.end = "about", number.end + 4
        return draft
    if masked[number.end : number.end + 1] in ("-", "‐", "‑"):
        noun = find_counted_noun(masked, number.end, singular_too=True)
        if (
            noun is not None
            and noun.noun_class != "other"
            and noun.distance == 0
            and noun.start == number.end + 1
            and not masked[noun.start].isupper()
        ):
            draft.end, draft.noun, draft.adjective, draft.form = noun.end, noun, True, "adjective"
            draft.unit = noun.singular.rsplit("-", 1)[-1]
            return draft
        joined = re.match(r"[-‐‑](?:to|in|out|and|or|fifty)(?![a-z])", masked[number.end : number.end + 7])
        if masked[number.end + 1 : number.end + 2].isalpha() and not joined:
            return "label" if number.style == "digits" else "idiom"
    return draft


def _percent_before(masked: str, number: Number) -> Unit | None:
    """`HbA1c (%) of 8.4`: the unit stands in brackets before the number."""
    before = masked[max(0, number.start - 24) : number.start]
    if _COUNT_AND_PERCENT.search(before):
        return None
    return Unit("%", "percent", number.end) if "(%)" in before and _PERCENT_BEFORE.search(before) else None


def _read_multiplier(masked: str, number: Number, index: int) -> Draft | str:
    draft = Draft(number.start, number.end, float(number.value or 0.0), index, index, is_word=True)
    lowered = number.text.lower()
    if lowered in ("once", "twice") and (more := _OR_MORE_OFTEN.match(masked, number.end)):
        high = {"twice": 2.0, "three": 3.0, "3": 3.0, "four": 4.0, "4": 4.0}[more["high"].lower()]
        draft.value, draft.end = (draft.single or 1.0, high), more.end()
        draft.form, draft.unit, draft.dimension = "frequency", "/" + _PERIODS[more["unit"].lower()], "frequency"
        return draft
    if lowered in ("once", "twice", "thrice"):
        if _read_frequency(masked, draft):
            return draft
        if lowered == "once":
            return "idiom"
    if masked[number.end : number.end + 1] == "-":
        return "idiom"
    if _MULTIPLIER_EFFECT.match(masked, number.end):
        draft.form, draft.unit, draft.dimension = "multiple", None, "multiple"
        return draft
    if lowered == "twice":
        draft.form, draft.unit = "times", "time"
        return draft
    if lowered.endswith("d") and not re.match(r"[\s-](?:over|up|down)\b", masked[number.end : number.end + 6]):
        draft.form, draft.unit, draft.dimension = "multiple", None, "multiple"
        return draft
    return "idiom"


def _read_fraction(masked: str, draft: Draft) -> Draft | str:
    text = masked[draft.start : draft.end].lower()
    if text.endswith(("half", "halves")) and len(text) <= 6:
        if _HALF_AFTER.match(masked, draft.end) or _HALF_BEFORE.search(masked, max(0, draft.start - 8), draft.start):
            return "idiom"
        if text == "halves" or (masked[draft.end : draft.end + 1] == "-" and not _HALF_UNIT.match(masked, draft.end)):
            return "idiom"
    if unit := _HALF_UNIT.match(masked, draft.end):
        word = (unit["unit"] or unit["hyphen"]).lower()
        if word in ("million", "billion"):
            draft.value, draft.end = {"million": 5e5, "billion": 5e8}[word], unit.end()
            return draft
        plain = read_unit(masked, unit.start("unit") - 1 if unit["unit"] else unit.start("hyphen") - 1)
        draft.end, draft.form = unit.end(), "measurement"
        if plain and plain.factor != 1:
            draft.value = (draft.single or 0.0) * plain.factor
        draft.unit, draft.dimension = (plain.code, plain.dimension) if plain else (word, None)
        return draft
    value = draft.single or 0.0
    if _AS_LIKELY.match(masked, draft.end):  # "half as likely", "half the risk"
        draft.form, draft.unit, draft.dimension = "multiple", None, "multiple"
        return draft
    if percent := _OF_A_PERCENT.match(masked, draft.end):
        draft.end, draft.unit, draft.dimension, draft.form = percent.end(), "%", "percent", "percent"
        if percent["point"]:
            draft.unit, draft.dimension, draft.form = "percentage point", "points_percent", "measurement"
        return draft
    draft.value, draft.unit, draft.dimension, draft.form = round(value * 100.0, 6), "%", "percent", "fraction"
    # "two-thirds" is 2 of 3
    for denominator in range(2, 21):
        if value and abs(value * denominator - round(value * denominator)) < 1e-9:
            draft.numerator, draft.denominator = float(round(value * denominator)), float(denominator)
            break
    return draft


def _read_money(masked: str, draft: Draft) -> bool:
    if match := _CURRENCY_BEFORE.search(masked, max(0, draft.start - 5), draft.start):
        code = match["iso"] or (_DOLLARS[match["code"]] if match["sign"] == "$" else _CURRENCY_SIGNS[match["sign"]])
        draft.start = match.start()
    elif match := _CURRENCY_AFTER.match(masked, draft.end):
        code = match["iso"] or _CURRENCY_SIGNS.get(match["sign"] or "") or _WORD_CURRENCY[match["word"].lower()]
        if match["word"] and match["word"].lower() == "cents":
            draft.value = (draft.single or 0.0) / 100
        draft.end = match.end()
    else:
        return False
    draft.form, draft.unit, draft.dimension = "money", code, "money"
    return True


def _read_effect_multiple(masked: str, draft: Draft) -> bool:
    match = _FOLD.match(masked, draft.end) or _TIMES.match(masked, draft.end)
    if match is None and "factor" in masked[max(0, draft.start - 30) : draft.start]:
        match = _FACTOR.search(masked, max(0, draft.start - 40), draft.start)
        if match is not None and read_unit(masked, draft.end) is None:
            draft.form, draft.dimension = "multiple", "multiple"
            return True
        return False
    if match is None:
        return False
    draft.end, draft.form, draft.unit, draft.dimension = match.end(), "multiple", None, "multiple"
    return True


def _read_frequency(masked: str, draft: Draft) -> bool:
    """`three times per week`, `once daily`, `twice a day`, `once/week`; the unit is `/wk`, `/d`, …"""
    match = _FREQUENCY.match(masked, draft.end)
    if match is None:
        return False
    unit = match["unit"].lower()
    adverb = unit.endswith("ly") and unit != "fortnightly"
    counted = (
        match["times"]
        or "times" in (match["slash"] or "")
        or masked[draft.start : draft.end].lower() in ("once", "twice", "thrice")
    )
    if not counted or not (adverb or match["slash"] or match["per"]) or unit == "fortnight":
        return False
    draft.end, draft.form, draft.unit, draft.dimension = match.end(), "frequency", "/" + _PERIODS[unit], "frequency"
    return True
