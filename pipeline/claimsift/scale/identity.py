"""What the bytes of a run depend on, and what differs between two runs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from claimsift.lexicon import find_trained_model
from claimsift.lexicon.tables import hash_knowledge
from claimsift.records import SCHEMA_VERSION
from claimsift.settings import NO_MODEL, PACKAGED_MODEL, Settings

# Libraries that decide what is read and found; others cannot change a byte of the result.
LIBRARIES = (
    "spacy", "scispacy", "trafilatura", "lxml", "python-crfsuite", "rapidfuzz", "charset-normalizer", "ftfy",
    "py3langid", "rensa", "pypdfium2",
)  # fmt: skip
IDENTITY = ("schema_version", "versions", "settings", "model", "shard")


def identify(settings: Settings, *, shard: str | None = None) -> dict[str, Any]:
    """All that the bytes of a run depend on besides its inputs."""
    versions: dict[str, str | None] = {}
    for name in ("claimsift", *LIBRARIES):
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            versions[name] = None
    return {
        "schema_version": SCHEMA_VERSION,
        "versions": versions,
        "settings": settings.identity(),
        "model": _model_of(settings.model),
        "shard": shard,
    }


def _model_of(model: str) -> dict[str, str]:
    """Id and hash of a model; another than the packaged one is its own files and the packaged ones beneath."""
    trained = find_trained_model(model)
    own = trained.sha256 if trained else _identity_of_spacy_model(model)
    if own is None:
        return {"id": model, "sha256": hash_knowledge()}
    sha256 = hashlib.sha256((own + hash_knowledge()).encode()).hexdigest()
    return {"id": trained.name if trained else model, "sha256": sha256}


def _identity_of_spacy_model(model: str) -> str | None:
    """What tells a user's spaCy model from others: its description, or the version of its package."""
    meta = Path(model) / "meta.json"
    if meta.is_file():
        return meta.read_text(encoding="utf-8")
    try:
        return None if model in (PACKAGED_MODEL, NO_MODEL) else version(model)
    except PackageNotFoundError:
        return None


def list_differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """What differs between two identities, a phrase each: `max_bytes 1000 → 2000`."""
    phrases: list[str] = []
    for part in IDENTITY:
        before, after = _as_dict(part, old.get(part)), _as_dict(part, new.get(part))
        names = (name for name in sorted({*before, *after}) if before.get(name) != after.get(name))
        phrases.extend(f"{name} {before.get(name)} → {after.get(name)}" for name in names)
    return phrases


def _as_dict(name: str, value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {name: value}


def hash_inputs(inputs: Iterable[tuple[str, ...]]) -> str:
    """One hash over rows of strings that name the inputs."""
    digest = hashlib.sha256()
    for row in inputs:
        digest.update("\0".join(row).encode("utf-8", "surrogatepass") + b"\n")
    return digest.hexdigest()
