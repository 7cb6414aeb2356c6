"""Reads one file into an article."""

from __future__ import annotations

import hashlib
from pathlib import Path

from claimsift.records import Article


def read_article(path: Path, article_id: str) -> Article:
    """The article in a plain-text file."""
    data = path.read_bytes()
    text = data.decode("utf-8").replace("\r\n", "\n")
    return Article(article_id, text, str(path), hashlib.sha256(data).hexdigest())
