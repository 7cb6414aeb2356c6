"""The commands over many articles: `run`, `verify-run`, `merge`, `watch`."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from claimsift.cli.choose_model import Model, NoModel, choose_model
from claimsift.errors import InputError, RunError

if TYPE_CHECKING:
    from claimsift.scale.run_articles import RunSummary
    from claimsift.scale.run_pool import Engine
    from claimsift.settings import Settings

_SHOWN_PROBLEMS = 50

Format = Annotated[
    str | None, typer.Option("--format", metavar="NAME", help="Format of the inputs, whatever their names end in.")
]


def register_batch(app: typer.Typer, *, epilog: str) -> None:
    """Adds the commands to the command line."""
    for command in (run, verify_run, merge, watch):
        app.command(epilog=epilog)(command)


def run(
    inputs: Annotated[list[str], typer.Argument(metavar="INPUT", help="Files, folders or globs; - is standard input.")],
    out: Annotated[str, typer.Option("--out", help="Folder or address that the run is written to.")],
    config: Annotated[Path | None, typer.Option("--config", help="Settings file (TOML).")] = None,
    model: Model = None,
    no_model: NoModel = False,
    workers: Annotated[int | None, typer.Option(help="Processes; default: the cores.")] = None,
    max_bytes: Annotated[int | None, typer.Option(help="Larger files are recorded as failed.")] = None,
    format_: Format = None,
    text_field: Annotated[str | None, typer.Option(help="Column of a table that holds the texts.")] = None,
    id_field: Annotated[str | None, typer.Option(help="Column of a table that holds the ids.")] = None,
    timeout: Annotated[float | None, typer.Option(help="Seconds an article may take.")] = None,
    shard: Annotated[str | None, typer.Option(metavar="I/N", help="Do the I-th of N parts (see merge).")] = None,
    engine: Annotated[str, typer.Option(help="Where the work is done: local or spark.")] = "local",
    spark_master: Annotated[str | None, typer.Option(help="Spark's master; default: Spark's configuration.")] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace a run that is there.")] = False,
    update: Annotated[bool, typer.Option("--update", help="Other inputs: keep what has not changed.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print errors only.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Name every article and what became of it.")] = False,
) -> None:
    """Extract the claims of all articles in INPUT... into a folder.

    The same command goes on where an earlier one was stopped, and does nothing where the run is complete.
    """
    _start_ahead(engine)
    from claimsift.cli.progress import RunDisplay
    from claimsift.scale.addresses import local_run
    from claimsift.scale.run_articles import run_articles
    from claimsift.settings import load_settings

    settings = load_settings(
        config,
        model=choose_model(model, no_model=no_model),
        workers=workers,
        max_bytes=max_bytes,
        timeout=timeout,
        format=format_,
        text_field=text_field,
        id_field=id_field,
    )
    part = parse_part(shard)
    with (
        stopped_by_sigterm(),
        RunDisplay(quiet=quiet, verbose=verbose) as display,
        open_engine(engine, settings, spark_master) as chosen,
        local_run(out) as folder,
    ):
        summary = run_articles(
            inputs,
            folder,
            settings,
            overwrite=overwrite,
            update=update,
            part=part,
            engine=chosen,
            on_start=display.start,
            on_article=display.advance,
        )
    display.finish(replace(summary, folder=out))
    _refuse_nothing_read(summary, out)


def _start_ahead(engine: str) -> None:
    """Let the model be loaded while the libraries of the command are, which takes as long."""
    if engine == "local":
        from claimsift.scale.fork_server import start_server

        start_server()


def _refuse_nothing_read(summary: RunSummary, out: str) -> None:
    states = summary.info["conservation"]
    if states["ok"] + states["suspect"] == 0 and states["failed"]:
        raise InputError(f"none of the {states['inputs']} inputs could be read; {out}/articles.jsonl has the reasons")


def verify_run(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of a run.")],
) -> None:
    """Check a run: every hash, count, offset and key; exit code 1 if anything is wrong."""
    from claimsift.scale.verify_run import verify_run as verify

    found = verify(folder)
    for problem in found.problems[:_SHOWN_PROBLEMS]:
        sys.stdout.write(f"{problem}\n")
    if found.problems:
        raise RunError(f"{folder} has {len(found.problems):,} faults")
    sys.stdout.write(
        f"{folder} is whole: {found.articles:,} articles, {found.claims:,} claims, {found.shards:,} shards\n"
    )


def merge(
    runs: Annotated[list[Path], typer.Argument(metavar="RUN", help="Folders of complete runs.")],
    out: Annotated[Path, typer.Option("--out", help="Folder that the joined run is written to.")],
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace a run that is there.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print errors only.")] = False,
) -> None:
    """Join runs, such as the parts of `run --shard`, to the run that one process would have written."""
    from claimsift.cli.progress import RunDisplay
    from claimsift.scale.merge_runs import merge_runs

    with stopped_by_sigterm(), RunDisplay(quiet=quiet, verbose=False) as display:
        display.finish(merge_runs(runs, out, overwrite=overwrite))


def watch(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Folder that articles arrive in.")],
    out: Annotated[Path, typer.Option("--out", help="Folder of the run that is kept up to date.")],
    config: Annotated[Path | None, typer.Option("--config", help="Settings file (TOML).")] = None,
    workers: Annotated[int | None, typer.Option(help="Processes; default: the cores.")] = None,
    interval: Annotated[float, typer.Option(min=0.1, help="Seconds between two looks at the folder.")] = 2.0,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace a run that is there.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print errors only.")] = False,
) -> None:
    """Process what arrives in FOLDER, until stopped: the run in DIR is always one over all that is there."""
    from claimsift.cli.progress import RunDisplay
    from claimsift.scale.watch_folder import watch_folder
    from claimsift.settings import load_settings

    settings = load_settings(config, workers=workers)
    with stopped_by_sigterm():
        for summary in watch_folder(folder, out, settings, interval=interval, overwrite=overwrite):
            with RunDisplay(quiet=quiet, verbose=False) as display:
                display.finish(summary)


@contextmanager
def stopped_by_sigterm() -> Iterator[None]:
    """Treat a polite end (`kill`, a scheduler's time limit) as Ctrl-C: roll the open shard back, exit 130."""
    if threading.current_thread() is not threading.main_thread():  # others may not set handlers, nor get signals
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def open_engine(name: str, settings: Settings, spark_master: str | None) -> Iterator[Engine]:
    """The engine of a name; Spark is imported and started only where it is asked for."""
    if name == "local":
        from claimsift.scale.run_pool import run_in_order

        yield run_in_order
    elif name == "spark":
        from claimsift.scale.spark_engine import open_session, spark_engine

        with open_session(settings, master=spark_master) as session:
            yield spark_engine(session)
    else:
        raise typer.BadParameter(f"no engine '{name}'; there are local, spark")


def parse_part(text: str | None) -> tuple[int, int] | None:
    """`2/8` as (2, 8)."""
    if text is None:
        return None
    number, slash, of = text.partition("/")
    if not (slash and number.isdecimal() and of.isdecimal() and 1 <= int(number) <= int(of)):
        raise typer.BadParameter(f"--shard {text}: give it as I/N, with I from 1 to N")
    return int(number), int(of)
