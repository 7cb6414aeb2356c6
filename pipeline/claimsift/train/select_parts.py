"""Decides part by part, inside the training articles alone, whether new weights are better than those there are."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from claimsift.builder import Claimsift
from claimsift.stages.link_treatments.tuned_recogniser import TunedRecogniser
from claimsift.train.fit_choice import Case, Weights, fit_choice, is_right, surprise
from claimsift.train.make_cases import ReadArticle, groups_of, treatment_cases
from claimsift.train.tune_recogniser import base_finder, fit_tagger, tuning_sentences

# How firmly the known weights hold the new ones; the one that predicts left-out articles best is taken.
STRENGTHS = (2.0, 8.0, 32.0, 128.0)
MOST_FOLDS = 5


@dataclass(frozen=True, slots=True)
class Part:
    """One scorer: how often it is right on articles left out of its training, before and after, 0..1.

    For the recogniser it is the linker that is right, with the names that it finds. `reason` says why the old weights
    stay.
    """

    name: str
    examples: int
    before: float | None
    after: float | None
    strength: float | None
    kept: bool
    reason: str


@dataclass(frozen=True, slots=True)
class FittedPart:
    """A part with its new weights (None where the old ones stay)."""

    part: Part
    weights: dict[str, float] | None


def fit_part(name: str, cases: Sequence[Case], prior: Weights, *, threshold: float | None) -> FittedPart:
    """New weights for a scorer, where they predict articles left out of training better than the old ones.

    Better is: no fewer right answers, and right answers more probable.
    """
    folds = _folds(groups_of(cases))
    if len(folds) < 2:
        return FittedPart(Part(name, len(cases), None, None, None, kept=False, reason="too few examples"), None)

    def right_of(weights: Weights, part: Sequence[Case]) -> int:
        return sum(is_right(case, weights, threshold=threshold) for case in part)

    before, known = right_of(prior, cases), surprise(cases, prior)
    tried: list[tuple[float, int, float]] = []
    for strength in STRENGTHS:
        right, surprised = 0, 0.0
        for fold in folds:
            weights = fit_choice([c for c in cases if c.group not in fold], prior, strength=strength)
            left_out = [c for c in cases if c.group in fold]
            right += right_of(weights, left_out)
            surprised += surprise(left_out, weights)
        tried.append((surprised, right, strength))
    good = [row for row in tried if row[1] >= before and row[0] < known]
    surprised, right, strength = min(good or tried)
    part = Part(
        name, len(cases), before / len(cases), right / len(cases), strength, kept=bool(good),
        reason="" if good else "not better on articles left out of training",
    )  # fmt: skip
    return FittedPart(part, fit_choice(cases, prior, strength=strength) if good else None)


def tune_part(
    articles: Sequence[ReadArticle], sift: Claimsift, path: Path, *, link_weights: Weights
) -> tuple[Part, list[Case]]:
    """Writes a fine-tuned recogniser to `path` where the linker is right more often with the names it finds.

    Returns the linker's cases too: each with the names found by a recogniser that has not seen its article.
    """
    name, find_base = "recogniser", base_finder(sift)
    plain = [case for article in articles for case in treatment_cases(article, sift)]
    folds = _folds(list(dict.fromkeys(article.labels.group for article in articles)))
    if find_base is None or len(folds) < 2 or not plain:
        reason = "there is no model to tune" if find_base is None else "too few examples"
        return Part(name, len(plain), None, None, None, kept=False, reason=reason), plain
    sentences = [sentence for article in articles for sentence in tuning_sentences(article, find_base)]
    # A tagger that was shown no treatment has no label to give.
    taught = {sentence.group for sentence in sentences if sentence.words and sentence.right}
    if any(taught <= fold for fold in folds):
        return Part(name, len(plain), None, None, None, kept=False, reason="too few examples"), plain
    tuned: list[Case] = []
    with tempfile.TemporaryDirectory() as folder:
        for number, fold in enumerate(folds):
            tagger = Path(folder) / f"{number}.crfsuite"
            fit_tagger([s for s in sentences if s.group not in fold], tagger)
            find_spans = TunedRecogniser(tagger, find_base).find
            left_out = [article for article in articles if article.labels.group in fold]
            tuned += [case for a in left_out for case in treatment_cases(a, sift, find_spans=find_spans)]
    before, after = (sum(is_right(case, link_weights) for case in cases) / len(plain) for cases in (plain, tuned))
    kept = after > before
    if kept:
        fit_tagger(sentences, path)
    reason = "" if kept else "not better on articles left out of training"
    return Part(name, len(plain), before, after, None, kept=kept, reason=reason), tuned if kept else plain


def _folds(groups: Sequence[str]) -> list[frozenset[str]]:
    """Groups of articles, each left out once; dealt in order, so that nothing is random."""
    count = min(MOST_FOLDS, len(groups))
    return [frozenset(groups[start::count]) for start in range(count)]
