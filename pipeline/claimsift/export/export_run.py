"""Writes a run in one of the formats: under a temporary name first, so that what is there is whole."""

from __future__ import annotations

import shutil
from importlib import import_module
from pathlib import Path
from typing import Protocol

from claimsift.errors import OutputError
from claimsift.export.formats import FORMATS, ExportFormat


def export_run(
    folder: Path, name: str, *, out: Path | None = None, reviewed: bool = False, overwrite: bool = False
) -> Path:
    """Write a run in a format and return where it is; `out` defaults to `FOLDER/export/` and the format's own name.

    Raises:
        RunError: the folder holds no complete run, or no reviewed state.
        OutputError: the target exists, or cannot be written.
        MissingExtraError: the format needs a package that is not installed.
    """
    row = FORMATS[name]
    target = out or folder / "export" / row.target.rstrip("/")
    if target.exists() and not overwrite:
        raise OutputError(f"{target} exists: name another --out, or give --overwrite")
    part = target.with_name(f".{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _remove(part)
        _writer(row)(folder, part, reviewed=reviewed)
        _remove(target)
        part.replace(target)
    except OSError as error:
        raise OutputError(f"cannot write to {target}: {error.strerror or error}") from error
    finally:
        _remove(part)
    return target


class _Writer(Protocol):
    def __call__(self, folder: Path, target: Path, /, *, reviewed: bool) -> None: ...


def _writer(row: ExportFormat) -> _Writer:
    module, function = row.writer.split(":")
    writer: _Writer = getattr(import_module(f"claimsift.export.{module}"), function)
    return writer


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
