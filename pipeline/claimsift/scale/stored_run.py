"""Reads a complete run shard by shard, without believing it: what is damaged is named, not passed on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from claimsift.errors import RunError
from claimsift.records.fields import FILES
from claimsift.stages.write.read_run import read_info
from claimsift.stages.write.shards import LINE_FILES, Sections, ShardEntry, find_damage, read_sections

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class StoredRun:
    """A run's folder: `info` is its `run.json`, `entries` its `shards.jsonl`."""

    folder: Path
    info: dict[str, Any]
    entries: tuple[ShardEntry, ...]

    def sections(self) -> Iterator[tuple[ShardEntry, Sections, tuple[str, ...]]]:
        """Each shard with its sections and the names of those that are damaged, in order, one in memory at a time."""
        with self._open() as files:
            for entry in self.entries:
                sections = read_sections(entry, lambda name, size: files[name].read(size))
                yield entry, sections, find_damage(entry, sections)

    def read(self, wanted: ShardEntry) -> Sections:
        """The sections of one shard as they are, damaged or not."""
        with self._open() as files:
            for name in LINE_FILES:
                files[name].seek(sum(entry.parts[name].bytes for entry in self.entries[: wanted.shard]))
            return read_sections(wanted, lambda name, size: files[name].read(size))

    @contextmanager
    def _open(self) -> Iterator[dict[str, BinaryIO]]:
        with ExitStack() as stack:
            try:
                yield {name: stack.enter_context((self.folder / FILES[name].file).open("rb")) for name in LINE_FILES}
            except FileNotFoundError as error:
                raise RunError(f"no complete run in {self.folder}: {error.filename} is missing") from error


def open_run(folder: Path) -> StoredRun:
    """The complete run in a folder.

    Raises:
        RunError: there is no complete run, or its `run.json` or `shards.jsonl` is damaged.
    """
    info = read_info(folder)
    path = folder / FILES["shards"].file
    try:
        data = path.read_bytes()
    except OSError as error:
        raise RunError(f"no complete run in {folder}: {path.name} is missing") from error
    if hashlib.sha256(data).hexdigest() != _recorded(info, path.name):
        raise RunError(f"{path} is damaged: its hash is not that of run.json")
    try:
        return StoredRun(folder, info, tuple(ShardEntry.from_line(line) for line in data.splitlines()))
    except ValueError as error:
        raise RunError(f"{path} is damaged: {error}") from error


def list_damaged_files(folder: Path, info: dict[str, Any]) -> list[str]:
    """The files of a run whose hash is not that of `run.json`, or that are missing."""
    damaged = []
    for name in (*LINE_FILES, "shards"):
        path = folder / FILES[name].file
        if _hash(path) != _recorded(info, path.name):
            damaged.append(path.name)
    return damaged


def _recorded(info: dict[str, Any], file: str) -> Any:
    outputs = info.get("outputs")
    entry = outputs.get(file) if isinstance(outputs, dict) else None
    return entry.get("sha256") if isinstance(entry, dict) else None


def _hash(path: Path) -> str | None:
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
    except OSError:
        return None
    return digest.hexdigest()
