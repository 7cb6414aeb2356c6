"""Drift and disagreement: where the articles of a run contradict each other, or an article its earlier version."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, islice, pairwise
from typing import Literal

from rapidfuzz import fuzz

from claimsift.report.find_findings import Finding, find_findings
from claimsift.report.statements import Corpus, Statement, compatible, similarity

Disagreement = Literal[
    "other_modifier", "other_number", "same_words", "changed", "only_in_one_version", "other_source", "does_not_add_up"
]
ABOUT: dict[Disagreement, str] = {
    "other_modifier": "Same source, same number, but bounded in one place and not in another",
    "other_number": "Same source, different number",
    "same_words": "Same words, different number",
    "changed": "Changed between versions of one article",
    "only_in_one_version": "In one version of an article only",
    "other_source": "Same treatment and outcome, different rates from different sources",
    "does_not_add_up": "Numbers that do not agree with each other",
}
_STILL_SAME = 55  # of 100, words of a sentence that went from one version into the next
_SAME_SENTENCE = 80
_FEWEST_WORDS = 6  # shorter sentences are alike by chance
_SAME_OUTCOME = 90
_RATE_APART = 5.0  # percentage points; closer rates do not disagree


@dataclass(frozen=True, slots=True)
class Row:
    """One disagreement with the statements that make it, in the order of their articles.

    `versions` are the earlier and the later article where it lies between versions of one.
    """

    kind: Disagreement
    statements: tuple[Statement, ...]
    note: str = ""
    versions: tuple[str, str] | None = None


def find_disagreements(corpus: Corpus, findings: Sequence[Finding] | None = None) -> tuple[Row, ...]:
    """Every disagreement of a run, each kind in the order of articles and offsets."""
    found = find_findings(corpus) if findings is None else findings
    rows = [
        *_other_modifiers(found),
        *_other_numbers(corpus),
        *_same_words(corpus),
        *_versions(corpus),
        *_other_sources(corpus),
        *_sums(corpus),
    ]
    order = list(ABOUT)
    return tuple(sorted(rows, key=lambda row: (order.index(row.kind), [_place(s) for s in row.statements])))


def _place(statement: Statement) -> tuple[str, int]:
    return statement.article_id, statement.claim["quantity"]["start"]


def _other_modifiers(findings: Iterable[Finding]) -> list[Row]:
    rows = []
    for finding in findings:
        readings: dict[str | None, Statement] = {}
        for statement in sorted(finding.statements, key=_place):
            readings.setdefault(statement.bound, statement)
        if len(readings) > 1:
            rows.append(
                Row(
                    "other_modifier",
                    tuple(readings.values()),
                    f"{len(finding.statements)} claims in all state this number",
                )
            )
    return rows


def _other_numbers(corpus: Corpus) -> list[Row]:
    """Pairs in nearly the same words, of one source, whose numbers do not occur in the other article."""
    by_work: dict[str, dict[str, list[Statement]]] = {}
    for statement in corpus.statements:
        for work in statement.works:
            by_work.setdefault(work, {}).setdefault(statement.version_of, []).append(statement)
    rows = []
    for work in sorted(by_work):
        said = {name: {(s.measure, s.bounds) for s in group} for name, group in by_work[work].items()}
        for first, second in combinations(sorted(by_work[work]), 2):
            if said[first] == said[second]:
                continue
            here, there = by_work[work][first], by_work[work][second]
            pairs = _pair(_unmatched(here, there), _unmatched(there, here), least=_SAME_SENTENCE)
            rows += [Row("other_number", pair) for pair in pairs]
    return rows


def _same_words(corpus: Corpus) -> list[Row]:
    """Pairs in the very same words, from articles that name no common source, whose numbers differ."""
    by_words: dict[tuple[str, object], dict[str, list[Statement]]] = {}
    for statement in corpus.statements:
        if statement.words.count(" ") >= _FEWEST_WORDS - 1:
            articles = by_words.setdefault((statement.words, statement.measure), {})
            articles.setdefault(statement.version_of, []).append(statement)
    rows = []
    for articles in by_words.values():
        # Each wording once: a second article that says the same makes no second row.
        said = {tuple(sorted({str(s.bounds) for s in group})): group for group in reversed(articles.values())}
        for here, there in combinations(reversed(said.values()), 2):
            pairs = _pair(_unmatched(here, there), _unmatched(there, here), least=_SAME_SENTENCE)
            rows += [Row("same_words", pair) for pair in pairs if not pair[0].works & pair[1].works]
    return rows


def _unmatched(statements: Iterable[Statement], others: Sequence[Statement]) -> list[Statement]:
    return [
        statement
        for statement in statements
        if not any(statement.measure == other.measure and compatible(statement, other) for other in others)
    ]


def _pair(
    first: Sequence[Statement], second: Sequence[Statement], *, least: float
) -> list[tuple[Statement, Statement]]:
    """Statements of one measure paired by their words, the most alike first, each used once."""
    scored = sorted(
        (
            (-score, index, other, a, b)
            for index, a in enumerate(first)
            for other, b in enumerate(second)
            if a.measure == b.measure and (score := similarity(a, b)) >= least
        ),
        key=lambda item: item[:3],
    )
    used_first: set[int] = set()
    used_second: set[int] = set()
    pairs = []
    for _, index, other, a, b in scored:
        if index not in used_first and other not in used_second:
            used_first.add(index)
            used_second.add(other)
            pairs.append((a, b))
    return pairs


def _versions(corpus: Corpus) -> list[Row]:
    versions: dict[str, dict[str, list[Statement]]] = {}
    for article_id, group in corpus.versions.items():
        versions.setdefault(group, {})[article_id] = []  # a version without claims has dropped them all
    for statement in corpus.statements:
        versions[statement.version_of][statement.article_id].append(statement)
    rows = []
    for articles in versions.values():
        for names in pairwise(sorted(articles)):
            rows += _compare(articles[names[0]], articles[names[1]], names)
    return rows


def _compare(before: Sequence[Statement], after: Sequence[Statement], versions: tuple[str, str]) -> list[Row]:
    same = _pair_same(before, after)
    left = [s for s in before if id(s) not in same]
    right = [s for s in after if id(s) not in same]
    changed = _pair(left, right, least=_SAME_SENTENCE)
    paired = {id(statement) for pair in changed for statement in pair}
    rows = [Row("changed", pair, versions=versions) for pair in changed]
    return rows + [Row("only_in_one_version", (s,), versions=versions) for s in (*left, *right) if id(s) not in paired]


def _pair_same(before: Sequence[Statement], after: Sequence[Statement]) -> set[int]:
    """The statements that both versions make, by identity: same measure and reading, in like words."""
    by_reading: dict[object, list[Statement]] = {}
    for statement in after:
        by_reading.setdefault((statement.measure, statement.reading), []).append(statement)
    same: set[int] = set()
    for key in {(s.measure, s.reading) for s in before}:
        here = [s for s in before if (s.measure, s.reading) == key]
        for pair in _pair(here, by_reading.get(key, []), least=_STILL_SAME):
            same.update(id(statement) for statement in pair)
    return same


def _other_sources(corpus: Corpus) -> list[Row]:
    """Rates of one treatment and one outcome that lie apart, in different articles and from different works.

    Articles that repeat both rates make no further row.
    """
    by_matter: dict[tuple[str, object], list[Statement]] = {}
    for statement in corpus.statements:
        if statement.claim["kind"] == "proportion" and statement.treatment and statement.works and statement.outcome:
            time = statement.claim["timepoint"]
            matter = (statement.treatment, time["duration"] or time["text"] if time else None)
            by_matter.setdefault(matter, []).append(statement)
    rows = []
    for statements in by_matter.values():
        for one, other in combinations(_say_once(statements), 2):
            pairs = ((first, second) for first in one for second in other if _contradict(first, second))
            rows += [Row("other_source", pair) for pair in islice(pairs, 1)]
    return rows


def _say_once(statements: Iterable[Statement]) -> list[list[Statement]]:
    """The statements by what they say: one rate of one outcome from one source, from two articles at most."""
    said: dict[object, dict[str, Statement]] = {}
    for statement in statements:
        articles = said.setdefault((statement.works, statement.reading, statement.outcome), {})
        if len(articles) < 2:
            articles.setdefault(statement.version_of, statement)
    return [list(articles.values()) for articles in said.values()]


def _contradict(first: Statement, second: Statement) -> bool:
    if first.version_of == second.version_of or first.works & second.works:
        return False
    if first.bounds is None or second.bounds is None:
        return False
    apart = max(first.bounds[0] - second.bounds[1], second.bounds[0] - first.bounds[1])
    return apart >= _RATE_APART and fuzz.token_sort_ratio(first.outcome, second.outcome) >= _SAME_OUTCOME


def _sums(corpus: Corpus) -> list[Row]:
    return [
        Row(
            "does_not_add_up",
            (statement,),
            "; ".join(f"{c['name']}: {c['compared']}" for c in statement.claim["checks"]),
        )
        for statement in corpus.statements
        if statement.claim["checks"]
    ]
