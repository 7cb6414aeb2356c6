"""Trains the claimhood model on the development gold, the corpus and the annotations; prints the left-out figures.

    python models/train_claimhood.py ../shared [--write]

Quantities that overlap a required gold claim are positive, optional ones are left out, the rest are negative. Logistic
regression with an L2 penalty by claimsift.train, without chance: no seed is needed.
"""

from __future__ import annotations

import argparse
import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from marked_articles import read_marked_articles
from treatment_articles import read_annotated_claims

from claimsift.stages.detect_claims import find_quantities
from claimsift.stages.detect_claims.claimhood import features_of
from claimsift.stages.detect_claims.find_claims import find_kinds, find_surroundings
from claimsift.stages.detect_claims.named_reasons import find_named_reason
from claimsift.stages.read import read_article
from claimsift.stages.segment import find_layout
from claimsift.train.fit_choice import fit_choice, probabilities
from claimsift.train.make_cases import BIAS, claimhood_case

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
WEIGHTS = Path(__file__).resolve().parents[1] / "pipeline/claimsift/lexicon/claimhood_weights.json"
PENALTY, THRESHOLD = 0.001, 0.6

Row = tuple[str, dict[str, float], int]


def read_gold(shared: Path) -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
    """Article, text and gold claims of the development gold, our own corpus, the annotated and the written articles."""
    yield from read_annotated_claims(shared / "data")
    yield from read_marked_articles()
    for folder, file in ((shared, "gold/dev.jsonl"), (CORPUS, "gold/corpus.jsonl")):
        for line in (folder / file).read_text(encoding="utf-8").splitlines():
            gold = json.loads(line)
            path = shared / gold["file"] if folder == shared else CORPUS / Path(gold["file"]).name
            yield gold["id"], read_article(path, gold["id"]).text, gold["claims"]


def read_rows(shared: Path) -> list[Row]:
    """One row for each quantity that the named reasons leave open: article, features, label."""
    rows: list[Row] = []
    for article, text, claims in read_gold(shared):
        layout = find_layout(text)
        quantities, _ = find_quantities(text, layout)
        kinds = find_kinds(layout, quantities)
        for at, quantity in enumerate(quantities):
            around = find_surroundings(layout, quantities, kinds, at)
            hits = [c for c in claims if c["start"] < quantity.end and quantity.start < c["end"]]
            if around is None or (hits and all(c["optional"] for c in hits)):
                continue
            if find_named_reason(quantity, around) is None:
                rows.append((article, features_of(quantity, around), int(bool(hits))))
    return rows


def fit(rows: list[Row]) -> dict[str, float]:
    """The weights, the bias among them."""
    cases = [claimhood_case(article, features, is_claim=bool(label)) for article, features, label in rows]
    return fit_choice(cases, {}, strength=PENALTY * len(rows))


def predict(weights: dict[str, float], features: dict[str, float]) -> float:
    return probabilities(claimhood_case("", features, is_claim=True), weights)[0]


def print_left_out(judged: list[tuple[float, int]]) -> None:
    """Figures by threshold, and the reliability table, of predictions for articles that were left out."""
    print(f"left out: Brier score {sum((p - label) ** 2 for p, label in judged) / len(judged):.3f}")
    claims = sum(label for _, label in judged)
    for threshold in (0.4, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8):
        right = sum(label for p, label in judged if p >= threshold)
        precision, recall = right / sum(p >= threshold for p, _ in judged), right / claims
        f1 = 2 * precision * recall / (precision + recall)
        print(f"  threshold {threshold:.2f}: precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f}")
    for low, high in itertools.pairwise((0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 1.0)):
        rows = [(p, label) for p, label in judged if low <= p < high]
        if rows:
            said, true = sum(p for p, _ in rows) / len(rows), sum(label for _, label in rows) / len(rows)
            print(f"  said {low:.2f} to {high:.2f}: mean {said:.3f}, true {true:.3f} of {len(rows)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    rows = read_rows(options.shared)
    articles = sorted({article for article, _, _ in rows})
    judged: list[tuple[float, int]] = []
    for left_out in articles:
        weights = fit([row for row in rows if row[0] != left_out])
        judged += [(predict(weights, features), label) for article, features, label in rows if article == left_out]
    print(f"{len(rows)} quantities, {sum(row[2] for row in rows)} claims, {len(articles)} articles")
    print_left_out(judged)
    weights = fit(rows)
    for name, weight in sorted(weights.items(), key=lambda item: item[1]):
        print(f"{weight:8.3f}  {name}")
    if options.write:
        table = {
            "bias": weights.pop(BIAS),
            "threshold": THRESHOLD,
            "weights": dict(sorted(weights.items())),
        }
        WEIGHTS.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
