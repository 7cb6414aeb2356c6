"""Learns the weights of the treatment linker and writes `lexicon/treatment_link_weights.json`.

    python models/train_treatment_links.py ../shared

A softmax over the candidates of each claim; what is raised is the probability of all right candidates together. Without
chance: the same data give the same weights. Prints the figures of articles that are left out, with all about
the same study or subject, and those of the held-out trials.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from train_treatment_topics import gold_rows, held_out_topics, other_rows
from treatment_articles import GoldArticle, load_scorer, read_all
from treatment_examples import Example, find_mentions, make_examples, read_trials

from claimsift.records import TreatmentMention
from claimsift.stages.link_treatments.find_context import entity_of
from claimsift.stages.link_treatments.link_treatments import choose_entity, find_kin
from claimsift.train.fit_choice import Case, fit_choice

TARGET = Path(__file__).resolve().parents[1] / "pipeline/claimsift/lexicon/treatment_link_weights.json"
TRIAL_WEIGHT = 0.4  # a trial sentence says nothing about headings, titles and earlier sentences
PENALTY = 4.0  # strong: some hundred articles teach no fine distinctions
FOLDS = 10


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--dry-run", action="store_true")
    options = parser.parse_args()
    shared = options.shared
    gold = read_examples(shared)
    # With one arm in the sentence there is nothing to choose; a measure without an arm is a difference between arms.
    trials = [e for e, wanted in read_trials(shared / "data", "train") if wanted]
    held_out = list(read_trials(shared / "data", "dev"))
    outcomes = leave_out(gold, trials)
    print_figures(gold, outcomes)
    if options.errors:
        for example, (is_right, got, _) in zip(gold, outcomes, strict=True):
            if not is_right:
                print(f"  {example.group:26} reachable={any(example.right)} got={got!r}: {example.text}")
    weights = fit(gold, trials)
    print("rct_art dev, weights of all:", trial_report(held_out, weights))
    print("rct_art dev, weights of rct_art train alone:", trial_report(held_out, fit([], trials)))
    if not options.dry_run:
        rounded = {name: round(float(value), 3) for name, value in sorted(weights.items()) if abs(value) >= 0.0005}
        note = "Written by models/train_treatment_links.py; the features are made in stages/link_treatments."
        TARGET.write_text(json.dumps({"_": note, "weights": rounded}, indent=1) + "\n", encoding="utf-8")


def read_examples(shared: Path) -> list[Example]:
    """The claims of all articles, each article with the topics that are found without having learned from it."""
    scorer, articles = load_scorer(shared), read_all(shared)
    topics = held_out_topics(gold_rows(articles, scorer), list(other_rows(shared / "data", scorer)))

    def mentions(article: GoldArticle) -> tuple[TreatmentMention, ...]:
        return find_mentions(article, topics.get(article.name, {}))

    return list(make_examples(articles, scorer, mentions=mentions))


def leave_out(gold: Sequence[Example], trials: Sequence[Example]) -> list[tuple[bool, str | None, float]]:
    """What is chosen for each claim with weights learned on other families of articles."""
    families = sorted({example.family for example in gold})
    weights_of: dict[str, dict[str, float]] = {}
    for fold in range(FOLDS):
        left_out = families[fold::FOLDS]
        weights = fit([e for e in gold if e.family not in left_out], trials)
        weights_of.update(dict.fromkeys(left_out, weights))
    return [choose(example, weights_of[example.family]) for example in gold]


def print_figures(gold: Sequence[Example], outcomes: Sequence[tuple[bool, str | None, float]]) -> None:
    """Accuracy, null and calibration of the left-out choices."""
    pairs = list(zip(gold, outcomes, strict=True))
    for part in [*dict.fromkeys(e.part for e in gold), "all"]:
        chosen = [(e, o) for e, o in pairs if part in (e.part, "all")]
        none = [o[0] for e, o in chosen if e.wants_none]
        false_none = sum(o[1] is None and not e.wants_none for e, o in chosen)
        right = float(np.mean([o[0] for _, o in chosen]))
        print(
            f"{part:17} left out: right {right:.3f} of {len(chosen)}; null right {sum(none)} of {len(none)}, "
            f"given where a treatment is wanted {false_none}"
        )
    for low, high in ((0, 0.4), (0.4, 0.6), (0.6, 0.8), (0.8, 0.9), (0.9, 1.01)):
        part_of = [o[0] for o in outcomes if low <= o[2] < high]
        print(f"confidence {low:.1f} to {min(high, 1):.1f}: {len(part_of)} claims, {np.mean(part_of or [0]):.2f} right")


def fit(gold: Sequence[Example], trials: Sequence[Example]) -> dict[str, float]:
    """The weight of each feature."""
    sizes_of = Counter(e.group for e in gold)
    # An article with many claims about one treatment teaches little more than one with a few.
    weighed = [(e, (20 / sizes_of[e.group]) ** 0.5) for e in gold] + [(e, TRIAL_WEIGHT) for e in trials]
    cases = [
        Case(e.group, tuple(c.features for c in e.candidates), e.right, tuple(range(len(e.right))), importance)
        for e, importance in weighed
    ]
    return fit_choice(cases, {}, strength=PENALTY)


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
    total = float(parts.sum())
    belief = {key: part / total for key, part in by_entity.items()}
    chosen = choose_entity(belief, lambda: find_kin(example.candidates))
    return best[chosen][1], chosen, by_entity[chosen] / total


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
