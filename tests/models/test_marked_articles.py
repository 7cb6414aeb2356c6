"""The articles that we wrote to learn from: their marks can be read, and say what stands in the text."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType
from typing import get_args

import pytest

from claimsift.records.claim import Assertion, Kind

MODELS = Path(__file__).resolve().parents[2] / "models"
ARTICLES = sorted((MODELS / "articles").glob("*.txt"))


@pytest.fixture(scope="module")
def marked() -> ModuleType:
    spec = importlib.util.spec_from_file_location("marked_articles", MODELS / "marked_articles.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def plain(text: str) -> str:
    """The text in lowercase without Markdown's stars and underscores, and with single spaces."""
    return re.sub(r"\s+", " ", re.sub(r"[*_]", "", text)).lower()


def test_marks_become_offsets(marked: ModuleType) -> None:
    text, claims = marked.read_marks(
        "Of {{12|kind=count|treatment=?|outcome=|assertion=asserted|optional}} men, "
        "{{half|kind=proportion|treatment=cast; plaster cast|outcome=healed|timepoint=a year|assertion=hedged}} healed."
    )
    assert text == "Of 12 men, half healed."
    assert [(text[c["start"] : c["end"]], c["treatment"], c["outcome"], c["optional"]) for c in claims] == [
        ("12", None, None, True),
        ("half", ["cast", "plaster cast"], "healed", False),
    ]
    assert [(c["timepoint"], c["assertion"]) for c in claims] == [(None, "asserted"), ("a year", "hedged")]


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_marks_of_an_article_say_what_stands_in_it(marked: ModuleType, path: Path) -> None:
    text, claims = marked.read_marks(path.read_text(encoding="utf-8"))
    words = plain(text)
    assert "{{" not in text and "}}" not in text and len(claims) > 10
    for claim in claims:
        assert text[claim["start"] : claim["end"]] == claim["text"]
        assert claim["kind"] in get_args(Kind) and claim["assertion"] in get_args(Assertion)
        for field in ("outcome", "population", "timepoint"):
            assert plain(claim[field] or "") in words, (claim["text"], field, claim[field])
