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


@dataclass(slots=True)
class _Group:
    """Statements of one finding, and what of them is compared: those that are worded alike are compared once."""

    statements: list[Statement]
    worded: dict[object, Statement]
    by_article: dict[str, list[Statement]]

    def add(self, statement: Statement) -> None:
        self.statements.append(statement)
        self.worded.setdefault(_wording(statement), statement)
        self.by_article.setdefault(statement.article_id, []).append(statement)


def _group(statements: Iterable[Statement]) -> list[list[Statement]]:
    groups: list[_Group] = []
    for statement in statements:
        scored = [(_best(statement, group), group) for group in groups]
        fitting = [(score, group) for score, group in scored if score and not _rivals(statement, group)]
        if fitting:
            max(fitting, key=lambda item: item[0])[1].add(statement)
        else:
            group = _Group([], {}, {})
            group.add(statement)
            groups.append(group)
    return [group.statements for group in groups]


def _wording(statement: Statement) -> object:
    """All that `likeness` looks at."""
    return statement.measure, statement.bounds, statement.words, statement.outcome


def _best(statement: Statement, group: _Group) -> float:
    return max(likeness(statement, other) for other in group.worded.values())


def _rivals(statement: Statement, group: _Group) -> bool:
    """Whether the group has another claim of the same article: one article seldom says a thing twice in other words."""
    return any(similarity(statement, other) < _SAID_TWICE for other in group.by_article.get(statement.article_id, ()))
