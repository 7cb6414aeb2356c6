"""One run: all inputs through the pipeline into a folder, going on from whatever an earlier attempt has finished."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from claimsift.errors import OutputError
from claimsift.scale.find_inputs import InputFile, find_inputs
from claimsift.scale.identity import hash_inputs, identify
from claimsift.scale.join_shards import join_shards
from claimsift.scale.lock_folder import lock_folder
from claimsift.scale.plan_work import Stretch, plan_stretches
from claimsift.scale.reuse_articles import find_unchanged, reuse_articles
from claimsift.scale.run_batch import ArticleOutput
from claimsift.scale.run_pool import Engine, run_in_order
from claimsift.scale.stored_run import StoredRun
from claimsift.scale.take_up import look_into
from claimsift.scale.work_folder import WorkFolder
from claimsift.settings import Settings
from claimsift.stages.write.file_layer import DiskFiles, FileLayer
from claimsift.stages.write.shards import ShardBuilder


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What a run came to: `info` is its `run.json`, `folder` where it is.

    `troubled` lists (article, status, reason) of all that are not ok; `kept` says how many articles were there already.
    """

    folder: Path | str
    info: dict[str, Any]
    already_complete: bool = False
    troubled: tuple[tuple[str, str, str], ...] = ()
    kept: int = 0


def run_articles(
    given: Sequence[str],
    folder: Path,
    settings: Settings,
    *,
    overwrite: bool = False,
    update: bool = False,
    part: tuple[int, int] | None = None,
    engine: Engine = run_in_order,
    files: FileLayer | None = None,
    on_start: Callable[[int, int], None] = lambda total, kept: None,
    on_article: Callable[[ArticleOutput], None] = lambda output: None,
) -> RunSummary:
    """Extract the claims of all inputs into `folder`; what is there already of the same run is not done again.

    `update` takes over unchanged articles of a run of other inputs; `part` (i, n) does the i-th of n parts of the
    inputs, to be joined by `merge_runs`. `on_start` gets all inputs and those that are there; `on_article` the new.

    Raises:
        InputError: an input does not exist, or none is an article.
        OutputError: the folder cannot be written, is being written, or holds something else.
    """
    # What tables and archives hold is unpacked here, and gone with the run.
    with tempfile.TemporaryDirectory(prefix="claimsift-") as spool:
        found = find_inputs(given, leave_out=folder, spool=Path(spool), options=settings.read_options())
        identity = identify(settings, shard=f"{part[0]}/{part[1]}" if part else None)
        inputs = take_part(found, part)
        run = _Run(inputs, folder, settings, identity, engine, files or DiskFiles(), on_start, on_article)
        return run.carry_out(overwrite=overwrite, update=update)


def take_part(inputs: Sequence[InputFile], part: tuple[int, int] | None) -> Sequence[InputFile]:
    """The i-th of n stretches of nearly the same length."""
    if part is None:
        return inputs
    number, of = part
    return inputs[len(inputs) * (number - 1) // of : len(inputs) * number // of]


@dataclass(frozen=True, slots=True)
class _Run:
    inputs: Sequence[InputFile]
    folder: Path
    settings: Settings
    identity: dict[str, Any]
    engine: Engine
    files: FileLayer
    on_start: Callable[[int, int], None]
    on_article: Callable[[ArticleOutput], None]

    def carry_out(self, *, overwrite: bool, update: bool) -> RunSummary:
        rows = ((item.article_id, item.name) for item in self.inputs)
        plan = {**self.identity, "inputs": {"count": len(self.inputs), "sha256": hash_inputs(rows)}}
        work = WorkFolder(self.folder, self.files)
        with named_errors(self.folder):
            if not work.path.exists():  # a complete run is left alone: its folder may be read-only
                found = look_into(work, plan, self.inputs, overwrite=overwrite, update=update)
                if found.complete is not None:
                    return self._already_complete(found.complete)
            with work.leaving(), lock_folder(work.path):
                found = look_into(work, plan, self.inputs, overwrite=overwrite, update=update)
                unfinished = work.read_plan()
                going_on = unfinished == plan
                if found.complete is not None:
                    if going_on or unfinished is None:  # an attempt died between its last rename and the end
                        work.remove()
                    return self._already_complete(found.complete)
                if going_on:
                    work.load()
                else:
                    work.begin(plan)
                try:
                    summary = self._extract(work, found.damaged, found.earlier)
                finally:
                    if not work.entries:  # nothing is finished: leave no trace
                        with suppress(OSError):
                            work.remove()
                work.remove()
                return summary

    def _already_complete(self, info: dict[str, Any]) -> RunSummary:
        return RunSummary(self.folder, info, already_complete=True, kept=len(self.inputs))

    def _extract(self, work: WorkFolder, damaged: StoredRun | None, earlier: StoredRun | None) -> RunSummary:
        stretches = plan_stretches(work, self.inputs, damaged=damaged)
        todo = [item for stretch in stretches if stretch.to_do for item in self.inputs[stretch.first : stretch.end]]
        unchanged = find_unchanged(earlier, todo) if earlier else frozenset()
        engine = reuse_articles(earlier, unchanged, self.engine) if earlier else self.engine
        kept = len(self.inputs) - len(todo) + len(unchanged)
        self.on_start(len(self.inputs), kept)
        work.forget_from(sum(stretch.action != "tail" for stretch in stretches))
        with closing(engine(todo, self.settings)) as outputs:
            for stretch in stretches:
                if stretch.action == "adopt" and damaged is not None and stretch.entry is not None:
                    work.commit(stretch.entry, damaged.read(stretch.entry))
                elif stretch.to_do:
                    self._fill(stretch, outputs, work, unchanged)
        info, troubled = join_shards(work, self.inputs, self.identity, self.files)
        return RunSummary(self.folder, info, troubled=troubled, kept=kept)

    def _fill(
        self, stretch: Stretch, outputs: Iterator[ArticleOutput], work: WorkFolder, unchanged: frozenset[str]
    ) -> None:
        """The outputs of a stretch as shards: one, or for the tail as many as it fills."""
        builder = ShardBuilder(stretch.shard, stretch.first)
        for output in islice(outputs, stretch.end - stretch.first):
            builder.add(output.article_id, output.lines, output.counts)
            if output.article_id not in unchanged:
                self.on_article(output)
            if builder.full and stretch.action == "tail":
                work.commit(*builder.finish())
                builder = ShardBuilder(builder.shard + 1, builder.end)
        if builder.ids:
            work.commit(*builder.finish())


@contextmanager
def named_errors(folder: Path) -> Iterator[None]:
    """Turn what the system refuses into an `OutputError` that names the folder and the way out."""
    try:
        yield
    except OSError as error:
        raise OutputError(
            f"cannot write to {folder}: {error.strerror or error}; finished articles are kept, the same command goes on"
        ) from error
