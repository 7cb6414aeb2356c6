"""Learns which phrases of an article are its treatments and writes `lexicon/treatment_topic_weights.json`.

    python models/train_treatment_topics.py ../shared

From the articles whose claims have known treatments, the full texts of evidence-inference (the interventions and
comparators that they compare), and MedQuAD's answers on frequency, causes and inheritance, whose phrases are no
treatments. A logistic regression, without chance.
"""

from __future__ import annotations

import argparse
import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import numpy as np
from held_back import HELD_BACK
from scipy.optimize import minimize
from treatment_articles import GoldArticle, load_scorer, read_all

from claimsift.stages.link_treatments.find_topics import FEATURES, Values, choose_topics, topic_features
from claimsift.stages.segment import find_layout

TARGET = Path(__file__).resolve().parents[1] / "pipeline/claimsift/lexicon/treatment_topic_weights.json"
THRESHOLD = 0.2
PENALTY = 2.0
TRIAL_WEIGHT = 0.4
ANSWER_WEIGHT = 0.15
FOLDS = 6
# Kinds of questions whose answers tell of a disease, not of its treatment.
NO_TREATMENT = frozenset(
    ("frequency", "genetic changes", "inheritance", "causes", "symptoms", "stages", "susceptibility")
)

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One phrase of one text."""

    article: str
    family: str
    words: Words
    features: Values
    right: bool
    weight: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    shared = parser.parse_args().shared
    scorer, articles = load_scorer(shared), read_all(shared)
    rows, others = gold_rows(articles, scorer), list(other_rows(shared / "data", scorer))
    weights = {name: round(value, 3) for name, value in sorted(fit([*rows, *others]).items())}
    note = (
        "Written by models/train_treatment_topics.py; the features are made in stages/link_treatments/find_topics.py."
    )
    TARGET.write_text(json.dumps({"_": note, "threshold": THRESHOLD, "weights": weights}, indent=1) + "\n")
    held_out = held_out_topics(rows, others)
    right_of = {(row.article, row.words): row.right for row in rows}
    for article in articles:
        topics = held_out.get(article.name, {}).items()
        shown = (f"{'+' if right_of[article.name, words] else '-'}{' '.join(words)} {p:.2f}" for words, p in topics)
        print(f"{article.part:17} {article.name:28} {', '.join(shown)}")


def gold_rows(articles: Sequence[GoldArticle], scorer: ModuleType) -> list[Row]:
    """The phrases of the articles; right are the treatments of their claims."""
    return [
        Row(article.name, article.family, words, features, _is_right(scorer, words, article.names), 1.0)
        for article in articles
        for words, features in topic_features(article.layout).items()
    ]


def other_rows(data: Path, scorer: ModuleType) -> Iterator[Row]:
    """The phrases of the trials and of the answers on diseases."""
    for line in (data / "evidence_inference/validation.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["id"] not in HELD_BACK:
            sides = {prompt[side] for prompt in row["prompts"] for side in ("intervention", "comparator")}
            names = sorted({part.strip() for side in sides for part in re.split(r"[()]", side) if part.strip()})
            for words, features in topic_features(find_layout(row["text"][:40_000])).items():
                yield Row(row["id"], row["id"], words, features, _is_right(scorer, words, names), TRIAL_WEIGHT)
    for line in (data / "medquad/numeric_answers.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        name = f"{row['source']}:{row['id']}"
        if row["qtype"] in NO_TREATMENT and name not in HELD_BACK:
            for words, features in topic_features(find_layout(row["text"][:6000])).items():
                yield Row(name, name, words, features, False, ANSWER_WEIGHT)


def held_out_topics(rows: Sequence[Row], others: Sequence[Row]) -> dict[str, dict[Words, float]]:
    """The topics of each article by weights that were not learned on its family."""
    families = sorted({row.family for row in rows})
    found: dict[str, dict[Words, float]] = {}
    for fold in range(FOLDS):
        left_out = frozenset(families[fold::FOLDS])
        weights = fit([*(row for row in rows if row.family not in left_out), *others])
        by_article: dict[str, dict[Words, float]] = {}
        for row in rows:
            if row.family in left_out:
                by_article.setdefault(row.article, {})[row.words] = probability(row.features, weights)
        found |= {article: choose_topics(scored, THRESHOLD) for article, scored in by_article.items()}
    return found


def probability(features: Values, weights: Mapping[str, float]) -> float:
    return 1 / (1 + math.exp(-sum(weights[name] * value for name, value in zip(FEATURES, features, strict=True))))


def fit(rows: Sequence[Row]) -> dict[str, float]:
    """The weight of each feature."""
    # In the order of their names, in which the sums of the packaged weights were made.
    names = sorted(FEATURES)
    order = [FEATURES.index(name) for name in names]
    matrix = np.array([row.features for row in rows])[:, order]
    labels = np.array([float(row.right) for row in rows])
    importance = np.array([row.weight for row in rows])

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = matrix @ weights
        value = importance @ (np.logaddexp(0, scores) - labels * scores) + PENALTY / 2 * weights @ weights
        pull = importance * (1 / (1 + np.exp(-scores)) - labels)
        return float(value), matrix.T @ pull + PENALTY * weights

    result = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B")
    return dict(zip(names, result.x.tolist(), strict=True))


def _is_right(scorer: ModuleType, words: Words, names: Sequence[str]) -> bool:
    return bool(scorer.treatment_ok({"treatment": list(names)}, {"treatment": {"name": " ".join(words)}}))


if __name__ == "__main__":
    main()
