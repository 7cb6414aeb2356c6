"""Writes the files of a run: to temporary files first, renamed when all is there, `run.json` last."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

from claimsift.errors import OutputError
from claimsift.records.fields import FILES

LINE_FILES = tuple(name for name, shape in FILES.items() if shape.file.endswith(".jsonl"))
_PART = ".part"


class RunWriter:
    """Appends finished lines to the files of a run; nothing shows under its final name before `finish`.

    Raises:
        OutputError: the folder cannot be made or written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._files: dict[str, BinaryIO] = {}
        self._hashes = {name: hashlib.sha256() for name in LINE_FILES}
        self._lines = dict.fromkeys(LINE_FILES, 0)

    def __enter__(self) -> Self:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            for name in LINE_FILES:
                self._files[name] = self._part(name).open("wb")
        except OSError as error:
            self._drop()
            raise OutputError(f"cannot write to {self.folder}: {error.strerror or error}") from error
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._drop()

    def write(self, lines: Mapping[str, Iterable[str]]) -> None:
        """Append the lines of one article to each file."""
        for name, items in lines.items():
            for line in items:
                data = line.encode("utf-8", "surrogatepass") + b"\n"
                self._files[name].write(data)
                self._hashes[name].update(data)
                self._lines[name] += 1

    def outputs(self) -> dict[str, dict[str, Any]]:
        """Lines and hash of each file so far, by file name."""
        return {
            FILES[name].file: {"lines": self._lines[name], "sha256": self._hashes[name].hexdigest()}
            for name in LINE_FILES
        }

    def finish(self, run: Mapping[str, Any]) -> None:
        """Put all files under their final names; a run without `run.json` is not complete."""
        (self.folder / FILES["run"].file).unlink(missing_ok=True)
        for name, file in self._files.items():
            file.flush()
            os.fsync(file.fileno())
            file.close()
            self._part(name).replace(self.folder / FILES[name].file)
        part = self._part("run")
        with part.open("wb") as file:
            file.write((json.dumps(run, ensure_ascii=False, allow_nan=False, indent=2) + "\n").encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        part.replace(self.folder / FILES["run"].file)

    def _part(self, name: str) -> Path:
        return self.folder / f".{FILES[name].file}{_PART}"

    def _drop(self) -> None:
        for name, file in self._files.items():
            with suppress(OSError):  # a full disk fails at close again; the first error is the one to show
                file.close()
            self._part(name).unlink(missing_ok=True)
