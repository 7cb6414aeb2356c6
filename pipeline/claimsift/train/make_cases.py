"""Turns labelled articles into the choices that the three scorers make, as the pipeline makes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from claimsift.builder import Claimsift
from claimsift.evaluate.gold import GoldClaim
from claimsift.evaluate.judge import is_treatment_name_right
from claimsift.evaluate.match import match_article
from claimsift.evaluate.predictions import Prediction, prediction_of, printed_keys
from claimsift.records import Article, Claim, ExtractionResult, Layout, TreatmentMention, hash_text
from claimsift.stages.detect_claims import find_quantities
from claimsift.stages.detect_claims.claimhood import features_of
from claimsift.stages.detect_claims.find_claims import find_kinds, find_surroundings
from claimsift.stages.detect_claims.named_reasons import find_named_reason
from claimsift.stages.link_citations.discourse import Discourse
from claimsift.stages.link_citations.find_anchors import find_anchors
from claimsift.stages.link_citations.resolve_citations import subject_of
from claimsift.stages.link_citations.scope_features import scope_features
from claimsift.stages.link_citations.score_anchors import reach
from claimsift.stages.link_treatments.component import LinkTreatments
from claimsift.stages.link_treatments.find_context import entity_of
from claimsift.stages.link_treatments.link_treatments import candidates_of, find_kin
from claimsift.stages.link_treatments.load_model import FindSpans
from claimsift.stages.segment import find_layout
from claimsift.stages.write.lines import claim_line
from claimsift.train.fit_choice import Case
from claimsift.train.read_labels import LabelledArticle

BIAS = "bias"
# An article with many claims about one treatment teaches little more than one with a few.
_FULL_WEIGHT = 20


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """A labelled article as the pipeline reads it; `pairs` are its right claims, each with the claim found for it."""

    labels: LabelledArticle
    layout: Layout
    result: ExtractionResult
    predictions: tuple[Prediction, ...]
    pairs: tuple[tuple[GoldClaim, Claim], ...]


def read_article_with(sift: Claimsift, labels: LabelledArticle) -> ReadArticle:
    """Runs the pipeline on a labelled article."""
    result = sift.extract(Article(labels.article_id, labels.text, sha256=hash_text(labels.text)))
    predictions = tuple(prediction_of(claim_line(claim)) for claim in result.claims)
    claims = {prediction.claim_id: claim for prediction, claim in zip(predictions, result.claims, strict=True)}
    match = match_article(labels.article_id, labels.claims, predictions)
    pairs = tuple((gold, claims[found.claim_id]) for gold, found in match.matched)
    return ReadArticle(labels, find_layout(labels.text), result, predictions, pairs)


def claimhood_cases(article: ReadArticle) -> Iterator[Case]:
    """One case for each quantity that the named reasons leave open and the labels decide: claim or none."""
    layout = article.layout
    quantities, _ = find_quantities(article.labels.text, layout)
    kinds = find_kinds(layout, quantities)
    for at, quantity in enumerate(quantities):
        around = find_surroundings(layout, quantities, kinds, at)
        hits = [c for c in article.labels.claims if c.start < quantity.end and quantity.start < c.end]
        if around is None or (hits and all(claim.optional for claim in hits)):
            continue
        if find_named_reason(quantity, around) is None:
            features = features_of(quantity, around)
            yield claimhood_case(article.labels.group, features, is_claim=bool(hits))


def claimhood_case(group: str, features: Mapping[str, float], *, is_claim: bool) -> Case:
    return Case(group, ({BIAS: 1.0, **features}, {}), (is_claim, not is_claim), (True, None))


def citation_cases(article: ReadArticle) -> Iterator[Case]:
    """One case for each claim whose source is known: the places in reach, and none."""
    discourse = Discourse(article.labels.text, article.layout)
    anchors = find_anchors(discourse, article.result.references)
    for gold, claim in article.pairs:
        subject = subject_of(discourse, claim.quantity.start, claim.quantity.end)
        if gold.references is None or subject is None:
            continue
        # A link to a page is a source that printed keys do not know: neither right nor wrong.
        near = [anchor for anchor in reach(anchors, subject) if anchor.kind != "link"]
        keys = [printed_keys(anchor.keys) for anchor in near]
        right = [bool(gold.references) and found == gold.references for found in keys]
        yield Case(
            article.labels.group,
            (*(scope_features(discourse, subject, anchor, anchors) for anchor in near), {}),
            (*right, not any(right)),
            (*keys, None),
        )


def treatment_cases(article: ReadArticle, sift: Claimsift, *, find_spans: FindSpans | None = None) -> Iterator[Case]:
    """One case for each claim whose treatment is known: the mentions in reach, and none.

    `find_spans` stands in for the recogniser of the pipeline.
    """
    claims = article.result.claims
    linker = cast(LinkTreatments, sift.nlp.get_pipe("claimsift_link_treatments"))
    mentions = linker.find_mentions(article.labels.text, article.layout, claims, find_spans=find_spans)
    candidates_of_all = candidates_of(article.labels.text, article.layout, claims, mentions)
    found = {claim.claim_id: candidates for claim, candidates in zip(claims, candidates_of_all, strict=True)}
    known = [(gold, claim) for gold, claim in article.pairs if gold.treatment is not None]
    for gold, claim in known:
        candidates = found[claim.claim_id]
        yield Case(
            article.labels.group,
            tuple(candidate.features for candidate in candidates),
            tuple(is_mention_right(gold, candidate.mention) for candidate in candidates),
            tuple(entity_of(c.mention) if c.mention else None for c in candidates),
            min(1.0, (_FULL_WEIGHT / len(known)) ** 0.5),
            find_kin(candidates),
        )


def is_mention_right(gold: GoldClaim, mention: TreatmentMention | None) -> bool:
    """Whether a mention has one of gold's names; none is right where gold wants none."""
    if mention is None:
        return not gold.treatment
    return any(is_treatment_name_right(gold, name) for name in (mention.name, mention.text))


def wrong_names(article: ReadArticle) -> frozenset[str]:
    """Mentions that were linked to a claim and are none of its treatments by name."""
    treatments = ((gold, claim.treatment) for gold, claim in article.pairs if gold.treatment)
    wrong = {
        link.text.lower()
        for gold, link in treatments
        if link and not any(is_treatment_name_right(gold, name) for name in (link.name, link.text))
    }
    right = {name.lower() for gold, _ in article.pairs for name in gold.treatment or ()}
    return frozenset(wrong - right)


def groups_of(cases: Sequence[Case]) -> list[str]:
    return list(dict.fromkeys(case.group for case in cases))
