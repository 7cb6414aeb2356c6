"""The command that learns: `train`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from claimsift.errors import InputError, ModelError

if TYPE_CHECKING:
    from claimsift.train.train_model import TrainingReport

Gold = Annotated[list[Path] | None, typer.Option("--gold", metavar="FILE", help="Gold file; may be given again.")]
Decisions = Annotated[
    list[Path] | None,
    typer.Option("--decisions", metavar="FILE", help="Reviewers' decisions on RUN; may be given again."),
]


def register_training(app: typer.Typer, *, epilog: str) -> None:
    """Adds the command to the command line."""
    app.command(epilog=epilog)(train)


def train(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="Folder of a run on the articles.")],
    out: Annotated[Path, typer.Option("--out", help="Folder that the model is written to.")],
    gold: Gold = None,
    decisions: Decisions = None,
    model: Annotated[
        str | None, typer.Option("--model", help="Model to start from; default: the packaged one.")
    ] = None,
    config: Annotated[
        Path | None,
        typer.Option("--config", help="Settings file (TOML): `model`, and `model_labels` of a spaCy model."),
    ] = None,
    name: Annotated[str | None, typer.Option(help="Name of the new model; default: that of its folder.")] = None,
    held_out: Annotated[float, typer.Option(min=0.1, max=0.9, help="Share of the articles to measure on.")] = 0.3,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the split and of the intervals.")] = 20260101,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Do not say what is being done.")] = False,
) -> None:
    """Learn a model from gold and from reviewers' decisions; `run --model DIR` then uses it.

    New weights for the claimhood, citation and treatment scorers and a fine-tuned recogniser of treatments. Each is
    kept only where it is better on training articles that were left out of its training; all together are then measured
    on articles that no part has seen, before and after in one table. Where strict_f1 is not higher nothing is written,
    the old weights stay, and the exit code is 1. Needs the extra `train`: pip install 'claimsift[train]'.
    """
    from claimsift.settings import load_settings
    from claimsift.train.read_labels import read_labels
    from claimsift.train.train_model import HEADLINE, train_model

    if not gold and not decisions:
        raise typer.BadParameter("nothing to learn from: give --gold, --decisions or both")
    articles = read_labels(run, gold or [], decisions or [])
    if not articles:
        raise InputError("there is nothing to learn from: no claim has been decided")

    def say(step: str) -> None:
        if not quiet:
            sys.stderr.write(step + "\n")

    report = train_model(
        articles,
        out,
        settings=load_settings(config, model=model),
        name=name,
        held_out_share=held_out,
        seed=seed,
        on_step=say,
    )
    if as_json:
        sys.stdout.write(json.dumps(report.to_dict(), ensure_ascii=False, allow_nan=False) + "\n")
    else:
        print_report(report)
    if report.folder is None:
        raise ModelError(f"not better: {HEADLINE} does not rise on the held-out articles; the old weights stay")


def print_report(report: TrainingReport) -> None:
    """What was learned part by part, then all figures before and after."""
    from claimsift.cli.evaluate import show_rate, write_line, write_table
    from claimsift.evaluate.figures import RATES
    from claimsift.train.train_model import HEADLINE

    write_line(f"learned from {len(report.trained_on)} articles: {', '.join(report.trained_on)}")
    write_line(f"measured on {len(report.held_out)} others: {', '.join(report.held_out)}")
    write_table(
        ["part", "examples", "before", "after", ""],
        [
            [
                part.name.replace("_", " "), str(part.examples), show_rate(part.before), show_rate(part.after),
                "new weights" if part.kept else f"old weights: {part.reason}",
            ]
            for part in report.parts
        ],
    )  # fmt: skip
    write_table(
        ["held-out articles", "before", "after", "change", "95 % interval"],
        [
            [name, show_rate(report.before.rates[name]), show_rate(report.after.rates[name]), *_change(report, name)]
            for name in RATES
        ],
    )
    write_line("")
    worse = [name for name in RATES if (span := report.changes[name]) and span[1] < 0]
    if worse:
        write_line(f"worse, beyond what chance does: {', '.join(worse)}")
    change, interval = _change(report, HEADLINE)
    if report.folder is None:
        write_line(f"no better: {HEADLINE} {change}; nothing is written, the old weights stay")
        return
    span = report.changes[HEADLINE]
    doubt = "; the interval holds 0, so chance could do as much" if span and span[0] <= 0 else ""
    write_line(f"better: {HEADLINE} {change} ({interval}){doubt}")
    write_line(f"{report.folder} holds the model: claimsift run … --model {report.folder}")


def _change(report: TrainingReport, name: str) -> tuple[str, str]:
    before, after, interval = report.before.rates[name], report.after.rates[name], report.changes[name]
    change = "-" if before is None or after is None else f"{after - before:+.3f}"
    return change, f"{interval[0]:+.3f} to {interval[1]:+.3f}" if interval else "-"
