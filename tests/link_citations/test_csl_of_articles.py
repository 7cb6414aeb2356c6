"""Every reference of every article is a CSL item that the schema allows."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from claimsift.stages.link_citations.parse_list import parse_list
from claimsift.stages.read import read_article
from claimsift.stages.segment import find_layout

CORPUS = Path(__file__).parents[2] / "corpus"
# The shapes that CSL's own schema (csl-data.json) gives to the properties that we write, narrowed to what we write.
STRINGS = {
    "id", "type", "title", "container-title", "volume", "issue", "page", "page-first", "publisher", "publisher-place",
    "edition", "DOI", "PMID", "PMCID", "URL",
}  # fmt: skip
TYPES = {"article-journal", "book", "chapter", "report", "thesis", "webpage", "document"}


def faults(item: dict[str, Any]) -> Iterator[str]:
    """What the schema does not allow in an item."""
    if item.get("type") not in TYPES or not item.get("id"):
        yield "type or id"
    for key, value in item.items():
        if key in ("author", "editor"):
            for name in value or [{}]:
                if (
                    not name
                    or not name.keys() <= {"family", "given", "literal"}
                    or not all(map(str.strip, name.values()))
                ):
                    yield f"{key} {name}"
        elif key == "issued":
            parts = value["date-parts"]
            if value.keys() != {"date-parts"} or len(parts) != 1 or not 1 <= len(parts[0]) <= 3:
                yield f"issued {value}"
            yield from (f"issued {part!r}" for found in parts for part in found if not isinstance(part, int))
        elif key == "custom":
            if not isinstance(value, dict):
                yield "custom"
        elif key not in STRINGS or not isinstance(value, str) or not value.strip():
            yield f"{key} {value!r}"


def items_of(path: Path) -> list[dict[str, Any]]:
    text = read_article(path, path.stem).text
    return [reference.csl for reference in parse_list(path.stem, find_layout(text).references) if reference.csl]


ARTICLES = sorted(
    path for path in CORPUS.iterdir() if path.suffix in (".txt", ".html", ".md") and path.stem != "README"
)


def test_items_of_the_corpus() -> None:
    items = {path.stem: items_of(path) for path in ARTICLES}
    assert sum(map(len, items.values())) >= 60
    assert {
        article: found for article in items if (found := [f for item in items[article] for f in faults(item)])
    } == {}
    assert [article for article, found in items.items() if len({item["id"] for item in found}) != len(found)] == []


@pytest.mark.shared
def test_items_of_the_development_articles(shared: Path) -> None:
    items = [item for path in sorted((shared / "articles").glob("*.txt")) for item in items_of(path)]
    assert len(items) >= 100
    assert [fault for item in items for fault in faults(item)] == []


@pytest.mark.shared
def test_items_of_strings_from_papers(shared: Path) -> None:
    from claimsift.stages.link_citations.build_csl import build_csl
    from claimsift.stages.link_citations.parse_reference import parse_reference

    lines = (shared / "data/jats_ccby/references.jsonl").read_text(encoding="utf-8").split("\n")[:-1]
    items = [build_csl(str(n), parse_reference(json.loads(line)["text"])) for n, line in enumerate(lines[::4], 1)]
    assert [fault for item in items for fault in faults(item)] == []


def test_faults_are_seen() -> None:
    bad = {
        "id": "1",
        "type": "paper",
        "author": [{"name": "x"}],
        "issued": {"date-parts": [[]]},
        "doi": "x",
        "title": "",
    }
    assert len(list(faults(bad))) == 5
