"""Reasons that lie in what a number belongs to: a name, a scale, laboratory work, an offer."""

from __future__ import annotations

import re

from claimsift.records import Kind, Quantity
from claimsift.stages.detect_claims.any_case import AnyCase
from claimsift.stages.detect_claims.drafts import holds_any

_SCALE_AFTER = re.compile(
    r"[\s-](?:(?:point|visual|numerical|numeric|rating|pain|analog\w*)[\s-]){0,3}(?:scales?|NRS|VAS|Likert)\b"
)
# "At Lunch 2", "iron isomaltoside 1000", "dextran 40": the number belongs to a name.
_NAMED_BEFORE = re.compile(
    r"[a-z,;)]\s\(?(?!(?:The|In|Of|And|About|Over)\s)[A-Z][a-z]{2,}\s\Z"
    r"|\b[a-z]{2,}(?:oside|sorbate|gol|tran|ylene|xylate|starch|tide|oxynol|amer)\s\Z"
    r"|\b(?:PEG|FEC|FOLFOX|CHOP|Dextran|Macrogol|Polysorbate|Tween|Triton)[\s-]\Z"
)
_HYPHEN = re.compile(r"\w[-‐‑][a-z]")
_INSTRUMENT_AFTER = re.compile(
    r"\s(?:[\w-]+\s){0,3}?(?:scales?|questionnaires?|VAS|NRS|instruments?|inventory|SF-\d+|survey|checklist|Likert)\b"
)
_SCORED_BEFORE = re.compile(
    r"\b(?:scored|rated|graded|scale|scoring|ranging|ranges?)\s(?:from\s|of\s|as\s|between\s)?\Z"
)
_ON_SCALE = r"\b(?:scale|score)\s(?:of|from|between|running\sfrom|ranging\sfrom)\s"
_SCALE_OF = re.compile(rf"{_ON_SCALE}\Z")
# "fell on a scale from 0 to 21": words of change keep the two ends from being read as a range.
_TO_END = re.compile(r"\s(?:to|and)\s\d")
_SCALE_ENDS = re.compile(rf"{_ON_SCALE}\d\S{{0,4}}\s(?:to|and)\s\Z")
_LABORATORY = re.compile(
    r"\b(?:centrifug\w+|(?:were|was)\s(?:spun|incubated|frozen|stored|thawed|pipetted|aliquoted|homogeni[sz]ed)|incubated\sat"
    r"|stored\sat|rpm|room\stemperature)\b"
)
_DISCOUNT = AnyCase(
    r"\b(?:first\sorder|coupon|promo(?:\scode)?|discount|voucher|checkout|[Ss]ave\s\d+%"
    r"|(?:use|with|enter)\s(?:the\s)?code\b)",
)
# What a page asks its readers to pay, not what a treatment costs.
_ASKED = AnyCase(
    r"\b(?:gifts?\sof|donat\w+|fundrais\w+|car\spark\w*|parking|financing|subscri\w+|per\sserving|deliver(?:y|ies)\s(?:is|from|over"
    r"|costs?|free)|shipping|postage|add\sto\s(?:cart|basket|bag)|membership|tickets?|entry\sfee|registration\sfee|deposit)\b"
)
_OF_OFFERS = ("order", "coupon", "promo", "discount", "voucher", "checkout", "save", "code")


def find_setting_reason(quantity: Quantity, kind: Kind, before: str, after: str, sentence: str) -> str | None:
    """Why a quantity belongs to a name, an instrument, a laboratory step or an offer, or None."""
    if quantity.unit is None:
        if quantity.form == "number" and _NAMED_BEFORE.search(before):
            return "label"
        scale = quantity.form == "range" and _SCALE_AFTER.match(after)
        if scale or (isinstance(quantity.value, tuple) and _SCORED_BEFORE.search(before)):
            return "scale"
    opens = quantity.form == "range" or (quantity.unit is None and _TO_END.match(after))
    if (opens and _SCALE_OF.search(before)) or (quantity.unit is None and _SCALE_ENDS.search(before)):
        return "scale"
    hyphenated = quantity.form in ("adjective", "measurement", "number") and _HYPHEN.search(quantity.text)
    if hyphenated and _INSTRUMENT_AFTER.match(after):
        return "scale"
    measured = kind in ("measure", "duration", "count") and quantity.form in ("measurement", "range", "number")
    if measured and _LABORATORY.search(sentence):
        return "laboratory"
    if kind == "money" and _ASKED.search(sentence):
        return "page_furniture"
    if quantity.unit == "%" and holds_any(sentence.lower(), _OF_OFFERS) and _DISCOUNT.search(sentence):
        return "page_furniture"
    return None
