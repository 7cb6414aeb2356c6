"""Learns the weights of the treatment linker and writes `lexicon/treatment_link_weights.json`.

    python models/train_treatment_links.py ../shared

A softmax over the candidates of each claim; what is raised is the probability of all right candidates together. The
linker reads an article twice: weights `first` see each claim by itself, `weights` also what the first reading believed
of the claims around it, in training by weights that had not seen the article. Without chance: the same data give the
same weights. Prints the figures of articles that are left out, with all about the same study or subject, and those of
the held-out trials.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from train_treatment_topics import gold_rows, held_out_topics, other_rows
from treatment_articles import GoldArticle, load_scorer, read_all
from treatment_examples import Example, Passage, find_mentions, read_passages, read_trials

from claimsift.records import TreatmentMention
from claimsift.stages.link_treatments.find_context import entity_of
from claimsift.stages.link_treatments.link_treatments import choose_entity, find_kin
from claimsift.train.fit_choice import Case, fit_choice

# Whether it is right, the entity that is chosen, and its probability.
Choice = tuple[bool, str | None, float]

TARGET = Path(__file__).resolve().parents[1] / "pipeline/claimsift/lexicon/treatment_link_weights.json"
TRIAL_WEIGHT = 0.4  # a trial sentence says nothing about headings, titles and earlier sentences
PENALTY = 4.0  # strong: some hundred articles teach no fine distinctions
FOLDS = 10
INNER_FOLDS = 5  # of the first reading, for the examples of the second


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights of both readings, by feature."""

    first: dict[str, float]
    second: dict[str, float]

    @property
    def table(self) -> dict[str, dict[str, float]]:
        return {"weights": _rounded(self.second), "first": _rounded(self.first)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--dry-run", action="store_true")
    options = parser.parse_args()
    shared = options.shared
    gold = read_gold(shared)
    trials = read_training_trials(shared / "data")
    held_out = list(read_trials(shared / "data", "dev"))
    chosen, first = leave_out(gold, trials)
    print("the first reading alone:")
    print_figures(first)
    print("both readings:")
    print_figures(chosen)
    if options.errors:
        for example, (is_right, got, _) in chosen:
            if not is_right:
                print(f"  {example.group:26} reachable={any(example.right)} got={got!r}: {example.text}")
    weights = fit(gold, trials)
    print("rct_art dev, weights of all:", trial_report(held_out, weights))
    print("rct_art dev, the first reading alone:", trial_report(held_out, Weights(weights.first, weights.first)))
    print("rct_art dev, weights of rct_art train alone:", trial_report(held_out, fit([], trials)))
    if not options.dry_run:
        note = "Written by models/train_treatment_links.py; the features are made in stages/link_treatments."
        TARGET.write_text(json.dumps({"_": note, **weights.table}, indent=1) + "\n", encoding="utf-8")


def _rounded(weights: dict[str, float]) -> dict[str, float]:
    return {name: round(float(value), 3) for name, value in sorted(weights.items()) if abs(value) >= 0.0005}


def read_gold(shared: Path) -> list[Passage]:
    """All articles, each with the topics that are found without having learned from it."""
    scorer, articles = load_scorer(shared), read_all(shared)
    topics = held_out_topics(gold_rows(articles, scorer), list(other_rows(shared / "data", scorer)))

    def mentions(article: GoldArticle) -> tuple[TreatmentMention, ...]:
        return find_mentions(article, topics.get(article.name, {}))

    return list(read_passages(articles, scorer, mentions=mentions))


def read_training_trials(data: Path) -> list[Passage]:
    """The trial sentences to learn from.

    With one arm in the sentence there is nothing to choose; a measure without an arm is a difference between arms.
    """
    return [
        replace(passage, known={index: example for index, example in passage.known.items() if wanted[index]})
        for passage, wanted in read_trials(data, "train")
    ]


def leave_out(
    gold: Sequence[Passage], trials: Sequence[Passage]
) -> tuple[list[tuple[Example, Choice]], list[tuple[Example, Choice]]]:
    """What is chosen for each claim with weights learned on other families, after both readings and after the first."""
    families = sorted({passage.family for passage in gold})
    weights_of: dict[str, Weights] = {}
    for fold in range(FOLDS):
        left_out = families[fold::FOLDS]
        weights = fit([passage for passage in gold if passage.family not in left_out], trials)
        weights_of.update(dict.fromkeys(left_out, weights))
    both, first = [], []
    for passage in gold:
        weights = weights_of[passage.family]
        both += [(example, choose(example, weights.second)) for example in passage.read_again(weights.first)]
        first += [(example, choose(example, weights.first)) for example in passage.examples]
    return both, first


def print_figures(pairs: Sequence[tuple[Example, Choice]]) -> None:
    """Accuracy, null and calibration of the left-out choices."""
    for part in [*dict.fromkeys(e.part for e, _ in pairs), "all"]:
        chosen = [(e, o) for e, o in pairs if part in (e.part, "all")]
        none = [o[0] for e, o in chosen if e.wants_none]
        false_none = sum(o[1] is None and not e.wants_none for e, o in chosen)
        right = float(np.mean([o[0] for _, o in chosen]))
        print(
            f"{part:17} left out: right {right:.3f} of {len(chosen)}; null right {sum(none)} of {len(none)}, "
            f"given where a treatment is wanted {false_none}"
        )
    for low, high in ((0, 0.4), (0.4, 0.6), (0.6, 0.8), (0.8, 0.9), (0.9, 1.01)):
        part_of = [o[0] for _, o in pairs if low <= o[2] < high]
        print(f"confidence {low:.1f} to {min(high, 1):.1f}: {len(part_of)} claims, {np.mean(part_of or [0]):.2f} right")


def fit(gold: Sequence[Passage], trials: Sequence[Passage]) -> Weights:
    """The weights of each feature, for both readings."""
    first = _fit_examples(gold, trials, [passage.examples for passage in (*gold, *trials)])
    again: list[list[Example]] = [[] for _ in (*gold, *trials)]
    folds = {family: number for number, family in enumerate(sorted({p.family for p in (*gold, *trials)}))}
    for fold in range(INNER_FOLDS):
        mine = [passage for passage in gold if folds[passage.family] % INNER_FOLDS != fold]
        others = [passage for passage in trials if folds[passage.family] % INNER_FOLDS != fold]
        unseen = _fit_examples(mine, others, [passage.examples for passage in (*mine, *others)])
        for number, passage in enumerate((*gold, *trials)):
            if folds[passage.family] % INNER_FOLDS == fold:
                again[number] = passage.read_again(unseen)
    return Weights(first, _fit_examples(gold, trials, again))


def _fit_examples(
    gold: Sequence[Passage], trials: Sequence[Passage], examples: Sequence[list[Example]]
) -> dict[str, float]:
    """The weights of one reading; `examples` are those of the gold's passages and then of the trials'."""
    # An article with many claims about one treatment teaches little more than one with a few.
    importance = [(20 / max(1, len(passage.known))) ** 0.5 for passage in gold] + [TRIAL_WEIGHT] * len(trials)
    cases = [
        Case(e.group, tuple(c.features for c in e.candidates), e.right, tuple(range(len(e.right))), weight)
        for found, weight in zip(examples, importance, strict=True)
        for e in found
    ]
    return fit_choice(cases, {}, strength=PENALTY)


def choose(example: Example, weights: dict[str, float]) -> Choice:
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


def report(passages: Sequence[Passage], weights: Weights, *, none: bool = False) -> str:
    """The share of claims whose treatment is right; with `none` of those that want none."""
    examples = [example for passage in passages for example in passage.read_again(weights.first)]
    chosen = [choose(example, weights.second)[0] for example in examples if example.wants_none or not none]
    return f"{np.mean(chosen):.3f} of {len(chosen)}"


def trial_report(trials: Sequence[tuple[Passage, list[int]]], weights: Weights) -> str:
    """Precision, recall and F1 of the pairs of a value and its arm."""
    right = predicted = total = 0
    for passage, wanted in trials:
        for example, arms in zip(passage.read_again(weights.first), wanted, strict=True):
            is_right, chosen, _ = choose(example, weights.second)
            total += arms
            predicted += chosen is not None
            right += is_right and chosen is not None
    precision, recall = right / max(1, predicted), right / max(1, total)
    return f"P {precision:.3f} R {recall:.3f} F1 {2 * precision * recall / max(1e-9, precision + recall):.3f}"


if __name__ == "__main__":
    main()
