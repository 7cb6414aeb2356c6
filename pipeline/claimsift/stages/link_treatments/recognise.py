"""Finds treatments that no list holds: a small sequence model over words, their shapes and the vocabulary."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from claimsift.errors import ModelError
from claimsift.lexicon import load_treatments
from claimsift.records import Span

TOKEN = re.compile(r"[^\W_]+|[^\w\s]|_")
TAGGERS = ("chemicals", "arms")

_LONGEST = 400  # words of a sentence that are read; longer ones are tables
_NOT_NAMES = re.compile(r"[\W\d_]*")


class Recogniser:
    """The packaged model: two conditional random fields, one for drugs and one for the arms of trials.

    Raises:
        ModelError: the folder holds no such model.
    """

    def __init__(self, folder: Path) -> None:
        import pycrfsuite

        self.taggers = []
        for name in TAGGERS:
            path = folder / f"{name}.crfsuite"
            if not path.is_file():
                raise ModelError(f"no model in {folder}: {path.name} is missing; reinstall claimsift or use --no-model")
            tagger = pycrfsuite.Tagger()
            tagger.open(str(path))
            self.taggers.append(tagger)

    def find(self, masked: str, sentences: Iterable[Span]) -> tuple[Span, ...]:
        """The treatments in some sentences of a text, in order; the two taggers may find overlapping ones.

        What the first takes for a disease is not taken for an arm."""
        import pycrfsuite

        found: list[Span] = []
        for sentence in sentences:
            words = TOKEN.findall(masked, sentence.start, sentence.end)[:_LONGEST]
            items = pycrfsuite.ItemSequence(token_features(words))
            labelled = [part for tagger in self.taggers for part in spans_of(tagger.tag(items))]
            if not labelled:
                continue
            places = list(TOKEN.finditer(masked, sentence.start, sentence.end))
            tagged = [(Span(places[first].start(), places[last].end()), label) for first, last, label in labelled]
            diseases = [span for span, label in tagged if label == "DISEASE"]
            for span, label in tagged:
                is_name = label != "DISEASE" and not _NOT_NAMES.fullmatch(masked, span.start, span.end)
                if is_name and not any(span.overlaps(disease) for disease in diseases):
                    found.append(span)
        return tuple(sorted(set(found)))


@cache
def load_recogniser(folder: Path) -> Recogniser:
    """The model in a folder, opened once."""
    return Recogniser(folder)


def spans_of(labels: list[str]) -> Iterator[tuple[int, int, str]]:
    """First word, last word and label of each span of `B-`, `I-` and `O` labels."""
    first = -1
    for index, label in enumerate([*labels, "O"]):
        if first >= 0 and label[:2] != "I-":
            yield first, index - 1, labels[first][2:]
            first = -1
        if label[:2] == "B-":
            first = index


def token_features(words: list[str], *, known: list[str] | None = None) -> list[list[str]]:
    """The features of each word of a sentence, as the training reads them too; `known` are its `known_marks`."""
    lowers = [word.lower() for word in words]
    views = [_view(word) for word in words]
    known = known_marks(lowers) if known is None else known
    marks = [_mark(mark) for mark in known]
    pairs = [f"{first} {second}" for first, second in itertools.pairwise(lowers)]
    size = len(words)
    features = []
    for index in range(size):
        own = views[index]
        row = [*own.own, marks[index].own]
        if index > 1:
            row += (views[index - 2].far_before, f"-w-w={pairs[index - 2]}")
        else:
            row.append("-2edge")
        if index > 0:
            view, last = views[index - 1], index - 1
            row += (view.before, marks[last].before, view.shape_before, own.shape_behind + lowers[last])
            row += (f"ww={pairs[last]}", f"kk={known[last]} {known[index]}")
        else:
            row.append("-1edge")
        if index + 1 < size:
            view = views[index + 1]
            row += (view.after, marks[index + 1].after, view.shape_after, own.shape_ahead + lowers[index + 1])
        else:
            row.append("1edge")
        if index + 2 < size:
            row += (views[index + 2].far_after, f"+w+w={pairs[index + 1]}")
        else:
            row.append("2edge")
        features.append(row)
    return features


class _View(NamedTuple):
    """A word as the features of its own place and of those around it spell it.

    `shape_behind` and `shape_ahead` open the features of its shape behind a word and ahead of one.
    """

    own: tuple[str, ...]
    far_before: str
    before: str
    shape_before: str
    after: str
    shape_after: str
    far_after: str
    shape_behind: str
    shape_ahead: str


@lru_cache(maxsize=50_000)
def _view(word: str) -> _View:
    lower, shape = word.lower(), _shape(word)
    own = ("b", f"w={lower}", f"s={shape}", f"p3={lower[:3]}", f"e3={lower[-3:]}", f"e4={lower[-4:]}")
    return _View(
        (*own, f"e5={lower[-5:]}", f"p4={lower[:4]}") if len(lower) > 5 else own,
        f"-2w={lower}",
        f"-1w={lower}",
        f"-1s={shape}",
        f"1w={lower}",
        f"1s={shape}",
        f"2w={lower}",
        f"s-w={shape} ",
        f"s+w={shape} ",
    )


class _Mark(NamedTuple):
    """A mark of the vocabulary as the features of its own place and of those beside it spell it."""

    own: str
    before: str
    after: str


@cache
def _mark(mark: str) -> _Mark:
    return _Mark(f"k={mark}", f"-1k={mark}", f"1k={mark}")


def _shape(word: str) -> str:
    """The word with letters and digits as X, x and 0, runs cut to two: `LMWF` → `XX`, `5A` → `0X`."""
    shape = re.sub(r"[a-z]", "x", re.sub(r"[A-Z]", "X", re.sub(r"\d", "0", word)))
    return re.sub(r"(.)\1{2,}", r"\1\1", shape)


def known_marks(lowers: list[str]) -> list[str]:
    """Whether a name of the vocabulary starts (`B`) or goes on (`I`) at each lowercase word, and of which kind."""
    lexicon = load_treatments()
    marks = ["O"] * len(lowers)
    index = 0
    while index < len(lowers):
        size = lexicon.longest.get(lowers[index], 0)
        if size > 1 and index + 1 < len(lowers):
            following = lowers[index + 1]
            # After a hyphen the name may go on with the word behind it.
            if following != "-" and not lexicon.opens_name(lowers[index], following):
                size = 1
        last = index
        for length in range(min(size, len(lowers) - index), 0, -1):
            part = [word for word in lowers[index : index + length] if word != "-"]
            entry = lexicon.find(part) if part else None
            if entry:
                kind = entry.group if entry.group in ("drug", "mesh", "comparator") else "table"
                kind += "?" if entry.weak else ""
                last = index + length - 1
                marks[index : last + 1] = [f"B{kind}", *[f"I{kind}"] * (length - 1)]
                break
        index = last + 1
    return marks
