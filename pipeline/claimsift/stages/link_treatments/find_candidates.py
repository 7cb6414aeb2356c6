"""Finds the treatments that a claim could be about, each with the features that speak for or against it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from claimsift.records import Claim, TreatmentMention
from claimsift.stages.link_treatments.arm_order import ArmOrder
from claimsift.stages.link_treatments.entity_features import entity_features
from claimsift.stages.link_treatments.find_context import Context, Earlier, entity_of
from claimsift.stages.link_treatments.read_contexts import is_stopped
from claimsift.stages.link_treatments.sentence_features import WINDOW, sentence_features, window_of

_BACK = 8  # sentences that are looked back
_MOST_IN_SENTENCE = 16
_STUDY = re.compile(
    r"\b(?:stud(?:y|ies)|trials?|enrolled|randomi[sz]ed|assigned|participants|recruited|cohort|included|researchers|"
    r"investigat\w+|follow-?up|surveyed|responded|respondents)\b",
    re.IGNORECASE,
)
_EPIDEMIOLOGY = re.compile(
    r"\b(?:incidence|prevalence|lifetime|diagnosed|new cases|deaths|mortality|account(?:s|ed)? for|caused? by|"
    r"linked to|statistics|born|worldwide|population|adults|Americans|people (?:with|have|will|suffer)|"
    r"chance of|at risk|risk factors?|developing|develop|suffer|affects?|each year|every year|annually|cost of)\b",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"\b(?:the others?|the rest|the remaining|controls?|comparison group|placebo|dummy|sham|usual care|standard care|"
    r"untreated|unvaccinated|unscreened|(?:did|had|were|was|have|do) not|never|without (?:it|treatment|surgery)|"
    r"non-?users?|waiting[- ]list|no (?:treatment|intervention))\b",
    re.IGNORECASE,
)
_BENEFIT = re.compile(
    r"\b(?:reduc\w+|lower\w*|prevent\w*|protect\w*|effective\w*|efficacy|improv\w+|reliev\w+|relief|benefit\w*|"
    r"success\w*|cured?|remission|respon[ds]\w*|side[- ]effects?|adverse|complications?|satisf\w+|recover\w*|"
    r"relaps\w+|recurr\w+|surviv\w+|healed|failed|failure)\b",
    re.IGNORECASE,
)
_BOTH = re.compile(
    r"\b(?:both|all|each|two|three|either|between|total|overall) (?:(?:study|treatment|trial) )?"
    r"(?:groups?|arms?|patients|participants)\b"
    r"|\b(?:in total|overall|a total of)\b",
    re.IGNORECASE,
)
_GIVEN = re.compile(
    r"\b(?:treat\w*|receiv\w+|underw\w+|undergo\w*|surger\w+|inject\w+|therap\w+|medication|drugs?|operat\w+|dose|"
    r"group|arm|placebo|took|taking|response|outcome|post-?operative\w*|implant\w*|procedure|vaccin\w+|screen\w+)\b",
    re.IGNORECASE,
)


@dataclass(slots=True)
class LinkCandidate:
    """A mention that could be the claim's treatment (None: no treatment), with its features."""

    mention: TreatmentMention | None
    place: str
    features: dict[str, float] = field(default_factory=dict)


class _Pool:
    """The candidates of one claim: a mention that is reached in two ways gathers the features of both."""

    def __init__(self) -> None:
        self.found: dict[int, LinkCandidate] = {}

    def add(self, mention: TreatmentMention, place: str, features: dict[str, float]) -> None:
        candidate = self.found.setdefault(mention.start, LinkCandidate(mention, place))
        for name, value in features.items():
            candidate.features.setdefault(name, value)


def find_candidates(context: Context, claim: Claim, arms: ArmOrder) -> list[LinkCandidate]:
    """The candidates of one claim; the last is always the null candidate.

    Their number is bounded, so that time is linear in the number of claims.
    """
    pool = _Pool()
    index = context.layout.sentence_index_at(claim.quantity.start)
    here = context.by_sentence.get(index, ())[:_MOST_IN_SENTENCE] if index is not None else ()
    stopped = {entity_of(m) for m in here if is_stopped(context.layout.masked, m.start, m.end)}
    for mention in here:
        pool.add(mention, "same_sentence", sentence_features(context, claim, mention, here, arms))
    suffix = "" if here else "_alone"
    nearest = 99
    if index is not None:
        earlier, nearest = _earlier(context, index, suffix)
        for mention, features in earlier:
            pool.add(mention, "earlier_sentence", features)
    for depth, mentions in enumerate(context.headings_of(claim.quantity.start)):
        for mention in mentions[:4]:
            pool.add(mention, "heading", {("heading" if depth == 0 else "heading_above") + suffix: 1.0})
    for mention in context.in_title[:4]:
        pool.add(mention, "title", {"title" + suffix: 1.0})
    _add_most_named(pool, context, claim, suffix)
    for name in context.arms:
        arm = context.last_before(name, claim.quantity.start)
        if arm is not None:
            pool.add(arm, "article_top", {})
    candidates = list(pool.found.values())
    for candidate in candidates:
        _add_mention_features(context, claim, candidate, suffix)
        _add_arm_features(context, claim, candidate, here, arms)
        if candidate.mention and entity_of(candidate.mention) in stopped:
            # Rare, but sure: the penalty shrinks a feature of a high value less.
            candidate.features["stopped"] = 3.0
    candidates.append(LinkCandidate(None, "none", _null_features(context, claim, bool(here), nearest)))
    return candidates


def _earlier(context: Context, index: int, suffix: str) -> Earlier:
    """The treatments of the sentences before one; all of its claims ask for the same."""
    known = context.earlier.get(index)
    if known is None:
        known = context.earlier[index] = _find_earlier(context, index, suffix)
    return known


def _find_earlier(context: Context, index: int, suffix: str) -> Earlier:
    sentences = context.layout.sentences
    block = sentences[index].block
    nearest = 99
    found: list[tuple[TreatmentMention, dict[str, float]]] = []
    for back in range(1, min(_BACK, index) + 1):
        sentence = sentences[index - back]
        mentions = context.by_sentence.get(index - back, ())
        if not mentions:
            continue
        near = "1" if back == 1 else "2" if back == 2 else "3_4" if back <= 4 else "5_8"
        features = {f"back_{near}{suffix}": 1.0, f"same_block{suffix}": float(sentence.block == block)}
        if nearest == 99:
            nearest = back
            features[f"nearest_back{suffix}"] = 1.0
        if _is_list_intro(context, block, sentence.block):
            features[f"list_intro{suffix}"] = 1.0
        if context.has(_STUDY, sentence.start, min(sentence.end, sentence.start + WINDOW)):
            features[f"back_study{suffix}"] = 1.0
        if context.layout.blocks[sentence.block].kind == "heading":
            features[f"back_heading{suffix}"] = 1.0
        for position, mention in enumerate(mentions[:6]):
            extra = {f"back_first{suffix}": float(position == 0), f"back_last{suffix}": float(mention is mentions[-1])}
            found.append((mention, features | extra))
    return tuple(found), nearest


def _is_list_intro(context: Context, block: int, other: int) -> bool:
    """Whether the block is a list item and `other` the paragraph that introduces its list."""
    blocks = context.layout.blocks
    if blocks[block].kind not in ("list_item", "table_row") or blocks[other].kind != "paragraph" or other >= block:
        return False
    return all(blocks[between].kind in ("list_item", "table_row") for between in range(other + 1, block))


def _add_most_named(pool: _Pool, context: Context, claim: Claim, suffix: str) -> None:
    """Adds the treatments that the section and the article name most, at their last mention before the claim."""
    section = context.sections.get(context.section_of(claim.quantity.start))
    top = [name for name, _ in section.most_common(2)] if section else []
    for names, feature in ((top, "section_top"), (context.top_of_article(), "article_top")):
        for rank, name in enumerate(names):
            mention = context.last_before(name, claim.quantity.start)
            if mention is not None:
                pool.add(mention, feature, {f"{feature}_{min(rank, 1)}{suffix}": 1.0})


def _add_mention_features(context: Context, claim: Claim, candidate: LinkCandidate, suffix: str) -> None:
    mention = candidate.mention
    if mention is None:
        return
    entity, features = entity_of(mention), candidate.features
    features.update(entity_features(context, claim, entity, suffix))
    if mention.role == "comparator":
        features["comparator" + suffix] = 1.0
        if claim.kind == "effect":
            features["effect_comparator"] = 1.0
    if mention.generic:
        features["generic" + suffix] = 1.0
    features[f"source_{mention.source}"] = 1.0
    if candidate.place == "same_sentence":
        features["evidence_here"] = max(-1.0, min(1.0, context.weight_of(mention) / 4))
    if claim.outcome and mention.start < claim.outcome.end and mention.end > claim.outcome.start:
        features["in_outcome"] = 1.0
        features["measured_outcome"] = features.get("measured", 0.0)
    if claim.population and mention.start < claim.population.end and mention.end > claim.population.start:
        features["in_population"] = 1.0
    if claim.kind in ("count", "dose", "duration"):
        features[f"{claim.kind}_share{suffix}"] = features["share_article" + suffix]
        features[f"{claim.kind}_{candidate.place}"] = 1.0


def _add_arm_features(
    context: Context,
    claim: Claim,
    candidate: LinkCandidate,
    here: tuple[TreatmentMention, ...],
    order: ArmOrder,
) -> None:
    """Whether the candidate is one of the two arms that the article compares, and the arm of the number."""
    mention, features = candidate.mention, candidate.features
    if mention is None:
        return
    place = order.get(context.index_of(claim))
    if place is not None and place[0].contrast:
        features[f"contrast_{min(place[1], 1)}_{mention.role}"] = 1.0
    if context.has(_OTHERS, *context.segment_of(claim)):
        features[f"others_{mention.role}"] = 1.0
    if not context.arms:
        return
    entity = entity_of(mention)
    if entity not in context.arms:
        features["no_arm_of_article"] = 1.0
        return
    rank = context.arms.index(entity)
    features[f"arm_{rank}"] = 1.0
    if claim.kind == "effect":
        features[f"effect_arm_{rank}"] = 1.0
    if context.has(_BOTH, *window_of(claim)):
        features[f"both_arm_{rank}"] = 1.0
    if place is None:
        features[f"unpaired_arm_{rank}"] = 1.0
        return
    series, index = place
    if len(series.claims) != 2:
        return
    named = {entity_of(other) for other in here} & set(context.arms)
    kind = "contrast" if series.contrast else "list"
    if len(named) == 1:
        # One arm is named: the first number is its own, the second that of the other arm.
        right = (entity in named) == (index == 0)
        features[f"one_named_{kind}_{'right' if right else 'wrong'}"] = 2.0
    elif not named:
        features[f"none_named_{kind}_{'right' if rank == index else 'wrong'}"] = 2.0


def _null_features(context: Context, claim: Claim, here: bool, nearest: int) -> dict[str, float]:
    """What speaks for a claim without a treatment."""
    start, end = window_of(claim)
    masked = context.layout.masked
    epidemiology = context.has(_EPIDEMIOLOGY, start, end)
    given = context.has(_GIVEN, start, end)
    study = context.has(_STUDY, start, end)
    density = 100 * len(context.mentions) / max(1, context.words)
    section = context.sections.get(context.section_of(claim.quantity.start))
    block = context.layout.blocks[context.layout.block_index_at(claim.quantity.start) or 0]
    in_block = context.mentions_between(block.start, block.end)
    earlier = context.mentions_between(block.start, claim.quantity.start)
    none = context.none[context.index_of(claim)]
    around = context.none_of_block[context.layout.block_index_at(claim.quantity.start)]
    return {
        "null_words": max(-1.5, min(1.5, none / 3)),
        "null_words_alone": max(-1.5, min(1.5, none / 3)) * (not here),
        "null_words_around": max(-1.5, min(1.5, around / 3)),
        "null_block": float(not in_block),
        "null_block_before": float(not earlier),
        "null_before_all": float(not context.mentions_between(context.prose_start, claim.quantity.start)),
        "null_early": float(claim.quantity.start < 0.25 * len(masked)),
        "null_arms": float(bool(context.arms)),
        "null_benefit": float(context.has(_BENEFIT, start, end)),
        "null_benefit_here": float(here and context.has(_BENEFIT, start, end)),
        "null_dominant": max(context.article.values(), default=0) / max(1, context.article.total()),
        "null_article_words": context.none_of_article,
        "null_heading": float(block.kind == "heading"),
        "null": 1.0,
        f"null_{claim.kind}": 1.0,
        "null_alone": float(not here),
        "null_far": float(not here and nearest > 2),
        "null_very_far": float(not here and nearest > 5),
        "null_title": float(not context.in_title),
        "null_section": float(not section),
        "null_sparse": float(density < 0.6),
        "null_very_sparse": float(density < 0.25),
        "null_epidemiology": float(epidemiology and not given),
        "null_epidemiology_alone": float(epidemiology and not given and not here),
        "null_given": float(given),
        "null_study": float(study),
        "null_study_alone": float(study and not here),
    }
