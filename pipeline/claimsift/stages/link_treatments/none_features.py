"""Features of the null candidate: what speaks for a claim that is about no treatment."""

from __future__ import annotations

from claimsift.records import Claim
from claimsift.stages.link_treatments.find_context import Context, Place
from claimsift.stages.link_treatments.link_candidate import Part
from claimsift.stages.link_treatments.sentence_features import window_of


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
    given = context.phrases.has("given", start, end)
    epidemiology = not given and context.phrases.has("epidemiology", start, end)
    study = context.phrases.has("study", start, end)
    benefit = context.phrases.has("benefit", start, end)
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
