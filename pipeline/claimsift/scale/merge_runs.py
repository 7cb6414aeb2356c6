"""Joins complete runs to one: the bytes that a single run over all their inputs would have written."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import groupby
from pathlib import Path
from typing import Any

from claimsift.errors import OutputError, RunError
from claimsift.records.fields import FILES
from claimsift.scale.find_inputs import InputFile
from claimsift.scale.identity import IDENTITY, list_differences
from claimsift.scale.join_shards import join_shards
from claimsift.scale.lock_folder import lock_folder
from claimsift.scale.reuse_articles import output_of
from claimsift.scale.run_articles import RunSummary, named_errors
from claimsift.scale.run_batch import ArticleOutput
from claimsift.scale.stored_run import StoredRun, list_damaged_files, open_run
from claimsift.scale.work_folder import WorkFolder
from claimsift.stages.write.file_layer import DiskFiles, FileLayer
from claimsift.stages.write.shards import ShardBuilder, split_articles


def merge_runs(
    folders: Sequence[Path], folder: Path, *, overwrite: bool = False, files: FileLayer | None = None
) -> RunSummary:
    """Join runs of the same settings, versions and model into `folder`.

    Parts made with `--shard` must all be there. An article that is in several runs with the same result is kept once.

    Raises:
        RunError: a run is incomplete or damaged, a part is missing, or runs do not fit together.
        OutputError: the folder cannot be written, or holds something else.
    """
    runs = [open_run(path) for path in folders]
    for run in runs:
        if damaged := list_damaged_files(run.folder, run.info):
            raise RunError(f"{run.folder} is damaged ({', '.join(damaged)}); see: claimsift verify-run")
    identity = _common_identity(runs)
    files = files or DiskFiles()
    work = WorkFolder(folder, files)
    with named_errors(folder), work.leaving(), lock_folder(work.path):
        if not overwrite:
            _check_free(folder, work)
        try:
            work.begin({**identity, "merge": len(runs)})
            inputs = _fill(runs, work)
            info, troubled = join_shards(work, inputs, identity, files)
        finally:
            with suppress(OSError):  # copying is quick: a merge that was stopped starts again
                work.remove()
    return RunSummary(folder, info, troubled=troubled)


def _common_identity(runs: Sequence[StoredRun]) -> dict[str, Any]:
    first = runs[0]
    for run in runs[1:]:
        differences = list_differences({**first.info, "shard": None}, {**run.info, "shard": None})
        if differences:
            raise RunError(f"{first.folder} and {run.folder} are different runs: {'; '.join(differences)}")
    parts = {run.info.get("shard") for run in runs}
    if parts != {None}:
        of = {str(part).partition("/")[2] for part in parts}
        wanted = {f"{number}/{total}" for total in of if total for number in range(1, int(total) + 1)}
        if len(of) > 1 or None in parts:
            raise RunError(f"parts of different runs: {', '.join(sorted(map(str, parts)))}")
        if missing := wanted - parts:
            raise RunError(f"parts are missing: {', '.join(sorted(missing, key=_part_number))}")
    return {name: None if name == "shard" else first.info[name] for name in IDENTITY}


def _part_number(part: str) -> int:
    return int(part.partition("/")[0])


def _check_free(folder: Path, work: WorkFolder) -> None:
    plan = work.read_plan()
    held = [shape.file for shape in FILES.values() if (folder / shape.file).exists()]
    if held or (plan is not None and "merge" not in plan):
        raise OutputError(f"{folder} holds another run: name another --out, or give --overwrite")


def _fill(runs: Sequence[StoredRun], work: WorkFolder) -> list[InputFile]:
    """All articles as shards, in the order of a single run; the inputs that they stand for."""
    inputs: list[InputFile] = []
    builder = ShardBuilder(0, 0)
    merged = heapq.merge(*(_articles(run) for run in runs), key=lambda item: (item[0].article_id, item[0].name))
    for article_id, group in groupby(merged, key=lambda item: item[0].article_id):
        (output, run), *others = group
        for other, other_run in others:
            if other != output:
                raise RunError(
                    f"{run.folder} and {other_run.folder} both have an article {article_id}, and they differ: run "
                    "them from one folder, so that their ids do"
                )
        inputs.append(InputFile(article_id, output.name, Path(output.name)))
        builder.add(article_id, output.lines, output.counts)
        if builder.full:
            work.commit(*builder.finish())
            builder = ShardBuilder(builder.shard + 1, builder.end)
    if builder.ids:
        work.commit(*builder.finish())
    return inputs


def _articles(run: StoredRun) -> Iterator[tuple[ArticleOutput, StoredRun]]:
    for entry, sections, damaged in run.sections():
        if damaged:
            raise RunError(f"{run.folder}: shard {entry.shard} is damaged; see: claimsift verify-run")
        for article, lines in split_articles(sections):
            yield output_of(article, lines), run
