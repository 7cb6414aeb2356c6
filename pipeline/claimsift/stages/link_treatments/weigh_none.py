"""Weighs whether a claim involves no treatment at all, by the words beside its number."""

from __future__ import annotations

import math
import re

from claimsift.lexicon import load_table
from claimsift.records import Claim

_WORD = re.compile(r"[a-z]+")
_REACH = 110  # characters of the sentence on each side of the number


def words_beside(masked: str, claim: Claim) -> frozenset[str]:
    """The words of the claim's sentence near its number, in lowercase."""
    quantity, sentence = claim.quantity, claim.sentence
    before = masked[max(sentence.start, quantity.start - _REACH) : quantity.start]
    after = masked[quantity.end : min(sentence.end, quantity.end + _REACH)]
    return frozenset(_WORD.findall(f"{before} {after}".lower()))


def weigh_none(masked: str, claims: tuple[Claim, ...]) -> tuple[float, ...]:
    """The log odds of each claim's being about no treatment ("affects one in 2,000 newborns"), by words alone."""
    table = load_table("treatment_none_words")
    words, bias = table["words"], table["bias"]
    # Words are a set, whose order differs from process to process: the sum must not depend on it.
    return tuple(
        math.fsum([bias, *[words[word] for word in words_beside(masked, claim) if word in words]]) for claim in claims
    )
