"""Unpacks a table, an archive or a crawl into single articles."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from claimsift.errors import ReadError
from claimsift.stages.read.formats import FORMATS, FileKind, kind_of_name, stem_of_name
from claimsift.stages.read.members import Member, Members, Spool, failed, skipped
from claimsift.stages.read.open_archive import FAULTS, open_archive
from claimsift.stages.read.open_compressed import open_stream, read_limited
from claimsift.stages.read.options import ReadOptions
from claimsift.stages.read.read_rows import read_rows, skip_other_tables
from claimsift.stages.read.read_warc import read_warc

_ROWS = frozenset({"jsonl", "csv", "parquet"})
_ARCHIVES = frozenset({"zip", "tar"})
# Text packs to a tenth, logs to a hundredth; what unpacks to more than this is a bomb.
_MAX_RATIO = 200
_SMALL = 100_000_000  # bytes below which nobody asks for the ratio


def holds_many(name: str, options: ReadOptions) -> bool:
    """Whether a file is one of many articles, by its name or by the format that was asked for."""
    kind = options.format or kind_of_name(name).format
    return kind is not None and FORMATS[kind].many


def expand_file(path: Path, name: str, folder: Path, options: ReadOptions) -> Members:
    """The articles of a file of many, unpacked into `folder`; where that goes wrong, the file itself fails.

    Names and stems start with `name`, which is the file's own; a file that holds nothing is `empty`.
    """
    size = path.stat().st_size
    spool = Spool(
        folder,
        max_bytes=options.max_bytes,
        max_total=max(_SMALL, _MAX_RATIO * size),
        max_articles=options.max_articles,
    )
    kind = kind_of_name(name)
    kind = FileKind(options.format or kind.format, kind.compression)
    count = 0
    try:
        with path.open("rb") as file:
            for member in _expand(file, kind, name, stem_of_name(name), spool, options, within=False):
                count += 1
                yield member
        if not count:
            yield skipped(name, stem_of_name(name), "empty")
    except ReadError as error:
        yield failed(name, name, error.reason)
    except OSError:
        yield failed(name, name, "unreadable")


def _expand(
    file: Any, kind: FileKind, name: str, stem: str, spool: Spool, options: ReadOptions, *, within: bool
) -> Members:
    if kind.format in _ARCHIVES and within:
        yield skipped(name, stem, "nested_archive")
        return
    with open_stream(file, kind.compression, name) as stream:
        if kind.format in _ROWS:
            is_whole = kind.format != "parquet" or not (kind.compression or within)
            table = stream if is_whole else _seekable(stream, name, spool)
            yield from read_rows(table, str(kind.format), name, stem, spool, options)
        elif kind.format == "warc":
            yield from read_warc(stream, name, stem, spool)
        else:
            archive = _seekable(stream, name, spool) if kind.format == "zip" and kind.compression else stream
            yield from _archive(archive, str(kind.format), name, spool, options)


def _archive(stream: Any, kind: str, name: str, spool: Spool, options: ReadOptions) -> Members:
    inside = ReadOptions(**{**_as_dict(options), "format": None})
    for item in open_archive(stream, kind, name):
        inner = f"{name}/{item.name.removeprefix('./')}"
        inner = inner.encode("utf-8", "replace").decode("utf-8")
        if item.reason is not None:
            yield failed(inner, inner.replace("..", "__"), item.reason)
            continue
        found = kind_of_name(inner)
        if found.format is None:
            yield skipped(inner, inner, "unknown_format")
        elif FORMATS[found.format].many:
            yield from _inner_table(item.stream, found, inner, spool, inside)
        else:
            try:
                data = read_limited(item.stream, inner, max_bytes=spool.max_bytes)
            except ReadError as error:
                yield failed(inner, inner, error.reason)
                continue
            except FAULTS:
                yield failed(inner, inner, "damaged")
                continue
            yield spool.add_file(data, inner, stem_of_name(inner), inner[len(stem_of_name(inner)) :])


def _inner_table(stream: Any, kind: FileKind, name: str, spool: Spool, options: ReadOptions) -> Iterator[Member]:
    """A table inside an archive: its own faults do not end the archive."""
    stem = stem_of_name(name)
    try:
        yield from skip_other_tables(_expand(stream, kind, name, stem, spool, options, within=True), name, stem)
    except ReadError as error:
        if error.reason in ("unpacks_too_large", "too_many_articles"):
            raise
        yield failed(name, name, error.reason)


def _seekable(stream: Any, name: str, spool: Spool) -> Any:
    return io.BytesIO(read_limited(stream, name, max_bytes=spool.max_bytes))


def _as_dict(options: ReadOptions) -> dict[str, Any]:
    return {name: getattr(options, name) for name in options.__slots__}
