"""Reads what annotators and reviewers said about claims, from gold files, runs and decisions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonlines

from claimsift.errors import InputError
from claimsift.evaluate.decisions import FIELDS, Review, fold_reviews
from claimsift.evaluate.judge import words

# What a decision says besides the values of fields.
_BOOKKEEPING = frozenset(
    {"schema_version", "claim_id", "article_id", "reviewer", "time", "elapsed_ms", "note", "reason", "quantity"}
)
_LABELS = ("kind", "modifier", "assertion")
_WORDINGS = ("outcome", "population", "timepoint")


@dataclass(frozen=True, slots=True)
class Annotation:
    """What one annotator says about one claim: `labels` maps a field to a comparable value.

    A claim is known by its place, or by its id where a decision names no place. `names` are all the treatments that the
    annotator accepts, as labels, where there are several.
    """

    annotator: str
    article_id: str | None
    span: tuple[int, int] | None
    claim_id: str | None
    labels: Mapping[str, str]
    names: frozenset[str] = frozenset()


def read_annotations(path: Path) -> tuple[list[Annotation], dict[str, set[str]]]:
    """The annotations of a file (or of a run folder), and the articles that each annotator has read.

    Raises:
        InputError: the file is missing, or a line is neither gold, nor a claim, nor a decision.
    """
    annotations: list[Annotation] = []
    read: dict[str, set[str]] = {}
    file = path / "claims.jsonl" if path.is_dir() else path
    name = file.resolve().parent.name if file.name == "claims.jsonl" else file.stem
    events: list[tuple[int, dict[str, Any]]] = []
    for number, line in _lines(file):
        if "action" in line and "claim_id" in line:
            events.append((number, line))
            continue
        found, articles = _annotations_of(line, name, f"{file}, line {number}")
        annotations += found
        if articles:
            read.setdefault(name, set()).update(articles)
    annotations += [_review_annotation(review) for review in fold_reviews(events, file)]
    inputs = file.with_name("articles.jsonl")
    if file.name == "claims.jsonl" and inputs.exists():
        # A run has read an article even where it found no claim in it.
        read.setdefault(name, set()).update(line["article_id"] for _, line in _lines(inputs))
    return annotations, read


def _lines(file: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        with file.open(encoding="utf-8", newline="\n") as lines:
            yield from enumerate(jsonlines.Reader(lines).iter(type=dict, skip_empty=True), 1)
    except OSError as error:
        raise InputError(f"cannot read the annotations {file}: {error.strerror}") from error
    except (jsonlines.InvalidLineError, UnicodeDecodeError) as error:
        raise InputError(f"{file} is not JSON Lines: {error}") from error


def _annotations_of(line: Mapping[str, Any], name: str, where: str) -> tuple[list[Annotation], set[str]]:
    try:
        if "claims" in line and "id" in line:
            claims = [_gold_annotation(name, line["id"], claim) for claim in line["claims"]]
            return claims, {line["id"]}
        if "quantity" in line and "kind" in line:
            return [_run_annotation(name, line)], {line["article_id"]}
        if "claim_id" in line and "reviewer" in line:
            labels = {key: _label(key, value) for key, value in line.items() if key not in _BOOKKEEPING}
            return [Annotation(line["reviewer"], line.get("article_id"), None, line["claim_id"], labels)], set()
    except (KeyError, TypeError) as error:
        raise InputError(f"{where}: a claim lacks {error}") from error
    raise InputError(
        f"{where}: neither gold (id, claims), nor a claim (quantity, kind), nor a decision (claim_id, reviewer)"
    )


def _review_annotation(review: Review) -> Annotation:
    """What a reviewer's events say: the decision, and for an accepted claim each field, as found or as corrected."""
    decision = review.decision
    labels = {"decision": "accept" if decision.accepted else "reject"}
    if decision.accepted and decision.claim is None:
        changed = decision.changes
        labels |= {key: _label(key, changed[key]) if key in changed else "as found" for key in FIELDS}
    return Annotation(review.reviewer, None, None, decision.claim_id, labels)


def _gold_annotation(name: str, article_id: str, claim: Mapping[str, Any]) -> Annotation:
    labels = {key: _label(key, claim.get(key)) for key in (*_LABELS, *_WORDINGS, "value", "unit")}
    # Gold lists every acceptable name and set; None there means that readers may differ, so nothing is said.
    for field, key in (("treatment", "treatment"), ("citation", "references")):
        if claim.get(key) is not None:
            labels[field] = _label(field, claim[key])
    names = frozenset(_label("treatment", given) for given in claim.get("treatment") or ())
    return Annotation(name, article_id, (claim["start"], claim["end"]), None, labels, names)


def _run_annotation(name: str, line: Mapping[str, Any]) -> Annotation:
    quantity = line["quantity"]
    labels = {key: _label(key, (line.get(key) or {}).get("text")) for key in _WORDINGS}
    labels |= {key: _label(key, quantity.get(key)) for key in ("value", "unit", "modifier")}
    labels |= {key: _label(key, line.get(key)) for key in ("kind", "assertion")}
    labels["treatment"] = _label("treatment", (line.get("treatment") or {}).get("name"))
    labels["citation"] = _label("citation", (line.get("citation") or {}).get("references") or [])
    span = (quantity["start"], quantity["end"])
    return Annotation(name, line["article_id"], span, line.get("claim_id"), labels)


def _label(field: str, value: Any) -> str:
    """A value as one comparable label: numbers to three digits, names by their content words, sets in order."""
    if isinstance(value, Mapping):
        value = value.get("references") or value.get("name") or value.get("text")
    if value is None or value in ([], ""):
        return "none"
    if field == "value":
        numbers = value if isinstance(value, list) else [value]
        return " to ".join(sorted(f"{number:.3g}" for number in numbers))
    if field == "treatment" and isinstance(value, list):
        value = value[0]
    if field in (*_WORDINGS, "treatment"):
        return " ".join(words(str(value))) or "none"
    if isinstance(value, list):
        return ", ".join(sorted(map(str, value)))
    return str(value)
