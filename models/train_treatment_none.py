"""Learns by which words a claim involves no treatment and writes `lexicon/treatment_none_words.json`.

    python models/train_treatment_none.py ../shared/data

Distant supervision: numbers in MedQuAD's answers on frequency, causes and inheritance, and in the introductions of
articles that name no treatment there, against numbers in the evidence sentences of trials, in results, and in answers
on treatment. A logistic regression over the words beside the number, without chance.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from held_back import HELD_BACK
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from train_treatment_topics import NO_TREATMENT

from claimsift.records import Claim, Layout
from claimsift.stages.detect_claims import find_quantities
from claimsift.stages.detect_claims.find_claims import find_claims
from claimsift.stages.link_treatments.find_treatments import find_treatments
from claimsift.stages.link_treatments.weigh_none import words_beside
from claimsift.stages.segment import find_layout

TARGET = Path(__file__).resolve().parents[1] / "pipeline/claimsift/lexicon/treatment_none_words.json"
PENALTY = 4.0
_LEAST = 6  # documents
_SMALL = 0.03
_INTRODUCTION = re.compile(r"intro|background", re.IGNORECASE)
_RESULTS = re.compile(r"result|primary|secondary|outcome|participant", re.IGNORECASE)
_OF_TREATMENT = frozenset(("treatment", "prevention"))


@dataclass(frozen=True, slots=True)
class Row:
    """One claim of one document."""

    document: str
    words: frozenset[str]
    none: bool
    weight: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    data = parser.parse_args().data
    rows = [*_answers(data), *_evidence(data), *_articles(data)]
    bias, weights = fit(rows)
    kept = {word: round(value, 2) for word, value in sorted(weights.items()) if abs(value) >= _SMALL}
    note = "Written by models/train_treatment_none.py: log odds of a claim without a treatment."
    TARGET.write_text(json.dumps({"_": note, "bias": round(bias, 2), "words": kept}, indent=0) + "\n")
    print(f"{len(rows)} claims, {sum(row.none for row in rows)} of them without a treatment; {len(kept)} words")


def _answers(data: Path) -> Iterator[Row]:
    for line in (data / "medquad/numeric_answers.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        name = f"{row['source']}:{row['id']}"
        if name in HELD_BACK or row["qtype"] not in NO_TREATMENT | _OF_TREATMENT:
            continue
        none = row["qtype"] in NO_TREATMENT
        layout, claims = _claims_of(row["text"][:6000])
        yield from (Row(name, words_beside(layout.masked, claim), none, 1.0 if none else 3.0) for claim in claims)


def _evidence(data: Path) -> Iterator[Row]:
    for line in (data / "evidence_inference/train.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["id"] in HELD_BACK:
            continue
        texts = dict.fromkeys(e["text"] for p in row["prompts"] for e in p["evidence"] if len(e["text"]) >= 40)
        for text in texts:
            layout, claims = _claims_of(text)
            yield from (Row(row["id"], words_beside(layout.masked, claim), False, 0.5) for claim in claims[:4])


def _articles(data: Path) -> Iterator[Row]:
    for line in (data / "jats_ccby/articles.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        for paragraph in row["paragraphs"] if row["id"] not in HELD_BACK else ():
            section = paragraph["section"] or ""
            none = bool(_INTRODUCTION.search(section))
            if not none and not _RESULTS.search(section):
                continue
            layout, claims = _claims_of(paragraph["text"])
            if none and claims and find_treatments(paragraph["text"], layout):
                continue
            taken = claims if none else claims[:6]
            weight = 1.0 if none else 0.3
            yield from (Row(row["id"], words_beside(layout.masked, claim), none, weight) for claim in taken)


def _claims_of(text: str) -> tuple[Layout, tuple[Claim, ...]]:
    layout = find_layout(text)
    return layout, find_claims(text, layout, find_quantities(text, layout)[0])[0]


def fit(rows: list[Row]) -> tuple[float, dict[str, float]]:
    """The bias and the weight of each word; both classes weigh the same."""
    documents = Counter(word for _, word in {(row.document, word) for row in rows for word in row.words})
    names = sorted(word for word, count in documents.items() if count >= _LEAST)
    column = {word: index for index, word in enumerate(names)}
    places = [(index, column[word]) for index, row in enumerate(rows) for word in sorted(row.words) if word in column]
    matrix = csr_matrix((np.ones(len(places)), tuple(zip(*places, strict=True))), shape=(len(rows), len(names)))
    labels = np.array([float(row.none) for row in rows])
    share = np.array([row.weight for row in rows])
    share = share * np.where(labels == 1, 1 / share[labels == 1].sum(), 1 / share[labels == 0].sum()) * share.sum() / 2

    def loss(given: np.ndarray) -> tuple[float, np.ndarray]:
        scores = matrix @ given[1:] + given[0]
        pull = share * (1 / (1 + np.exp(-scores)) - labels)
        value = share @ (np.logaddexp(0, scores) - labels * scores) + PENALTY / 2 * given[1:] @ given[1:]
        return float(value), np.concatenate([[pull.sum()], matrix.T @ pull + PENALTY * given[1:]])

    result = minimize(loss, np.zeros(len(names) + 1), jac=True, method="L-BFGS-B").x.tolist()
    return result[0], dict(zip(names, result[1:], strict=True))


if __name__ == "__main__":
    main()
