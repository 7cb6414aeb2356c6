"""Reads a run back: as plain lines, or as DataFrames with fixed dtypes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claimsift.errors import RunError
from claimsift.records.fields import FILES, Field

if TYPE_CHECKING:
    import pandas as pd

_DTYPES = {"string": "string", "integer": "Int64", "number": "Float64"}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a DataFrame: its name, its dtype, and how it is taken from a line."""

    name: str
    dtype: str
    take: Callable[[dict[str, Any]], Any]


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """A run's files as DataFrames; the columns are those of `columns_of`. `info` is `run.json`."""

    folder: Path
    info: dict[str, Any]
    claims: pd.DataFrame
    rejected: pd.DataFrame
    references: pd.DataFrame
    articles: pd.DataFrame


def read_run(folder: str | Path) -> Run:
    """The run in a folder that `claimsift run` wrote.

    Nested fields are flattened with `_` (`quantity_unit`, `treatment_name`); a `value` becomes three columns: the
    single number, and `_low` and `_high`, which are equal for a single number. Ids stay strings, numbers are nullable
    `Float64` and `Int64`; lists and maps stay Python lists and dicts.

    Raises:
        RunError: the folder holds no complete run.
    """
    import pandas as pd

    folder = Path(folder)
    info = read_info(folder)
    frames: dict[str, pd.DataFrame] = {}
    for name in ("claims", "rejected", "references", "articles"):
        lines = list(read_lines(folder, name))
        data = {
            column.name: pd.Series([column.take(line) for line in lines], dtype=column.dtype)
            for column in columns_of(name)
        }
        frames[name] = pd.DataFrame(data)
    return Run(folder, info, **frames)


def read_info(folder: Path) -> dict[str, Any]:
    """The contents of a run's `run.json`.

    Raises:
        RunError: the folder holds no complete run.
    """
    path = folder / FILES["run"].file
    try:
        info = json.loads(path.read_bytes())
    except OSError as error:
        raise RunError(f"no complete run in {folder}: {path.name} is missing (see: claimsift run --help)") from error
    except ValueError as error:
        raise RunError(f"{path} is damaged: {error}") from error
    if not isinstance(info, dict) or "schema_version" not in info:
        raise RunError(f"{path} is not claimsift's")
    return info


def read_lines(folder: Path, name: str, *, file: str | None = None) -> Iterator[dict[str, Any]]:
    """The lines of one file of a run (`claims`, `articles`, …), one at a time; `file` is another file of that shape.

    Raises:
        RunError: the file is missing or damaged.
    """
    import jsonlines  # it brings attrs: a tenth of a run's start-up

    path = folder / (file or FILES[name].file)
    try:
        with path.open(encoding="utf-8", newline="\n") as opened:
            yield from jsonlines.Reader(opened).iter(type=dict)
    except OSError as error:
        raise RunError(f"no complete run in {folder}: {path.name} is missing") from error
    except (jsonlines.InvalidLineError, UnicodeDecodeError) as error:
        raise RunError(f"{path} is damaged: {error}") from error


def columns_of(name: str) -> tuple[Column, ...]:
    """The columns of a file's DataFrame, in order."""
    return tuple(_columns(FILES[name].fields, (), ""))


def _columns(fields: tuple[Field, ...], path: tuple[str, ...], prefix: str) -> Iterator[Column]:
    for field in fields:
        name, where = prefix + field.name, (*path, field.name)
        if field.type == "object":
            yield from _columns(field.of, where, f"{name}_")
        elif field.type == "value":
            yield Column(name, "Float64", lambda line, where=where: _single(_dig(line, where)))  # type: ignore[misc]
            yield Column(f"{name}_low", "Float64", lambda line, where=where: _bound(_dig(line, where), 0))  # type: ignore[misc]
            yield Column(f"{name}_high", "Float64", lambda line, where=where: _bound(_dig(line, where), -1))  # type: ignore[misc]
        else:
            yield Column(name, _DTYPES.get(field.type, "object"), lambda line, where=where: _dig(line, where))  # type: ignore[misc]


def _dig(line: dict[str, Any], path: tuple[str, ...]) -> Any:
    value: Any = line
    for key in path:
        if value is None:
            return None
        value = value.get(key)
    return value


def _single(value: Any) -> float | None:
    return None if isinstance(value, list) else value


def _bound(value: Any, index: int) -> float | None:
    bound: float | None = value[index] if isinstance(value, list) else value
    return bound
