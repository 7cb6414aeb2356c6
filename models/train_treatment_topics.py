"""Learns which phrases of an article are its treatments and writes `lexicon/treatment_topic_weights.json`.

    python models/train_treatment_topics.py ../shared

From the full texts of evidence-inference (the interventions and comparators that they compare), the development gold
and half of our own corpus (the treatments of their claims). A logistic regression, without chance. Prints the topics
that it finds, right ones with a plus.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from train_treatment_links import CORPUS, LEARNED
from treatment_examples import load_scorer

from claimsift.records import Layout
from claimsift.stages.link_treatments.find_topics import find_topics, topic_features
from claimsift.stages.read import read_article
from claimsift.stages.segment import find_layout

TARGET = Path(__file__).resolve().parents[1] / "pipeline/claimsift/lexicon/treatment_topic_weights.json"
THRESHOLD = 0.04
PENALTY = 0.5
TRIAL_WEIGHT = 0.5

Text = tuple[str, Layout, list[str], float]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    shared = parser.parse_args().shared
    scorer = load_scorer(shared)
    gold = list(_gold(shared / "gold/dev.jsonl", shared, 1.0))
    ours = list(_gold(CORPUS / "gold/corpus.jsonl", CORPUS.parent, 1.0))
    train = [*gold, *(text for text in ours if text[0] in LEARNED), *_trials(shared / "data")]
    rows, labels, weights = [], [], []
    for _, layout, names, weight in train:
        for words, features in topic_features(layout).items():
            rows.append(features)
            labels.append(_is_right(scorer, words, names))
            weights.append(weight)
    found = fit(rows, np.array(labels, dtype=float), np.array(weights))
    rounded = {name: round(value, 3) for name, value in sorted(found.items())}
    note = (
        "Written by models/train_treatment_topics.py; the features are made in stages/link_treatments/find_topics.py."
    )
    TARGET.write_text(json.dumps({"_": note, "threshold": THRESHOLD, "weights": rounded}, indent=1) + "\n")
    for group, texts in (("learned", [*gold, *(t for t in ours if t[0] in LEARNED)]), ("kept", ours)):
        for article, layout, names, _ in texts:
            if group == "learned" or article not in LEARNED:
                topics = find_topics(layout, weights=rounded)
                shown = ", ".join(
                    f"{'+' if _is_right(scorer, words, names) else '-'}{' '.join(words)} {p:.2f}"
                    for words, p in topics.items()
                )
                print(f"{group} {article:28} {shown}")


def fit(rows: list[dict[str, float]], labels: np.ndarray, importance: np.ndarray) -> dict[str, float]:
    names = sorted({name for row in rows for name in row})
    matrix = np.array([[row.get(name, 0.0) for name in names] for row in rows])

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = matrix @ weights
        value = importance @ (np.logaddexp(0, scores) - labels * scores) + PENALTY / 2 * weights @ weights
        pull = importance * (1 / (1 + np.exp(-scores)) - labels)
        return float(value), matrix.T @ pull + PENALTY * weights

    result = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B")
    return dict(zip(names, result.x.tolist(), strict=True))


def _is_right(scorer: object, words: tuple[str, ...], names: list[str]) -> bool:
    return bool(scorer.treatment_ok({"treatment": names}, {"treatment": {"name": " ".join(words)}}))  # type: ignore[attr-defined]


def _gold(path: Path, folder: Path, weight: float) -> Iterator[Text]:
    for line in path.read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        names = sorted({name for claim in article["claims"] for name in claim["treatment"] or []})
        yield article["id"], find_layout(read_article(folder / article["file"], article["id"]).text), names, weight


def _trials(data: Path) -> Iterator[Text]:
    for line in (data / "evidence_inference/validation.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        sides = {prompt[side] for prompt in row["prompts"] for side in ("intervention", "comparator")}
        names = sorted({part.strip() for side in sides for part in re.split(r"[()]", side) if part.strip()})
        yield row["id"], find_layout(row["text"][:40_000]), names, TRIAL_WEIGHT


if __name__ == "__main__":
    main()
