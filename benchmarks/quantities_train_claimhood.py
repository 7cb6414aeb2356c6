"""Trains the claimhood model on the development gold and prints its leave-one-article-out figures.

    python benchmarks/quantities_train_claimhood.py ../shared [--write]

Quantities that overlap a required gold claim are positive, optional ones are left out, the rest are negative. Logistic
regression with an L2 penalty, full-batch gradient descent from zero: no seed is needed.
"""

from __future__ import annotations

import argparse
import json
import math
from pathlib import Path

from claimsift.stages.detect_claims import find_quantities
from claimsift.stages.detect_claims.claimhood import features_of, find_named_reason
from claimsift.stages.detect_claims.find_claims import find_kinds, find_surroundings
from claimsift.stages.segment import find_layout

WEIGHTS = Path(__file__).resolve().parents[1] / "pipeline/claimsift/lexicon/claimhood_weights.json"
PENALTY, STEPS, RATE, THRESHOLD = 0.01, 3000, 0.5, 0.5

Row = tuple[str, dict[str, float], int]


def read_rows(shared: Path) -> list[Row]:
    """One row for each quantity that the named reasons leave open: article, features, label."""
    rows: list[Row] = []
    for line in (shared / "gold/dev.jsonl").read_text(encoding="utf-8").splitlines():
        gold = json.loads(line)
        text = (shared / gold["file"]).read_text(encoding="utf-8")
        layout = find_layout(text)
        quantities, _ = find_quantities(text, layout)
        kinds = find_kinds(layout, quantities)
        for at, quantity in enumerate(quantities):
            around = find_surroundings(layout, quantities, kinds, at)
            hits = [c for c in gold["claims"] if c["start"] < quantity.end and quantity.start < c["end"]]
            if around is None or (hits and all(c["optional"] for c in hits)):
                continue
            if find_named_reason(quantity, around) is None:
                rows.append((gold["id"], features_of(quantity, around), int(bool(hits))))
    return rows


def fit(rows: list[Row]) -> tuple[float, dict[str, float]]:
    """Bias and weights."""
    bias, weights = 0.0, {name: 0.0 for _, features, _ in rows for name in features}
    for _ in range(STEPS):
        slope, slopes = 0.0, dict.fromkeys(weights, 0.0)
        for _, features, label in rows:
            error = predict(bias, weights, features) - label
            slope += error
            for name in features:
                slopes[name] += error
        bias -= RATE * slope / len(rows)
        weights = {name: w - RATE * (slopes[name] / len(rows) + PENALTY * w) for name, w in weights.items()}
    return bias, weights


def predict(bias: float, weights: dict[str, float], features: dict[str, float]) -> float:
    return 1.0 / (1.0 + math.exp(-(bias + sum(weights.get(name, 0.0) for name in features))))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    rows = read_rows(options.shared)
    articles = sorted({article for article, _, _ in rows})
    right = loss = 0.0
    for left_out in articles:
        bias, weights = fit([row for row in rows if row[0] != left_out])
        for article, features, label in rows:
            if article == left_out:
                probability = predict(bias, weights, features)
                right += (probability >= THRESHOLD) == bool(label)
                loss += (probability - label) ** 2
    print(f"{len(rows)} quantities, {sum(row[2] for row in rows)} claims")
    print(f"left out: accuracy {right / len(rows):.3f}, Brier score {loss / len(rows):.3f}")
    bias, weights = fit(rows)
    for name, weight in sorted(weights.items(), key=lambda item: item[1]):
        print(f"{weight:8.3f}  {name}")
    if options.write:
        table = {
            "bias": round(bias, 4),
            "threshold": THRESHOLD,
            "weights": {n: round(w, 4) for n, w in sorted(weights.items())},
        }
        WEIGHTS.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
