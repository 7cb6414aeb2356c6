"""Decides which quantities are claims, and of what kind."""

from __future__ import annotations

import re

from claimsift.records import Claim, Kind, Layout, Provenance, Quantity, Rejection, TextSpan, hash_text, make_claim_id
from claimsift.stages.detect_claims.claimhood import Verdict, Weights, judge
from claimsift.stages.detect_claims.kinds import find_kind, share_effects
from claimsift.stages.detect_claims.named_reasons import Surroundings, surroundings_of

_VERSION = "0.1.0"
_LIST_GAP = re.compile(r",?\s(?:and|or|vs?\.?|versus)\s|,\s?")


def find_claims(
    text: str,
    layout: Layout,
    quantities: tuple[Quantity, ...],
    *,
    article_id: str = "",
    weights: Weights | None = None,
) -> tuple[tuple[Claim, ...], tuple[Rejection, ...]]:
    """The claims among the quantities, in order, and the quantities that are none, with a reason.

    `weights` are those of the claimhood model; the default are the packaged ones.
    """
    text_hash = hash_text(text)
    kinds = find_kinds(layout, quantities)
    claims: list[Claim] = []
    rejected: list[Rejection] = []
    verdict: Verdict | None = None
    for at, quantity in enumerate(quantities):
        around = find_surroundings(layout, quantities, kinds, at)
        if around is None:
            rejected.append(Rejection(quantity.text, quantity.start, quantity.end, "page_furniture"))
            verdict = None
            continue
        if verdict is None or not _lists_times(layout, quantities, kinds, at):
            verdict = judge(quantity, around, weights=weights)
        if not verdict.is_claim:
            rejected.append(Rejection(quantity.text, quantity.start, quantity.end, verdict.reason))
            continue
        claims.append(_make_claim(text, text_hash, layout, quantity, kinds[at], verdict.probability, article_id))
    return tuple(claims), tuple(rejected)


def _lists_times(layout: Layout, quantities: tuple[Quantity, ...], kinds: list[Kind], at: int) -> bool:
    """Whether a time goes on a list of times, all of which are claims or none: `at 2, 4, and 8 weeks`."""
    if at == 0 or kinds[at] != "duration" or kinds[at - 1] != "duration":
        return False
    earlier, later = quantities[at - 1], quantities[at]
    between = layout.masked[earlier.end : later.start]
    return earlier.unit == later.unit and len(between) <= 10 and _LIST_GAP.fullmatch(between) is not None


def find_kinds(layout: Layout, quantities: tuple[Quantity, ...]) -> list[Kind]:
    """The kind of each quantity, percents told in one breath alike."""
    return share_effects(layout.masked, quantities, [find_kind(layout.masked, quantity) for quantity in quantities])


def find_surroundings(
    layout: Layout, quantities: tuple[Quantity, ...], kinds: list[Kind], at: int
) -> Surroundings | None:
    """What the judgement of quantity `at` looks at, or None outside all sentences."""
    sentence = layout.sentence_at(quantities[at].start)
    if sentence is None:
        return None
    block_kind = layout.blocks[sentence.block].kind
    return surroundings_of(layout, quantities, kinds, at, sentence.start, sentence.end, block_kind)


def _make_claim(
    text: str, text_hash: str, layout: Layout, quantity: Quantity, kind: Kind, probability: float, article_id: str
) -> Claim:
    sentence = layout.sentence_at(quantity.start)
    start, end = (sentence.start, sentence.end) if sentence else (quantity.start, quantity.end)
    heading = layout.heading_of(layout.blocks[sentence.block]) if sentence else None
    return Claim(
        make_claim_id(text_hash, quantity.start, quantity.end, kind),
        article_id,
        kind,
        quantity,
        TextSpan(text[start:end], start, end),
        Provenance(f"rule:{quantity.form}", _VERSION),
        section=text[heading.text_start : heading.end] if heading else None,
        confidence=round(probability, 4),
    )
