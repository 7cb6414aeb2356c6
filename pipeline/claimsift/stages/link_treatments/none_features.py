"""Features of the null candidate: what speaks for a claim that is about no treatment."""

from __future__ import annotations

import re

from claimsift.records import Claim
from claimsift.stages.link_treatments.find_context import Context, Place
from claimsift.stages.link_treatments.link_candidate import Part
from claimsift.stages.link_treatments.sentence_features import window_of

STUDY = re.compile(
    r"\b(?:stud(?:y|ies)|trials?|enrolled|randomi[sz]ed|assigned|participants|recruited|cohort|included|researchers|"
    r"investigat\w+|follow-?up|surveyed|responded|respondents)\b",
)
_EPIDEMIOLOGY = re.compile(
    r"\b(?:incidence|prevalence|lifetime|diagnosed|new cases|deaths|mortality|account(?:s|ed)? for|caused? by|"
    r"linked to|statistics|born|worldwide|population|adults|americans|people (?:with|have|will|suffer)|"
    r"chance of|at risk|risk factors?|developing|develop|suffer|affects?|each year|every year|annually|cost of)\b",
)
_BENEFIT = re.compile(
    r"\b(?:reduc\w+|lower\w*|prevent\w*|protect\w*|effective\w*|efficacy|improv\w+|reliev\w+|relief|benefit\w*|"
    r"success\w*|cured?|remission|respon[ds]\w*|side[- ]effects?|adverse|complications?|satisf\w+|recover\w*|"
    r"relaps\w+|recurr\w+|surviv\w+|healed|failed|failure)\b",
)
_GIVEN = re.compile(
    r"\b(?:treat\w*|receiv\w+|underw\w+|undergo\w*|surger\w+|inject\w+|therap\w+|medication|drugs?|operat\w+|dose|"
    r"group|arm|placebo|took|taking|response|outcome|post-?operative\w*|implant\w*|procedure|vaccin\w+|screen\w+)\b",
)


def none_parts(context: Context, claim: Claim, place: Place, nearest: int) -> list[Part]:
    """What speaks for a claim without a treatment: in the article, in the claim's block and in its sentence.

    `nearest` tells how many sentences before the claim's own the last treatment stands.
    """
    block = place[0]
    if context.none_part is None:
        context.none_part = _in_article(context)
    around = context.none_parts.get(block)
    if around is None:
        around = context.none_parts[block] = _in_block(context, block)
    return [context.none_part, around, _in_sentence(context, claim, place, nearest)]


def _in_article(context: Context) -> Part:
    density = 100 * len(context.mentions) / max(1, context.words)
    return _without_zeros(
        {
            "null": 1.0,
            "null_arms": bool(context.arms),
            "null_dominant": max(context.article.values(), default=0) / max(1, len(context.mentions)),
            "null_article_words": context.none_of_article,
            "null_title": not context.in_title,
            "null_sparse": density < 0.6,
            "null_very_sparse": density < 0.25,
        }
    )


def _in_block(context: Context, index: int | None) -> Part:
    block = context.layout.blocks[index or 0]
    return _without_zeros(
        {
            "null_words_around": max(-1.5, min(1.5, context.none_of_block[index] / 3)),
            "null_block": not context.mentions_between(block.start, block.end),
            "null_heading": block.kind == "heading",
            "null_section": not context.sections.get(context.section_of_block(index)),
        }
    )


def _in_sentence(context: Context, claim: Claim, place: Place, nearest: int) -> Part:
    start, end = window_of(claim)
    at, alone = claim.quantity.start, bool(place[2])
    given = context.has(_GIVEN, start, end)
    epidemiology = not given and context.has(_EPIDEMIOLOGY, start, end)
    study = context.has(STUDY, start, end)
    benefit = context.has(_BENEFIT, start, end)
    words = max(-1.5, min(1.5, context.none[context.index_of(claim)] / 3))
    return _without_zeros(
        {
            "null_words": words,
            "null_words_alone": words * alone,
            "null_block_before": not context.mentions_between(context.layout.blocks[place[0] or 0].start, at),
            "null_before_all": not context.mentions_between(context.prose_start, at),
            "null_early": at < 0.25 * len(context.layout.masked),
            "null_benefit": benefit,
            "null_benefit_here": benefit and not alone,
            f"null_{claim.kind}": 1.0,
            "null_alone": alone,
            "null_far": alone and nearest > 2,
            "null_very_far": alone and nearest > 5,
            "null_epidemiology": epidemiology,
            "null_epidemiology_alone": epidemiology and alone,
            "null_given": given,
            "null_study": study,
            "null_study_alone": study and alone,
        }
    )


def _without_zeros(features: dict[str, float]) -> Part:
    return {name: float(value) for name, value in features.items() if value}
