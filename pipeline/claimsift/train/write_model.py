"""Writes a model folder: the weights that training made better, and a manifest that says where they come from."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from claimsift.errors import OutputError
from claimsift.lexicon import find_trained_model
from claimsift.lexicon.trained_model import FORMAT, MANIFEST, RECOGNISER, hash_file


def write_model(
    folder: Path,
    *,
    name: str,
    base: str,
    tables: Mapping[str, Any],
    recogniser: Path | None = None,
    training: Mapping[str, Any] | None = None,
) -> Path:
    """Writes the model and returns its folder. What `base` holds and this does not replace is carried along.

    Raises:
        OutputError: the folder cannot be written, or holds something that is no model.
    """
    if folder.exists() and not (folder / MANIFEST).is_file() and (not folder.is_dir() or any(folder.iterdir())):
        raise OutputError(f"{folder} holds something that is no model: name another --out")
    older = find_trained_model(base)
    contents = {f"{key}.json": (json.dumps(table, indent=1) + "\n").encode() for key, table in tables.items()}
    if recogniser is not None:
        contents[RECOGNISER] = recogniser.read_bytes()
    if older is not None:
        contents = {file: (older.folder / file).read_bytes() for file in older.files} | contents
    try:
        if folder.exists():
            shutil.rmtree(folder)
        folder.mkdir(parents=True)
        for file, content in contents.items():
            (folder / file).write_bytes(content)
        manifest = {
            "format": FORMAT,
            "name": name,
            "base": older.base if older is not None else base,
            "files": {file: hash_file(folder / file) for file in sorted(contents)},
            "training": dict(training or {}),
        }
        shown = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
        (folder / MANIFEST).write_text(shown, encoding="utf-8")
    except OSError as error:
        raise OutputError(f"cannot write the model {folder}: {error.strerror or error}") from error
    return folder
