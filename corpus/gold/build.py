"""Anchors the gold of the corpus: `source/<article_id>.jsonl`, written by hand, to `corpus.jsonl` with offsets.

    python corpus/gold/build.py

A row of the source names its place by words: `context` stands once in the article's text, `text` once in the context.
Offsets refer to the text as `claimsift` reads it (`articles.jsonl`), which for HTML is not the file's.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from claimsift.stages.read import READABLE, read_article

CORPUS = Path(__file__).resolve().parents[1]
GOLD = CORPUS / "gold" / "corpus.jsonl"
FIELDS = (
    "kind", "value", "unit", "modifier", "outcome", "population", "treatment", "references", "timepoint", "assertion",
    "optional",
)  # fmt: skip


class GoldError(Exception):
    """A row of the source that cannot be anchored."""


def find_articles() -> dict[str, Path]:
    """The articles of the corpus by id; pages about the corpus have names in capitals."""
    paths = (path for path in CORPUS.iterdir() if path.suffix in READABLE and not path.stem.isupper())
    return {path.stem: path for path in sorted(paths)}


def read_text(path: Path) -> str:
    """The text that offsets refer to."""
    return read_article(path, path.stem).text


def read_rows(article_id: str) -> list[dict[str, Any]]:
    """The hand-written rows of an article."""
    source = CORPUS / "gold" / "source" / f"{article_id}.jsonl"
    return [json.loads(line) for line in source.read_text(encoding="utf-8").splitlines() if line.strip()]


def anchor(row: dict[str, Any], text: str) -> dict[str, Any]:
    """The row as the guideline has it: offsets for words.

    Raises:
        GoldError: the context does not stand exactly once in the text, or the quantity once in the context.
    """
    context, words = row["context"], row["text"]
    if text.count(context) != 1:
        raise GoldError(f"context stands {text.count(context)} times in the article: {context!r}")
    if context.count(words) != 1:
        raise GoldError(f"{words!r} stands {context.count(words)} times in {context!r}")
    start = text.index(context) + context.index(words)
    return {"start": start, "end": start + len(words), "text": words, **{name: row[name] for name in FIELDS}}


def build() -> Iterator[str]:
    """One line an article, in the order of their ids."""
    for article_id, path in find_articles().items():
        text = read_text(path)
        try:
            claims = [anchor(row, text) for row in read_rows(article_id)]
        except GoldError as error:
            raise GoldError(f"{article_id}: {error}") from error
        claims.sort(key=lambda claim: (claim["start"], claim["end"]))
        line = {"id": article_id, "file": f"corpus/{path.name}", "claims": claims}
        yield json.dumps(line, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    GOLD.write_text("".join(build()), encoding="utf-8")
