"""Loads the tables and the packaged weights."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from claimsift.errors import ModelError

# Tables and weights; scripts and cards beside them decide nothing.
_KNOWLEDGE = frozenset({".json", ".gz", ".tsv", ".crfsuite", ".bin"})


@cache
def load_table(name: str) -> Any:
    """The table `lexicon/<name>.json`, read once; callers must not change it."""
    return json.loads(files("claimsift.lexicon").joinpath(f"{name}.json").read_text(encoding="utf-8"))


@cache
def find_weights(name: str) -> Path:
    """Where the packaged weights `models/<name>` lie: in the installed package, or in a source checkout.

    Raises:
        ModelError: the weights are in neither place.
    """
    package = Path(str(files("claimsift")))
    for folder in (package / "models", package.parent.parent / "models"):
        if (folder / name).exists():
            return folder / name
    raise ModelError(f"the packaged weights '{name}' are missing: reinstall claimsift")


@cache
def hash_knowledge() -> str:
    """SHA-256 over all packaged tables and weights, in hex: what a result depends on besides code and settings."""
    digest = hashlib.sha256()
    package = Path(str(files("claimsift")))
    models = next((f for f in (package / "models", package.parent.parent / "models") if f.is_dir()), package)
    for folder in (package / "lexicon", models):
        for path in sorted(folder.rglob("*")):
            if path.suffix in _KNOWLEDGE and path.is_file():
                digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
