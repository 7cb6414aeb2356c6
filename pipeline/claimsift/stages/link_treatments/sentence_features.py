"""Features of a treatment that stands in the claim's own sentence."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from claimsift.records import Claim, TreatmentMention
from claimsift.stages.link_treatments.arm_order import ArmOrder, rank_arms
from claimsift.stages.link_treatments.find_context import Context, entity_of
from claimsift.stages.link_treatments.read_contexts import opens_contrast

WINDOW = 600  # characters
_PREPOSITION = re.compile(
    r"\s*(?:of|with|in|for|after|from|following|by|on|to|at|under|using|versus|vs\.?)\s+(?:the\s+|a\s+)?\Z"
)
_PEOPLE_WITH = re.compile(
    r"[^.;:]{0,40}?\b(?:patients|participants|women|men|people|subjects|those|adults|children|cases|eyes|users|and|knees)?\s*"
    r"(?:who\s+)?(?:were\s+|was\s+|had\s+)?(?:randomly\s+)?"
    r"(?:in|with|on|taking|receiving|received|treated|given|assigned|using|undergoing|underwent|after|for|took|had)\s+"
    r"(?:with\s+|to\s+|the\s+|a\s+)*\Z"
)
_OPENS_PARENTHESIS = re.compile(r"[^()]{0,30}\([^()]*\Z")
_OPENS_DIRECTLY = re.compile(
    r"\s*(?:[- ]?(?:group|arm|patients|recipients|users)s?)?\s*[(\[](?:n\s*=\s*)?\Z", re.IGNORECASE
)
_COLON = re.compile(r"[^.;:]{0,25}[:=]\s*(?:mean|median|about|approximately|n\s*=)?\s*\Z")
_ARM_NOUN = re.compile(
    r"[- ]?(?:only |alone )?(?:group|arm|patients|recipients|users|participants|subjects|cohort|treated|treatment)\b",
)
_GIVEN_BEFORE = re.compile(
    r"(?:treated with|receiv\w+|taking|took|given|assigned to|randomi[sz]ed to|underwent|undergoing|treatment with|"
    r"therapy with|injections? of|had|using|on)\s+(?:a |an |the |either )?\Z",
)
_CONTRASTED = re.compile(r"(?:than|compared (?:with|to)|versus|vs\.?|relative to|over)\b[^,;()]{0,30}\Z")
_GIVEN_AFTER = re.compile(
    r"[^.;:()]{0,40}?\b(?:received?|receiving|given|took|taking|had|got|underwent|assigned|randomi[sz]ed|allocated|used|using|"
    r"on|with|after|following)\b(?: [\w-]+){0,4} \Z",
)
_CLAUSE_SIGN = re.compile(r"[;:,](?:(?<!,)| (?:and|but|while|whereas|with|which|although)\b)")


def window_of(claim: Claim) -> tuple[int, int]:
    """The part of the claim's sentence that is searched, so that a text without full stops takes no longer."""
    quantity, sentence = claim.quantity, claim.sentence
    return max(sentence.start, quantity.start - WINDOW), min(sentence.end, quantity.end + WINDOW)


def sentence_features(
    context: Context, claim: Claim, here: tuple[TreatmentMention, ...], arms: ArmOrder
) -> Iterator[dict[str, float]]:
    """The features of each mention of the claim's sentence; `here` are these mentions."""
    entities = [entity_of(mention) for mention in here]
    only_one = len(set(entities)) == 1
    order = _find_order(context, claim, here, arms) if here else None
    for position, (mention, entity) in enumerate(zip(here, entities, strict=True)):
        before = mention.start < claim.quantity.start
        side = "before" if before else "after"
        gap_start, gap_end = (mention.end, claim.quantity.start) if before else (claim.quantity.end, mention.start)
        gap = context.layout.masked[gap_start : min(gap_end, gap_start + WINDOW)] if gap_end > gap_start else ""
        between = [other for other, near in zip(entities, here, strict=True) if gap_start <= near.start < gap_end]
        others = len(set(between) - {entity})
        numbers = context.claims_between(gap_start, gap_end)
        features = {"same": 1.0, f"same_{side}": 1.0}
        note(features, f"distance_{side}", min(1.0, math.log2(1 + len(gap)) / 8))
        note(features, f"numbers_between_{side}", min(3, numbers) / 3)
        note(features, f"no_number_between_{side}", not numbers)
        note(features, f"others_between_{side}", min(3, others) / 3)
        note(features, f"nearest_{side}", not between)
        stretch = gap_start, gap_start + len(gap)
        parted = bool(_CLAUSE_SIGN.search(gap)) or context.phrases.has("clause", *stretch)
        note(features, f"clause_between_{side}", parted)
        note(features, f"contrast_between_{side}", context.phrases.has("contrast", *stretch))
        note(features, "only_one", only_one)
        note(features, "first_named", position == 0)
        note(features, "last_named", position == len(here) - 1)
        note(features, "overlaps", mention.start < claim.quantity.end and mention.end > claim.quantity.start)
        tied = _order_features(order, entity)
        # Where "respectively" says which number is whose, what stands next to a number says nothing.
        stated = "same_order_stated" in tied or "other_order_stated" in tied
        _note_ties(features, context, mention, side)
        if not between and numbers <= 0 and not stated:
            _note_gap(features, gap, side)
            # "lisinopril 10 mg": the amount of what stands right before it
            note(features, "touches_dose", claim.kind == "dose" and before and not gap.strip(" ("))
        features.update(tied)
        yield features


def note(features: dict[str, float], name: str, value: float) -> None:
    """Adds a feature, unless it is 0."""
    if value:
        features[name] = float(value)


def _note_ties(features: dict[str, float], context: Context, mention: TreatmentMention, side: str) -> None:
    """What the words beside a mention say of it, whatever the number: "in the X group", "than X", "use of X"."""
    known = context.ties.get(mention.start)
    if known is None:
        lowered = context.lowered
        lead = lowered[max(0, mention.start - 45) : mention.start]
        known = context.ties[mention.start] = (
            bool(_ARM_NOUN.match(lowered, mention.end)),
            bool(_GIVEN_BEFORE.search(lead)),
            bool(_CONTRASTED.search(lead)),
            context.is_measured(mention),
        )
    arm_noun, given_before, contrasted, measured = known
    note(features, "arm_noun", arm_noun)
    note(features, "given_before", given_before)
    note(features, f"contrasted_{side}", contrasted)
    features["measured" if measured else "unmeasured"] = 1.0


def _note_gap(features: dict[str, float], gap: str, side: str) -> None:
    """Fixed ways of tying a number to a treatment: "28% after X", "X (28%)", "X: 28%"."""
    if side == "after":
        note(features, "preposition", bool(_PREPOSITION.match(gap)))
        note(features, "people_with", bool(_PEOPLE_WITH.match(gap)))
        note(features, "given_after", bool(_GIVEN_AFTER.match(gap.lower())))
        note(features, "touches_after", not gap.strip())
    else:
        lowered = gap.lower()
        note(features, "in_parentheses", bool(_OPENS_PARENTHESIS.match(gap)))
        note(features, "opens_directly", bool(_OPENS_DIRECTLY.match(lowered)))
        note(features, "colon", bool(_COLON.match(lowered)))


@dataclass(frozen=True, slots=True)
class _Order:
    """A claim's place in a comparison, and the place of each treatment of its sentence that is one of the arms."""

    index: int
    ranks: dict[str, int]
    contrast: bool
    paired: bool
    stated: bool


def _find_order(context: Context, claim: Claim, here: tuple[TreatmentMention, ...], arms: ArmOrder) -> _Order | None:
    """How the arms of the claim's sentence are ordered; None where its number stands in no comparison."""
    place = arms.get(context.index_of(claim))
    if place is None:
        return None
    series, index = place
    compared = tuple(other for other in here if entity_of(other) in context.arms)
    # What else a sentence names beside its arms (an operation, an outcome) has no number of the comparison.
    among = compared if len({entity_of(other) for other in compared}) >= len(series.claims) else here
    # "Compared with placebo, olanzapine led to … (25% vs 0%)": what is compared with comes second.
    lowered = context.lowered
    among = tuple(sorted(among, key=lambda other: other.start < series.start and opens_contrast(lowered, other.start)))
    ranks = rank_arms(series, among, [entity_of(other) for other in among])
    window = window_of(claim)
    paired, stated = context.phrases.has("paired", *window), context.phrases.has("respectively", *window)
    return _Order(index, ranks, series.contrast, paired, stated)


def _order_features(order: _Order | None, entity: str) -> dict[str, float]:
    """Whether numbers and arms of one comparison stand in the same order."""
    if order is None or not order.ranks:
        return {}
    rank = order.ranks.get(entity)
    if rank is None:
        return {"no_arm": 1.0}
    right = "same_order" if rank == order.index else "other_order"
    # The penalty shrinks a feature of value 2 less: few sentences show the order, and those that do are sure.
    features = {right: 2.0}
    note(features, f"{right}_paired", 2.0 * order.paired)
    note(features, f"{right}_contrast", 2.0 * order.contrast)
    note(features, f"{right}_stated", 4.0 * order.stated)
    return features
