"""Looks into a run's folder before a run: what is there, what of it can be used, and what must not be overwritten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from claimsift.errors import OutputError, RunError
from claimsift.records.fields import FILES
from claimsift.scale.find_inputs import InputFile
from claimsift.scale.identity import hash_inputs, list_differences
from claimsift.scale.run_batch import hash_file
from claimsift.scale.stored_run import StoredRun, list_damaged_files, open_run
from claimsift.scale.work_folder import WorkFolder
from claimsift.stages.write.read_run import read_info

_WAY_OUT = "name another --out, or give --overwrite"


@dataclass(frozen=True, slots=True)
class Found:
    """What a folder holds: the `run.json` of the very run that is wanted; or a run whose shards can be used.

    `damaged` is the wanted run with some bytes wrong; `earlier` is a run of the same settings and other inputs.
    """

    complete: dict[str, Any] | None = None
    damaged: StoredRun | None = None
    earlier: StoredRun | None = None


def look_into(
    work: WorkFolder, plan: Mapping[str, Any], inputs: Sequence[InputFile], *, overwrite: bool, update: bool
) -> Found:
    """What the folder holds of the run that `plan` is about.

    Raises:
        OutputError: it holds another run, and `overwrite` was not given.
    """
    folder = work.path.parent
    unfinished = work.read_plan()
    going_on = unfinished == plan
    if overwrite:
        return Found()
    found = _look_at_run(folder, plan, inputs, going_on=going_on, update=update)
    if found.complete is None and unfinished is not None and not going_on and not update:
        raise OutputError(
            f"{folder} holds an unfinished run ({'; '.join(_differences(unfinished, plan))}): give the same inputs and "
            f"settings again to go on, {_WAY_OUT}"
        )
    return found


def _look_at_run(
    folder: Path, plan: Mapping[str, Any], inputs: Sequence[InputFile], *, going_on: bool, update: bool
) -> Found:
    if not (folder / FILES["run"].file).exists():
        ours = [shape.file for shape in FILES.values() if (folder / shape.file).exists()]
        if ours and not going_on:
            raise OutputError(f"{folder} holds {ours[0]} but no run.json: {_WAY_OUT}")
        return Found()
    try:
        info = read_info(folder)
    except RunError as error:
        if going_on:
            return Found()
        raise OutputError(f"{error}: {_WAY_OUT}") from error
    differences = list_differences(info, plan)
    others = info.get("inputs") != describe_inputs(inputs)
    if differences or (others and not update):
        if going_on:
            return Found()
        if others:
            differences.append(_describe_others(info.get("inputs"), len(inputs)))
        raise OutputError(f"{folder} holds another run ({'; '.join(differences)}): {_WAY_OUT}")
    if not others and not list_damaged_files(folder, info):
        return Found(complete=info)
    try:
        stored = open_run(folder)
    except RunError:  # the list of shards itself is damaged: nothing says which bytes are right
        return Found()
    return Found(earlier=stored) if others else Found(damaged=stored)


def describe_inputs(inputs: Sequence[InputFile]) -> dict[str, Any]:
    """The inputs as `run.json` records them; reads every file."""
    rows = ((item.article_id, item.name, hash_file(item.path)) for item in inputs)
    return {"count": len(inputs), "sha256": hash_inputs(rows)}


def _differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    differences = list_differences(old, new)
    if old.get("inputs") != new.get("inputs"):
        differences.append(_describe_others(old.get("inputs"), new["inputs"]["count"]))
    return differences


def _describe_others(old: Any, count: int) -> str:
    before = old.get("count") if isinstance(old, dict) else None
    return f"other inputs, or changed ones: {before} files → {count}"
