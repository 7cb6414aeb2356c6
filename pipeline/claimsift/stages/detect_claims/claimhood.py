"""Judges whether a quantity is a claim: named reasons first, then a small logistic model over named features."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cache

from claimsift.lexicon import load_table
from claimsift.records import Kind, Layout, Quantity
from claimsift.stages.detect_claims.nouns import noun_class_of

_STRONG_KINDS = frozenset(["proportion", "effect", "measure", "money"])
_TIME_PREPOSITION = re.compile(
    r"\b(?:at|after|within|by|over|for|during|until|till|through|following|before|in|from|since|between"
    r"|every|to|post|and|or|of|least|most|up to|than|about|next|last|first|past|previous|initial|over the"
    r"|during the|approximately|lasted|nearly)\s(?:(?:the|a|an|about|at least|at most|up to|more than"
    r"|less than|least|approximately|than|each|next|last|first|past|previous|initial|subsequent|baseline,?"
    r"|and|or)\s){0,4}[(]?\Z",
    re.IGNORECASE,
)
_DEFINITE = re.compile(
    r"\b(?:the|these|those|this|that|any|both|all|other|last|next|past|each|which|such|another|every|his"
    r"|her|their|our|its|your|my)\s(?:of\sthe\s|other\s|first\s|last\s|next\s|past\s|remaining\s)?\Z",
    re.IGNORECASE,
)
_SECOND_PERSON = re.compile(r"\b(?:you|your|we|our|us|I|my)\b")
_PAST = re.compile(r"\b(?:was|were|had|did|\w{3,}ed|found|showed|underwent|took|felt|fell|rose|became|died|began)\b")
_STUDY = re.compile(
    r"\b(?:stud(?:y|ies)|trials?|patients?|participants?|women|men|randomi[sz]ed|enrolled|group|cohort"
    r"|subjects?|adults|children|survey|analysis|researchers|placebo)\b",
    re.IGNORECASE,
)
_AGO = re.compile(r"\s(?:ago|later|earlier|from now|old (?:study|paper|article))\b", re.IGNORECASE)
_SOFTWARE = re.compile(
    r"\b(?:SAS|SPSS|Stata|STATA|R|Prism|Python|MATLAB|Excel|RevMan|GraphPad|Windows|software|package|JMP"
    r"|SUDAAN|EndNote|MedCalc|G\*Power|version|release|Version|v)\s(?:\w+\s)?[(]?\Z"
)
_AGE_LABEL = re.compile(r"\b[Aa]ges?\s\Z")
_SCALE_AFTER = re.compile(
    r"\s(?:[\w-]+\s){0,4}(?:scale|score|questionnaire|likert|instrument|VAS|index|item)s?\b", re.IGNORECASE
)
_ENUMERATES = frozenset(["idiom"])
_BARE_ONE_NOUNS = frozenset(["person", "event", "dose"])


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a quantity is a claim, how probable that is, and the reason where it is none."""

    is_claim: bool
    probability: float
    reason: str
    features: tuple[tuple[str, float], ...] = ()


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


def surroundings_of(
    layout: Layout, quantities: tuple[Quantity, ...], kinds: list[Kind], at: int, start: int, end: int, block_kind: str
) -> Surroundings:
    """The surroundings of quantity `at`, whose sentence is `[start, end)`."""
    quantity = quantities[at]
    near: list[tuple[int, str]] = []
    for step in (-1, 1):
        other = at + step
        while 0 <= other < len(quantities) and start <= quantities[other].start < end:
            if kinds[other] != "duration":
                gap = quantities[other].start - quantity.end if step > 0 else quantity.start - quantities[other].end
                near.append((gap, kinds[other]))
            other += step
    masked = layout.masked
    return Surroundings(
        masked[max(start, quantity.start - 60) : quantity.start],
        masked[quantity.end : min(end, quantity.end + 60)],
        masked[start:end],
        block_kind,
        kinds[at],
        min(near)[1] if near else None,
        frozenset(kind for _, kind in near),
    )


def find_named_reason(quantity: Quantity, around: Surroundings) -> str | None:
    """A reason that settles it: the number enumerates, tells a time point, refers back, or only determines."""
    noun_class = noun_class_of(quantity.unit)
    if around.kind == "duration" and quantity.form != "n_equals":
        return _duration_reason(quantity, around)
    if _SOFTWARE.search(around.before):
        return "version"
    if quantity.unit is None and _AGE_LABEL.search(around.before) and isinstance(quantity.value, float):
        return "age_label"
    is_word = not any(char.isdigit() for char in quantity.text)
    if (
        quantity.form == "number"
        and quantity.value == 1.0
        and is_word
        and not _is_counting_one(quantity, around, noun_class)
    ):
        return "determiner"
    if around.kind == "count" and noun_class in _ENUMERATES and quantity.form in ("number", "range"):
        return "enumeration"
    if quantity.form == "number" and quantity.unit is None and is_word:
        return "determiner"
    return None


def _is_counting_one(quantity: Quantity, around: Surroundings, noun_class: str | None) -> bool:
    return noun_class in _BARE_ONE_NOUNS and (quantity.modifier is not None or bool(_PAST.search(around.sentence)))


def _duration_reason(quantity: Quantity, around: Surroundings) -> str | None:
    if _AGO.match(around.after):
        return "time_reference"
    if around.nearest_kind in ("dose", None) and not (around.other_kinds & {"proportion", "effect"}):
        return None
    if not _TIME_PREPOSITION.search(around.before) and not quantity.text.startswith(tuple("0123456789")):
        return None
    if around.other_kinds & _STRONG_KINDS and around.nearest_kind != "dose" and _TIME_PREPOSITION.search(around.before):
        return "timepoint"
    return None


def features_of(quantity: Quantity, around: Surroundings) -> dict[str, float]:
    """The named features of the model; each is 0 or 1."""
    noun_class = noun_class_of(quantity.unit) if quantity.counted or quantity.form in ("adjective", "zero") else None
    value = quantity.value if isinstance(quantity.value, float) else quantity.value[0] if quantity.value else 0.0
    is_word = not any(char.isdigit() for char in quantity.text)
    flags = {
        f"kind={around.kind}": True,
        f"form={quantity.form}": True,
        f"noun={noun_class}": noun_class is not None and around.kind in ("count", "dose"),
        "bare": quantity.unit is None,
        "word_small": is_word and value < 13 and around.kind == "count",
        "value_one": value == 1.0 and around.kind == "count",
        "modifier": quantity.modifier is not None,
        "heading": around.block_kind == "heading",
        "in_parens": bool(re.search(r"[(\[]\s?\Z", around.before)),
        "definite_count": around.kind == "count" and bool(_DEFINITE.search(around.before)),
        "definite_duration": around.kind == "duration" and bool(_DEFINITE.search(around.before)),
        "time_preposition": around.kind == "duration" and bool(_TIME_PREPOSITION.search(around.before)),
        "time_beside_strong": around.kind == "duration" and bool(around.other_kinds & _STRONG_KINDS),
        "question": around.sentence.rstrip().endswith("?"),
        "second_person": bool(_SECOND_PERSON.search(around.sentence)) and around.kind in ("count", "duration", "dose"),
        "past": bool(_PAST.search(around.sentence)) and around.kind in ("count", "duration", "measure"),
        "study_words": bool(_STUDY.search(around.sentence)) and around.kind in ("count", "duration", "measure", "dose"),
        "statistics": bool(quantity.interval or quantity.spread or quantity.p_value),
        "scale": bool(_SCALE_AFTER.match(around.after)) and quantity.form == "adjective",
        "big_number": around.kind == "count" and value >= 20,
    }
    return {name: 1.0 for name, flag in flags.items() if flag}


@cache
def _weights() -> tuple[float, dict[str, float], float]:
    table = load_table("claimhood_weights")
    return float(table["bias"]), dict(table["weights"]), float(table["threshold"])


def judge(quantity: Quantity, around: Surroundings) -> Verdict:
    """The verdict on one quantity."""
    reason = find_named_reason(quantity, around)
    if reason is not None:
        return Verdict(False, 0.02, reason)
    bias, weights, threshold = _weights()
    features = features_of(quantity, around)
    shares = sorted(((name, weights.get(name, 0.0)) for name in features), key=lambda item: item[1])
    probability = 1.0 / (1.0 + math.exp(-(bias + sum(share for _, share in shares))))
    if probability >= threshold:
        return Verdict(True, probability, "", tuple(shares))
    weakest = shares[0][0].replace("=", "_") if shares else "bias"
    return Verdict(False, probability, f"unlikely:{weakest}", tuple(shares))
