"""Builds `lexicon/treatment_words.json`: how much a word speaks for a treatment.

    python models/build_treatment_words.py ../shared/data

The logarithm of how much more often a word stands in the names of interventions and comparators (evidence-inference,
RCT-ART, MeSH treatments) than in the names of outcomes and in consumer-health prose (MedQuAD), cut at ±3.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from claimsift.lexicon.split_words import WORD
from claimsift.lexicon.treatments import singular

TARGET = Path(__file__).resolve().parents[1] / "pipeline/claimsift/lexicon/treatment_words.json"
LEAST = 2  # texts that hold a word on either side
SURE = 0.7


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    data = parser.parse_args().data
    names, others = Counter[str](), Counter[str]()
    n_names = n_others = 0
    for text in _treatment_names(data):
        names.update(_words([text]))
        n_names += 1
    for text in _other_texts(data):
        others.update(_words([text]))
        n_others += 1
    odds = {}
    for word in sorted(names.keys() | others.keys()):
        if names[word] + others[word] < LEAST or word.isdigit() or len(word) < 3:
            continue
        value = math.log((names[word] + 0.5) / n_names) - math.log((others[word] + 0.5) / n_others)
        value = max(-3.0, min(3.0, value))
        if abs(value) >= SURE and (value > 0 or others[word] > 5):
            odds[word] = round(value, 1)
    note = "Written by models/build_treatment_words.py: log odds of a word in names of treatments against other text."
    lines = ",\n".join(f" {json.dumps(word)}: {value}" for word, value in odds.items())
    TARGET.write_text(f'{{"_": {json.dumps(note)}, "odds": {{\n{lines}\n}}}}\n', encoding="utf-8")
    print(f"{len(odds)} words of {n_names} names and {n_others} other texts: {TARGET.stat().st_size / 1e3:.0f} kB")


def _words(texts: Iterable[str]) -> set[str]:
    return {singular(word) for text in texts for word in WORD.findall(text.lower())}


def _treatment_names(data: Path) -> Iterator[str]:
    for row in _rows(data / "evidence_inference/train.jsonl"):
        yield from {prompt[side] for prompt in row["prompts"] for side in ("intervention", "comparator")}
    for row in _rows(data / "rct_art/train.jsonl"):
        yield from (span["text"] for span in row["detok"]["spans"] if span["label"] == "INTV")
    with (data / "treatment_vocab/mesh_treatments.tsv").open(encoding="utf-8", newline="") as file:
        yield from (row["plain_name"] for row in csv.DictReader(file, delimiter="\t"))


def _other_texts(data: Path) -> Iterator[str]:
    for row in _rows(data / "evidence_inference/train.jsonl"):
        yield from {prompt["outcome"] for prompt in row["prompts"]}
    for row in _rows(data / "rct_art/train.jsonl"):
        yield from (span["text"] for span in row["detok"]["spans"] if span["label"] == "OC")
    for row in _rows(data / "medquad/numeric_answers.jsonl"):
        yield from (row["text"][start : start + 80] for start in range(0, min(len(row["text"]), 1200), 80))


def _rows(path: Path) -> Iterator[dict]:  # type: ignore[type-arg]
    for line in path.read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


if __name__ == "__main__":
    main()
