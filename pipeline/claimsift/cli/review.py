"""The command `review`."""

from __future__ import annotations

import getpass
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from claimsift.errors import MissingExtraError

if TYPE_CHECKING:
    from claimsift.review.open_review import Review


def register_review(app: typer.Typer, *, epilog: str) -> None:
    """Adds the command to the command line."""
    app.command(epilog=epilog)(review)


def review(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of a run.")],
    reviewer: Annotated[str | None, typer.Option("--reviewer", help="Who decides; default: the user's name.")] = None,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port on this machine; the next free one is taken.")
    ] = 8765,
    keys: Annotated[Path | None, typer.Option("--keys", help='Other keys: a JSON file {"accept": "a", …}.')] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Print the link only.")] = False,
    decisions_from: Annotated[
        Path | None, typer.Option("--decisions-from", help="An earlier run, whose decisions are carried over.")
    ] = None,
    export: Annotated[bool, typer.Option("--export", help="Write the reviewed files, start nothing.")] = False,
    tool: Annotated[
        str | None,
        typer.Option(
            "--import", help="Take in decisions of label-studio, doccano, prodigy or claimsift; needs --file."
        ),
    ] = None,
    file: Annotated[Path | None, typer.Option("--file", help="What --import reads.")] = None,
    verify: Annotated[bool, typer.Option("--verify", help="Check the log of decisions, start nothing.")] = False,
) -> None:
    """Review the claims of a run in the browser, one key a decision; everything stays on this machine."""
    from claimsift.review.open_review import open_review

    opened = open_review(folder, decisions_from=decisions_from)
    carried = opened.carried
    if carried.kept or carried.changed or carried.orphans:
        _say(f"decisions    {carried.kept} kept, {carried.changed} to look at again, {carried.orphans} without a claim")
    if tool is not None:
        _import(opened, tool, file, reviewer or getpass.getuser())
        return
    if verify:
        faults = opened.log.verify()
        for fault in faults:
            _say(f"event {fault.line} {fault.problem}")
        _say(f"{opened.log.head()[0]} events, {len(faults)} faults")
        raise typer.Exit(1 if faults else 0)
    if export:
        from claimsift.review.reviewed import DECISIONS, REVIEWED, export_review

        exported = export_review(folder, opened.log, opened.reader)
        _say(f"{folder / DECISIONS}: {exported.events} events")
        _say(f"{folder / REVIEWED}: {exported.accepted} claims")
        _say(f"{exported.rejected} rejected, {exported.contested} contested, {exported.left} not decided")
        return
    try:
        from claimsift.review.serve import serve_review
    except ModuleNotFoundError as error:
        raise MissingExtraError(error.name or "starlette", extra="review") from error
    serve_review(
        opened,
        reviewer=reviewer or getpass.getuser(),
        port=port,
        keys=keys,
        browser=not no_browser,
        measure=_measure,
        on_link=lambda link: _say(f"review       {link}"),
    )


def _import(opened: Review, tool: str, file: Path | None, reviewer: str) -> None:
    from claimsift.review.import_decisions import import_decisions

    if file is None:
        raise typer.BadParameter("--import needs --file")
    if tool == "claimsift":
        from claimsift.review.merge_logs import merge_decisions

        merged = merge_decisions(opened, file)
        for problem in merged.refused:
            _say(problem)
        _say(f"{merged.decisions} decisions, {len(merged.refused)} refused")
        return
    imported = import_decisions(opened, file, tool, reviewer=reviewer)
    for problem in imported.refused:
        _say(problem)
    _say(f"{imported.decisions} decisions, {imported.undecided} tasks not decided, {len(imported.refused)} refused")


def _measure(votes: Path) -> Mapping[str, Any]:
    from claimsift.evaluate.agree import measure_agreement

    measured: dict[str, Any] = json.loads(json.dumps(measure_agreement([votes], resamples=200).to_dict()))
    return measured


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
