"""What `claimsift info` says, from package metadata alone."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution, entry_points, version

from claimsift.lexicon.tables import hash_knowledge
from claimsift.settings import Settings

# As in `claimsift.builder`, which a test compares; importing that would cost this command a second.
STAGES = (
    "claimsift_segment",
    "claimsift_detect_claims",
    "claimsift_describe_claims",
    "claimsift_link_treatments",
    "claimsift_link_citations",
)
_LIBRARIES = (
    "spacy", "scispacy", "pandas", "typer", "jsonlines", "rich", "pydantic", "lxml", "trafilatura",
    "charset-normalizer", "python-crfsuite", "rapidfuzz", "isodate", "ftfy", "py3langid", "rensa",
    "pypdfium2", "pyarrow", "warcio", "zstandard", "fsspec",
)  # fmt: skip


def info_lines() -> Iterator[str]:
    """Versions, model, settings, stages, libraries; a line each."""
    yield f"claimsift    {_version('claimsift')}{', compiled' if _is_compiled() else ''}"
    yield f"python       {platform.python_version()}"
    settings = Settings()
    yield f"model        {settings.model} (packaged, sha256 {hash_knowledge()[:12]})"
    yield "models       " + ", ".join((settings.model, *_spacy_models())) + "; or a path, or --no-model"
    yield "settings     " + ", ".join(f"{name} = {value}" for name, value in settings.model_dump().items())
    yield "stages       " + " → ".join(STAGES)
    yield "installed    " + ", ".join(f"{name} {_version(name)}" for name in _LIBRARIES)


def _spacy_models() -> Iterator[str]:
    """The spaCy pipelines that are installed, any of which can be a run's `--model`."""
    for entry in sorted(entry_points(group="spacy_models"), key=lambda entry: entry.name):
        yield f"{entry.name} {entry.dist.version}" if entry.dist else entry.name


def _is_compiled() -> bool:
    """Whether the stages are machine code (`make compiled`): such a wheel says that it is not for every machine."""
    try:
        wheel = distribution("claimsift").read_text("WHEEL")
    except PackageNotFoundError:
        return False
    return "Root-Is-Purelib: false" in (wheel or "")


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
