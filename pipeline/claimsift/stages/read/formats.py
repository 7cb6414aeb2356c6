"""The one table of formats: endings, magic bytes, extras; detection, messages and docs are made from it."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

_HEAD = 4_096  # bytes in which a format shows itself


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file. `magic` bytes start such a file; `extra` is the optional dependency that reads it, or None.

    `many` says that a file holds many articles; `killable` that it is parsed by C code that may hang, and so in a
    process of its own.
    """

    name: str
    endings: tuple[str, ...]
    about: str
    magic: tuple[bytes, ...] = ()
    extra: str | None = None
    package: str | None = None
    many: bool = False
    killable: bool = False


FORMATS: dict[str, Format] = {
    row.name: row
    for row in (
        Format("text", (".txt", ".text"), "the text as it is"),
        Format("markdown", (".md", ".markdown"), "front matter is metadata; links and footnotes are markers"),
        Format("html", (".html", ".htm", ".xhtml"), "the main text of a page", killable=True),
        Format("jats", (".xml", ".nxml", ".jats"), "JATS XML; the tagged references are used", killable=True),
        Format("pdf", (".pdf",), "the text layer", (b"%PDF-",), "pdf", "pypdfium2", killable=True),
        Format("jsonl", (".jsonl", ".ndjson"), "one article a line, a JSON object", many=True),
        Format("csv", (".csv", ".tsv"), "one article a row; the first row names the columns", many=True),
        Format("parquet", (".parquet",), "one article a row", (b"PAR1",), "parquet", "pyarrow", many=True),
        Format("warc", (".warc",), "the pages of a crawl", (b"WARC/1.",), "warc", "warcio", many=True),
        Format("zip", (".zip",), "files of the formats above", (b"PK\x03\x04", b"PK\x05\x06"), many=True),
        Format("tar", (".tar", ".tgz"), "files of the formats above", many=True),
    )
}
# Around any of them; an archive in an archive is not opened.
COMPRESSIONS: dict[str, Format] = {
    row.name: row
    for row in (
        Format("gzip", (".gz", ".tgz"), "one of the above, compressed", (b"\x1f\x8b",)),
        Format("zstd", (".zst", ".zstd"), "one of the above, compressed", (b"\x28\xb5\x2f\xfd",), "zstd", "zstandard"),
    )
}
READABLE = {ending: row.name for row in FORMATS.values() for ending in row.endings}
COMPRESSED = {ending: row.name for row in COMPRESSIONS.values() for ending in row.endings}


@dataclass(frozen=True, slots=True)
class FileKind:
    """What a file is: the name of its format and of the compression around it, or None where it is not known."""

    format: str | None
    compression: str | None = None


def kind_of_name(name: str) -> FileKind:
    """What a file is by its ending: `.html`, `.jsonl.gz`, `.tgz`."""
    lower = name.lower().rpartition("/")[2]
    ending = _ending(lower)
    compression = COMPRESSED.get(ending)
    if compression is None or ending in READABLE:
        return FileKind(READABLE.get(ending), compression)
    return FileKind(READABLE.get(_ending(lower.removesuffix(ending))), compression)


def kind_of_bytes(data: bytes) -> str | None:
    """The format that a file's first bytes show, or None where they are plain text of some kind."""
    head = data[:_HEAD]
    for row in (*COMPRESSIONS.values(), *FORMATS.values()):
        if head.startswith(row.magic):
            return row.name
    if head[257:262] == b"ustar":
        return "tar"
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "html"
    if start.startswith((b"<?xml", b"<!doctype article", b"<article")):
        return "html" if b"<html" in start else "jats"
    return None


def ending_of_bytes(data: bytes) -> str:
    """The ending that a file of these bytes should have: `.jsonl`, `.html.gz`; `.txt` where they show nothing."""
    shown = kind_of_bytes(data)
    if shown == "gzip":
        head = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            return f"{ending_of_bytes(head.decompress(data, _HEAD))}.gz"
        except zlib.error:
            return ".txt.gz"
    if shown in COMPRESSIONS:
        return f".txt{COMPRESSIONS[shown].endings[0]}"
    if shown is None and data[:1] == b"{" and data.partition(b"\n")[0].rstrip().endswith(b"}"):
        return ".jsonl"
    return FORMATS[shown or "text"].endings[0]


def stem_of_name(name: str) -> str:
    """A file's path without the endings that say what it is."""
    folder, slash, last = name.rpartition("/")
    stem = last.rpartition(".")[0] or last
    if COMPRESSED.get(_ending(last)) and READABLE.get(_ending(stem)):
        stem = stem.rpartition(".")[0] or stem
    return f"{folder}{slash}{stem}"


def describe_endings() -> str:
    """The endings that are read, for a message."""
    return f"{', '.join(sorted(READABLE))}, and these with {' or '.join(sorted(set(COMPRESSED) - set(READABLE)))}"


def _ending(name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    return f"{dot}{ending}" if stem else ""
