"""The figures of a report: how many claims, of what, with which source. Each equals one query on the tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from claimsift.report.statements import Corpus, Statement

NONE = "none"
SourceState = Literal["resolved", "unresolved", "uncited"]


@dataclass(frozen=True, slots=True)
class Group:
    """The claims of one treatment and one outcome; `statements` are those whose numbers the table links to."""

    treatment: str
    outcome: str
    claims: int
    cited: int
    statements: tuple[Statement, ...]

    @property
    def claim_ids(self) -> list[str]:
        return [statement.claim["claim_id"] for statement in self.statements]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Where the claims of one article come from. `unresolved` cite an entry that the article does not have."""

    article_id: str
    status: str
    claims: int
    resolved: int
    unresolved: int
    uncited: int
    references: int
    unused: int


@dataclass(frozen=True, slots=True)
class Source:
    """One cited work with the claims that cite it; `articles` counts versions of one article once."""

    work: str
    reference: Mapping[str, Any]
    claims: int
    articles: int
    statements: tuple[Statement, ...]


def group_claims(corpus: Corpus) -> tuple[Group, ...]:
    """Claims by treatment and outcome, the largest groups first."""
    groups: dict[tuple[str, str], list[Statement]] = {}
    for statement in corpus.statements:
        key = (statement.treatment_name, statement.outcome or NONE)
        groups.setdefault(key, []).append(statement)
    made = [
        Group(*key, len(group), sum(1 for s in group if s.claim["citation"]), tuple(group))
        for key, group in groups.items()
    ]
    return tuple(sorted(made, key=lambda group: (-group.claims, group.treatment, group.outcome)))


def count_treatments(corpus: Corpus) -> tuple[tuple[str, int], ...]:
    """Claims of each treatment, most first; claims without one come last."""
    counts = Counter(statement.treatment_name for statement in corpus.statements)
    return tuple(sorted(counts.items(), key=lambda item: (item[0] == NONE, -item[1], item[0])))


def count_kinds(corpus: Corpus) -> tuple[tuple[str, int], ...]:
    """Claims of each kind, most first."""
    counts = Counter(s.claim["kind"] for s in corpus.statements)
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def count_flags(corpus: Corpus) -> tuple[tuple[str, tuple[Statement, ...]], ...]:
    """The claims that bear each check flag, by the flag's name."""
    flagged: dict[str, list[Statement]] = {}
    for statement in corpus.statements:
        for name in sorted({check["name"] for check in statement.claim["checks"]}):
            flagged.setdefault(name, []).append(statement)
    return tuple((name, tuple(flagged[name])) for name in sorted(flagged))


def claim_facets(corpus: Corpus) -> dict[str, SourceState]:
    """Where each claim's source stands: `resolved`, `unresolved` or `uncited`, by claim id."""
    facets: dict[str, SourceState] = {}
    for material in corpus.materials:
        entries = {reference["reference_id"]: reference for reference in material.references}
        for claim in material.claims:
            facets[claim["claim_id"]] = _source_state(claim, entries)
    return facets


def measure_coverage(corpus: Corpus) -> tuple[Coverage, ...]:
    """For each article with claims or references: how many claims have a source, and how many entries no claim."""
    rows = []
    for material in corpus.materials:
        entries = {reference["reference_id"]: reference for reference in material.references}
        states = Counter(_source_state(claim, entries) for claim in material.claims)
        cited = [claim["citation"]["references"] for claim in material.claims if claim["citation"]]
        used = {key for keys in cited for key in keys}
        printed = [key for key, entry in entries.items() if entry["raw"] is not None]
        if material.claims or printed:
            rows.append(
                Coverage(
                    material.article["article_id"],
                    material.article["status"],
                    len(material.claims),
                    states["resolved"],
                    states["unresolved"],
                    states["uncited"],
                    len(printed),
                    sum(1 for key in printed if key not in used),
                )
            )
    return tuple(rows)


def rank_sources(corpus: Corpus) -> tuple[Source, ...]:
    """The works that claims cite, those with most claims first."""
    by_work: dict[str, list[Statement]] = {}
    for statement in corpus.statements:
        for work in statement.works:
            by_work.setdefault(work, []).append(statement)
    rows = [
        Source(work, corpus.works[work], len(group), len({s.version_of for s in group}), tuple(group))
        for work, group in by_work.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-row.claims, -row.articles, row.work)))


def _source_state(claim: Mapping[str, Any], entries: Mapping[str, Mapping[str, Any]]) -> SourceState:
    if not claim["citation"]:
        return "uncited"
    keys = claim["citation"]["references"]
    return "resolved" if any(_is_resolved(entries.get(key)) for key in keys) else "unresolved"


def _is_resolved(reference: Mapping[str, Any] | None) -> bool:
    return reference is not None and (reference["raw"] is not None or reference["url"] is not None)
