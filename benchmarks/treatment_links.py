"""How often a claim gets its treatment, with gold spans given: the packaged model, rules alone, and simple baselines.

    python benchmarks/treatment_links.py ../shared

On the articles that the weights are learned on (`models/train_treatment_links.py` prints the figures of articles left
out) and on the held-out trials of RCT-ART, whose arms are given.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "models"))

import train_treatment_links as links  # noqa: E402
from treatment_articles import load_scorer, read_all  # noqa: E402
from treatment_examples import (  # noqa: E402
    Passage,
    find_mentions,
    find_mentions_by_rules,
    read_passages,
    read_trials,
)

from claimsift.lexicon import load_table  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    shared = parser.parse_args().shared
    scorer, articles = load_scorer(shared), read_all(shared)
    table = load_table("treatment_link_weights")
    weights = links.Weights(table["first"], table["weights"])
    for name, mentions in (("packaged model", find_mentions), ("rules alone", find_mentions_by_rules)):
        for part in dict.fromkeys(article.part for article in articles):
            mine = [article for article in articles if article.part == part]
            passages = list(read_passages(mine, scorer, mentions=mentions))
            right, none = links.report(passages, weights), links.report(passages, weights, none=True)
            print(f"{name:16} {part:24} treatment {right}; null {none}")
    held_out = list(read_trials(shared / "data", "dev"))
    print(f"linker           rct_art dev, arms given  {links.trial_report(held_out, weights)}")
    print(f"nearest arm      rct_art dev, arms given  {_nearest(held_out)}")


def _nearest(trials: list[tuple[Passage, list[int]]]) -> str:
    """The baseline: the arm with the fewest characters between."""
    right = predicted = total = 0
    for example, arms in ((e, n) for passage, wanted in trials for e, n in zip(passage.examples, wanted, strict=True)):
        total += arms
        named = [(c, ok) for c, ok in zip(example.candidates, example.right, strict=True) if c.mention]
        if named:
            predicted += 1
            distance = {
                id(c): min(c.features.get(f"distance_{side}", 9.0) for side in ("before", "after")) for c, _ in named
            }
            right += min(named, key=lambda pair: distance[id(pair[0])])[1]
    precision, recall = right / max(1, predicted), right / max(1, total)
    return f"P {precision:.3f} R {recall:.3f} F1 {2 * precision * recall / max(1e-9, precision + recall):.3f}"


if __name__ == "__main__":
    main()
