"""Reads one file into an article."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from claimsift.errors import ReadError
from claimsift.records import Article, Status
from claimsift.stages.read.decode_bytes import decode_bytes
from claimsift.stages.read.read_html import Page, declared_charset, read_html
from claimsift.stages.read.read_markdown import read_markdown

READABLE = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
}
MAX_BYTES = 10_000_000  # a long book has 2 MB; more is a dump of many articles, and costs gigabytes of memory
MIN_KEPT_SHARE = 0.8


def read_article(
    path: Path,
    article_id: str,
    *,
    name: str | None = None,
    max_bytes: int = MAX_BYTES,
    min_kept_share: float = MIN_KEPT_SHARE,
) -> Article:
    """The article in a file; `name` is recorded as its path.

    Raises:
        ReadError: the file cannot be read or holds no text; its `reason` is recorded in `articles.jsonl`.
    """
    try:
        size = path.stat().st_size
        if size > max_bytes:  # known before a byte of it is in memory
            raise _too_large(str(path), size, max_bytes)
        data = path.read_bytes()
    except OSError as error:
        raise ReadError(f"cannot read {path}: {error.strerror or error}", reason="unreadable") from error
    kind = READABLE.get(path.suffix.lower(), "text")
    article = read_bytes(
        data, article_id, kind=kind, name=str(path), max_bytes=max_bytes, min_kept_share=min_kept_share
    )
    return replace(article, path=name or str(path))


def read_bytes(
    data: bytes,
    article_id: str,
    *,
    kind: str,
    name: str,
    max_bytes: int = MAX_BYTES,
    min_kept_share: float = MIN_KEPT_SHARE,
) -> Article:
    """The article in a file's bytes; `kind` is one of the values of `READABLE`.

    Raises:
        ReadError: the bytes hold no text.
    """
    if len(data) > max_bytes:
        raise _too_large(name, len(data), max_bytes)
    digest = hashlib.sha256(data).hexdigest()
    decoded = decode_bytes(data, name, declared=declared_charset(data) if kind == "html" else None)
    if kind == "html":
        page = read_html(decoded.text, min_kept_share=min_kept_share)
    elif kind == "markdown":
        title, language, metadata = read_markdown(decoded.text)
        page = Page(decoded.text, title, language, metadata)
    else:
        page = Page(decoded.text)
    reason = page.reason or decoded.reason
    status: Status = "suspect" if reason else "ok"
    return Article(article_id, page.text, name, digest, status, reason, page.title, page.language, dict(page.metadata))


def _too_large(name: str, size: int, max_bytes: int) -> ReadError:
    return ReadError(f"{name} has {size:,} bytes; the setting max_bytes allows {max_bytes:,}", reason="too_large")
