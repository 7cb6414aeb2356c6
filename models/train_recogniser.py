"""Trains the packaged recogniser `models/en_claimsift_sm/` and prints its scores on held-out data.

    python models/train_recogniser.py ../shared/data

Two conditional random fields: `chemicals` (BC5CDR: chemical, disease) and `arms` (RCT-ART: the arms of trials; the
interventions and comparators that evidence-inference names, found again in its evidence sentences). The settings are in
`train_recogniser.json`; training has no random part, so the same data give the same weights. A share of the
vocabulary's names (`hidden_percent`) is hidden from it, so that it learns to find names that no list holds.
"""

from __future__ import annotations

import argparse
import json
import re
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import pycrfsuite

from claimsift.stages.link_treatments.find_abbreviations import find_definitions
from claimsift.stages.link_treatments.find_treatments import find_treatments
from claimsift.stages.link_treatments.recognise import TOKEN, known_marks, spans_of, token_features
from claimsift.stages.segment import find_layout

HERE = Path(__file__).resolve().parent
SETTINGS = json.loads((HERE / "train_recogniser.json").read_text(encoding="utf-8"))
TARGET = HERE / "en_claimsift_sm"

Sentence = tuple[str, list[tuple[int, int, str]]]
_EDGES = re.compile(
    r"\A(?:the|group|arm|a)\s+|[\s-]+(?:groups?|arms?|patients|eyes|treated|recipients)\Z", re.IGNORECASE
)
# What is left of a prompt's name must name something: "(LMWF-5A) and" does not make "and" an arm.
_NAME = re.compile(r"\b(?!(?:and|or|the|with|group|groups|no|vs|one|two|of|in)\b)[^\W_]{2,}|\d", re.IGNORECASE)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--only", choices=["chemicals", "arms"])
    options = parser.parse_args()
    TARGET.mkdir(exist_ok=True)
    sets = {
        "chemicals": (list(read_cdr(options.data, "train")), {"devel": list(read_cdr(options.data, "devel"))}),
        "arms": (
            [
                *read_trials(options.data, "train"),
                *read_evidence(options.data, "train"),
                *read_prose(options.data, int(SETTINGS["prose_sentences"])),
            ],
            {
                "rct_art dev": list(read_trials(options.data, "dev")),
                "evidence validation": list(read_evidence(options.data, "validation")),
            },
        ),
    }
    for name, (train, held_out) in sets.items():
        if options.only in (None, name):
            started = time.perf_counter()
            path = TARGET / f"{name}.crfsuite"
            fit(train, path, SETTINGS["taggers"][name], hidden=SETTINGS["hidden_percent"][name])
            size = path.stat().st_size / 1e6
            print(f"{name}: {len(train)} sentences, {time.perf_counter() - started:.0f} s, {size:.2f} MB")
            for part, sentences in held_out.items():
                for label, row in scores(path, sentences).items():
                    print(f"  {part:20} {label:10} {row}")


def fit(sentences: list[Sentence], path: Path, settings: dict[str, float], *, hidden: int) -> None:
    """Trains a tagger; `hidden` is the share of the vocabulary's names that it is not told of, in percent."""
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params(settings)
    for text, spans in sentences:
        tokens = [(m[0], m.start(), m.end()) for m in TOKEN.finditer(text)]
        if tokens:
            words = [word for word, _, _ in tokens]
            trainer.append(token_features(words, known=hide_names(words, hidden)), labels_of(tokens, spans))
    trainer.train(str(path))


def hide_names(words: list[str], percent: int) -> list[str]:
    """The marks of the vocabulary without those of some names: always the same ones, chosen by their checksum."""
    lowers = [word.lower() for word in words]
    marks, first = known_marks(lowers), 0
    while first < len(marks):
        last = first + 1
        while marks[first][0] == "B" and last < len(marks) and marks[last][0] == "I":
            last += 1
        if marks[first][0] == "B" and zlib.crc32(" ".join(lowers[first:last]).encode()) % 100 < percent:
            marks[first:last] = ["O"] * (last - first)
        first = last
    return marks


def labels_of(tokens: list[tuple[str, int, int]], spans: list[tuple[int, int, str]]) -> list[str]:
    labels = ["O"] * len(tokens)
    for start, end, label in spans:
        inside = [i for i, (_, first, last) in enumerate(tokens) if first >= start and last <= end and labels[i] == "O"]
        for position, index in enumerate(inside):
            labels[index] = ("I-" if position else "B-") + label
    return labels


def scores(path: Path, sentences: list[Sentence]) -> dict[str, str]:
    """Strict precision, recall and F1 of each label, and of any overlap."""
    tagger = pycrfsuite.Tagger()
    tagger.open(str(path))
    counts: dict[str, list[int]] = {}
    for text, spans in sentences:
        tokens = [(m[0], m.start(), m.end()) for m in TOKEN.finditer(text)]
        tagged = tagger.tag(token_features([word for word, _, _ in tokens]))
        found = {(tokens[first][1], tokens[last][2], label) for first, last, label in spans_of(tagged)}
        wanted = set(spans)
        for label in {label for *_, label in found | wanted}:
            row = counts.setdefault(label, [0, 0, 0, 0, 0])
            got, want = [s for s in found if s[2] == label], [s for s in wanted if s[2] == label]
            row[0] += len(set(got) & set(want))
            row[1] += len(got)
            row[2] += len(want)
            row[3] += sum(any(g[0] < w[1] and w[0] < g[1] for w in want) for g in got)
            row[4] += sum(any(g[0] < w[1] and w[0] < g[1] for g in got) for w in want)
    return {label: _figures(*row) for label, row in sorted(counts.items())}


def _figures(right: int, found: int, wanted: int, touched: int, reached: int) -> str:
    def f1(p: float, r: float) -> float:
        return 2 * p * r / (p + r) if p + r else 0.0

    precision, recall = right / max(1, found), right / max(1, wanted)
    loose = f1(touched / max(1, found), reached / max(1, wanted))
    return f"strict P {precision:.3f} R {recall:.3f} F1 {f1(precision, recall):.3f}; overlap F1 {loose:.3f}"


def read_cdr(data: Path, part: str) -> Iterator[Sentence]:
    names = {"Chemical": "CHEMICAL", "Disease": "DISEASE"}
    for row in _rows(data / f"bc5cdr/{part}.jsonl"):
        yield row["text"], [(s["start"], s["end"], names[s["label"]]) for s in row["spans"]]


def read_trials(data: Path, part: str) -> Iterator[Sentence]:
    for row in _rows(data / f"rct_art/{part}.jsonl"):
        text = row["detok"]["text"]
        spans = [_trim(text, s["start"], s["end"]) for s in row["detok"]["spans"] if s["label"] == "INTV"]
        yield text, [(start, end, "ARM") for start, end in spans if end > start]


def read_evidence(data: Path, part: str) -> Iterator[Sentence]:
    """Evidence sentences that hold the intervention or the comparator by name; others are left out."""
    sentences: dict[str, set[str]] = {}
    for row in _rows(data / f"evidence_inference/{part}.jsonl"):
        for prompt in row["prompts"]:
            for evidence in prompt["evidence"]:
                named = sentences.setdefault(evidence["text"], set())
                named.update(name for side in ("intervention", "comparator") for name in _names(prompt[side]))
    for text, names in sentences.items():
        spans: list[tuple[int, int]] = []
        for name in sorted(names, key=lambda name: (-len(name), name)):
            for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE):
                if not any(match.start() < end and start < match.end() for start, end in spans):
                    spans.append(_trim(text, match.start(), match.end()))
        named = [(start, end, "ARM") for start, end in sorted(spans) if _NAME.search(text[start:end])]
        if named and len(text) < 800:
            yield text, named


def read_prose(data: Path, most: int) -> Iterator[Sentence]:
    """Consumer-health sentences with the treatments that the vocabulary finds, so that prose without arms is known.

    Without them the tagger has seen only sentences that name an arm, and finds one in every sentence.
    """
    seen = 0
    for row in _rows(data / "medquad/numeric_answers.jsonl"):
        text = row["text"]
        layout = find_layout(text)
        mentions = find_treatments(text, layout, find_definitions(layout.masked))
        for sentence in layout.sentences[:12]:
            inside = [m for m in mentions if sentence.start <= m.start and m.end <= sentence.end and not m.generic]
            if 40 < sentence.end - sentence.start < 400 and seen < most:
                seen += 1
                spans = [(m.start - sentence.start, m.end - sentence.start, "ARM") for m in inside]
                yield text[sentence.start : sentence.end], spans


def _names(side: str) -> Iterator[str]:
    """A prompt's name of an arm as a whole, and its parts: "topiramate (TPM)" is named by either."""
    side = side.strip()
    yield from (part.strip() for part in re.split(r"[()]", side) if 2 < len(part.strip()) < 60)
    if 2 < len(side) < 60:
        yield side


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without the words that make an arm of a treatment: "the denosumab group" → "denosumab"."""
    while match := _EDGES.search(text[start:end]):
        if match.start() == 0:
            start += match.end()
        else:
            end = start + match.start()
    return start, end


def _rows(path: Path) -> Iterator[dict]:  # type: ignore[type-arg]
    for line in path.read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


if __name__ == "__main__":
    main()
