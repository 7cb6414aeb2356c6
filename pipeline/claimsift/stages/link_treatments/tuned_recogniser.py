"""A recogniser fine-tuned on a user's own articles: a sequence model that reads what a base model found.

The base model's answer is a feature of each word, beside the words themselves (the method "Pred" of Daumé,
"Frustratingly easy domain adaptation", 2007): a few dozen sentences then teach
what the base overlooks, and where it errs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from claimsift.errors import ModelError
from claimsift.records import Span
from claimsift.stages.link_treatments.recognise import TOKEN, spans_of, token_features

LABEL = "TREATMENT"
MOST_WORDS = 400  # of a sentence; longer ones are tables
Word = tuple[str, int, int]
FindBase = Callable[[str, Iterable[Span]], tuple[Span, ...]]


class TunedRecogniser:
    """The fine-tuned model of a model folder on top of its base."""

    def __init__(self, path: Path, find_base: FindBase) -> None:
        import pycrfsuite

        self.find_base = find_base
        self.tagger = pycrfsuite.Tagger()
        try:
            self.tagger.open(str(path))
        except ValueError as error:
            raise ModelError(f"{path} is no recogniser: {error}") from error
        if not self.tagger.labels():
            raise ModelError(f"{path} is no recogniser: it was taught no label")

    def find(self, masked: str, sentences: Iterable[Span]) -> tuple[Span, ...]:
        """The treatments in some sentences of a text, in order."""
        sentences = tuple(sentences)
        base = self.find_base(masked, sentences)
        found: list[Span] = []
        for sentence in sentences:
            words = words_of(masked, sentence)
            tagged = self.tagger.tag(tuned_features(words, inside(base, sentence))) if words else []
            found += [Span(words[first][1], words[last][2]) for first, last, _ in spans_of(tagged)]
        return tuple(sorted(set(found)))


def words_of(masked: str, sentence: Span) -> list[Word]:
    """The words of a sentence with their places in the text."""
    return [(m[0], m.start(), m.end()) for m in TOKEN.finditer(masked, sentence.start, sentence.end)][:MOST_WORDS]


def inside(spans: Iterable[Span], sentence: Span) -> list[Span]:
    return [span for span in spans if sentence.start <= span.start and span.end <= sentence.end]


def label_words(words: Sequence[Word], spans: Iterable[Span]) -> list[str]:
    """`B-`, `I-` and `O` labels of the words; of two spans that overlap the longer one is kept."""
    labels = ["O"] * len(words)
    for span in sorted(spans, key=lambda span: (span.start - span.end, span.start)):
        places = [i for i, (_, start, end) in enumerate(words) if span.start <= start and end <= span.end]
        if places and all(labels[i] == "O" for i in places):
            for position, index in enumerate(places):
                labels[index] = ("I-" if position else "B-") + LABEL
    return labels


def tuned_features(words: Sequence[Word], base: Iterable[Span]) -> list[list[str]]:
    """The features of each word: those of the packaged model, and the base's answer on it and its neighbours."""
    marks = [label[0] for label in label_words(words, base)]
    rows = token_features([word for word, _, _ in words])
    for index, row in enumerate(rows):
        row.append(f"m={marks[index]}")
        row.append(f"-1m={marks[index - 1] if index else 'edge'}")
        row.append(f"+1m={marks[index + 1] if index + 1 < len(marks) else 'edge'}")
    return rows
