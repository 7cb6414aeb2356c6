"""One run: all inputs through the pipeline into a folder, or the word that they are there already."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, get_args

from claimsift.errors import OutputError, RunError
from claimsift.lexicon import find_trained_model
from claimsift.lexicon.tables import hash_knowledge
from claimsift.records import SCHEMA_VERSION, Status
from claimsift.records.fields import FILES
from claimsift.scale.find_inputs import InputFile, find_inputs
from claimsift.scale.run_batch import ArticleOutput, hash_file
from claimsift.scale.run_pool import run_in_order
from claimsift.settings import NO_MODEL, PACKAGED_MODEL, Settings
from claimsift.stages.write.read_run import read_info
from claimsift.stages.write.write_run import RunWriter

# Libraries that decide what is read and found; others cannot change a byte of the result.
LIBRARIES = ("spacy", "scispacy", "trafilatura", "lxml", "python-crfsuite", "rapidfuzz")
_STATUSES: tuple[Status, ...] = get_args(Status)


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What a run came to: `info` is its `run.json`; `troubled` lists (article, status, reason) of all not ok."""

    folder: Path
    info: dict[str, Any]
    already_complete: bool = False
    troubled: tuple[tuple[str, str, str], ...] = ()


@dataclass(slots=True)
class _Tally:
    counts: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    inputs: list[tuple[str, str, str]] = field(default_factory=list)
    troubled: list[tuple[str, str, str]] = field(default_factory=list)

    def add(self, output: ArticleOutput) -> None:
        self.counts.update(output.counts)
        self.statuses[output.status] += 1
        self.inputs.append((output.article_id, output.name, output.sha256))
        if output.status != "ok":
            self.troubled.append((output.article_id, output.status, output.reason or ""))


def run_articles(
    given: Sequence[str],
    folder: Path,
    settings: Settings,
    *,
    overwrite: bool = False,
    on_start: Callable[[int], None] = lambda total: None,
    on_article: Callable[[ArticleOutput], None] = lambda output: None,
) -> RunSummary:
    """Extract the claims of all inputs into `folder`; a complete run of the same inputs and settings is left as it is.

    Raises:
        InputError: an input does not exist, or none is an article.
        OutputError: the folder cannot be written, or holds something else.
    """
    inputs = find_inputs(given, leave_out=folder)
    identity = _identity(settings)
    if not overwrite and (info := _existing(folder, identity, inputs)) is not None:
        return RunSummary(folder, info, already_complete=True)
    on_start(len(inputs))
    tally = _Tally()
    with RunWriter(folder) as writer:
        try:
            for output in run_in_order(inputs, settings):
                writer.write(output.lines)
                tally.add(output)
                on_article(output)
            _check_conservation(tally, inputs)
            info = _make_info(identity, tally, writer)
            writer.finish(info)
        except OSError as error:
            raise OutputError(f"cannot write to {folder}: {error.strerror or error}") from error
    return RunSummary(folder, info, troubled=tuple(tally.troubled))


def _identity(settings: Settings) -> dict[str, Any]:
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


def _existing(folder: Path, identity: dict[str, Any], inputs: Sequence[InputFile]) -> dict[str, Any] | None:
    """The `run.json` of a complete run of the same inputs and settings in the folder, or None where there is no run.

    Raises:
        OutputError: the folder holds a run of other inputs or settings, or files of ours without a `run.json`.
    """
    if not (folder / FILES["run"].file).exists():
        ours = [shape.file for shape in FILES.values() if (folder / shape.file).exists()]
        if ours:
            raise OutputError(f"{folder} holds {ours[0]} but no run.json: name another --out, or give --overwrite")
        return None
    try:
        info = read_info(folder)
    except RunError as error:
        raise OutputError(f"{error}: name another --out, or give --overwrite") from error
    difference = _diff(info, identity)
    known = {"count": len(inputs), "sha256": _hash_inputs((i.article_id, i.name, hash_file(i.path)) for i in inputs)}
    if info.get("inputs") != known:
        difference.append("other inputs, or changed ones")
    if difference:
        raise OutputError(
            f"{folder} holds another run ({'; '.join(difference)}): name another --out, or give --overwrite"
        )
    return info


def _diff(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """What differs, a phrase each: `max_bytes 1000 → 2000`."""
    phrases: list[str] = []
    for part, wanted in new.items():
        before, after = _as_dict(part, old.get(part)), _as_dict(part, wanted)
        names = (name for name in sorted({*before, *after}) if before.get(name) != after.get(name))
        phrases.extend(f"{name} {before.get(name)} → {after.get(name)}" for name in names)
    return phrases


def _as_dict(name: str, value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {name: value}


def _check_conservation(tally: _Tally, inputs: Sequence[InputFile]) -> None:
    seen = [article_id for article_id, _, _ in tally.inputs]
    if seen != [item.article_id for item in inputs]:
        raise OutputError("the run lost or doubled an input; please report this as a bug")


def _make_info(identity: dict[str, Any], tally: _Tally, writer: RunWriter) -> dict[str, Any]:
    counts = tally.counts
    return {
        **identity,
        "inputs": {"count": len(tally.inputs), "sha256": _hash_inputs(tally.inputs)},
        "outputs": writer.outputs(),
        "counts": {
            "claims": counts["claims"],
            "claims_by_kind": _part_of(counts, "kind:"),
            "cited": counts["cited"],
            "with_treatment": counts["with_treatment"],
            "rejected": counts["rejected"],
            "rejected_by_reason": _part_of(counts, "rejected:"),
            "references": counts["references"],
            "words": counts["words"],
        },
        "conservation": {
            "inputs": len(tally.inputs),
            **{status: tally.statuses[status] for status in _STATUSES},
        },
    }


def _part_of(counts: Counter[str], prefix: str) -> dict[str, int]:
    return {key.removeprefix(prefix): counts[key] for key in sorted(counts) if key.startswith(prefix)}


def _hash_inputs(inputs: Iterable[tuple[str, str, str]]) -> str:
    digest = hashlib.sha256()
    for row in inputs:
        digest.update("\0".join(row).encode("utf-8", "surrogatepass") + b"\n")
    return digest.hexdigest()
