"""Learns a model from labelled articles, and measures it against the old one on articles that it has not seen."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from claimsift.builder import Claimsift, load
from claimsift.errors import InputError
from claimsift.evaluate.figures import RATES, Figures, bootstrap_change, count, measure
from claimsift.evaluate.match import ArticleMatch, match_article
from claimsift.lexicon import load_model_table
from claimsift.lexicon.trained_model import RECOGNISER
from claimsift.records.codec import to_plain
from claimsift.settings import Settings
from claimsift.train.fit_choice import Case
from claimsift.train.make_cases import (
    BIAS,
    ReadArticle,
    citation_cases,
    claimhood_cases,
    read_article_with,
)
from claimsift.train.read_labels import LabelledArticle
from claimsift.train.select_parts import FittedPart, Part, fit_part, tune_part
from claimsift.train.write_model import write_model

HEADLINE = "strict_f1"
HELD_OUT = 0.3
FEWEST = 4  # articles; fewer cannot be split into some to learn from and some to measure on
SEED = 20260101


@dataclass(frozen=True, slots=True)
class TrainingReport:
    """What came of training. `changes` are the 95 % intervals of after minus before on the held-out articles.

    `folder` is where the model was written, None where it is no better and the old weights stay.
    """

    trained_on: tuple[str, ...]
    held_out: tuple[str, ...]
    parts: tuple[Part, ...]
    before: Figures
    after: Figures
    changes: dict[str, tuple[float, float] | None]
    folder: Path | None

    @property
    def is_better(self) -> bool:
        """Whether the headline rose on the held-out articles."""
        return (self.after.rates[HEADLINE] or 0.0) > (self.before.rates[HEADLINE] or 0.0)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "trained_on": list(self.trained_on),
            "held_out": list(self.held_out),
            "parts": to_plain(self.parts),
            "figures": {
                name: {"before": self.before.rates[name], "after": self.after.rates[name], "change": self.changes[name]}
                for name in RATES
            },
            "better": self.is_better,
            "model": str(self.folder) if self.folder else None,
        }


def train_model(
    articles: Sequence[LabelledArticle],
    out: Path,
    *,
    settings: Settings | None = None,
    name: str | None = None,
    held_out_share: float = HELD_OUT,
    seed: int = SEED,
    on_step: Callable[[str], None] = lambda step: None,
) -> TrainingReport:
    """Trains on some of the articles, measures on the others, and writes the model to `out` if it is better.

    The settings' model is what training starts from.

    Raises:
        InputError: there are too few articles.
        MissingExtraError: scipy is not installed.
        ModelError: the base model cannot be used.
        OutputError: the model cannot be written.
    """
    settings = settings or Settings()
    base = settings.model
    train, held_out = split_articles(articles, share=held_out_share, seed=seed)
    on_step(f"reading {len(train)} articles to learn from")
    old = load(settings)
    read = [read_article_with(old, article) for article in train]
    with tempfile.TemporaryDirectory() as folder:
        tagger = Path(folder) / RECOGNISER
        on_step("fine-tuning the recogniser of treatments")
        link_weights = load_model_table("treatment_link_weights", base)["weights"]
        tuned, treatments = tune_part(read, old, tagger, link_weights=link_weights)
        fitted = fit_parts(read, treatments, base=base, on_step=on_step)
        tables = {f"{f.part.name}_weights": _table_of(f, base) for f in fitted if f.weights is not None}
        candidate = write_model(
            Path(folder) / "candidate",
            name=name or out.name,
            base=base,
            tables=tables,
            recogniser=tagger if tuned.kept else None,
        )
        on_step(f"measuring on {len(held_out)} articles")
        before = match_articles(old, held_out)
        after = match_articles(load(settings, model=str(candidate)), held_out)
        parts = (tuned, *(f.part for f in fitted))
        report = _compare(train, held_out, parts, before, after, seed=seed, out=out)
        if not report.is_better:
            return _without_model(report)
        write_model(
            out,
            name=name or out.name,
            base=base,
            tables=tables,
            recogniser=tagger if tuned.kept else None,
            training=report.to_dict() | {"model": None},
        )
    return report


def _compare(
    train: Sequence[LabelledArticle],
    held_out: Sequence[LabelledArticle],
    parts: tuple[Part, ...],
    before: Sequence[ArticleMatch],
    after: Sequence[ArticleMatch],
    *,
    seed: int,
    out: Path,
) -> TrainingReport:
    return TrainingReport(
        tuple(article.article_id for article in train),
        tuple(article.article_id for article in held_out),
        parts,
        measure(before, resamples=0),
        measure(after, resamples=0),
        bootstrap_change([count([m]) for m in before], [count([m]) for m in after], seed=seed),
        out,
    )


def split_articles(
    articles: Sequence[LabelledArticle], *, share: float, seed: int
) -> tuple[list[LabelledArticle], list[LabelledArticle]]:
    """Articles to learn from and articles to measure on; versions of one article stay together.

    Raises:
        InputError: there are too few to split.
    """
    groups = sorted({article.group for article in articles})
    if len(groups) < FEWEST:
        raise InputError(f"training needs {FEWEST} labelled articles or more, there are {len(groups)}")
    random.Random(seed).shuffle(groups)  # noqa: S311 (a split need not be secret)
    size = min(max(2, round(share * len(groups))), len(groups) - 2)
    held = set(groups[:size])
    return [a for a in articles if a.group not in held], [a for a in articles if a.group in held]


def fit_parts(
    articles: Sequence[ReadArticle], treatments: list[Case], *, base: str, on_step: Callable[[str], None]
) -> list[FittedPart]:
    """The three scorers fitted to the articles, each kept only where it is better on articles left out."""
    cases: dict[str, list[Case]] = {
        "claimhood": [case for article in articles for case in claimhood_cases(article)],
        "citation": [case for article in articles for case in citation_cases(article)],
        "treatment_link": treatments,
    }
    fitted = []
    for name, found in cases.items():
        on_step(f"fitting {name.replace('_', ' ')}: {len(found)} examples")
        table = load_model_table(f"{name}_weights", base)
        prior = {**table["weights"], BIAS: table["bias"]} if "bias" in table else table["weights"]
        fitted.append(fit_part(name, found, prior, threshold=table.get("threshold")))
    return fitted


def match_articles(sift: Claimsift, articles: Sequence[LabelledArticle]) -> list[ArticleMatch]:
    """What a pipeline finds in labelled articles, paired with their right claims."""
    found = (read_article_with(sift, article) for article in articles)
    return [match_article(a.labels.article_id, a.labels.claims, a.predictions) for a in found]


def _table_of(fitted: FittedPart, base: str) -> dict[str, Any]:
    """The table of a part, with everything but the weights as in the base."""
    table = dict(load_model_table(f"{fitted.part.name}_weights", base))
    weights = dict(fitted.weights or {})
    if "bias" in table:
        table["bias"] = weights.pop(BIAS)
    return {**table, "weights": dict(sorted(weights.items()))}


def _without_model(report: TrainingReport) -> TrainingReport:
    return TrainingReport(
        report.trained_on, report.held_out, report.parts, report.before, report.after, report.changes, None
    )
