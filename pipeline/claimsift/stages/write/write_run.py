"""Writes the files of a run from its shards: to temporary files first, renamed when all is there, `run.json` last."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

from claimsift.records.fields import FILES
from claimsift.stages.write.file_layer import FileLayer, part_of
from claimsift.stages.write.shards import LINE_FILES, Sections, ShardEntry

_WRITTEN = (*LINE_FILES, "shards")


class RunWriter:
    """Joins shards to the files of a run; nothing shows under its final name before `finish`.

    Temporary files are in `work`, on the same disk as `folder`, whose owner clears them away.
    """

    def __init__(self, folder: Path, work: Path, files: FileLayer) -> None:
        self.folder = folder
        self._work = work
        self._layer = files
        self._stack = ExitStack()
        self._files: dict[str, BinaryIO] = {}
        self._hashes = {name: hashlib.sha256() for name in _WRITTEN}
        self._lines = dict.fromkeys(_WRITTEN, 0)

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            for name in _WRITTEN:
                self._files[name] = stack.enter_context(self._layer.open(self._part(name), "wb"))
            self._stack = stack.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._stack.close()

    def append(self, entry: ShardEntry, sections: Sections) -> None:
        """Append a shard to each file."""
        for name in LINE_FILES:
            self._append(name, sections[name], entry.parts[name].lines)
        self._append("shards", entry.to_line(), 1)

    def outputs(self) -> dict[str, dict[str, Any]]:
        """Lines and hash of each file so far, by file name."""
        return {
            FILES[name].file: {"lines": self._lines[name], "sha256": self._hashes[name].hexdigest()}
            for name in _WRITTEN
        }

    def finish(self, run: Mapping[str, Any]) -> None:
        """Put all files under their final names; a run without `run.json` is not complete."""
        for file in self._files.values():
            self._layer.sync(file)
        self._stack.close()
        self._layer.remove(self.folder / FILES["run"].file)
        for name in _WRITTEN:
            self._layer.rename(self._part(name), self.folder / FILES[name].file)
        data = (json.dumps(run, ensure_ascii=False, allow_nan=False, indent=2) + "\n").encode("utf-8")
        part = self._part("run")
        with self._layer.open(part, "wb") as file:
            self._layer.write(file, data)
            self._layer.sync(file)
        self._layer.rename(part, self.folder / FILES["run"].file)

    def _append(self, name: str, data: bytes, lines: int) -> None:
        self._layer.write(self._files[name], data)
        self._hashes[name].update(data)
        self._lines[name] += lines

    def _part(self, name: str) -> Path:
        return part_of(self._work / FILES[name].file)
