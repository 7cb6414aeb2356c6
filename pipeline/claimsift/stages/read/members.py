"""What a table or an archive holds: articles, each of which becomes an input of its own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from claimsift.errors import OutputError, ReadError

_LONGEST_ID = 200
_UNSAFE_IN_ID = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\ud800-\udfff]+")


@dataclass(frozen=True, slots=True)
class Member:
    """One article out of a file of many, unpacked to `path`.

    `name` is what is recorded as its path (`table.jsonl#17`), `stem` what its id is made of. `kind` is `row` for a row
    of a table, which has `words` words. One that was not unpacked has no path, but a status (`skipped`, `failed`) and a
    reason.
    """

    name: str
    stem: str
    path: str | None = None
    kind: str | None = None
    status: str | None = None
    reason: str | None = None
    words: int | None = None


class Spool:
    """Writes the articles of one file into a folder, and stops what grows beyond its limits."""

    def __init__(self, folder: Path, *, max_bytes: int, max_total: int, max_articles: int) -> None:
        self.max_bytes = max_bytes
        self._folder = folder
        self._left = max_total
        self._articles_left = max_articles
        self._count = 0

    def add_file(self, data: bytes, name: str, stem: str, ending: str) -> Member:
        """A file of an archive."""
        return Member(name, stem, self._write(data, name, ending))

    def add_row(self, row: dict[str, Any], name: str, stem: str) -> Member:
        """A row of a table: its `text`, `metadata`, and the number of the `row`."""
        data = json.dumps(row, sort_keys=True, allow_nan=False).encode("ascii")
        return Member(name, stem, self._write(data, name, ".row"), kind="row", words=len(row["text"].split()))

    def _write(self, data: bytes, name: str, ending: str) -> str:
        self._left -= len(data)
        self._articles_left -= 1
        if self._left < 0:
            raise ReadError(f"{name}: its file unpacks to far more than it holds", reason="unpacks_too_large")
        if self._articles_left < 0:
            raise ReadError(f"{name}: its file holds more articles than max_articles", reason="too_many_articles")
        self._count += 1
        path = self._folder / f"{self._count:07}{ending}"
        try:
            path.write_bytes(data)
        except OSError as error:  # no fault of the file's: the run ends, instead of recording it as failed
            message = f"cannot unpack {name} into {self._folder.parent.parent}: {error.strerror or error}"
            raise OutputError(f"{message}; set TMPDIR to a folder with room") from error
        return str(path)


def plain_id(value: Any, number: int) -> str:
    """The id of a row, fit to be written; its number where it has none."""
    text = _UNSAFE_IN_ID.sub("_", str(value)).strip("/_")[:_LONGEST_ID] if value not in (None, "") else ""
    return text or f"{number:06}"


def failed(name: str, stem: str, reason: str) -> Member:
    return Member(name, stem, status="failed", reason=reason)


def skipped(name: str, stem: str, reason: str) -> Member:
    return Member(name, stem, status="skipped", reason=reason)


Members = Iterator[Member]
