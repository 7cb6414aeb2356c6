"""The options that choose what finds treatments."""

from __future__ import annotations

from typing import Annotated

import typer

Model = Annotated[
    str | None, typer.Option("--model", help="The model: a folder of `train`, or your own spaCy package or path.")
]
NoModel = Annotated[bool, typer.Option("--no-model", help="Find treatments by vocabulary and rules alone.")]


def choose_model(model: str | None, *, no_model: bool) -> str | None:
    """The model that the two options name; None where neither was given."""
    from claimsift.settings import NO_MODEL

    if no_model and model is not None:
        raise typer.BadParameter("--model and --no-model exclude each other")
    return NO_MODEL if no_model else model
