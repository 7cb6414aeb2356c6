"""Loads the tables and the packaged weights."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from claimsift.errors import ModelError


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
