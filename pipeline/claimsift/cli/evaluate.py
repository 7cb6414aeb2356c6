"""The commands that measure: `evaluate`, `compare`, `agree`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from claimsift.errors import OutputError

if TYPE_CHECKING:
    from claimsift.evaluate.evaluate_run import Evaluation

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Resamples = Annotated[int, typer.Option(min=0, help="Draws for the 95 % intervals; 0 leaves them out.")]
Seed = Annotated[int, typer.Option(min=0, help="Seed of the draws.")]

_GROUP_RATES = ("precision", "recall", "detection_f1", "value", "kind", "citation", "treatment", "strict_f1")
_SHOWN_FAULTS = 5


def register_evaluation(app: typer.Typer, *, epilog: str) -> None:
    """Adds the commands to the command line."""
    for command in (evaluate,):
        app.command(epilog=epilog)(command)


def evaluate(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="Folder of a run, or a claims.jsonl.")],
    gold: Annotated[Path, typer.Argument(metavar="GOLD", help="Gold file (JSON Lines, one article a line).")],
    as_json: Json = False,
    errors: Annotated[bool, typer.Option("--errors", help="List every error, not the first of each cause.")] = False,
    html: Annotated[Path | None, typer.Option("--html", help="Write a page with the errors in context.")] = None,
    resamples: Resamples = 1000,
    seed: Seed = 20260101,
) -> None:
    """Measure a run against gold: figures with intervals, by kind, article, section and citation style; errors."""
    from claimsift.evaluate.evaluate_run import evaluate_run

    evaluation = evaluate_run(run, gold, resamples=resamples, seed=seed)
    if html is not None:
        from claimsift.evaluate.report_html import render_evaluation

        write_page(html, render_evaluation(evaluation, title=f"{run.resolve().name} measured against {gold.name}"))
    if as_json:
        write_json(evaluation.to_dict())
        return
    print_evaluation(evaluation, every_error=errors)


def write_json(value: Any) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, allow_nan=False) + "\n")


def write_page(path: Path, page: str) -> None:
    """Writes an HTML page.

    Raises:
        OutputError: the file cannot be written.
    """
    try:
        path.write_bytes(page.encode("utf-8"))
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror}") from error


def print_evaluation(evaluation: Evaluation, *, every_error: bool) -> None:
    """Figures, groups, reliability and errors as plain lines."""
    from claimsift.evaluate.figures import RATES

    overall = evaluation.overall
    write_line(f"{overall.articles} articles, {overall.gold} claims in gold, {overall.predicted} in the run")
    if evaluation.unknown_articles:
        write_line(f"not in gold, left out: {', '.join(evaluation.unknown_articles)}")
    write_line("")
    for name in RATES:
        interval = overall.intervals[name]
        shown = f"   {interval[0]:.3f} to {interval[1]:.3f}" if interval else ""
        write_line(f"{name:14} {show_rate(overall.rates[name])}{shown}")
    for grouping, groups in evaluation.groups.items():
        rows = [
            [name, str(f.gold), str(f.predicted), *(show_rate(f.rates[rate]) for rate in _GROUP_RATES)]
            for name, f in groups.items()
        ]
        write_table([grouping.replace("_", " "), "gold", "run", *_GROUP_RATES], rows)
    bins = evaluation.reliability.bins
    write_table(
        ["confidence", "claims", "mean", "value right", "strict right"],
        [
            [f"{b.low:.1f}-{b.high:.1f}", str(b.claims), f"{b.confidence:.3f}", f"{b.right:.3f}", f"{b.strict:.3f}"]
            for b in bins
        ],
    )
    _print_faults(evaluation, every_error=every_error)


def _print_faults(evaluation: Evaluation, *, every_error: bool) -> None:
    from itertools import groupby

    for cause, group in groupby(evaluation.faults, key=lambda fault: fault.cause):
        faults = list(group)
        shown = faults if every_error else faults[:_SHOWN_FAULTS]
        write_line(f"\n{cause}: {len(faults)}")
        for fault in shown:
            write_line(f"  {fault.article_id} {fault.start}: {flatten(fault.text)}")
            if fault.sentence:
                write_line(f"    {flatten(fault.sentence)}")
            write_line(f"    gold: {flatten(fault.expected) or '-'}; run: {flatten(fault.found) or '-'}")
        if len(shown) < len(faults):
            write_line(f"  … {len(faults) - len(shown)} more (--errors)")


def write_line(text: str) -> None:
    sys.stdout.write(text + "\n")


def write_table(head: list[str], rows: list[list[str]]) -> None:
    """Columns padded to their widest cell, the first to the left, numbers to the right."""
    widths = [max(len(row[i]) for row in (head, *rows)) for i in range(len(head))]
    write_line("")
    for row in (head, *rows):
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        write_line("  ".join(cells).rstrip())


def show_rate(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def flatten(text: str) -> str:
    """Text on one line, without control characters that a terminal would obey."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
