"""Reads one file into an article."""

from __future__ import annotations

import hashlib
from pathlib import Path

from claimsift.errors import ReadError
from claimsift.records import Article, Status
from claimsift.stages.read.decode_bytes import decode_bytes

READABLE = {".txt": "text", ".text": "text", ".md": "markdown", ".markdown": "markdown"}
MAX_BYTES = 100_000_000


def read_article(path: Path, article_id: str, *, name: str | None = None, max_bytes: int = MAX_BYTES) -> Article:
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
    return read_bytes(data, article_id, kind=READABLE.get(path.suffix.lower(), "text"), name=name or str(path))


def read_bytes(data: bytes, article_id: str, *, kind: str, name: str, max_bytes: int = MAX_BYTES) -> Article:
    """The article in a file's bytes; `kind` is one of the values of `READABLE`.

    Raises:
        ReadError: the bytes hold no text.
    """
    if len(data) > max_bytes:
        raise _too_large(name, len(data), max_bytes)
    decoded = decode_bytes(data, name)
    status: Status = "suspect" if decoded.reason else "ok"
    digest = hashlib.sha256(data).hexdigest()
    return Article(article_id, decoded.text, name, digest, status, decoded.reason)


def _too_large(name: str, size: int, max_bytes: int) -> ReadError:
    return ReadError(f"{name} has {size:,} bytes; the setting max_bytes allows {max_bytes:,}", reason="too_large")
