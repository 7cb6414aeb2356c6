"""Consolidation: claims that state the same finding of the same source become one finding with its articles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz

from claimsift.report.statements import Corpus, Statement, compatible, similarity

_SAME_WORDS = 60  # of 100
_SAME_OUTCOME = 75
_SAID_TWICE = 80


@dataclass(frozen=True, slots=True)
class Finding:
    """One number of one source. `articles` counts two versions of one article once."""

    work: str
    statements: tuple[Statement, ...]

    @property
    def articles(self) -> int:
        return len({statement.version_of for statement in self.statements})

    @property
    def readings(self) -> int:
        """In how many ways the number is bounded: `up to 28%` and `28%` are two, `about 28%` is no third."""
        return len({statement.bound for statement in self.statements})


def find_findings(corpus: Corpus) -> tuple[Finding, ...]:
    """The findings that more than one claim states, in the order of their works and values."""
    by_work: dict[str, list[Statement]] = {}
    for statement in corpus.statements:
        for work in statement.works:
            by_work.setdefault(work, []).append(statement)
    findings = [
        Finding(work, tuple(group))
        for work in sorted(by_work)
        for group in _group(by_work[work])
        if len({(statement.article_id, statement.claim["claim_id"]) for statement in group}) > 1
    ]
    return tuple(findings)


def likeness(first: Statement, second: Statement) -> float:
    """How far two claims of one source state the same number of the same thing, 0 to 100; 0 where they cannot."""
    if first.measure != second.measure or not compatible(first, second):
        return 0.0
    words = similarity(first, second)
    if not first.outcome or not second.outcome:
        return words if words >= _SAME_WORDS else 0.0
    outcome = fuzz.token_set_ratio(first.outcome, second.outcome)
    return max(words if words >= _SAME_WORDS else 0.0, outcome if outcome >= _SAME_OUTCOME else 0.0)


def _group(statements: Iterable[Statement]) -> list[list[Statement]]:
    groups: list[list[Statement]] = []
    for statement in statements:
        scored = [(max(likeness(statement, other) for other in group), group) for group in groups]
        fitting = [(score, group) for score, group in scored if score and not _rivals(statement, group)]
        if fitting:
            max(fitting, key=lambda item: item[0])[1].append(statement)
        else:
            groups.append([statement])
    return groups


def _rivals(statement: Statement, group: Iterable[Statement]) -> bool:
    """Whether the group has another claim of the same article: one article seldom says a thing twice in other words."""
    return any(
        other.article_id == statement.article_id and similarity(statement, other) < _SAID_TWICE for other in group
    )
