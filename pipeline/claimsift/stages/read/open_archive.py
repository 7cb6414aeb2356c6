"""Opens zip and tar archives: every file in them comes out once, or is named with the reason why not."""

from __future__ import annotations

import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from claimsift.errors import ReadError

FAULTS = (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, OSError, NotImplementedError, ValueError)
_UTF8_NAME = 0x800


@dataclass(frozen=True, slots=True)
class ArchivedFile:
    """A file in an archive; `stream` is None where it is refused, for `reason`."""

    name: str
    stream: Any = None
    reason: str | None = None


def open_archive(stream: Any, kind: str, name: str) -> Iterator[ArchivedFile]:
    """The files of an archive, in its order; folders and hidden files are left out. Nothing is written to disk.

    Raises:
        ReadError: the archive is damaged; the files before the damage have been given.
    """
    try:
        yield from _zip_files(stream) if kind == "zip" else _tar_files(stream)
    except FAULTS as error:
        raise ReadError(f"{name} is not a whole {kind} archive: {error}", reason="damaged") from error


def _zip_files(stream: Any) -> Iterator[ArchivedFile]:
    with zipfile.ZipFile(stream) as archive:
        for info in archive.infolist():
            name = info.filename
            if info.is_dir() or _is_hidden(name):
                continue
            if not is_safe(name):
                yield ArchivedFile(name, reason="unsafe_path")
            elif info.flag_bits & 1:
                yield ArchivedFile(name, reason="encrypted")
            else:
                with archive.open(info) as file:
                    yield ArchivedFile(name, file)


def _tar_files(stream: Any) -> Iterator[ArchivedFile]:
    with closing(tarfile.open(fileobj=stream, mode="r|")) as archive:
        for info in archive:
            if info.isdir() or _is_hidden(info.name):
                continue
            if not is_safe(info.name):
                yield ArchivedFile(info.name, reason="unsafe_path")
            elif not info.isreg():
                yield ArchivedFile(info.name, reason="not_a_file")  # a link or a device: it could point anywhere
            else:
                yield ArchivedFile(info.name, archive.extractfile(info))


def is_safe(name: str) -> bool:
    """Whether a name stays inside its archive; a name such as `../x` or `C:\\x` is an attack or a fault."""
    path = PurePosixPath(name.replace("\\", "/"))
    return (
        bool(name)
        and not path.is_absolute()
        and ".." not in path.parts
        and ":" not in path.parts[0]
        and "\0" not in name
    )


def _is_hidden(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return any(part.startswith(".") and part not in (".", "..") for part in parts) or "__MACOSX" in parts
