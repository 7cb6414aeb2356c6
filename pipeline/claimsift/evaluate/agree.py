"""Agreement between annotators or reviewers, field by field."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from claimsift.errors import InputError
from claimsift.evaluate.agreement_statistics import (
    Item,
    Statistic,
    measure_alpha,
    measure_kappa,
    measure_percent,
    redraw_alpha,
    with_interval,
)
from claimsift.evaluate.annotation_files import Annotation, read_annotations
from claimsift.evaluate.figures import RESAMPLES, SEED
from claimsift.records.codec import to_plain

CLAIMHOOD = "claim"
_TREATMENT = "treatment"


@dataclass(frozen=True, slots=True)
class FieldAgreement:
    """How far annotators agree on one field; `claims` counts those with two values or more."""

    field: str
    claims: int
    percent: Statistic
    kappa: Statistic
    alpha: Statistic


@dataclass(frozen=True, slots=True)
class Agreement:
    """The agreement of some annotators, by field."""

    annotators: tuple[str, ...]
    fields: tuple[FieldAgreement, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        plain: dict[str, Any] = to_plain(self)
        return plain


def measure_agreement(paths: Sequence[Path], *, resamples: int = RESAMPLES, seed: int = SEED) -> Agreement:
    """Agreement between all annotators of some annotation files.

    Raises:
        InputError: a file cannot be used, or there are fewer than two annotators.
    """
    annotations: list[Annotation] = []
    read: dict[str, set[str]] = defaultdict(set)
    for path in paths:
        found, articles = read_annotations(path)
        same_name = set(articles) & set(read)
        if same_name:
            raise InputError(f"two files are of the annotator '{min(same_name)}': give one of them another name")
        annotations += found
        read.update(articles)
    annotators = tuple(sorted({annotation.annotator for annotation in annotations} | set(read)))
    if len(annotators) < 2:
        known = ", ".join(annotators) or "nobody"
        raise InputError(f"agreement needs two annotators, and these files are by {known}")
    labelled = label_items(align(annotations), read)
    return Agreement(
        annotators,
        tuple(_measure_field(name, items, annotators, resamples, seed) for name, items in labelled.items()),
    )


def align(annotations: Sequence[Annotation]) -> list[list[Annotation]]:
    """The annotations of each claim: those that overlap most, at most one an annotator; decisions join by claim id."""
    items: list[list[Annotation]] = []
    by_article: dict[str | None, list[list[Annotation]]] = defaultdict(list)
    by_id: dict[str, list[Annotation]] = {}
    for annotation in (a for a in annotations if a.span is not None):
        near = by_article[annotation.article_id]
        free = [item for item in near if all(other.annotator != annotation.annotator for other in item)]
        best = max(free, key=lambda item: _overlap(item[0], annotation), default=None)
        if best is None or _overlap(best[0], annotation) <= 0:
            best = []
            near.append(best)
            items.append(best)
        best.append(annotation)
        if annotation.claim_id:
            by_id.setdefault(annotation.claim_id, best)
    for annotation in (a for a in annotations if a.span is None):
        claim_id = annotation.claim_id or ""
        if claim_id not in by_id:
            by_id[claim_id] = []
            items.append(by_id[claim_id])
        by_id[claim_id].append(annotation)
    return items


def label_items(items: Sequence[Sequence[Annotation]], read: Mapping[str, set[str]]) -> dict[str, list[Item]]:
    """The labels of all claims by field, in the order of first use.

    The field `claim` says who marked the claim at all, of those who have read its article.
    """
    labelled: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        readers = [name for name, articles in read.items() if item[0].span and item[0].article_id in articles]
        if readers:
            marked = {annotation.annotator for annotation in item}
            labelled[CLAIMHOOD].append({name: "yes" if name in marked else "no" for name in readers})
        by_field: dict[str, dict[str, str]] = defaultdict(dict)
        for annotation in item:
            for field, label in annotation.labels.items():
                by_field[field][annotation.annotator] = label
            if annotation.names:
                by_field[_TREATMENT][annotation.annotator] = _choose_name(annotation, item)
        for field, labels in by_field.items():
            labelled[field].append(labels)
    return dict(labelled)


def _choose_name(annotation: Annotation, item: Sequence[Annotation]) -> str:
    """Of the names that an annotator accepts, one that another accepts too: lists that meet are no disagreement."""
    for other in item:
        if other is not annotation and _TREATMENT in other.labels:
            common = annotation.names & (other.names or {other.labels[_TREATMENT]})
            if common:
                return min(common)
    return annotation.labels[_TREATMENT]


def _measure_field(
    name: str, items: Sequence[Item], annotators: Sequence[str], resamples: int, seed: int
) -> FieldAgreement:
    paired = [item for item in items if len(item) > 1]
    interval = partial(with_interval, items=paired, resamples=resamples, seed=seed)
    return FieldAgreement(
        name,
        len(paired),
        interval(measure_percent),
        interval(partial(measure_kappa, annotators=annotators)),
        interval(measure_alpha, redraw=redraw_alpha),
    )


def _overlap(left: Annotation, right: Annotation) -> int:
    if left.span is None or right.span is None:
        return 0
    return min(left.span[1], right.span[1]) - max(left.span[0], right.span[0])
