"""The hidden folder of an unfinished run: its plan, its finished shards, and the ledger that vouches for them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from claimsift.stages.write.file_layer import FileLayer, write_whole
from claimsift.stages.write.shards import (
    LINE_FILES,
    Sections,
    ShardEntry,
    find_damage,
    read_sections,
)

NAME = ".claimsift"
_PLAN, _LEDGER, _SHARDS = "plan.json", "ledger.jsonl", "shards"


class WorkFolder:
    """Keeps finished shards until the run is whole. `entries` are those of the ledger, in order, without a gap."""

    def __init__(self, run_folder: Path, files: FileLayer) -> None:
        self.path = run_folder / NAME
        self.entries: list[ShardEntry] = []
        self._files = files

    def read_plan(self) -> dict[str, Any] | None:
        """What the unfinished run is about, or None where there is none."""
        try:
            plan = json.loads((self.path / _PLAN).read_bytes())
        except (OSError, ValueError):  # written whole or not at all: anything else is no plan of ours
            return None
        return plan if isinstance(plan, dict) else None

    def begin(self, plan: Mapping[str, Any]) -> None:
        """Start afresh: shards of another plan are removed. The lock stays."""
        self._empty()
        (self.path / _SHARDS).mkdir(parents=True, exist_ok=True)
        self.entries = []
        data = json.dumps(plan, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")
        write_whole(self.path / _PLAN, [data], self._files)

    def load(self) -> None:
        """Read the ledger; a line that a crash cut short is dropped, with all that comes after a gap."""
        try:
            data = (self.path / _LEDGER).read_bytes()
        except FileNotFoundError:
            data = b""
        by_shard: dict[int, ShardEntry] = {}
        torn = not data.endswith(b"\n")
        for line in data.splitlines(keepends=True):
            try:
                entry = ShardEntry.from_line(line)
            except ValueError:
                torn = True
                break
            by_shard[entry.shard] = entry  # a shard that was done again has a later line
        self.entries = _without_gaps([entry for _, entry in sorted(by_shard.items())])
        if torn and data:
            write_whole(self.path / _LEDGER, [entry.to_line() for entry in self.entries], self._files)

    def commit(self, entry: ShardEntry, sections: Sections) -> None:
        """Keep a finished shard: file written, synced, renamed; then a line in the ledger, synced."""
        write_whole(self._shard(entry), [sections[name] for name in LINE_FILES], self._files)
        with self._files.open(self.path / _LEDGER, "ab") as file:
            self._files.write(file, entry.to_line())
            self._files.sync(file)
        if entry.shard < len(self.entries):
            self.entries[entry.shard] = entry
        else:
            self.entries.append(entry)

    def read(self, entry: ShardEntry) -> Sections | None:
        """The sections of a shard, or None where they are missing or not what the ledger says."""
        try:
            with self._shard(entry).open("rb") as file:
                sections = read_sections(entry, lambda name, size: file.read(size))
                rest = file.read(1)
        except FileNotFoundError:
            return None
        return None if rest or find_damage(entry, sections) else sections

    def forget_from(self, shard: int) -> None:
        """Leave out the shards from this one on: their inputs have changed."""
        del self.entries[shard:]

    def remove(self) -> None:
        """Remove all but the lock; the run is complete, or nothing of it is worth keeping."""
        self._empty()
        self.entries = []

    @contextmanager
    def leaving(self) -> Iterator[None]:
        """Remove the folder at the end if nothing is left in it; a run that finished no shard leaves no trace."""
        try:
            yield
        finally:
            with suppress(OSError):  # not empty: another run has taken the lock, or shards wait to be gone on with
                self.path.rmdir()

    def _empty(self) -> None:
        # The plan first: without it the rest is nobody's, so a crash in between leaves nothing that could be believed.
        self._files.remove(self.path / _PLAN)
        self._files.remove(self.path / _LEDGER)
        shutil.rmtree(self.path / _SHARDS, ignore_errors=True)
        for path in sorted(self.path.glob("*.part")):
            self._files.remove(path)

    def _shard(self, entry: ShardEntry) -> Path:
        return self.path / _SHARDS / f"{entry.shard:06}"


def _without_gaps(entries: Sequence[ShardEntry]) -> list[ShardEntry]:
    kept: list[ShardEntry] = []
    for entry in entries:
        if entry.shard != len(kept) or entry.first != (kept[-1].end if kept else 0):
            break
        kept.append(entry)
    return kept
