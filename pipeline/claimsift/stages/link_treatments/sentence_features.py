"""Features of a treatment that stands in the claim's own sentence."""

from __future__ import annotations

import math
import re

from claimsift.records import Claim, TreatmentMention
from claimsift.stages.link_treatments.arm_order import ArmOrder, rank_arms
from claimsift.stages.link_treatments.find_context import Context, entity_of
from claimsift.stages.link_treatments.read_contexts import is_measured, opens_contrast

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
_COLON = re.compile(r"[^.;:]{0,25}[:=]\s*(?:mean|median|about|approximately|n\s*=)?\s*\Z", re.IGNORECASE)
_ARM_NOUN = re.compile(
    r"[- ]?(?:only |alone )?(?:group|arm|patients|recipients|users|participants|subjects|cohort|treated|treatment)\b",
    re.IGNORECASE,
)
_GIVEN_BEFORE = re.compile(
    r"(?:treated with|receiv\w+|taking|took|given|assigned to|randomi[sz]ed to|underwent|undergoing|treatment with|"
    r"therapy with|injections? of|had|using|on)\s+(?:a |an |the |either )?\Z",
    re.IGNORECASE,
)
_CONTRASTED = re.compile(r"(?:than|compared (?:with|to)|versus|vs\.?|relative to|over)\b[^,;()]{0,30}\Z", re.IGNORECASE)
_GIVEN_AFTER = re.compile(
    r"[^.;:()]{0,40}?\b(?:received?|receiving|given|took|taking|had|got|underwent|assigned|randomi[sz]ed|allocated|used|using|"
    r"on|with|after|following)\b(?: [\w-]+){0,4} \Z",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[;:]|, (?:and|but|while|whereas|with|which|although)\b|\b(?:while|whereas|but|although)\b")
_CONTRAST = re.compile(r"\b(?:than|compared|versus|vs|and|whereas|while)\b")
_RESPECTIVELY = re.compile(r"\brespectively\b", re.IGNORECASE)
_PAIRED = re.compile(r"\b(?:respectively|versus|vs|than|compared|either|or|both|between)\b", re.IGNORECASE)


def window_of(claim: Claim) -> tuple[int, int]:
    """The part of the claim's sentence that is searched, so that a text without full stops takes no longer."""
    quantity, sentence = claim.quantity, claim.sentence
    return max(sentence.start, quantity.start - WINDOW), min(sentence.end, quantity.end + WINDOW)


def sentence_features(
    context: Context, claim: Claim, mention: TreatmentMention, here: tuple[TreatmentMention, ...], arms: ArmOrder
) -> dict[str, float]:
    """The features of one mention of the sentence; `here` are all of the sentence's mentions."""
    before = mention.start < claim.quantity.start
    gap_start, gap_end = (mention.end, claim.quantity.start) if before else (claim.quantity.end, mention.start)
    gap = context.layout.masked[gap_start : min(gap_end, gap_start + WINDOW)] if gap_end > gap_start else ""
    side = "before" if before else "after"
    between = [other for other in here if gap_start <= other.start < gap_end]
    others = {entity_of(other) for other in between} - {entity_of(mention)}
    numbers = context.claims_between(gap_start, gap_end)
    features = {
        "same": 1.0,
        f"same_{side}": 1.0,
        f"distance_{side}": min(1.0, math.log2(1 + len(gap)) / 8),
        f"numbers_between_{side}": min(3, numbers) / 3,
        f"no_number_between_{side}": float(not numbers),
        f"others_between_{side}": min(3, len(others)) / 3,
        f"nearest_{side}": float(not between),
        f"clause_between_{side}": float(bool(_CLAUSE.search(gap))),
        f"contrast_between_{side}": float(bool(_CONTRAST.search(gap))),
        "only_one": float(len({entity_of(other) for other in here}) == 1),
        "first_named": float(mention is here[0]),
        "last_named": float(mention is here[-1]),
        "overlaps": float(mention.start < claim.quantity.end and mention.end > claim.quantity.start),
    }
    order = _order(context, claim, mention, here, arms)
    # Where "respectively" says which number is whose, what stands next to a number says nothing.
    stated = any(order.get(name) for name in ("same_order_stated", "other_order_stated"))
    apart = bool(between) or numbers > 0 or stated
    features.update(_patterns(context.layout.masked, mention, gap, side, between=apart))
    features.update(order)
    return features


def _patterns(masked: str, mention: TreatmentMention, gap: str, side: str, *, between: bool) -> dict[str, float]:
    """Fixed ways of tying a number to a treatment: "28% after X", "X (28%)", "X: 28%", "in the X group"."""
    lead = masked[max(0, mention.start - 45) : mention.start]
    features = {
        "arm_noun": float(bool(_ARM_NOUN.match(masked, mention.end))),
        "given_before": float(bool(_GIVEN_BEFORE.search(lead))),
        f"contrasted_{side}": float(bool(_CONTRASTED.search(lead))),
    }
    measured = is_measured(masked, mention.start, mention.end)
    features["measured"] = float(measured)
    features["unmeasured"] = float(not measured)
    if between:
        return features
    if side == "after":
        features["preposition"] = float(bool(_PREPOSITION.match(gap)))
        features["people_with"] = float(bool(_PEOPLE_WITH.match(gap)))
        features["given_after"] = float(bool(_GIVEN_AFTER.match(gap)))
        features["touches_after"] = float(not gap.strip())
    else:
        features["in_parentheses"] = float(bool(_OPENS_PARENTHESIS.match(gap)))
        features["opens_directly"] = float(bool(_OPENS_DIRECTLY.match(gap)))
        features["colon"] = float(bool(_COLON.match(gap)))
    return features


def _order(
    context: Context, claim: Claim, mention: TreatmentMention, here: tuple[TreatmentMention, ...], arms: ArmOrder
) -> dict[str, float]:
    """Whether numbers and arms of one comparison stand in the same order."""
    place = arms.get(context.index_of(claim))
    if place is None:
        return {}
    series, index = place
    compared = tuple(other for other in here if entity_of(other) in context.arms)
    # What else a sentence names beside its arms (an operation, an outcome) has no number of the comparison.
    among = compared if len({entity_of(other) for other in compared}) >= len(series.claims) else here
    # "Compared with placebo, olanzapine led to … (25% vs 0%)": what is compared with comes second.
    masked = context.layout.masked
    among = tuple(sorted(among, key=lambda other: other.start < series.start and opens_contrast(masked, other.start)))
    ranks = rank_arms(series, among, [entity_of(other) for other in among])
    rank = ranks.get(entity_of(mention))
    if rank is None:
        return {"no_arm": 1.0} if ranks else {}
    paired = context.has(_PAIRED, *window_of(claim))
    right = "same_order" if rank == index else "other_order"
    # The penalty shrinks a feature of value 2 less: few sentences show the order, and those that do are sure.
    stated = context.has(_RESPECTIVELY, *window_of(claim))
    return {
        right: 2.0,
        f"{right}_paired": 2.0 * paired,
        f"{right}_contrast": 2.0 * series.contrast,
        f"{right}_stated": 4.0 * stated,
    }
