"""Learns the weights of the treatment linker and writes `lexicon/treatment_link_weights.json`.

    python models/train_treatment_links.py ../shared

A softmax over the candidates of each claim; what is raised is the probability of all right candidates together. Without
chance: the same data give the same weights. Prints the leave-one-article-out figures on the development gold and
those on the held-out trials.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from treatment_examples import Example, load_scorer, read_gold, read_trials

from claimsift.stages.link_treatments.find_context import entity_of

TARGET = Path(__file__).resolve().parents[1] / "pipeline/claimsift/lexicon/treatment_link_weights.json"
CORPUS = Path(__file__).resolve().parents[1] / "corpus"
# Half of our own corpus is learned from; the other half only measures.
LEARNED = frozenset(
    [
        "blood-sugar-basics",
        "chest-pain-scan",
        "cholera-ring-vaccination",
        "home-oxygen-hours",
        "kidney-iron-trial",
        "preterm-babies",
        "three-supplements",
    ]
)
TRIAL_WEIGHT = 0.4  # a trial sentence says nothing about headings, titles and earlier sentences
PENALTY = 10.0  # strong: a few dozen articles teach no fine distinctions, and held-out ones do better for it


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--dry-run", action="store_true")
    options = parser.parse_args()
    scorer = load_scorer(options.shared)
    dev = list(read_gold(options.shared / "gold/dev.jsonl", options.shared, scorer))
    ours = list(read_gold(CORPUS / "gold/corpus.jsonl", CORPUS.parent, scorer))
    gold = dev + [e for e in ours if e.group in LEARNED]
    kept = [e for e in ours if e.group not in LEARNED]
    # With one arm in the sentence there is nothing to choose; a measure without an arm is a difference between arms.
    trials = [e for e, wanted in read_trials(options.shared / "data", "train") if wanted]
    held_out = list(read_trials(options.shared / "data", "dev"))
    wrong = leave_one_out(gold, trials)
    if options.errors:
        for example, got in wrong:
            print(f"  {example.group:26} reachable={any(example.right)} got={got!r}: {example.text}")
    weights = fit(gold, trials)
    print("trained on all of these:", report(gold, weights))
    print("the corpus articles that are not trained on:", report(kept, weights))
    for group in dict.fromkeys(e.group for e in kept):
        print(f"  {group:28} {report([e for e in kept if e.group == group], weights)}")
    if options.errors:
        for example in kept:
            is_right, got, _ = choose(example, weights)
            if not is_right:
                print(f"  {example.group:26} reachable={any(example.right)} got={got!r}: {example.text}")
    print("rct_art dev, weights of all:", trial_report(held_out, weights))
    print("rct_art dev, weights of rct_art train alone:", trial_report(held_out, fit([], trials)))
    if not options.dry_run:
        rounded = {name: round(float(value), 3) for name, value in sorted(weights.items()) if abs(value) >= 0.0005}
        note = "Written by models/train_treatment_links.py; the features are made in stages/link_treatments."
        TARGET.write_text(json.dumps({"_": note, "weights": rounded}, indent=1) + "\n", encoding="utf-8")


def leave_one_out(gold: Sequence[Example], trials: Sequence[Example]) -> list[tuple[Example, str | None]]:
    """Prints the accuracy on each article with weights learned on the others; returns the claims it gets wrong."""
    wrong: list[tuple[Example, str | None]] = []
    for group in dict.fromkeys(example.group for example in gold):
        weights = fit([e for e in gold if e.group != group], trials)
        part = [e for e in gold if e.group == group]
        mistakes = [(e, got) for e in part if not (outcome := choose(e, weights))[0] for got in (outcome[1],)]
        reachable = sum(any(e.right) for e in part)
        print(f"{group:28} {len(part) - len(mistakes):3} of {len(part):3} right, {reachable} reachable")
        wrong += mistakes
    none = [e for e in gold if e.wants_none]
    none_wrong = sum(e.wants_none for e, _ in wrong)
    print(f"leave one article out: {1 - len(wrong) / len(gold):.3f} of {len(gold)} claims")
    print(f"  null right in {1 - none_wrong / len(none):.3f} of {len(none)} claims that want none")
    false_null = sum(got is None and not e.wants_none for e, got in wrong)
    print(f"  null given in {false_null} claims that want a treatment")
    return wrong


def fit(gold: Sequence[Example], trials: Sequence[Example]) -> dict[str, float]:
    """The weight of each feature."""
    sizes_of = Counter(e.group for e in gold)
    # An article with many claims about one treatment teaches little more than one with a few.
    examples = [(e, (20 / sizes_of[e.group]) ** 0.5) for e in gold if any(e.right)] + [
        (e, TRIAL_WEIGHT) for e in trials if any(e.right)
    ]
    names = sorted({name for e, _ in examples for c in e.candidates for name in c.features})
    column = {name: index for index, name in enumerate(names)}
    rows, right, starts, importance = [], [], [], []
    for example, weight in examples:
        starts.append(len(rows))
        importance.append(weight)
        for candidate, is_right in zip(example.candidates, example.right, strict=True):
            row = np.zeros(len(names))
            for name, value in candidate.features.items():
                row[column[name]] = value
            rows.append(row)
            right.append(is_right)
    matrix, wanted, first = np.array(rows), np.array(right), np.array(starts)
    sizes = np.diff([*starts, len(rows)])
    group = np.repeat(np.arange(len(first)), sizes)
    share = np.array(importance)

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = matrix @ weights
        scores = scores - np.maximum.reduceat(scores, first)[group]
        parts = np.exp(scores)
        everything = np.add.reduceat(parts, first)
        correct = np.maximum(np.add.reduceat(parts * wanted, first), 1e-30)
        pull = parts / everything[group] - parts * wanted / correct[group]
        gradient = matrix.T @ (pull * share[group]) + PENALTY * weights
        value = float(np.sum(share * (np.log(everything) - np.log(correct))) + PENALTY / 2 * weights @ weights)
        return value, gradient

    result = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 400})
    return dict(zip(names, result.x.tolist(), strict=True))


def choose(example: Example, weights: dict[str, float]) -> tuple[bool, str | None, float]:
    """Whether the choice is right, the chosen entity, and its probability; as the linker chooses."""
    scores = np.array([sum(weights.get(n, 0.0) * v for n, v in c.features.items()) for c in example.candidates])
    parts = np.exp(scores - scores.max())
    by_entity: dict[str | None, float] = {}
    best: dict[str | None, tuple[float, bool]] = {}
    for candidate, part, is_right in zip(example.candidates, parts, example.right, strict=True):
        key = entity_of(candidate.mention) if candidate.mention else None
        by_entity[key] = by_entity.get(key, 0.0) + float(part)
        best[key] = max(best.get(key, (-1.0, False)), (float(part), is_right))
    chosen = max(by_entity, key=lambda key: by_entity[key])
    return best[chosen][1], chosen, by_entity[chosen] / float(parts.sum())


def report(examples: Sequence[Example], weights: dict[str, float]) -> str:
    return f"{np.mean([choose(e, weights)[0] for e in examples]):.3f} of {len(examples)}"


def trial_report(examples: Sequence[tuple[Example, int]], weights: dict[str, float]) -> str:
    """Precision, recall and F1 of the pairs of a value and its arm."""
    right = predicted = total = 0
    for example, wanted in examples:
        is_right, chosen, _ = choose(example, weights)
        total += wanted
        predicted += chosen is not None
        right += is_right and chosen is not None
    precision, recall = right / max(1, predicted), right / max(1, total)
    return f"P {precision:.3f} R {recall:.3f} F1 {2 * precision * recall / max(1e-9, precision + recall):.3f}"


if __name__ == "__main__":
    main()
