"""Articles with their right claims, from gold files and from what reviewers decided about a run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from claimsift.errors import InputError
from claimsift.evaluate.decisions import Decision, read_decisions
from claimsift.evaluate.gold import GoldClaim, read_gold, value_of
from claimsift.evaluate.predictions import claims_file, load_lines, prediction_of


@dataclass(frozen=True, slots=True)
class LabelledArticle:
    """An article and its right claims. An optional claim may be one or not: nothing is learned from it.

    `group` is shared by versions of one article, which must not stand on both sides of a split.
    """

    article_id: str
    group: str
    text: str
    claims: tuple[GoldClaim, ...]


def read_labels(run: Path, gold: Sequence[Path], decisions: Sequence[Path]) -> tuple[LabelledArticle, ...]:
    """The labelled articles of a run, by id; where gold and decisions speak of one article, gold counts.

    Raises:
        InputError: a file cannot be used, or names nothing in the run.
        RunError: there is no such run, or it is damaged.
    """
    articles = {line["article_id"]: line for line in load_lines(claims_file(run).with_name("articles.jsonl"))}
    claims: dict[str, tuple[GoldClaim, ...]] = {}
    for path in decisions:
        decided = read_decisions(path)
        found = dict(_reviewed_articles(run, decided))
        if decided and not found:
            raise InputError(f"no decision of {path} is about a claim of the run {run}")
        claims.update(found)
    for path in gold:
        known = [article for article in read_gold(path) if (articles.get(article.article_id) or {}).get("text")]
        if not known:
            raise InputError(f"no article of {path} has its text in the run {run}")
        for article in known:
            _check_spans(article.article_id, article.claims, articles[article.article_id]["text"], path)
            claims[article.article_id] = article.claims
    return tuple(
        LabelledArticle(
            article_id, articles[article_id].get("same_article_as") or article_id, articles[article_id]["text"], labels
        )
        for article_id, labels in sorted(claims.items())
    )


def _check_spans(article_id: str, claims: Sequence[GoldClaim], text: str, path: Path) -> None:
    """Gold of another version of a text would teach nonsense."""
    moved = next((claim for claim in claims if text[claim.start : claim.end] != claim.text), None)
    if moved is not None:
        raise InputError(
            f"{path}: '{moved.text}' is not at {moved.start} of {article_id}: gold is of another version of the text"
        )


def _reviewed_articles(run: Path, decided: Mapping[str, Decision]) -> Iterator[tuple[str, tuple[GoldClaim, ...]]]:
    """The articles in which something was decided.

    Where all claims of an article are decided, its reader has also seen that nothing else is one. Elsewhere whatever is
    undecided stays open.
    """
    lines: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for line in load_lines(claims_file(run)):
        lines[line["article_id"]].append(line)
    rejected: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    path = claims_file(run).with_name("rejected.jsonl")
    for line in load_lines(path) if path.exists() else ():
        rejected[line["article_id"]].append(line)
    known = {line["claim_id"] for found in lines.values() for line in found}
    added: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for decision in decided.values():
        if decision.claim is not None and decision.claim_id not in known and decision.claim.get("article_id"):
            added[decision.claim["article_id"]].append(decision.claim)
    for article_id in sorted({*lines, *added}):
        found = lines[article_id]
        if not added[article_id] and not any(line["claim_id"] in decided for line in found):
            continue
        labels = [*_labels_of(found, decided), *(claim_of(line) for line in added[article_id])]
        if not all(line["claim_id"] in decided for line in found):
            labels += [_open_claim(line["start"], line["end"], line["text"]) for line in rejected[article_id]]
        yield article_id, tuple(sorted(labels, key=lambda claim: (claim.start, claim.end)))


def _labels_of(lines: Sequence[Mapping[str, Any]], decided: Mapping[str, Decision]) -> Iterator[GoldClaim]:
    for line in lines:
        decision = decided.get(line["claim_id"])
        if decision is None:
            quantity = line["quantity"]
            yield _open_claim(quantity["start"], quantity["end"], quantity["text"])
        elif decision.accepted:
            yield claim_of(decision.claim or line, decision.changes)


def claim_of(line: Mapping[str, Any], changes: Mapping[str, Any] | None = None) -> GoldClaim:
    """A claim of a run that a reviewer accepted, with corrections, as gold has it."""
    changes = dict(changes or {})
    found = prediction_of(line)
    treatment: tuple[str, ...] = tuple(sorted(found.treatments))
    if "treatment" in changes:
        given = changes.pop("treatment")
        name = (given.get("name") or given.get("text")) if isinstance(given, Mapping) else given
        treatment = (str(name),) if name else ()
    references = found.references
    for key in ("citation", "references"):
        if key in changes:
            given = changes.pop(key)
            keys = given.get("references") if isinstance(given, Mapping) else given
            references = frozenset(map(str, [keys] if isinstance(keys, str) else keys or ()))
    label = GoldClaim(
        found.start, found.end, found.text, found.kind or "", found.value, found.unit, found.modifier, found.outcome,
        None, treatment, references, found.timepoint, found.assertion or "asserted", optional=False,
    )  # fmt: skip
    plain = {"kind", "unit", "modifier", "assertion", "outcome", "timepoint"}
    kept: dict[str, Any] = {
        name: value.get("text") if isinstance(value, Mapping) else value
        for name, value in changes.items()
        if name in plain
    }
    if "value" in changes:
        kept["value"] = value_of(changes["value"])
    return replace(label, **kept)


def _open_claim(start: int, end: int, text: str) -> GoldClaim:
    return GoldClaim(start, end, text, "", None, None, None, None, None, None, None, None, "asserted", optional=True)
