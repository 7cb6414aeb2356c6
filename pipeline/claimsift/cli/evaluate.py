"""The commands that measure: `evaluate`, `compare`, `agree`."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from claimsift.errors import OutputError

if TYPE_CHECKING:
    from claimsift.evaluate.agreement_statistics import Statistic
    from claimsift.evaluate.evaluate_run import Evaluation

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Resamples = Annotated[int, typer.Option(min=0, help="Draws for the 95 % intervals; 0 leaves them out.")]
Seed = Annotated[int, typer.Option(min=0, help="Seed of the draws.")]

_GROUP_RATES = ("precision", "recall", "detection_f1", "value", "kind", "citation", "treatment", "strict_f1")
_SHOWN_FAULTS = 5


def register_evaluation(app: typer.Typer, *, epilog: str) -> None:
    """Adds the commands to the command line."""
    for command in (evaluate, compare, agree):
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


def compare(
    before: Annotated[Path, typer.Argument(metavar="RUN_A", help="Folder of a run, or a claims.jsonl.")],
    after: Annotated[Path, typer.Argument(metavar="RUN_B", help="The run to compare it with.")],
    as_json: Json = False,
) -> None:
    """List the claims that RUN_B gained, lost and changed against RUN_A, each with its sentence."""
    from claimsift.evaluate.compare_runs import compare_runs

    comparison = compare_runs(before, after)
    if as_json:
        write_json(comparison.to_dict())
        return
    for article_id in comparison.other_text:
        write_line(f"{article_id}: its text differs between the runs, so claims are paired by offsets that moved")
    for sign, lines in (("+", comparison.gained), ("-", comparison.lost)):
        for line in lines:
            write_claim(sign, line)
    for change in comparison.changed:
        write_claim("~", change.after)
        for field in change.fields:
            write_line(f"    {field.field}: {_show_json(field.before)} -> {_show_json(field.after)}")
    gained, lost, changed = len(comparison.gained), len(comparison.lost), len(comparison.changed)
    write_line(f"{gained} gained, {lost} lost, {changed} changed, {comparison.same} the same")


def agree(
    annotations: Annotated[list[Path], typer.Argument(metavar="ANNOTATIONS", help="Files, or folders of runs.")],
    as_json: Json = False,
    resamples: Resamples = 1000,
    seed: Seed = 20260101,
) -> None:
    """Measure how far annotators or reviewers agree, field by field: percent, Cohen's kappa, Krippendorff's alpha.

    Each file is JSON Lines of one of four shapes. Gold: {"id", "claims": [...]}, one article a line; the annotator is
    the file's name. A run: its folder or claims.jsonl; the annotator is the folder's name. Decisions: {"claim_id",
    "reviewer", FIELD: value, ...}, one decision a line, where FIELD is `decision` (accept, reject, ignore) or a field
    of the claim (kind, value, unit, modifier, assertion, outcome, population, timepoint, treatment, citation).
    Events of a review, {"claim_id", "actor", "action", "changes"}: an accepted claim's fields are as found or as
    corrected.

    Claims are the same where their spans overlap, or their ids are equal. The field `claim` asks who marked a claim
    at all among those who read the article. Intervals (95 %) draw claims with replacement. Alpha needs the extra
    `agree`: pip install 'claimsift[agree]'.
    """
    from claimsift.evaluate.agree import measure_agreement

    agreement = measure_agreement(annotations, resamples=resamples, seed=seed)
    if as_json:
        write_json(agreement.to_dict())
        return
    write_line(f"{len(agreement.annotators)} annotators: {', '.join(agreement.annotators)}")
    head = ["field", "claims", "percent", "Cohen's kappa", "Krippendorff's alpha"]
    statistics = [(f.field, f.claims, (f.percent, f.kappa, f.alpha)) for f in agreement.fields]
    write_table(head, [[name, str(claims), *map(_show_statistic, three)] for name, claims, three in statistics])
    notes = dict.fromkeys(
        f"{name}, {title}: undefined because {statistic.reason}"
        for name, _, three in statistics
        for title, statistic in zip(head[2:], three, strict=True)
        if statistic.reason
    )
    write_line("")
    for note in notes:
        write_line(note)


def write_claim(sign: str, line: Mapping[str, Any]) -> None:
    """A claim of a run on two lines: place and quantity, then its sentence."""
    quantity = line["quantity"]
    value = _show_json(quantity.get("value"))
    shown = f"{sign} {line['article_id']} {quantity['start']}: {flatten(quantity['text'])}"
    write_line(f"{shown} ({line.get('kind')}, {value} {quantity.get('unit') or ''}".rstrip() + ")")
    write_line(f"    {flatten((line.get('sentence') or {}).get('text') or '')}")


def _show_json(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _show_statistic(statistic: Statistic) -> str:
    if statistic.value is None:
        return "undefined"
    interval = statistic.interval
    return f"{statistic.value:.3f}" + (f" ({interval[0]:.3f} to {interval[1]:.3f})" if interval else "")


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
    articles = f"{overall.articles} article{'' if overall.articles == 1 else 's'}"
    write_line(f"{articles}, {overall.gold} claims in gold, {overall.predicted} in the run")
    if evaluation.unknown_articles:
        write_line(f"not in gold, left out: {', '.join(evaluation.unknown_articles)}")
    write_line("")
    for name in RATES:
        write_line(f"{name:14} {show_rate(overall.rates[name]):>5}   {show_interval(overall.intervals[name])}")
    for grouping, groups in evaluation.groups.items():
        rows = [
            [
                name,
                str(f.gold),
                str(f.predicted),
                *(show_rate(f.rates[rate]) for rate in _GROUP_RATES),
                show_interval(f.intervals["strict_f1"]),
            ]
            for name, f in groups.items()
        ]
        write_table([grouping.replace("_", " "), "gold", "run", *_GROUP_RATES, "95 % interval"], rows)
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


def show_interval(interval: tuple[float, float] | None) -> str:
    return f"{interval[0]:.3f} to {interval[1]:.3f}" if interval else "-"


def flatten(text: str) -> str:
    """Text on one line, without control characters that a terminal would obey."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
