"""The commands: each parses, calls the library and shows; spaCy and pandas are imported by those that need them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from claimsift.cli.analyse import register_analysis
from claimsift.cli.evaluate import register_evaluation
from claimsift.cli.train import register_training
from claimsift.errors import InputError
from claimsift.records.fields import FILES

EPILOG = "Exit codes: 0 ok; 1 the whole command failed; 2 wrong usage; 130 interrupted."

app = typer.Typer(
    name="claimsift", add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False, epilog=EPILOG
)

Config = Annotated[Path | None, typer.Option("--config", help="Settings file (TOML).")]
Model = Annotated[
    str | None, typer.Option("--model", help="The model: a folder of `train`, or your own spaCy package or path.")
]
NoModel = Annotated[bool, typer.Option("--no-model", help="Find treatments by vocabulary and rules alone.")]
Source = Annotated[str, typer.Argument(metavar="FILE", help="An article, or - for standard input.")]


@app.callback(epilog=EPILOG)
def claimsift() -> None:
    """Find every number that health articles claim, where it comes from, and what treatment it is about."""


@app.command(epilog=EPILOG)
def run(
    inputs: Annotated[list[str], typer.Argument(metavar="INPUT", help="Files, folders or globs.")],
    out: Annotated[Path, typer.Option("--out", help="Folder that the run is written to.")],
    config: Config = None,
    model: Model = None,
    no_model: NoModel = False,
    workers: Annotated[int | None, typer.Option(help="Processes; default: the cores.")] = None,
    max_bytes: Annotated[int | None, typer.Option(help="Larger files are recorded as failed.")] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace a run that is there.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print errors only.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Name every article and what became of it.")] = False,
) -> None:
    """Extract the claims of all articles in INPUT... into a folder."""
    from claimsift.cli.progress import RunDisplay
    from claimsift.scale.run_articles import run_articles
    from claimsift.settings import load_settings

    settings = load_settings(config, model=_chosen(model, no_model=no_model), workers=workers, max_bytes=max_bytes)
    with RunDisplay(quiet=quiet, verbose=verbose) as display:
        summary = run_articles(
            inputs, out, settings, overwrite=overwrite, on_start=display.start, on_article=display.advance
        )
    display.finish(summary)
    states = summary.info["conservation"]
    if states["ok"] + states["suspect"] == 0 and states["failed"]:
        raise InputError(f"none of the {states['inputs']} inputs could be read; {out}/articles.jsonl has the reasons")


@app.command(epilog=EPILOG)
def extract(
    source: Source,
    config: Config = None,
    model: Model = None,
    no_model: NoModel = False,
    pretty: Annotated[bool, typer.Option("--pretty", help="Print for a person, not as JSON lines.")] = False,
) -> None:
    """Print the claims of one article as JSON lines."""
    from claimsift.builder import load
    from claimsift.cli.read_source import read_source
    from claimsift.settings import load_settings
    from claimsift.stages.write.lines import claim_line, dump_json

    settings = load_settings(config, model=_chosen(model, no_model=no_model))
    result = load(settings).extract(read_source(source, settings))
    if pretty:
        from claimsift.cli.pretty import print_result

        print_result(result)
        return
    for claim in result.claims:
        sys.stdout.write(dump_json(claim_line(claim)) + "\n")


@app.command(epilog=EPILOG)
def quantities(source: Source, config: Config = None) -> None:
    """Print every quantity of one article as JSON lines, before any judgement of claimhood."""
    from claimsift.builder import find_quantities
    from claimsift.cli.read_source import read_source
    from claimsift.records.codec import to_plain
    from claimsift.settings import load_settings
    from claimsift.stages.write.lines import dump_json

    for quantity in find_quantities(read_source(source, load_settings(config)).text):
        sys.stdout.write(dump_json(to_plain(quantity)) + "\n")


@app.command(epilog=EPILOG)
def schema(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help=f"One of {', '.join(FILES)}.")] = None,
) -> None:
    """Print the JSON Schema of a file of a run, or of all of them."""
    import json

    from claimsift.records.schema import json_schema

    if name is not None and name not in FILES:
        raise typer.BadParameter(f"no schema '{name}'; there are {', '.join(FILES)}")
    shown = json_schema(name) if name else {key: json_schema(key) for key in FILES}
    sys.stdout.write(json.dumps(shown, ensure_ascii=False, indent=2) + "\n")


@app.command(epilog=EPILOG)
def info() -> None:
    """Print versions, model, stages and what is installed."""
    from claimsift.cli.info import info_lines

    for line in info_lines():
        sys.stdout.write(line + "\n")


@app.command(epilog=EPILOG)
def show(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of a run.")],
    limit: Annotated[int, typer.Option(min=1, help="Rows to print.")] = 20,
) -> None:
    """Print the claims of a run as a table."""
    from claimsift.cli.show import show_lines

    for line in show_lines(folder, limit):
        sys.stdout.write(line + "\n")


@app.command(epilog=EPILOG)
def explain(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of a run.")],
    claim_id: Annotated[str, typer.Argument(metavar="CLAIM_ID", help="Id of a claim; its beginning is enough.")],
) -> None:
    """Say why a claim is as it is: rules, candidates considered, scores, each link, in context."""
    from claimsift.cli.explain import explain_lines

    for line in explain_lines(folder, claim_id):
        sys.stdout.write(line + "\n")


def _chosen(model: str | None, *, no_model: bool) -> str | None:
    from claimsift.settings import NO_MODEL

    if no_model and model is not None:
        raise typer.BadParameter("--model and --no-model exclude each other")
    return NO_MODEL if no_model else model


register_evaluation(app, epilog=EPILOG)
register_training(app, epilog=EPILOG)
register_analysis(app, epilog=EPILOG)
