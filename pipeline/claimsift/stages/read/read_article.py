"""Reads one file into an article."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from claimsift.errors import ReadError
from claimsift.records import Article, SourcePlace, Status
from claimsift.stages.read.decode_bytes import decode_bytes
from claimsift.stages.read.formats import FORMATS, kind_of_bytes, kind_of_name
from claimsift.stages.read.open_compressed import decompress
from claimsift.stages.read.options import DEFAULTS, ReadOptions
from claimsift.stages.read.parts import Parts
from claimsift.stages.read.read_html import declared_charset, read_html
from claimsift.stages.read.read_jats import declared_encoding, read_jats
from claimsift.stages.read.read_markdown import read_markdown
from claimsift.stages.read.read_pdf import read_pdf
from claimsift.stages.read.read_rows import unpack_row
from claimsift.stages.read.repair_text import find_other_language, repair_mojibake, write_letters
from claimsift.stages.read.source_map import map_lines


def read_article(
    path: Path, article_id: str, *, name: str | None = None, kind: str | None = None, options: ReadOptions = DEFAULTS
) -> Article:
    """The article in a file; `name` is recorded as its path. `kind` is as in `read_bytes`.

    Raises:
        ReadError: the file cannot be read or holds no text; its `reason` is recorded in `articles.jsonl`.
    """
    try:
        size = path.stat().st_size
        if size > options.max_bytes:  # known before a byte of it is in memory
            raise _too_large(str(path), size, options)
        data = path.read_bytes()
    except OSError as error:
        raise ReadError(f"cannot read {path}: {error.strerror or error}", reason="unreadable") from error
    article = read_bytes(data, article_id, name=str(path), kind=kind, options=options)
    return replace(article, path=name or str(path))


def read_bytes(
    data: bytes, article_id: str, *, name: str, kind: str | None = None, options: ReadOptions = DEFAULTS
) -> Article:
    """The article in a file's bytes; `kind` is a name in `FORMATS`, found by the name's ending and the bytes if None.

    A `row` is one of a table, as `Spool.add_row` wrote it; its text is read as HTML where it shows to be a page.

    Raises:
        ReadError: the bytes hold no text, or more than the options allow.
    """
    if len(data) > options.max_bytes:
        raise _too_large(name, len(data), options)
    digest = hashlib.sha256(data).hexdigest()
    by_name = kind_of_name(name)
    if kind is None and (compression := by_name.compression) is not None:
        data = decompress(data, compression, name, max_bytes=options.max_bytes)
    wanted = kind or options.format or find_format(data, by_name.format)
    if wanted in FORMATS and FORMATS[wanted].many:
        raise ReadError(f"{name} holds many articles: use claimsift run {name} --out DIR", reason="many_articles")
    parts = _READERS[wanted](data, name, options)
    if len(parts.text) > options.max_text:
        message = f"{name} has {len(parts.text):,} characters of text; the setting max_text allows {options.max_text:,}"
        raise ReadError(message, reason="too_much_text")
    reason = parts.reason
    status: Status = "suspect" if reason else "ok"
    if options.english_only and (other := find_other_language(parts.text)) is not None:
        status, reason = "skipped", f"language: {other}"
    return Article(
        article_id, parts.text, name, digest, status, reason, parts.title, parts.language, dict(parts.metadata),
        parts.references, parts.places,
    )  # fmt: skip


def find_format(data: bytes, by_name: str | None) -> str:
    """The format of a file: what its bytes show where the ending says nothing, or where they are no text at all."""
    shown = kind_of_bytes(data)
    if by_name is None or (shown in FORMATS and (FORMATS[shown].magic or {by_name, shown} == {"html", "jats"})):
        return shown if shown in FORMATS else by_name or "text"
    return by_name


def _read_text(data: bytes, name: str, options: ReadOptions) -> Parts:
    return _decode(data, name)


def _read_markdown(data: bytes, name: str, options: ReadOptions) -> Parts:
    return read_markdown(_decode(data, name))


def _read_html(data: bytes, name: str, options: ReadOptions) -> Parts:
    return _of_markup(
        _decode(data, name, declared=declared_charset(data), mapped=False),
        lambda text: read_html(text, min_kept_share=options.min_kept_share),
    )


def _read_jats(data: bytes, name: str, options: ReadOptions) -> Parts:
    return _of_markup(
        _decode(data, name, declared=declared_encoding(data), mapped=False),
        lambda text: read_jats(text, name, min_kept_share=options.min_kept_share),
    )


def _of_markup(decoded: Parts, read: Callable[[str], Parts]) -> Parts:
    parts = read(decoded.text)
    return replace(parts, reason=parts.reason or decoded.reason, metadata={**parts.metadata, **decoded.metadata})


def _decode(data: bytes, name: str, *, declared: str | None = None, mapped: bool = True) -> Parts:
    """The text of a file, with a note of what had to be repaired, and where each line of it stands."""
    decoded = decode_bytes(data, name, declared=declared)
    text, repaired = repair_mojibake(decoded.text)
    metadata: dict[str, Any] = {"repaired": "mojibake"} if repaired else {}
    places = map_lines(text, data, decoded.encoding) if mapped else ()
    return Parts(text, metadata=metadata, reason=decoded.reason, places=places)


def _read_row(data: bytes, name: str, options: ReadOptions) -> Parts:
    row = unpack_row(data)
    text: str = row["text"]
    metadata: dict[str, Any] = row["metadata"]
    encoded = text.encode("utf-8")
    kind = options.format if options.format in _READERS else kind_of_bytes(encoded)
    if kind in ("html", "jats"):
        parts = (
            read_html(text, min_kept_share=options.min_kept_share)
            if kind == "html"
            else read_jats(text, name, min_kept_share=options.min_kept_share)
        )
    else:
        repaired_text, repaired = repair_mojibake(text.replace("\r\n", "\n"))
        parts = Parts(write_letters(repaired_text), metadata={"repaired": "mojibake"} if repaired else {})
    title, language = (
        metadata.get(key) if isinstance(metadata.get(key), str) else None for key in ("title", "language")
    )
    return replace(
        parts,
        title=parts.title or title,
        places=(SourcePlace(0, len(parts.text), f"row={row['row']}"),),
        language=parts.language or language,
        metadata={**metadata, **parts.metadata},
    )


def _read_pdf(data: bytes, name: str, options: ReadOptions) -> Parts:
    return read_pdf(data, name)


_READERS: dict[str, Callable[[bytes, str, ReadOptions], Parts]] = {
    "text": _read_text,
    "markdown": _read_markdown,
    "html": _read_html,
    "jats": _read_jats,
    "pdf": _read_pdf,
    "row": _read_row,
}


def _too_large(name: str, size: int, options: ReadOptions) -> ReadError:
    return ReadError(
        f"{name} has {size:,} bytes; the setting max_bytes allows {options.max_bytes:,}", reason="too_large"
    )
