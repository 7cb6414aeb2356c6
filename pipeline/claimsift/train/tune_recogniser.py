"""Fine-tunes the recogniser of treatments: a sequence model that reads what the base model finds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from claimsift.builder import Claimsift
from claimsift.records import Span
from claimsift.stages.link_treatments.component import LinkTreatments
from claimsift.stages.link_treatments.load_model import focus_sentences
from claimsift.stages.link_treatments.tuned_recogniser import (
    FindBase,
    Word,
    inside,
    label_words,
    tuned_features,
    words_of,
)
from claimsift.train.make_cases import ReadArticle, wrong_names

# Few sentences: strong penalties, and every feature seen once is kept.
_SETTINGS = {"c1": 0.5, "c2": 0.5, "max_iterations": 100, "feature.possible_transitions": 1}
_SHORTEST = 3  # letters of a name that is looked for in the text


@dataclass(frozen=True, slots=True)
class Sentence:
    """The words of a sentence, what the base model found in it, and what is right."""

    group: str
    words: tuple[Word, ...]
    base: tuple[Span, ...]
    right: tuple[Span, ...]


def base_finder(sift: Claimsift) -> FindBase | None:
    """What finds treatments in a loaded pipeline beside the vocabulary; None where nothing does."""
    return cast(LinkTreatments, sift.nlp.get_pipe("claimsift_link_treatments")).find_spans


def tuning_sentences(article: ReadArticle, find_base: FindBase) -> list[Sentence]:
    """The sentences that a recogniser reads, with the treatments in them.

    Right is every name that gold accepts for a claim, wherever it stands in the article, and whatever the base finds
    beside: an article names more treatments than those of its claims. Wrong is what was linked against gold.
    """
    masked = article.layout.masked
    sentences = focus_sentences(article.layout, article.result.claims)
    found = find_base(masked, sentences)
    wrong = wrong_names(article)
    names = {name for gold, _ in article.pairs for name in gold.treatment or () if len(name) >= _SHORTEST}
    named = _find_names(masked, names)
    kept = [
        span
        for span in found
        if masked[span.start : span.end].lower() not in wrong and not any(span.overlaps(name) for name in named)
    ]
    right = sorted({*named, *kept})
    return [
        Sentence(
            article.labels.group,
            tuple(words_of(masked, sentence)),
            tuple(inside(found, sentence)),
            tuple(inside(right, sentence)),
        )
        for sentence in sentences
    ]


def fit_tagger(sentences: Sequence[Sentence], path: Path) -> None:
    """Writes the tagger trained on some sentences; the same sentences give the same bytes."""
    import pycrfsuite

    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params(_SETTINGS)
    for sentence in sentences:
        if sentence.words:
            trainer.append(tuned_features(sentence.words, sentence.base), label_words(sentence.words, sentence.right))
    trainer.train(str(path))


def _find_names(masked: str, names: set[str]) -> list[Span]:
    """Where the names stand as whole words; a longer name before a shorter one inside it."""
    spans: list[Span] = []
    for name in sorted(names, key=lambda name: (-len(name), name)):
        pattern = r"(?<!\w)" + r"\s+".join(map(re.escape, name.split())) + r"(?!\w)"
        for match in re.finditer(pattern, masked, re.IGNORECASE):
            span = Span(match.start(), match.end())
            if not any(span.overlaps(other) for other in spans):
                spans.append(span)
    return spans
