"""CSL-JSON: every item has only what CSL names, typed as CSL types it, and an id of its own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from claimsift.export.export_run import export_run
from claimsift.scale.run_articles import run_articles
from claimsift.settings import Settings

ROOT = Path(__file__).resolve().parents[2]

# CSL-JSON 1.0.2: the names that it has for what we write, and their types; nothing else may stand in an item.
_TYPES = [
    "article", "article-journal", "article-magazine", "article-newspaper", "book", "chapter", "dataset", "document",
    "entry-encyclopedia", "legislation", "manuscript", "paper-conference", "report", "software", "thesis", "webpage",
]  # fmt: skip
_TEXTS = [
    "title", "container-title", "collection-title", "publisher", "publisher-place", "genre", "note",
    "DOI", "PMID", "PMCID", "URL", "ISBN", "ISSN", "language",
]  # fmt: skip
_NUMBERS = ["id", "edition", "volume", "issue", "page", "page-first", "number"]
_TEXT, _NUMBER = {"type": "string"}, {"type": ["string", "number"]}
_NAME_PARTS = ("family", "given", "suffix", "dropping-particle", "non-dropping-particle", "literal")
_NAMES = {"type": "array", "items": {"$ref": "#/$defs/name"}}
SCHEMA: dict[str, Any] = {
    "$defs": {
        "name": {
            "type": "object",
            "properties": dict.fromkeys(_NAME_PARTS, _TEXT),
            "additionalProperties": False,
            "minProperties": 1,
        },
        "date": {
            "type": "object",
            "properties": {
                "date-parts": {
                    "type": "array",
                    "items": {"type": "array", "items": _NUMBER, "minItems": 1, "maxItems": 3},
                    "minItems": 1,
                    "maxItems": 2,
                },
                "season": _NUMBER,
                "literal": _TEXT,
                "raw": _TEXT,
            },
            "additionalProperties": False,
        },
    },
    "type": "array",
    "items": {
        "type": "object",
        "required": ["type", "id"],
        "properties": dict.fromkeys(_TEXTS, _TEXT)
        | dict.fromkeys(_NUMBERS, _NUMBER)
        | dict.fromkeys(("author", "editor", "translator"), _NAMES)
        | {name: {"$ref": "#/$defs/date"} for name in ("issued", "accessed")}
        | {"type": {"enum": _TYPES}, "custom": {"type": "object"}},
        "additionalProperties": False,
    },
}


def faults(target: Path) -> list[str]:
    """What breaks CSL in a file of items, each with its place."""
    items = json.loads(target.read_text(encoding="utf-8"))
    errors = jsonschema.Draft202012Validator(SCHEMA).iter_errors(items)
    return [f"{'/'.join(map(str, error.path))}: {error.message}" for error in errors]


@pytest.fixture(scope="module")
def exported(small_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export_run(small_run, "csl-json", out=tmp_path_factory.mktemp("csl") / "references.csl.json")


def test_items_are_valid(exported: Path) -> None:
    assert faults(exported) == []


def test_items_of_the_corpus_are_valid(tmp_path: Path) -> None:
    inputs = [str(ROOT / "corpus" / pattern) for pattern in ("*.txt", "*.html", "[a-z]*.md")]
    run_articles(inputs, tmp_path / "run", Settings(workers=1))
    target = export_run(tmp_path / "run", "csl-json", out=tmp_path / "references.csl.json")
    assert faults(target) == []
    ids = [item["id"] for item in json.loads(target.read_text(encoding="utf-8"))]
    assert len(ids) == len(set(ids)) > 80


def test_a_wrong_item_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "items.json"
    path.write_text('[{"id": "1", "type": "journal", "journal": "BMJ", "issued": {"date-parts": []}}]')
    assert len(faults(path)) == 3


def test_items_carry_identifiers(exported: Path) -> None:
    items = {item["id"]: item for item in json.loads(exported.read_text(encoding="utf-8"))}
    assert items["emoji/1"]["DOI"] == "10.1000/abc.123"
    assert items["emoji/1"]["custom"]["claims"] == 1
