"""Audits the numbers of a claim against each other; a flag says what was compared. Precise rather than complete."""

from __future__ import annotations

import re
from dataclasses import replace

from claimsift.records import Check, Claim, Quantity
from claimsift.stages.describe_claims.read_clauses import word_class

_PERCENT = re.compile(r"(\d+(?:[.·](\d+))?)\s*(?:%|per\s?cent)")
_RANGE = re.compile(r"\d\s*(?:%|[a-z]{1,8})?\s*(?:[-–]|to|and)\s*[\d.]", re.IGNORECASE)
_RELATIVE_WHOLE = re.compile(
    r"\s*of\s+(?:the\s+|its\s+|their\s+)?(?:baseline|predicted|normal|expected|usual|control|original)", re.IGNORECASE
)
_NEAREST = re.compile(
    r"\bin\b|\babout\b|\broughly\b|\bnearly\b|\balmost\b|half|third|quarter|fifth|[¼-¾⅐-⅞]", re.IGNORECASE
)
_OF_WHOLE = re.compile(r"(?:\A|[.;:\n(]\s?)[Oo]f\s(?:(?:the|all|these|those)\s){0,2}\Z")
_WHOLE_GAP = re.compile(r"(?:\s[^\W\d_][\w-]*){1,4},\s")
_BRACKET = re.compile(r"(?:\s+[a-z-]+){0,3}\s*[(\[]\s*")
_OPEN = re.compile(r"\s?[(\[]\s?")
_BESIDE = 60  # characters between a ratio and the percent in brackets behind it
_SIGNS = ("+", "-", "−", "–", "±")
_CONFIDENCE = re.compile(r"\bCI\b|\bCrI\b|confidence|credible", re.IGNORECASE)
_WORD = re.compile(r"[a-z]+")
_ROUNDING = 1.0  # in units of the last printed digit: a percent that was cut off instead of rounded is no error
_SLACK = 1e-9


def check_claim(text: str, claim: Claim, others: tuple[Claim, ...] = ()) -> tuple[Check, ...]:
    """The flags of one claim; `others` are the other claims of its sentence, whose counts can be denominators."""
    found = (
        _check_ratio(_with_whole(text, _with_ratio(text, claim, others), others), others),
        _check_share(claim.quantity),
        _check_whole(text, claim),
        _check_interval(claim.quantity),
        _check_order(claim),
        _check_p_value(claim.quantity),
        _check_change(text, claim.quantity),
    )
    return tuple(check for check in found if check is not None)


def _with_ratio(text: str, claim: Claim, others: tuple[Claim, ...]) -> Claim:
    """The claim of a percent with the ratio right before or behind: `12 of 60 patients (40%)`, `40% (12/60)`."""
    quantity = claim.quantity
    if quantity.numerator is not None:
        return claim
    for other in others:
        ratio = other.quantity
        if ratio.numerator is None or ratio.denominator is None or _PERCENT.search(ratio.text):
            continue
        before = 0 < quantity.start - ratio.end <= _BESIDE and _BRACKET.fullmatch(text, ratio.end, quantity.start)
        behind = 0 < ratio.start - quantity.end <= 3 and text[ratio.end : ratio.end + 1] in (")", "]")
        if before or (behind and _OPEN.fullmatch(text, quantity.end, ratio.start)):
            joined = replace(quantity, numerator=ratio.numerator, denominator=ratio.denominator)
            return replace(claim, quantity=joined)
    return claim


def _with_whole(text: str, claim: Claim, others: tuple[Claim, ...]) -> Claim:
    """The claim of `30 (75%)` with the group that opens its sentence: `Of the 45 men, 30 (75%) had …`."""
    quantity = claim.quantity
    if quantity.numerator is None or quantity.denominator is not None:
        return claim
    for other in others:
        whole = other.quantity
        counts = other.kind == "count" and isinstance(whole.value, int | float) and whole.value >= quantity.numerator
        if not counts or not _WHOLE_GAP.fullmatch(text, whole.end, quantity.start):
            continue
        if _OF_WHOLE.search(text, max(0, whole.start - 16), whole.start):
            return replace(claim, quantity=replace(quantity, denominator=whole.value))  # type: ignore[arg-type]
    return claim


def _check_ratio(claim: Claim, others: tuple[Claim, ...]) -> Check | None:
    """N of M against the printed percent, unless the percent is of a smaller group that the sentence also names."""
    quantity = claim.quantity
    if quantity.numerator is None or not quantity.denominator or isinstance(quantity.value, tuple):
        return None
    printed = _PERCENT.search(quantity.text)
    if not printed:
        return None
    share, ratio = float(printed[1].replace("·", ".")), 100 * quantity.numerator / quantity.denominator
    digit = 10.0 ** -len(printed[2] or "")
    allowed = _ROUNDING * digit
    if _NEAREST.search(quantity.text):  # `12.9% (about 1 in 8)` names the nearest simple fraction
        allowed = max(allowed, 50 * quantity.numerator / quantity.denominator**2, 50 / quantity.denominator)
    if abs(share - ratio) < allowed + _SLACK:
        return None
    for other in others:
        whole = other.quantity.value
        if other.kind != "count" or whole is None or isinstance(whole, tuple) or whole < max(quantity.numerator, 1):
            continue
        if abs(share - 100 * quantity.numerator / whole) < digit + _SLACK:
            return None
    words = f"{_plain(quantity.numerator)} of {_plain(quantity.denominator)} is {ratio:.1f}%, printed is {printed[0]}"
    return Check("ratio_mismatch", words)


def _check_share(quantity: Quantity) -> Check | None:
    if quantity.numerator is None or quantity.denominator is None or quantity.numerator <= quantity.denominator:
        return None
    words = f"{_plain(quantity.numerator)} is more than the {_plain(quantity.denominator)} that it is a part of"
    return Check("part_exceeds_whole", words)


def _check_whole(text: str, claim: Claim) -> Check | None:
    quantity = claim.quantity
    lowest = min(quantity.value) if isinstance(quantity.value, tuple) else quantity.value
    if claim.kind != "proportion" or quantity.unit != "%" or lowest is None or lowest <= 100:
        return None
    if quantity.numerator is None and not _PERCENT.search(quantity.text):
        return None
    # `+123%` is a change, `110% of predicted` a comparison, and `80–120%` spans a whole on purpose.
    signed = text[max(0, quantity.start - 2) : quantity.start].strip().endswith(_SIGNS)
    if signed or quantity.text.startswith(_SIGNS) or _RELATIVE_WHOLE.match(text, quantity.end, quantity.end + 40):
        return None
    return Check("over_100_percent", f"{quantity.text} is {_plain(lowest)}%, a share of a whole is at most 100%")


def _check_interval(quantity: Quantity) -> Check | None:
    """The estimate against its interval: bounds in order, and the estimate between them."""
    interval, value = quantity.interval, quantity.value
    if interval is None:
        return None
    if quantity.numerator is not None and quantity.denominator and not _PERCENT.search(quantity.text):
        value = quantity.numerator  # "27.5 per 100,000 (95% CI 25 to 30)" is printed as a rate
    if interval.low > interval.high:
        words = f"the lower bound {_plain(interval.low)} is above the upper bound {_plain(interval.high)}"
        return Check("bounds_in_wrong_order", f"{words} in {interval.text}")
    if value is None or isinstance(value, tuple) or interval.low - _SLACK <= value <= interval.high + _SLACK:
        return None
    # A range or the scatter of the data need not hold the estimate.
    if interval.level is None and not _CONFIDENCE.search(interval.text):
        return None
    # An interval printed beside a percent can be that of a ratio, and a fall is often printed without its sign.
    if quantity.unit == "%" and value > 2 and interval.high <= 2:
        return None
    if interval.low - _SLACK <= -value <= interval.high + _SLACK:
        return None
    # "1.2 million (95% CI 0.9 to 1.5)", "15 of 60 (95% CI 14% to 36%)": bounds on another scale than the number.
    scales = (1e3, 1e6, 1e9, 0.01, 100 / (quantity.denominator or 1))
    if any(interval.low * scale - _SLACK <= value <= interval.high * scale + _SLACK for scale in scales):
        return None
    if quantity.denominator and interval.low <= 100 * value / quantity.denominator <= interval.high:
        return None
    words = f"{_plain(value)} lies outside {_plain(interval.low)} to {_plain(interval.high)}"
    return Check("interval_excludes_value", words)


def _check_order(claim: Claim) -> Check | None:
    value = claim.quantity.value
    # A pair of a dose (80/40 mg) is two drugs, and a change has its own record: only a written range has an order.
    if not isinstance(value, tuple) or value[0] <= value[1] or not _RANGE.search(claim.quantity.text):
        return None
    # "between 9 and 5" are hours of a day: bare numbers say of nothing that it goes down.
    if claim.quantity.unit is None:
        return None
    return Check(
        "bounds_in_wrong_order", f"{_plain(value[0])} comes before {_plain(value[1])} in {claim.quantity.text}"
    )


def _check_p_value(quantity: Quantity) -> Check | None:
    if quantity.p_value is None or 0 <= quantity.p_value.value <= 1:
        return None
    return Check("p_value_out_of_range", f"{quantity.p_value.text} against the possible 0 to 1")


def _check_change(text: str, quantity: Quantity) -> Check | None:
    """A change against its verb: `fell from 20% to 30%`."""
    baseline = quantity.baseline
    if baseline is None or isinstance(baseline.value, tuple) or isinstance(quantity.value, tuple):
        return None
    if quantity.value is None or baseline.unit != quantity.unit:
        return None
    words = _WORD.findall(text[max(0, baseline.start - 60) : baseline.start].lower())[-4:]
    falls = any(word in word_class("falls") for word in words)
    rises = any(word in word_class("rises") for word in words)
    if falls == rises or baseline.value == quantity.value or rises == (quantity.value > baseline.value):
        return None
    verb = "fall" if falls else "rise"
    return Check("change_contradicts_verb", f"a {verb} from {_plain(baseline.value)} to {_plain(quantity.value)}")


def _plain(value: float) -> str:
    return f"{value:g}"
