"""A model that `claimsift train` made: a folder of weights that stand in for packaged ones, and its manifest.

my-model/
  model.json                    format, name, base, files with their SHA-256, what it was trained on, before and after
  claimhood_weights.json        each file is there only where training made it better
  citation_weights.json
  treatment_link_weights.json
  treatments.crfsuite           the fine-tuned recogniser, which reads what the base model finds
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from claimsift.errors import ModelError
from claimsift.lexicon.tables import load_table

MANIFEST = "model.json"
FORMAT = 1
TABLES = ("claimhood_weights", "citation_weights", "treatment_link_weights")
RECOGNISER = "treatments.crfsuite"


@dataclass(frozen=True, slots=True)
class TrainedModel:
    """What a model folder holds; `base` finds treatments (a packaged or spaCy model), `files` maps names to hashes."""

    name: str
    base: str
    folder: Path
    files: Mapping[str, str]
    sha256: str


def find_trained_model(model: str | None) -> TrainedModel | None:
    """The trained model in the folder `model`, or None where that is no such folder.

    Raises:
        ModelError: the folder's manifest or one of its files is damaged or missing.
    """
    if model is None or not (Path(model) / MANIFEST).is_file():
        return None
    path = Path(model) / MANIFEST
    content = path.read_bytes()
    try:
        manifest = json.loads(content)
        known = manifest["format"] == FORMAT
        found = TrainedModel(
            str(manifest["name"]),
            str(manifest["base"]),
            Path(model),
            {str(name): str(digest) for name, digest in manifest["files"].items()},
            hashlib.sha256(content).hexdigest(),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(f"{path} is no manifest of a claimsift model: {error}; train the model again") from error
    if not known:
        raise ModelError(f"{path} has format {manifest['format']}, this version reads {FORMAT}: train the model again")
    for name, digest in found.files.items():
        file = found.folder / name
        if Path(name).name != name or not file.is_file() or hash_file(file) != digest:
            raise ModelError(f"the model in {found.folder} is damaged: {name} is not as {MANIFEST} says")
    return found


@cache
def load_model_table(name: str, model: str | None = None) -> Any:
    """The table `name` of the trained model in the folder `model`, or else the packaged one.

    Callers must not change it.

    Raises:
        ModelError: the model is damaged.
    """
    trained = find_trained_model(model)
    if trained is None or f"{name}.json" not in trained.files:
        return load_table(name)
    return json.loads((trained.folder / f"{name}.json").read_text(encoding="utf-8"))


def hash_file(path: Path) -> str:
    """SHA-256 of a file in hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
