"""The simpler choice that the recogniser is measured against: noun chunks that a classifier takes for treatments.

It learns twice, from the sentences of the recogniser's two taggers, and believes either.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import train_recogniser as training

from claimsift.stages.link_treatments.recognise import TOKEN, known_marks

Spans = list[tuple[int, int]]
Find = Callable[[str], Spans]
Training = Mapping[str, Sequence[training.Sentence]]

BUCKETS = 2**18


def read_training(data: Path) -> Training:
    """The sentences of the recogniser's two taggers."""
    prose = training.read_prose(data, int(training.SETTINGS["prose_sentences"]))
    arms = [*training.read_trials(data, "train"), *training.read_evidence(data, "train"), *prose]
    return {"chemicals": list(training.read_cdr(data, "train")), "arms": arms}


def texts_of(sets: Training) -> set[str]:
    return {text for sentences in sets.values() for text, _ in sentences}


def train_chunk_classifier(sets: Training, chunks: Mapping[str, Spans]) -> Find:
    """Chunks that a logistic regression over hashed features takes for treatments."""
    from sklearn.feature_extraction import FeatureHasher
    from sklearn.linear_model import LogisticRegression

    hasher = FeatureHasher(BUCKETS, input_type="string")
    models = []
    for sentences in sets.values():
        rows, labels = [], []
        for text, spans in sentences:
            wanted = [span for span in spans if span[2] != "DISEASE"]
            rows += list(_describe(text, chunks[text]))
            labels += [any(c[0] < w[1] and w[0] < c[1] for w in wanted) for c in chunks[text]]
        models.append(LogisticRegression(C=4.0, max_iter=200).fit(hasher.transform(rows), labels))

    def find(text: str) -> Spans:
        if not chunks[text]:
            return []
        rows = hasher.transform(_describe(text, chunks[text]))
        likely = [model.predict_proba(rows)[:, 1] for model in models]
        return [c for c, *shares in zip(chunks[text], *likely, strict=True) if max(shares) >= 0.5]

    return find


def _describe(text: str, chunks: Spans) -> Iterator[list[str]]:
    """The features of each chunk: its words, their ends, what the vocabulary knows, the words beside it."""
    tokens = [(m[0], m.start(), m.end()) for m in TOKEN.finditer(text)]
    lowers = [word.lower() for word, _, _ in tokens]
    marks = known_marks(lowers)
    for start, end in chunks:
        inside = [i for i, token in enumerate(tokens) if token[1] < end and start < token[2]]
        if not inside:
            yield ["empty"]
            continue
        first, last = inside[0], inside[-1]
        beside = [(o, (first if o < 0 else last) + o) for o in (-2, -1, 1, 2)]
        around = [f"{offset}={lowers[i] if 0 <= i < len(lowers) else ''}" for offset, i in beside]
        row = [*around, f"head={lowers[last]}", f"end={lowers[last][-4:]}", f"size={min(len(inside), 5)}"]
        row += [f"{around[1]}+{around[2]}", f"shape={re.sub('[A-Z]', 'X', re.sub('[a-z]', 'x', tokens[last][0]))[:6]}"]
        for index in inside:
            word = lowers[index]
            row += [f"w={word}", f"e3={word[-3:]}", f"e4={word[-4:]}", f"p3={word[:3]}", f"k={marks[index]}"]
        yield row
