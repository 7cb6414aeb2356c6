"""The commands: each parses, calls the library and shows; spaCy and pandas are imported by those that need them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from claimsift.cli.analyse import register_analysis
from claimsift.cli.batch import register_batch
from claimsift.cli.choose_model import Model, NoModel, choose_model
from claimsift.cli.evaluate import register_evaluation
from claimsift.cli.review import register_review
from claimsift.cli.train import register_training
from claimsift.records.fields import FILES

EPILOG = "Exit codes: 0 ok; 1 the whole command failed; 2 wrong usage; 130 interrupted."

app = typer.Typer(
    name="claimsift", add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False, epilog=EPILOG
)

Config = Annotated[Path | None, typer.Option("--config", help="Settings file (TOML).")]
Format = Annotated[
    str | None, typer.Option("--format", help="Format of the input, whatever its name ends in.", metavar="NAME")
]
Source = Annotated[str, typer.Argument(metavar="FILE", help="An article, or - for standard input.")]


@app.callback(epilog=EPILOG)
def claimsift() -> None:
    """Find every number that health articles claim, where it comes from, and what treatment it is about."""


register_batch(app, epilog=EPILOG)


@app.command(epilog=EPILOG)
def extract(
    source: Source,
    config: Config = None,
    model: Model = None,
    no_model: NoModel = False,
    format_: Format = None,
    pretty: Annotated[bool, typer.Option("--pretty", help="Print for a person, not as JSON lines.")] = False,
) -> None:
    """Print the claims of one article as JSON lines."""
    from claimsift.builder import load
    from claimsift.cli.read_source import read_source
    from claimsift.settings import load_settings
    from claimsift.stages.write.lines import claim_line, dump_json

    settings = load_settings(config, model=choose_model(model, no_model=no_model), format=format_)
    result = load(settings).extract(read_source(source, settings))
    if pretty:
        from claimsift.cli.pretty import print_result

        print_result(result)
        return
    for claim in result.claims:
        sys.stdout.write(dump_json(claim_line(claim)) + "\n")


@app.command(epilog=EPILOG)
def quantities(source: Source, config: Config = None, format_: Format = None) -> None:
    """Print every quantity of one article as JSON lines, before any judgement of claimhood."""
    from claimsift.builder import find_quantities
    from claimsift.cli.read_source import read_source
    from claimsift.records.codec import to_plain
    from claimsift.settings import load_settings
    from claimsift.stages.write.lines import dump_json

    for quantity in find_quantities(read_source(source, load_settings(config, format=format_)).text):
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
    article: Annotated[str | None, typer.Argument(metavar="[ARTICLE]", help="Id of an article to show whole.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="Rows to print.")] = 20,
    out: Annotated[Path | None, typer.Option("--out", help="Page to write; default: DIR/ARTICLE.html")] = None,
) -> None:
    """Print the claims of a run as a table, or write an ARTICLE as an HTML page with its claims marked."""
    if article is not None:
        from claimsift.cli.analyse import show_article

        show_article(folder, article, out)
        return
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


register_evaluation(app, epilog=EPILOG)
register_training(app, epilog=EPILOG)
register_analysis(app, epilog=EPILOG)
register_review(app, epilog=EPILOG)
