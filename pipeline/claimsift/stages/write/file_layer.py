"""The few things a run does to files, behind a Protocol: tests pass a layer that fails or dies at the n-th of them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, Protocol


class FileLayer(Protocol):
    """What a run does to the files of its folder; every method may raise `OSError`."""

    def open(self, path: Path, mode: str) -> BinaryIO: ...

    def write(self, file: BinaryIO, data: bytes) -> None: ...

    def sync(self, file: BinaryIO) -> None: ...

    def rename(self, source: Path, target: Path) -> None: ...

    def remove(self, path: Path) -> None: ...


class DiskFiles:
    """The file layer of every real run."""

    def open(self, path: Path, mode: str) -> BinaryIO:
        """An unbuffered binary file: nothing is left to be written when it is closed."""
        return path.open(mode, buffering=0)  # type: ignore[return-value]

    def write(self, file: BinaryIO, data: bytes) -> None:
        """Write all of the data, in as many calls as the system wants."""
        rest = memoryview(data)
        while rest:
            rest = rest[file.write(rest) or 0 :]

    def sync(self, file: BinaryIO) -> None:
        """Wait until the file's bytes are on the disk."""
        os.fsync(file.fileno())

    def rename(self, source: Path, target: Path) -> None:
        """Put a file under its final name, durably: the folder is synced too."""
        source.replace(target)
        sync_folder(target.parent)

    def remove(self, path: Path) -> None:
        """Remove a file, if it is there."""
        path.unlink(missing_ok=True)


def write_whole(path: Path, chunks: Iterable[bytes], files: FileLayer) -> None:
    """Write a file so that it is there whole or not at all: a temporary file, synced, renamed."""
    part = part_of(path)
    with files.open(part, "wb") as file:
        for chunk in chunks:
            files.write(file, chunk)
        files.sync(file)
    files.rename(part, path)


def part_of(path: Path) -> Path:
    """Where a file is written before it gets its name."""
    return path.with_name(f".{path.name}.part")


def sync_folder(folder: Path) -> None:
    """Make renames in a folder survive a power cut, on systems that can sync a folder."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
