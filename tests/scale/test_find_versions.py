"""Versions of one article are named, never dropped; articles that share a topic or a few sources are none."""

import json
from pathlib import Path

import pytest

from claimsift.scale.find_versions import VersionFinder, alike, sketch_article
from claimsift.scale.run_articles import run_articles
from claimsift.scale.verify_run import verify_run
from claimsift.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
WORDS = [f"w{n * 7919 % 10007}" for n in range(2_000)]
SOURCES = [f"Author {n}. A study of the number {n}. Journal. 20{n:02}." for n in range(20)]


def _text(start: int, end: int) -> str:
    return " ".join(WORDS[start:end])


@pytest.mark.parametrize(
    ("text", "sources", "other_text", "other_sources", "is_version"),
    [
        (_text(0, 500), SOURCES[:10], _text(0, 500), SOURCES[:10], True),
        (_text(0, 500), [], _text(40, 520), [], True),  # a paragraph fewer, one more
        (_text(0, 500), SOURCES[:10], _text(250, 700), SOURCES[2:14], True),  # rewritten, with most of its sources
        (_text(0, 500), SOURCES[:10], _text(250, 700), SOURCES[10:], False),
        (_text(0, 500), [], _text(250, 700), [], False),
        (_text(0, 500), SOURCES[:10], _text(1_000, 1_500), SOURCES[:10], False),  # the same sources, other words
        (_text(0, 500), SOURCES[:10], _text(460, 900), SOURCES[:10], False),  # a shared boilerplate
    ],
)
def test_which_articles_are_versions_of_one(
    text: str, sources: list[str], other_text: str, other_sources: list[str], is_version: bool
) -> None:
    one, other = sketch_article("one", text, sources), sketch_article("other", other_text, other_sources)
    assert one is not None and other is not None
    assert (alike(one, other) > 0.0) is is_version
    finder = VersionFinder()
    assert finder.add(one) is None
    assert finder.add(other) == ("one" if is_version else None)


def test_short_texts_are_not_compared() -> None:
    assert sketch_article("a", "Pain came back in 28% of patients.", []) is None


def test_all_versions_name_the_first() -> None:
    finder = VersionFinder()
    sketches = [sketch_article(name, _text(start, start + 500), []) for name, start in (("a", 0), ("b", 10), ("c", 20))]
    assert [finder.add(sketch) for sketch in sketches if sketch is not None] == [None, "a", "a"]


def test_a_run_names_versions_and_keeps_them(tmp_path: Path) -> None:
    inputs = [
        str(ROOT / "corpus" / name)
        for name in ("back-surgery-2024.txt", "back-surgery-2022.txt", "three-supplements.md")
    ]
    summary = run_articles(inputs, tmp_path / "out", Settings(workers=1))
    lines = (tmp_path / "out" / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    found = {row["article_id"]: (row["same_article_as"], row["n_claims"] > 0) for row in map(json.loads, lines)}
    assert found == {
        "back-surgery-2022": (None, True),
        "back-surgery-2024": ("back-surgery-2022", True),
        "three-supplements": (None, True),
    }
    assert summary.info["counts"]["versions"] == 1
    assert verify_run(tmp_path / "out").problems == []


def test_versions_are_not_looked_for_where_they_are_not_wanted(tmp_path: Path) -> None:
    inputs = [str(path) for path in (ROOT / "corpus").glob("back-surgery-*.txt")]
    summary = run_articles(inputs, tmp_path / "out", Settings(workers=1, find_versions=False))
    assert summary.info["counts"]["versions"] == 0


@pytest.mark.shared
def test_the_two_articles_on_failed_back_surgery_are_versions_of_one(shared: Path, tmp_path: Path) -> None:
    inputs = [str(path) for path in sorted((shared / "articles").glob("*.txt"))]
    run_articles(inputs, tmp_path / "out", Settings(workers=1))
    lines = (tmp_path / "out" / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    found = {row["article_id"]: row["same_article_as"] for row in map(json.loads, lines) if row["same_article_as"]}
    assert found == {"fbss-2021": "fbss-2018"}
