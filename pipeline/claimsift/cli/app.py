"""The commands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True)


@app.callback()
def claimsift() -> None:
    """Find every number that health articles claim, its source and its treatment."""


@app.command()
def run(inputs: list[Path], out: Annotated[Path, typer.Option(help="Folder of the run.")], quiet: bool = False) -> None:
    """Extract the claims of all articles in INPUTS."""
    from claimsift.builder import load
    from claimsift.stages.read import read_article
    from claimsift.stages.write.write_run import write_claims

    out.mkdir(parents=True, exist_ok=True)
    paths = sorted(p for given in inputs for p in (given.glob("*.txt") if given.is_dir() else [given]))
    sift = load()
    write_claims(out / "claims.jsonl", sift.extract_many(read_article(p, p.stem) for p in paths))


def main() -> None:
    app()
