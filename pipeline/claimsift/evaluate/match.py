"""Pairs the gold claims of an article with the predicted ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from claimsift.evaluate.gold import GoldArticle, GoldClaim
from claimsift.evaluate.judge import is_value_right
from claimsift.evaluate.predictions import MeasuredRun, Prediction


@dataclass(frozen=True, slots=True)
class ArticleMatch:
    """Who found what in one article. Optional gold claims are in no list but `optional`.

    `optional` are the predictions that match an optional claim, or only touch one: neither rewarded nor punished.
    """

    article_id: str
    matched: tuple[tuple[GoldClaim, Prediction], ...]
    missed: tuple[GoldClaim, ...]
    spurious: tuple[Prediction, ...]
    optional: tuple[Prediction, ...] = ()


def match_run(gold: Sequence[GoldArticle], run: MeasuredRun) -> tuple[ArticleMatch, ...]:
    """The matches of all gold articles, in their order; articles of the run that gold does not know are left out."""
    return tuple(
        match_article(article.article_id, article.claims, run.claims.get(article.article_id, ())) for article in gold
    )


def match_article(article_id: str, gold: Sequence[GoldClaim], found: Sequence[Prediction]) -> ArticleMatch:
    """Pairs claims whose quantities overlap, one to one: equal values first, then the longest overlap, then order."""
    candidates = [
        (is_value_right(claim, prediction), overlap, -i, -k)
        for i, claim in enumerate(gold)
        for k, prediction in enumerate(found)
        if (overlap := _overlap(claim, prediction)) > 0
    ]
    partners: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, minus_i, minus_k in sorted(candidates, reverse=True):
        if -minus_i not in partners and -minus_k not in taken:
            partners[-minus_i] = -minus_k
            taken.add(-minus_k)
    pairs = [(gold[i], found[k]) for i, k in partners.items()]
    free = [prediction for k, prediction in enumerate(found) if k not in taken]
    # A second prediction inside a gold span is noise, but one that touches only an optional claim is not.
    tolerated = [item for item in free if any(claim.optional and _overlap(claim, item) > 0 for claim in gold)]
    return ArticleMatch(
        article_id,
        tuple((claim, item) for claim, item in pairs if not claim.optional),
        tuple(claim for i, claim in enumerate(gold) if i not in partners and not claim.optional),
        tuple(item for item in free if item not in tolerated),
        (*(item for claim, item in pairs if claim.optional), *tolerated),
    )


def _overlap(claim: GoldClaim, prediction: Prediction) -> int:
    return min(claim.end, prediction.end) - max(claim.start, prediction.start)
