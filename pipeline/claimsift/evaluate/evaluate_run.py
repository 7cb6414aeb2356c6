"""Measures a run against gold: figures overall and by group, reliability, and every fault."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from claimsift.errors import InputError
from claimsift.evaluate.causes import Fault, list_faults
from claimsift.evaluate.context import Context, contexts_of, family_of
from claimsift.evaluate.figures import RATES, RESAMPLES, SEED, Figures, measure
from claimsift.evaluate.gold import GoldClaim, read_gold
from claimsift.evaluate.match import ArticleMatch, match_run
from claimsift.evaluate.predictions import Prediction, load_predictions
from claimsift.evaluate.reliability import Reliability, measure_reliability
from claimsift.records.codec import to_plain

GROUPINGS = ("kind", "article", "section", "citation_style")


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How good a run is. `groups` maps a grouping (`kind`, `article`, …) to the figures of each of its groups."""

    overall: Figures
    unknown_articles: tuple[str, ...]
    groups: Mapping[str, Mapping[str, Figures]]
    reliability: Reliability
    faults: tuple[Fault, ...]
    matches: tuple[ArticleMatch, ...]
    contexts: Mapping[str, Context]

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON. An undefined rate is 0.0 overall, where the development score has it so, else null."""
        overall = self.overall
        return {
            "articles": overall.articles,
            "gold": overall.gold,
            "predicted": overall.predicted,
            "unknown_articles": list(self.unknown_articles),
            **{name: overall.rates[name] or 0.0 for name in RATES},
            "intervals": to_plain(dict(overall.intervals)),
            "groups": {
                grouping: {name: _figures_dict(figures) for name, figures in groups.items()}
                for grouping, groups in self.groups.items()
            },
            "reliability": to_plain(self.reliability),
            "faults": to_plain(self.faults),
        }


def evaluate_run(run: Path, gold: Path, *, resamples: int = RESAMPLES, seed: int = SEED) -> Evaluation:
    """Measures the run in a folder (or a bare `claims.jsonl`) against a gold file.

    Raises:
        InputError: the gold file cannot be used, or names no article of the run.
        RunError: there is no such run.
    """
    articles = read_gold(gold)
    predicted = load_predictions(run)
    ids = [article.article_id for article in articles]
    known = set(ids)
    if not articles:
        raise InputError(f"the gold file {gold} holds no article")
    if predicted.claims and not known & set(predicted.claims):
        named = ", ".join(sorted(predicted.claims)[:3])
        raise InputError(f"no article of the run is in {gold}: the run has {named}, gold has {', '.join(ids[:3])}")
    matches = match_run(articles, predicted)
    contexts = contexts_of(predicted, ids)
    keys: dict[str, Callable[[str, GoldClaim | Prediction], str]] = {
        "kind": lambda article_id, item: item.kind or "none",
        "article": lambda article_id, item: article_id,
        "section": lambda article_id, item: family_of(contexts[article_id].heading_of(item)),
        "citation_style": lambda article_id, item: contexts[article_id].style,
    }
    return Evaluation(
        measure(matches, resamples=resamples, seed=seed),
        tuple(sorted(set(predicted.claims) - known)),
        {
            grouping: {
                name: measure(group, resamples=resamples, seed=seed)
                for name, group in split_matches(matches, keys[grouping]).items()
            }
            for grouping in GROUPINGS
        },
        measure_reliability(matches),
        list_faults(matches, contexts),
        matches,
        contexts,
    )


def split_matches(
    matches: Sequence[ArticleMatch], key: Callable[[str, GoldClaim | Prediction], str]
) -> dict[str, list[ArticleMatch]]:
    """The matches of each group; a matched pair belongs to its gold claim's group. Groups in the order of first use."""
    groups: dict[str, list[ArticleMatch]] = defaultdict(list)
    for match in matches:
        pairs: dict[str, list[tuple[GoldClaim, Prediction]]] = defaultdict(list)
        missed: dict[str, list[GoldClaim]] = defaultdict(list)
        spurious: dict[str, list[Prediction]] = defaultdict(list)
        for gold, found in match.matched:
            pairs[key(match.article_id, gold)].append((gold, found))
        for gold in match.missed:
            missed[key(match.article_id, gold)].append(gold)
        for found in match.spurious:
            spurious[key(match.article_id, found)].append(found)
        for name in dict.fromkeys((*pairs, *missed, *spurious)):
            part = replace(
                match,
                matched=tuple(pairs[name]),
                missed=tuple(missed[name]),
                spurious=tuple(spurious[name]),
                optional=(),
            )
            groups[name].append(part)
    return dict(groups)


def _figures_dict(figures: Figures) -> dict[str, Any]:
    return {
        "articles": figures.articles,
        "gold": figures.gold,
        "predicted": figures.predicted,
        **figures.rates,
        "intervals": to_plain(dict(figures.intervals)),
    }
