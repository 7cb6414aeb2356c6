"""Consolidation, drift and disagreement: hand-made runs, then our corpus with the differences planted in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from report_factories import claim, reference, write_run

from claimsift.report.find_disagreements import find_disagreements
from claimsift.report.find_findings import find_findings
from claimsift.report.statements import read_corpus, work_key
from claimsift.scale.run_articles import run_articles
from claimsift.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
TITLE = "Revision surgery for recurrent symptoms after discectomy"
OTHER = "A second study of quite another thing altogether"
PAIN = "Pain came back in {} of patients after discectomy."
WORSE = "Whoever had a discectomy was told later: Pain came back, as it did in {} here."


def _kinds(folder: Path) -> list[tuple[str, tuple[str, ...]]]:
    rows = find_disagreements(read_corpus(folder))
    return [(row.kind, tuple(f"{s.article_id} {s.claim['quantity']['text']}" for s in row.statements)) for row in rows]


CASES: list[tuple[str, list[dict[str, Any]], list[tuple[str, tuple[str, ...]]]]] = [
    (
        "a bound that one article drops",
        [
            claim("a", "28%", PAIN.format("up to 28%"), modifier="at_most", references=["1"]),
            claim("b", "28%", PAIN.format("28%"), references=["1"]),
        ],
        [("other_modifier", ("a 28%", "b 28%"))],
    ),
    (
        "about is no bound",
        [
            claim("a", "28%", PAIN.format("about 28%"), modifier="about", references=["1"]),
            claim("b", "28%", PAIN.format("28%"), references=["1"]),
        ],
        [],
    ),
    (
        "another number of one source in like words",
        [
            claim("a", "28%", PAIN.format("28%"), references=["1"]),
            claim("b", "38%", PAIN.format("38%"), references=["1"]),
        ],
        [("other_number", ("a 28%", "b 38%"))],
    ),
    (
        "two numbers of one source that both articles give",
        [
            claim("a", "28%", "In the first year pain came back in 28% of all.", references=["1"]),
            claim("a", "38%", "In the second year pain came back in 38% of all.", references=["1"]),
            claim("b", "28%", "In the first year pain came back in 28% of all.", references=["1"]),
            claim("b", "38%", "In the second year pain came back in 38% of all.", references=["1"]),
        ],
        [],
    ),
    (
        "the same words with other numbers, from different sources or none",
        [
            claim("a", "28%", PAIN.format("28%"), references=["1"]),
            claim("b", "38%", PAIN.format("38%"), references=["2"]),
            claim("c", "38%", PAIN.format("38%")),
        ],
        [("same_words", ("a 28%", "b 38%"))],
    ),
    (
        "the same words with the same numbers",
        [
            claim("a", "28%", PAIN.format("28%"), references=["1"]),
            claim("b", "28%", PAIN.format("28%")),
        ],
        [],
    ),
    (
        "few words are alike by chance",
        [claim("a", "28%", "Only 28% came."), claim("b", "38%", "Only 38% came.")],
        [],
    ),
    (
        "like words and other numbers, from different sources, of different things",
        [
            claim("a", "28%", PAIN.format("28%"), references=["1"]),
            claim("b", "38%", "After surgery pain had not gone away in 38% of the men.", references=["2"]),
        ],
        [],
    ),
    (
        "one treatment and outcome, rates of two sources far apart",
        [
            claim("a", "28%", PAIN.format("28%"), treatment="discectomy", outcome="Pain came back", references=["1"]),
            claim("b", "58%", WORSE.format("58%"), treatment="discectomy", outcome="Pain came back", references=["2"]),
        ],
        [("other_source", ("a 28%", "b 58%"))],
    ),
    (
        "two sources whose rates lie close",
        [
            claim("a", "28%", PAIN.format("28%"), treatment="discectomy", outcome="Pain came back", references=["1"]),
            claim("b", "30%", WORSE.format("30%"), treatment="discectomy", outcome="Pain came back", references=["2"]),
        ],
        [],
    ),
]


@pytest.mark.parametrize(("claims", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_disagreements(claims: list[dict[str, Any]], expected: list[Any], tmp_path: Path) -> None:
    references = [reference(name, key, title) for name in "ab" for key, title in (("1", TITLE), ("2", OTHER))]
    assert _kinds(write_run(tmp_path, claims, references)) == expected


def test_what_many_articles_repeat_is_one_disagreement(tmp_path: Path) -> None:
    """Three articles give 28% from one source, three 58% from another: one row, not nine."""
    claims = [
        claim(name, text, words.format(text), treatment="discectomy", outcome="Pain came back", references=[key])
        for names, words, text, key in (("abc", PAIN, "28%", "1"), ("def", WORSE, "58%", "2"))
        for name in names
    ]
    references = [reference(name, key, title) for name in "abcdef" for key, title in (("1", TITLE), ("2", OTHER))]
    assert _kinds(write_run(tmp_path, claims, references)) == [("other_source", ("a 28%", "d 58%"))]


def test_versions_are_compared_claim_by_claim(tmp_path: Path) -> None:
    claims = [
        claim("v1", "28%", PAIN.format("28%")),
        claim("v1", "12%", "Fusion was planned in 12% of the men."),
        claim("v1", "7%", "Screws broke in 7% of the fusions."),
        claim("v2", "28%", PAIN.format("28%")),
        claim("v2", "14%", "Fusion was planned in 14% of the men."),
        claim("v2", "90%", "Nine clinics had waiting lists, 90% of them long."),
    ]
    assert _kinds(write_run(tmp_path, claims, versions={"v2": "v1"})) == [
        ("changed", ("v1 12%", "v2 14%")),
        ("only_in_one_version", ("v1 7%",)),
        ("only_in_one_version", ("v2 90%",)),
    ]


def test_a_version_that_dropped_all_claims_is_compared(tmp_path: Path) -> None:
    folder = write_run(tmp_path, [claim("v1", "28%", PAIN.format("28%")), claim("v2", "28%", PAIN.format("28%"))],
                       versions={"v2": "v1"})  # fmt: skip
    lines = (folder / "claims.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "claims.jsonl").write_text(lines[0], encoding="utf-8")
    assert _kinds(folder) == [("only_in_one_version", ("v1 28%",))]


def test_versions_count_once_in_a_finding(tmp_path: Path) -> None:
    claims = [claim(name, "28%", PAIN.format("28%"), references=["1"]) for name in ("v1", "v2", "w")]
    references = [reference(name, "1", TITLE) for name in ("v1", "v2", "w")]
    findings = find_findings(read_corpus(write_run(tmp_path, claims, references, versions={"v2": "v1"})))
    assert [(finding.articles, len(finding.statements)) for finding in findings] == [(2, 3)]


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        (reference("a", "1", TITLE, doi="10.1/x"), reference("b", "7", TITLE.upper() + "."), True),
        (reference("a", "1", TITLE), reference("b", "1", OTHER), False),
        (reference("a", "1", None, doi="10.1/x"), reference("b", "2", None, doi="10.1/x"), True),
        (reference("a", "1", None), reference("b", "1", None), False),
    ],
)
def test_work_key(first: dict[str, Any], second: dict[str, Any], same: bool) -> None:
    keys = work_key(first), work_key(second)
    assert (keys[0] == keys[1] and keys[0] is not None) == same


# What corpus/README.md says was planted in the later version of the back-surgery article.
PLANTED = {
    ("other_modifier", ("back-surgery-2022 28%", "back-surgery-2024 28%")),
    ("changed", ("back-surgery-2022 28%", "back-surgery-2024 28%")),
    ("only_in_one_version", ("back-surgery-2022 80/40 mg",)),
    ("only_in_one_version", ("back-surgery-2022 29",)),
    ("only_in_one_version", ("back-surgery-2024 45",)),
}
# Read from the texts of two versions of a development article.
_DROPPED = (
    "once/week", "four to eight sessions", "61.1%", "57.4%", "28%", "5 hours and 10 minutes", "Three or more", "43.9%",
    "20.2%", "Ninety-five percent", "86%", "81%", "74%", "46%", "14%", "11%", "84%", "Thirty of the 35", "four", "29",
)  # fmt: skip
KNOWN = {("only_in_one_version", (f"fbss-2018 {text}",)) for text in _DROPPED} | {
    ("only_in_one_version", (f"fbss-2021 {text}",)) for text in ("90%", "1 in 5", "1-in-5", "45")
}


def _drift_of(inputs: list[str], folder: Path) -> list[tuple[str, tuple[str, ...]]]:
    run_articles(inputs, folder, Settings(workers=1))
    return _kinds(folder)


def test_drift_of_the_corpus_is_what_was_planted(tmp_path: Path) -> None:
    inputs = [str(ROOT / "corpus" / pattern) for pattern in ("*.txt", "*.html", "[a-z]*.md")]
    found = _drift_of(inputs, tmp_path / "run")
    assert len(found) == len(set(found))
    assert set(found) == PLANTED


@pytest.mark.shared
def test_drift_with_the_development_articles(tmp_path: Path, shared: Path) -> None:
    inputs = [str(ROOT / "corpus" / pattern) for pattern in ("*.txt", "*.html", "[a-z]*.md")]
    found = _drift_of([*inputs, str(shared / "articles")], tmp_path / "run")
    assert len(found) == len(set(found))
    assert set(found) == PLANTED | KNOWN
