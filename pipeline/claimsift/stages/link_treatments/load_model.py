"""Loads the model that finds treatments no list holds: the packaged one, or any spaCy pipeline with entities."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from claimsift.errors import ModelError
from claimsift.lexicon import find_trained_model, find_weights, load_table
from claimsift.lexicon.trained_model import RECOGNISER
from claimsift.records import Claim, Layout, Span
from claimsift.stages.link_treatments.recognise import load_recogniser
from claimsift.stages.link_treatments.tuned_recogniser import TunedRecogniser

if TYPE_CHECKING:
    from spacy.language import Language

PACKAGED = "en_claimsift_sm"
NO_MODEL = "none"

# (masked text, sentences) -> the treatments in those sentences
FindSpans = Callable[[str, Iterable[Span]], tuple[Span, ...]]

_BACK = 1  # sentences before a claim that are read with it
_WORD = re.compile(r"[A-Za-z]+")


def load_model(model: str | None, *, labels: Sequence[str] = ()) -> FindSpans | None:
    """The finder of a model; None for no model, which is None or `none`.

    `model` is the packaged model's name, a folder that `claimsift train` wrote, the name of an installed spaCy package
    or its path. `labels` are its entity labels that are treatments; empty: the usual ones (`CHEMICAL`, `DRUG`,
    `TREATMENT`, …).

    Raises:
        ModelError: the model is not installed, or finds no entities, or none that are treatments.
    """
    if model is None or model == NO_MODEL:
        return None
    if model == PACKAGED:
        return load_recogniser(find_weights(PACKAGED)).find
    trained = find_trained_model(model)
    if trained is not None:
        base = load_model(trained.base, labels=labels)
        if base is None or RECOGNISER not in trained.files:
            return base
        return TunedRecogniser(trained.folder / RECOGNISER, base).find
    return _spacy_finder(model, frozenset(label.upper() for label in labels))


def focus_sentences(layout: Layout, claims: tuple[Claim, ...]) -> tuple[Span, ...]:
    """The sentences that a model should read: those with claims, the one before each, and the title."""
    wanted: set[int] = set()
    for claim in claims:
        index = layout.sentence_index_at(claim.quantity.start)
        if index is not None:
            wanted.update(range(max(0, index - _BACK), index + 1))
    if wanted:
        wanted.update(range(min(2, len(layout.sentences))))
    return tuple(Span(layout.sentences[index].start, layout.sentences[index].end) for index in sorted(wanted))


def _spacy_finder(model: str, labels: frozenset[str]) -> FindSpans:
    import spacy

    if not (spacy.util.is_package(model) or Path(model).is_dir()):
        raise ModelError(
            f"no model '{model}' is installed; there is {PACKAGED}: pip install the spaCy package, give its path or "
            "that of a folder of `train`, or use --no-model"
        )
    try:
        with warnings.catch_warnings():
            # Models made for another minor version of spaCy, such as scispaCy's, say so at every start, and work.
            warnings.filterwarnings("ignore", message=r"\[W095\]", category=UserWarning)
            nlp = spacy.load(model)
    except (OSError, ValueError, ImportError, AttributeError) as error:
        reason = str(error).splitlines()[0]
        raise ModelError(f"the model '{model}' cannot be loaded: {reason}; use another, or --no-model") from error
    if "ner" not in nlp.pipe_names:
        raise ModelError(f"the model '{model}' finds no entities: use one with a pipe named ner, or --no-model")
    table = load_table("treatments")["model_labels"]
    wanted = labels or frozenset(table["treatments"])
    # Models with one label for everything (scispaCy's en_core_sci_*) are believed beside a word of giving only.
    unsure = frozenset() if labels else frozenset(table["anything"])
    cues = frozenset(load_table("treatments")["weak"]["cues"])
    found = sorted(str(label) for label in nlp.get_pipe("ner").labels)  # type: ignore[attr-defined]
    if not (wanted | unsure) & {label.upper() for label in found}:
        raise ModelError(
            f"none of the labels of the model '{model}' is a treatment's: set model_labels to those that are; it has "
            + ", ".join(found)
        )

    def find(masked: str, sentences: Iterable[Span]) -> tuple[Span, ...]:
        return _find_entities(nlp, masked, tuple(sentences), wanted, (unsure, cues))

    return find


def _find_entities(
    nlp: Language,
    masked: str,
    sentences: tuple[Span, ...],
    wanted: frozenset[str],
    guarded: tuple[frozenset[str], frozenset[str]],
) -> tuple[Span, ...]:
    unsure, cues = guarded
    found = []
    texts = (masked[sentence.start : sentence.end] for sentence in sentences)
    for sentence, doc in zip(sentences, nlp.pipe(texts), strict=True):
        for entity in doc.ents:
            span = Span(sentence.start + entity.start_char, sentence.start + entity.end_char)
            label = entity.label_.upper()
            around = f"{masked[max(sentence.start, span.start - 25) : span.start]} {masked[span.end : span.end + 15]}"
            given = not cues.isdisjoint(_WORD.findall(around.lower()))
            if label in wanted or (label in unsure and given):
                found.append(span)
    return tuple(sorted(found))
