"""Tables with one article a row: JSON Lines, CSV and Parquet."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable, Iterator
from typing import Any

from claimsift.errors import ReadError
from claimsift.stages.read.decode_bytes import decode_bytes
from claimsift.stages.read.members import Member, Members, Spool, failed, plain_id, skipped
from claimsift.stages.read.need_extra import need_extra
from claimsift.stages.read.options import ReadOptions

TEXT_FIELDS = ("text", "full_text", "fulltext", "body", "content", "article", "html", "markdown", "abstract")
NO_TEXT = "no_text_field"
ID_FIELDS = ("article_id", "id", "doc_id", "document_id", "pmcid", "pmid", "doi", "url")
_SAMPLE = 100_000
_BATCH = 64
_FEW_WORDS = 10  # shorter than any article
_NAMED_FIELDS = 20
_LONGEST_REASON = 300
_NO_ROW = object()


def read_rows(stream: Any, kind: str, name: str, stem: str, spool: Spool, options: ReadOptions) -> Members:
    """A member for each row; a row that cannot be read is one that failed.

    Raises:
        ReadError: the table as a whole cannot be read.
    """
    readers: dict[str, Callable[..., Iterator[Any]]] = {"jsonl": _json_rows, "csv": _csv_rows, "parquet": _parquet_rows}
    for number, row in enumerate(readers[kind](stream, name, options), start=1):
        if isinstance(row, str):
            yield failed(f"{name}#{number}", f"{stem}/{plain_id(None, number)}", row)
        elif isinstance(row, dict):
            yield _member(row, number, name, stem, spool, options)
        else:
            yield failed(f"{name}#{number}", f"{stem}/{plain_id(None, number)}", "bad_row: not an object")


def skip_other_tables(members: Members, name: str, stem: str) -> Members:
    """The members of a table; of one that is no table of articles a single one, skipped.

    Its rows have no text under a known name, or none of more than a few words. A folder may hold tables of all kinds;
    only one that was named is surely meant.
    """
    held: list[Member] = []
    is_known = False
    for member in members:
        if is_known or not _may_be_no_article(member):
            is_known = True
            yield from held
            held.clear()
            yield member
        else:
            held.append(member)
    if held:
        longest = max(member.words or 0 for member in held)
        textless = next((member.reason for member in held if (member.reason or "").startswith(NO_TEXT)), None)
        yield skipped(name, stem, textless or f"no_articles: texts of {longest} words at most")


def _may_be_no_article(member: Member) -> bool:
    if member.words is not None:
        return member.words < _FEW_WORDS
    return (member.reason or "").startswith((NO_TEXT, "empty")) and member.kind is None and "#" in member.name


def unpack_row(data: bytes) -> dict[str, Any]:
    """The row that `Spool.add_row` wrote."""
    row: dict[str, Any] = json.loads(data)
    return row


def _member(row: dict[str, Any], number: int, name: str, stem: str, spool: Spool, options: ReadOptions) -> Member:
    id_field = options.id_field or next((field for field in ID_FIELDS if row.get(field) not in (None, "")), "")
    key = plain_id(row.get(id_field), number)
    place = f"{name}#{key}", f"{stem}/{key}"
    known = [options.text_field] if options.text_field else [field for field in TEXT_FIELDS if field in row]
    field = next((field for field in known if isinstance(row.get(field), str)), None)
    text = "" if field is None else row[field]
    if field is None and not any(row.get(field, "") is None for field in known):
        there = ", ".join(sorted(map(str, row))[:_NAMED_FIELDS])
        return failed(*place, _clean(f"{NO_TEXT}: there are {there}")[:_LONGEST_REASON])
    if not text.strip():
        return skipped(*place, "empty")
    if len(text) > spool.max_bytes:
        return failed(*place, "too_large")
    metadata = {_clean(key): _plain(value) for key, value in row.items() if key != field and value is not None}
    return spool.add_row({"text": _clean(text), "metadata": metadata, "row": number}, *place)


def _json_rows(stream: Any, name: str, options: ReadOptions) -> Iterator[Any]:
    while line := stream.readline(options.max_bytes + 1):
        if len(line) > options.max_bytes:
            while line and not line.endswith(b"\n"):
                line = stream.readline(options.max_bytes)
            yield "too_large"
            continue
        if not line.strip():
            continue
        try:
            yield json.loads(line)
        except (ValueError, RecursionError) as error:
            yield f"bad_row: {type(error).__name__}"


def _csv_rows(stream: Any, name: str, options: ReadOptions) -> Iterator[Any]:
    sample = stream.read(_SAMPLE)
    # A sample may end inside a character; the last line is looked at with the rest.
    encoding = decode_bytes(sample.rpartition(b"\n")[0] or sample, name).encoding
    text = io.TextIOWrapper(io.BufferedReader(_Joined(sample, stream)), encoding, "replace", newline="")
    csv.field_size_limit(options.max_bytes)
    header = sample.partition(b"\n")[0].decode(encoding, "replace")
    delimiter = max(",;\t", key=header.count)
    rows = csv.DictReader(text, delimiter=delimiter, restkey="more", strict=False)
    while True:
        try:
            row: Any = next(rows, _NO_ROW)
        except csv.Error as error:
            row = f"bad_row: {error}"
        if row is _NO_ROW:
            return
        yield row


class _Joined(io.RawIOBase):
    """A stream whose beginning has been read already."""

    def __init__(self, head: bytes, stream: Any) -> None:
        self._head, self._stream = head, stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        block = self._head[: len(buffer)] if self._head else self._stream.read(len(buffer))
        self._head = self._head[len(block) :]
        buffer[: len(block)] = block
        return len(block)


def _parquet_rows(stream: Any, name: str, options: ReadOptions) -> Iterator[Any]:
    parquet = need_extra("pyarrow.parquet", "parquet", name)
    faults = need_extra("pyarrow", "parquet", name).ArrowException
    try:
        for batch in parquet.ParquetFile(stream).iter_batches(batch_size=_BATCH):
            yield from batch.to_pylist()
    except (faults, OSError) as error:
        raise ReadError(f"{name} is not a whole Parquet file: {error}", reason="damaged") from error


def _plain(value: Any) -> Any:
    """A value as JSON has it: dates and bytes become strings, what is no number null."""
    if isinstance(value, dict):
        return {_clean(str(key)): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, bool | int) or value is None:
        return value
    return _clean(value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value))


def _clean(text: str) -> str:
    """Half a surrogate pair is no character: U+FFFD stands in its place."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
