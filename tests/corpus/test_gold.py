"""The corpus' gold: built from its source, anchored, and within the guideline's vocabularies."""

import importlib.util
import json
import re
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest

from claimsift.records import Assertion, Kind, Modifier

ROOT = Path(__file__).resolve().parents[2]


def _load_builder() -> Any:
    spec = importlib.util.spec_from_file_location("build_gold", ROOT / "corpus" / "gold" / "build.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


builder = _load_builder()
ARTICLES = builder.find_articles()


@cache
def _gold() -> dict[str, dict[str, Any]]:
    lines = builder.GOLD.read_text(encoding="utf-8").splitlines()
    return {row["id"]: row for row in map(json.loads, lines)}


@cache
def _text(article_id: str) -> str:
    return str(builder.read_text(ARTICLES[article_id]))


def test_gold_is_what_its_source_builds() -> None:
    assert builder.GOLD.read_text(encoding="utf-8") == "".join(builder.build())


def test_every_article_has_gold_and_there_are_enough() -> None:
    assert set(_gold()) == set(ARTICLES)
    assert len(ARTICLES) >= 12
    assert {path.suffix for path in ARTICLES.values()} == {".txt", ".md", ".html"}


@pytest.mark.parametrize("article_id", ARTICLES)
def test_article_has_the_length_of_a_web_article(article_id: str) -> None:
    assert 400 <= len(_text(article_id).split()) <= 1500


@pytest.mark.parametrize("article_id", ARTICLES)
def test_offsets_point_at_the_words(article_id: str) -> None:
    text = _text(article_id)
    claims = _gold()[article_id]["claims"]
    assert claims
    for claim in claims:
        assert text[claim["start"] : claim["end"]] == claim["text"]
    spans = [(claim["start"], claim["end"]) for claim in claims]
    assert len(set(spans)) == len(spans)


@pytest.mark.parametrize("article_id", ARTICLES)
def test_fields_keep_to_the_guideline(article_id: str) -> None:
    for claim in _gold()[article_id]["claims"]:
        assert claim["kind"] in get_args(Kind), claim
        assert claim["modifier"] in (None, *get_args(Modifier)), claim
        assert claim["assertion"] in get_args(Assertion), claim
        assert isinstance(claim["optional"], bool), claim
        assert (claim["kind"] == "proportion") == (claim["unit"] == "%") or claim["kind"] in (
            "effect",
            "measure",
            "dose",
        )
        values = claim["value"] if isinstance(claim["value"], list) else [claim["value"]]
        assert len(values) in (1, 2) and all(isinstance(value, int | float) for value in values), claim
        for name in ("treatment", "references"):
            assert claim[name] is None or all(isinstance(item, str) for item in claim[name]), claim
        assert claim["timepoint"] is None or claim["timepoint"] in " ".join(_text(article_id).split()), claim


@pytest.mark.parametrize("article_id", ARTICLES)
def test_references_are_printed_in_the_article(article_id: str) -> None:
    text = _text(article_id)
    keys = {key for claim in _gold()[article_id]["claims"] for key in claim["references"] or ()}
    for key in keys:
        if key.isdigit():
            printed = re.search(rf"^\s*[\[(]?\^?{key}[\]).:]*\s+\S", text, re.MULTILINE)
        else:
            surname, year = key.rsplit(" ", 1)
            printed = re.search(rf"^.*{re.escape(surname)}.*{year}", text, re.MULTILINE)
        assert printed, key
