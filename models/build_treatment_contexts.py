"""Counts the words around known treatments and writes `lexicon/treatment_contexts.json`.

    python models/build_treatment_contexts.py ../shared/data

The vocabulary labels the noun phrases of MedQuAD, of the trials of evidence-inference and of the PMC articles in
`jats_ccby`: those that end in a known treatment against all others. What stands around the first and not around the
others ("treated with", "group (") is evidence for a treatment that no list holds. Without chance.
"""

from __future__ import annotations

import argparse
import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from held_back import HELD_BACK

from claimsift.lexicon import TreatmentLexicon, load_table, load_treatments
from claimsift.lexicon.treatments import singular
from claimsift.stages.link_treatments.read_contexts import DETERMINERS, EDGE_AFTER, EDGE_BEFORE, PIECE, before_key

TARGET = Path(__file__).resolve().parents[1] / "pipeline/claimsift/lexicon/treatment_contexts.json"
SIDES = ("before_1", "before_2", "after_1", "after_2")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9-])|\n+")
_LEAST = 15  # counts
_PRIOR = 30
_LOWEST = -3.0
_SMALL = 0.2  # weaker evidence is left out
# One article says little by repeating itself.
_MOST_TREATMENT, _MOST_OTHER = 3, 12


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    treatments: Counter[tuple[str, str]] = Counter()
    others: Counter[tuple[str, str]] = Counter()
    for text in read_texts(parser.parse_args().data):
        mine, rest = _count(text)
        treatments.update({key: min(value, _MOST_TREATMENT) for key, value in mine.items()})
        others.update({key: min(value, _MOST_OTHER) for key, value in rest.items()})
    odds: dict[str, dict[str, float]] = {side: {} for side in SIDES}
    for side in SIDES:
        total = sum(value for key, value in treatments.items() if key[0] == side)
        share = total / (total + sum(value for key, value in others.items() if key[0] == side))
        for key in sorted(key for key in treatments.keys() | others.keys() if key[0] == side):
            seen = treatments[key] + others[key]
            value = math.log((treatments[key] + _PRIOR * share) / (seen + _PRIOR) / share)
            if seen >= _LEAST and abs(value) >= _SMALL:
                odds[side][key[1]] = round(max(_LOWEST, value), 1)
    note = "Written by models/build_treatment_contexts.py: log odds of a treatment beside these words."
    TARGET.write_text(json.dumps({"_": note} | odds, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")
    print({side: len(values) for side, values in odds.items()})


def read_texts(data: Path) -> Iterator[str]:
    """The texts to count in; what is held back for measuring is left out."""
    for line in (data / "medquad/numeric_answers.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if f"{row['source']}:{row['id']}" not in HELD_BACK:
            yield row["text"][:6000]
    for line in (data / "evidence_inference/validation.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["id"] not in HELD_BACK:
            yield row["text"][:40_000]
    for line in (data / "jats_ccby/articles.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["id"] not in HELD_BACK:
            yield "\n\n".join([row["title"], *(paragraph["text"] for paragraph in row["paragraphs"])])


def _count(text: str) -> tuple[Counter[tuple[str, str]], Counter[tuple[str, str]]]:
    lexicon, stop = load_treatments(), frozenset(load_table("treatments")["not_topics"]["words"])
    treatments: Counter[tuple[str, str]] = Counter()
    others: Counter[tuple[str, str]] = Counter()
    for sentence in _SENTENCE_END.split(text):
        pieces = [piece.lower() for piece in PIECE.findall(sentence)]
        for start, end in _runs(pieces, stop):
            words = [piece for piece in pieces[start:end] if piece[0].isalnum()]
            around = _around(pieces, start, end)
            (treatments if _is_known(words, lexicon) else others).update(around)
    return treatments, others


def _runs(pieces: list[str], stop: frozenset[str]) -> Iterator[tuple[int, int]]:
    """The stretches of words that could be noun phrases."""
    content = [p[0].isalpha() and len(p) > 1 and p not in stop and p[-2:] != "ly" for p in pieces]
    start = 0
    while start < len(pieces):
        end = start
        while end < len(pieces) and (
            content[end] or (end > start and pieces[end] in "-–" and end + 1 < len(pieces) and content[end + 1])
        ):
            end += 1
        if end > start:
            yield start, end
        start = max(end, start + 1)


def _is_known(words: list[str], lexicon: TreatmentLexicon) -> bool:
    for first in range(len(words)):
        entry = lexicon.find(words[first:])
        if entry and not entry.weak:
            return True
    return singular(words[-1]) in lexicon.specific_heads


def _around(pieces: list[str], start: int, end: int) -> list[tuple[str, str]]:
    first = start - 1
    while first >= 0 and pieces[first] in DETERMINERS:
        first -= 1
    before = [EDGE_BEFORE, EDGE_BEFORE, *map(before_key, pieces[: first + 1])][-2:]
    after = [*map(before_key, pieces[end : end + 2]), EDGE_AFTER, EDGE_AFTER][:2]
    return [
        ("before_1", before[1]),
        ("before_2", " ".join(before)),
        ("after_1", after[0]),
        ("after_2", " ".join(after)),
    ]


if __name__ == "__main__":
    main()
