"""Reads single claims, articles, references and traces of a run through its index."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from claimsift.errors import ReviewError
from claimsift.records.fields import FILES
from claimsift.review.queue import Row
from claimsift.review.run_index import read_line

_KEPT = 16  # articles in memory


@dataclass(frozen=True, slots=True)
class ArticleText:
    """An article's text and name; `text_sha256` is of the text that all offsets refer to."""

    article_id: str
    title: str
    text: str
    text_sha256: str


class RunReader:
    """A run and the states of its claims, for reading only; safe with many threads."""

    def __init__(self, folder: Path, index: Path, log: Path) -> None:
        self.folder = folder
        self._index = index
        self._log = log
        self._local = threading.local()
        self._articles: OrderedDict[str, ArticleText] = OrderedDict()
        self._lock = threading.Lock()
        self.total = int(self.connection.execute("SELECT count(*) FROM claims").fetchone()[0])
        self.checks = sorted(
            {
                name
                for (names,) in self.connection.execute("SELECT DISTINCT checks FROM claims")
                for name in names.split()
            }
        )
        self.n_articles = int(self.connection.execute("SELECT count(*) FROM articles").fetchone()[0])

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's connection: the index as main database, the log as `log`; it cannot write."""
        held: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if held is None:
            held = sqlite3.connect(self._index, timeout=30, isolation_level=None)
            held.execute("ATTACH ? AS log", (str(self._log),))
            held.execute("PRAGMA query_only = ON")
            # Each of the server's threads has one.
            held.execute("PRAGMA cache_size = -8000")
            self._local.connection = held
        return held

    def claim(self, claim_id: str) -> dict[str, Any] | None:
        """The line of a claim of the run, or of one that a reviewer has added."""
        row = self.connection.execute("SELECT offset FROM claims WHERE claim_id = ?", (claim_id,)).fetchone()
        if row:
            return read_line(self.folder / FILES["claims"].file, row[0])
        row = self.connection.execute("SELECT body FROM log.added WHERE claim_id = ?", (claim_id,)).fetchone()
        added: dict[str, Any] | None = json.loads(row[0]) if row else None
        return added

    def claim_at(self, row: Row) -> dict[str, Any]:
        return read_line(self.folder / FILES["claims"].file, row.offset)

    def article(self, article_id: str) -> ArticleText:
        """An article with its text.

        Raises:
            ReviewError: the run has no such article.
        """
        with self._lock:
            if article_id in self._articles:
                self._articles.move_to_end(article_id)
                return self._articles[article_id]
        row = self.connection.execute(
            "SELECT offset, text_sha256, title FROM articles WHERE article_id = ?", (article_id,)
        ).fetchone()
        if row is None:
            raise ReviewError(f"no article '{article_id}' in this run")
        line = read_line(self.folder / FILES["articles"].file, row[0])
        article = ArticleText(article_id, row[2], line["text"] or "", row[1])
        with self._lock:
            self._articles[article_id] = article
            if len(self._articles) > _KEPT:
                self._articles.popitem(last=False)
        return article

    def has_article(self, article_id: str) -> bool:
        row = self.connection.execute("SELECT 1 FROM articles WHERE article_id = ?", (article_id,)).fetchone()
        return row is not None

    def reference(self, article_id: str, reference_id: str) -> dict[str, Any] | None:
        row = self.connection.execute(
            "SELECT offset FROM sources WHERE article_id = ? AND reference_id = ?", (article_id, reference_id)
        ).fetchone()
        return read_line(self.folder / FILES["references"].file, row[0]) if row else None

    def labels(self, article_id: str) -> dict[str, str]:
        """The references of an article in a few words each, by their ids, in the order of the run's file."""
        return dict(
            self.connection.execute(
                "SELECT reference_id, label FROM sources WHERE article_id = ? ORDER BY offset", (article_id,)
            ).fetchall()
        )

    def steps(self, claim_id: str) -> list[dict[str, Any]]:
        """Why a claim is as it is: the steps of its trace; none for a claim without."""
        row = self.connection.execute("SELECT offset FROM traces WHERE claim_id = ?", (claim_id,)).fetchone()
        if row is None:
            return []
        steps: list[dict[str, Any]] = read_line(self.folder / FILES["traces"].file, row[0])["steps"]
        return steps

    def claims_of(self, article_id: str) -> list[tuple[str, int, str]]:
        """Id, offset in the article and kind of the claims of an article."""
        return self.connection.execute(
            "SELECT claim_id, start, kind FROM claims WHERE article_id = ? ORDER BY start", (article_id,)
        ).fetchall()

    def rejected(self, article_id: str, *, after: int = -1, limit: int = 100) -> list[tuple[int, int, int, str, str]]:
        """Number, start, end, text and reason of the numbers of an article that are no claims."""
        return self.connection.execute(
            'SELECT number, start, "end", text, reason FROM rejected WHERE article_id = ? AND start > ? '
            "ORDER BY start LIMIT ?",
            (article_id, after, limit),
        ).fetchall()

    def articles(self, *, after: int = -1, limit: int = 100) -> list[tuple[int, str, str, int]]:
        """Number, id, title and claims of the articles of the run, a page at a time."""
        return self.connection.execute(
            "SELECT number, article_id, title, claims FROM articles WHERE number > ? ORDER BY number LIMIT ?",
            (after, limit),
        ).fetchall()

    def anchor(self, claim: dict[str, Any]) -> dict[str, Any]:
        """What a claim is: hash of the article's text, span, kind and value; by it decisions are carried over."""
        quantity = claim["quantity"]
        return {
            "article_id": claim["article_id"],
            "text_sha256": self.article(claim["article_id"]).text_sha256,
            "start": quantity["start"],
            "end": quantity["end"],
            "text": quantity["text"],
            "kind": claim["kind"],
            "value": quantity["value"],
            "unit": quantity["unit"],
        }
