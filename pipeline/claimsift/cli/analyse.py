"""The commands for analysts: `export`, `sql`, `report`, `findings`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from claimsift.cli.evaluate import flatten, write_json, write_line, write_page
from claimsift.export.formats import FORMATS

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Folder of a run.")]
Reviewed = Annotated[bool, typer.Option("--reviewed", help="Take the reviewed claims instead of the extracted ones.")]


def register_analysis(app: typer.Typer, *, epilog: str) -> None:
    """Adds the commands to the command line."""
    for command in (export, sql, report, findings):
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


def report(
    folder: Folder,
    out: Annotated[Path | None, typer.Option("--out", help="File to write; default: DIR/report.html")] = None,
    reviewed: Reviewed = False,
    against: Annotated[
        Path | None, typer.Option("--against", metavar="RUN", help="An earlier run: say what has changed since.")
    ] = None,
) -> None:
    """Write one offline HTML page about a run: disagreements, rates, treatments, sources, every claim in context.

    Where the run has been reviewed, the page says how far, and what was decided about each claim.
    """
    from claimsift.evaluate.compare_runs import compare_runs
    from claimsift.report.read_review import read_review
    from claimsift.report.render_pages import render_report
    from claimsift.report.statements import read_corpus

    target = out or folder / "report.html"
    corpus = read_corpus(folder, reviewed=reviewed)
    comparison = compare_runs(against, folder).to_dict() if against else None
    write_page(target, render_report(corpus, review=read_review(folder), comparison=comparison))
    write_line(f"the report is in {target}")


def show_article(folder: Path, article: str, out: Path | None) -> None:
    """Writes one article of a run as a page with every claim marked."""
    from claimsift.report.render_pages import render_article
    from claimsift.report.statements import read_corpus

    page = render_article(read_corpus(folder), article)
    target = out or folder / f"{article.replace('/', '_')}.html"
    write_page(target, page)
    write_line(f"{article} is in {target}")


def findings(
    folder: Folder,
    reviewed: Reviewed = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON lines.")] = False,
) -> None:
    """List what several articles say of one source, and where articles, versions and sources disagree."""
    from claimsift.report.find_disagreements import ABOUT, find_disagreements
    from claimsift.report.find_findings import find_findings
    from claimsift.report.statements import read_corpus

    corpus = read_corpus(folder, reviewed=reviewed)
    found = find_findings(corpus)
    rows = find_disagreements(corpus, found)
    if as_json:
        for finding in found:
            line = {"kind": "finding", "source": finding.work, "articles": finding.articles}
            write_json(line | {"claims": [s.claim["claim_id"] for s in finding.statements]})
        for row in rows:
            write_json({"kind": row.kind, "note": row.note, "claims": [s.claim["claim_id"] for s in row.statements]})
        return
    several = [finding for finding in found if finding.articles > 1]
    write_line(f"{len(several)} findings in more than one article, {len(rows)} disagreements")
    for row in rows:
        write_line(f"\n{ABOUT[row.kind]}" + (f" ({row.note})" if row.note else ""))
        for statement in row.statements:
            write_line(f"  {statement.article_id}: {_cell(statement.claim['quantity']['text'])}")
            write_line(f"    {flatten(statement.claim['sentence']['text'])}")


def _cell(value: object) -> str:
    text = "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
    flat = flatten(text)
    return flat if len(flat) <= 60 else flat[:59] + "…"
