"""The commands for analysts: `export`, `sql`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from claimsift.export.formats import FORMATS

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Folder of a run.")]
Reviewed = Annotated[bool, typer.Option("--reviewed", help="Take the reviewed claims instead of the extracted ones.")]


def register_analysis(app: typer.Typer, *, epilog: str) -> None:
    """Adds the commands to the command line."""
    for command in (export, sql):
        app.command(epilog=epilog)(command)


def export(
    folder: Folder,
    formats: Annotated[list[str], typer.Option("--format", "-f", help=f"One or more of {', '.join(FORMATS)}.")],
    out: Annotated[Path | None, typer.Option("--out", help="File or folder to write; default: DIR/export/…")] = None,
    reviewed: Reviewed = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace what is there.")] = False,
) -> None:
    """Write a run in the formats of others: tables, databases, annotation tools, linked data."""
    from claimsift.export.export_run import export_run

    unknown = [name for name in formats if name not in FORMATS]
    if unknown:
        raise typer.BadParameter(f"no format '{unknown[0]}'; there are {', '.join(FORMATS)}")
    if out is not None and len(formats) > 1:
        raise typer.BadParameter("--out takes one --format")
    for name in formats:
        target = export_run(folder, name, out=out, reviewed=reviewed, overwrite=overwrite)
        sys.stdout.write(f"{name:15} {target}\n")


def sql(
    folder: Folder,
    statement: Annotated[str, typer.Argument(metavar="STATEMENT", help="One SQL statement.")],
    reviewed: Reviewed = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON lines, not a table.")] = False,
) -> None:
    """Answer a question about a run in SQL (DuckDB).

    Tables: claims, article_references, articles, rejected. Views: sourced_claims, uncited_claims, rates.
    """
    from claimsift.export.write_tables import query

    names, rows = query(folder, statement, reviewed=reviewed)
    if as_json:
        for row in rows:
            line = json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False, default=str)
            sys.stdout.write(line + "\n")
        return
    cells = [[_cell(value) for value in row] for row in rows]
    widths = [max([len(name), *(len(row[i]) for row in cells)]) for i, name in enumerate(names)]
    for shown in (names, *cells):
        padded = (cell.ljust(width) for cell, width in zip(shown, widths, strict=True))
        sys.stdout.write("  ".join(padded).rstrip() + "\n")


def _cell(value: object) -> str:
    text = "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
    flat = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return flat if len(flat) <= 60 else flat[:59] + "…"
