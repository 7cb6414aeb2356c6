"""Judges whether a quantity is a claim: named reasons first, then a small logistic model over named features."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cache
from operator import itemgetter

from claimsift.lexicon import load_model_table
from claimsift.records import Quantity
from claimsift.stages.detect_claims.any_case import AnyCase
from claimsift.stages.detect_claims.named_reasons import (
    PAST,
    STRONG_KINDS,
    TIME_PREPOSITION,
    VERB_AFTER,
    Surroundings,
    find_named_reason,
    is_one_of_people,
)
from claimsift.stages.detect_claims.nouns import noun_class_of

_DEFINITE = AnyCase(
    r"\b(?:the|these|those|this|that|any|both|all|other|last|next|past|each|which|such|another|every|his"
    r"|her|their|our|its|your|my)\s(?:of\sthe\s|other\s|first\s|last\s|next\s|past\s|remaining\s)?\Z",
)
_SECOND_PERSON = re.compile(r"\b(?:you|your|we|our|us|I|my)\b")
_STUDY = AnyCase(
    r"\b(?:stud(?:y|ies)|trials?|patients?|participants?|women|men|randomi[sz]ed|enrolled|group|cohort"
    r"|subjects?|adults|children|survey|analysis|researchers|placebo)\b",
)
_SCALE_AFTER = AnyCase(
    r"\s(?:[\w-]+\s){0,4}(?:scale|score|questionnaire|likert|instrument|VAS|index|item)s?\b",
)
_ONLY_BEFORE = AnyCase(
    r"\b(?:only|just|remaining|another|other|further|total of|all|included|enrolled|recruited|screened"
    r"|analysed|randomi[sz]ed|killed|kills|affects?|and)\s\Z",
)
_HYPHEN = re.compile(r"[\w][-‐‑][a-z]")
_PERIOD_AFTER = re.compile(
    r"\s(?:[\w-]+\s){0,2}?(?:study|trial|course|program(?:me)?|period|treatment|follow-?up|therapy|regimen|intervention"
    r"|survival|stay|recovery|wait|delay|break|supply|infusion|plan|schedule|hospitali[sz]ation|procedure)\b"
)
_THERE_WERE = re.compile(r"\b[Tt]here\s(?:was|were|are|is|had\sbeen|have\sbeen)\s(?:\w+ly\s|only\s)?\Z")
_CAPITAL_BEFORE = re.compile(r"\S\s[A-Z][\w-]+\s\Z")
_BRACKET_BEFORE = re.compile(r"[(\[]\s?\Z")
_PRICE = AnyCase(
    r"\b(?:price|parking|fee|free|order|shipping|ring|call|book|off|discount|gift|charge|subscri\w+"
    r"|per\smonth|consultation|appointment|chat|voucher|donat\w+)\b",
)


# Bias, weight of each feature, threshold of the probability.
Weights = tuple[float, dict[str, float], float]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a quantity is a claim, how probable that is, and the reason where it is none."""

    is_claim: bool
    probability: float
    reason: str
    features: tuple[tuple[str, float], ...] = ()


def features_of(quantity: Quantity, around: Surroundings) -> dict[str, float]:
    """The named features of the model; each is 0 or 1."""
    noun_class = noun_class_of(quantity.unit) if quantity.counted or quantity.form in ("adjective", "zero") else None
    value = quantity.value if isinstance(quantity.value, float) else quantity.value[0] if quantity.value else 0.0
    is_word = not any(map(str.isdigit, quantity.text))
    kind, form, before, after, sentence = around.kind, quantity.form, around.before, around.after, around.sentence
    count, duration = kind == "count", kind == "duration"
    person = noun_class in ("person", "event")
    flags = {
        f"kind={kind}": True,
        f"form={form}": True,
        f"noun={noun_class}": noun_class is not None and kind in ("count", "dose"),
        "bare": quantity.unit is None,
        "word_small": is_word and value < 13 and count,
        "value_one": value == 1.0 and count and not is_one_of_people(around, noun_class),
        "modifier": quantity.modifier is not None,
        "heading": around.block_kind == "heading",
        "in_parens": bool(_BRACKET_BEFORE.search(before, max(0, len(before) - 2))),
        "definite_count": count and bool(_DEFINITE.search(before)),
        "definite_duration": duration and bool(_DEFINITE.search(before)),
        "time_preposition": duration and bool(TIME_PREPOSITION.search(before)),
        "time_beside_strong": duration and bool(around.other_kinds & STRONG_KINDS),
        "hyphen_duration": duration and bool(_HYPHEN.search(quantity.text)),
        "hyphen_period": duration and bool(_HYPHEN.search(quantity.text) and _PERIOD_AFTER.match(after)),
        "there_were": count and bool(_THERE_WERE.search(before)),
        "question": sentence.rstrip().endswith("?"),
        "second_person": kind in ("count", "duration", "dose") and bool(_SECOND_PERSON.search(sentence)),
        "past": kind in ("count", "duration", "measure") and bool(PAST.search(sentence)),
        "study_words": kind in ("count", "duration", "measure", "dose") and bool(_STUDY.search(sentence)),
        "statistics": bool(quantity.interval or quantity.spread or quantity.p_value),
        "bare_with_statistics": quantity.unit is None and bool(quantity.interval or quantity.spread),
        "verb_after": count and bool(VERB_AFTER.match(after)),
        "only_before": count and bool(_ONLY_BEFORE.search(before)),
        "after_capital": quantity.unit is None and bool(_CAPITAL_BEFORE.search(before)),
        "count_in_list": count and around.block_kind == "list_item",
        "digits_person": not is_word and person,
        "person_word": is_word and person,
        "strong_neighbour": count and bool(around.other_kinds & {"proportion", "effect"}),
        "count_neighbour": count and "count" in around.other_kinds,
        "money_price": kind == "money" and bool(_PRICE.search(sentence)),
        "scale": form == "adjective" and bool(_SCALE_AFTER.match(after)),
        "big_number": count and value >= 20,
    }
    return {name: 1.0 for name, flag in flags.items() if flag}


@cache
def load_weights(model: str | None = None) -> Weights:
    """Bias, weights and threshold of a trained model, or the packaged ones."""
    table = load_model_table("claimhood_weights", model)
    return float(table["bias"]), dict(table["weights"]), float(table["threshold"])


def judge(quantity: Quantity, around: Surroundings, *, weights: Weights | None = None) -> Verdict:
    """The verdict on one quantity; the default weights are the packaged ones."""
    reason = find_named_reason(quantity, around)
    if reason is not None:
        return Verdict(False, 0.02, reason)
    bias, by_feature, threshold = weights if weights is not None else load_weights()
    features = features_of(quantity, around)
    shares = sorted([(name, by_feature.get(name, 0.0)) for name in features], key=itemgetter(1))
    probability = 1.0 / (1.0 + math.exp(-(bias + sum([share for _, share in shares]))))
    if probability >= threshold:
        return Verdict(True, probability, "", tuple(shares))
    weakest = shares[0][0].replace("=", "_") if shares else "bias"
    return Verdict(False, probability, f"unlikely:{weakest}", tuple(shares))
