"""The flat tables of a run: one Arrow schema for Parquet and DuckDB, made from the table of fields."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claimsift.errors import MissingExtraError
from claimsift.records.fields import FILES, Field
from claimsift.stages.write.read_material import iter_claims
from claimsift.stages.write.read_run import read_lines

if TYPE_CHECKING:
    import pyarrow as pa

# The tables of an export, and what each is called in SQL, where `references` is a word of the language.
TABLES = {"claims": "claims", "references": "article_references", "articles": "articles", "rejected": "rejected"}
_BATCH = 5_000  # rows held in memory


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column: its name, what it holds, and the field it is made of."""

    name: str
    about: str
    field: Field


def table_columns(name: str) -> tuple[TableColumn, ...]:
    """The columns of a table in order: those of `read_run`'s DataFrame."""
    return tuple(_describe(FILES[name].fields, "", ""))


def table_rows(folder: Path, name: str, *, reviewed: bool = False) -> Iterator[list[Any]]:
    """The rows of a table, a cell a column; lists stay lists, maps become JSON text.

    Raises:
        RunError: the folder holds no complete run, or no reviewed state.
    """
    lines = iter_claims(folder, reviewed=reviewed) if name == "claims" else read_lines(folder, name)
    steps = _plan(FILES[name].fields)
    for line in lines:
        cells: list[Any] = []
        _take(line, steps, cells)
        yield cells


def arrow_schema(name: str) -> pa.Schema:
    """The Arrow schema of a table, the same for every run; each field's description is in its metadata.

    Raises:
        MissingExtraError: pyarrow is not installed.
    """
    pa = load_pyarrow()
    return pa.schema(
        [
            pa.field(column.name, _arrow_type(column.field), metadata={"about": column.about})
            for column in table_columns(name)
        ],
        metadata={"claimsift": name},
    )


def arrow_batches(folder: Path, name: str, *, reviewed: bool = False) -> Iterator[pa.RecordBatch]:
    """The rows of a table as Arrow batches of a bounded size.

    Raises:
        RunError: the folder holds no complete run, or no reviewed state.
        MissingExtraError: pyarrow is not installed.
    """
    pa = load_pyarrow()
    schema = arrow_schema(name)
    for rows in _chunks(table_rows(folder, name, reviewed=reviewed)):
        arrays = [
            _arrow_array(pa, cells, field.type) for cells, field in zip(zip(*rows, strict=True), schema, strict=True)
        ]
        yield pa.record_batch(arrays, schema=schema)


def load_pyarrow() -> Any:
    """The module pyarrow.

    Raises:
        MissingExtraError: it is not installed.
    """
    try:
        import pyarrow as pa
    except ImportError as error:
        raise MissingExtraError("pyarrow", extra="tables") from error
    return pa


def _describe(fields: Iterable[Field], prefix: str, inside: str) -> Iterator[TableColumn]:
    for field in fields:
        name = prefix + field.name
        about = f"{inside}: {field.about}" if inside else field.about
        if field.type == "object":
            yield from _describe(field.of, f"{name}_", about)
        elif field.type == "value":
            yield TableColumn(name, f"{about}; null for a range", field)
            yield TableColumn(f"{name}_low", f"{about}; the lower bound, or the number", field)
            yield TableColumn(f"{name}_high", f"{about}; the upper bound, or the number", field)
        else:
            yield TableColumn(name, about + (" (JSON)" if field.type == "map" else ""), field)


@dataclass(frozen=True, slots=True)
class _Step:
    """How the cells of one field are taken: `of` are the steps of an object, `width` how many cells it has."""

    key: str
    type: str
    of: tuple[_Step, ...]
    width: int


def _plan(fields: Iterable[Field]) -> tuple[_Step, ...]:
    steps = []
    for field in fields:
        of = _plan(field.of) if field.type == "object" else ()
        width = sum(step.width for step in of) if of else 3 if field.type == "value" else 1
        steps.append(_Step(field.name, field.type, of, width))
    return tuple(steps)


def _take(line: Mapping[str, Any], steps: Iterable[_Step], cells: list[Any]) -> None:
    """Append the cells of a line: one walk over it, since a run has millions of cells."""
    for step in steps:
        cell = line.get(step.key)
        if cell is None:
            cells += [None] * step.width
        elif step.type == "object":
            _take(cell, step.of, cells)
        elif step.type == "value":
            cells += [None, cell[0], cell[-1]] if isinstance(cell, list) else [cell, cell, cell]
        elif step.type == "map":
            cells.append(json.dumps(cell, ensure_ascii=False, sort_keys=True))
        else:
            cells.append(cell)


def _arrow_array(pa: Any, cells: Sequence[Any], kind: pa.DataType) -> pa.Array:
    try:
        return pa.array(cells, type=kind)
    except UnicodeEncodeError:
        return pa.array([_clean(cell) for cell in cells], type=kind)


def _arrow_type(field: Field) -> pa.DataType:
    pa = load_pyarrow()
    if field.type == "list":
        inner = pa.struct([(part.name, _arrow_type(part)) for part in field.of]) if field.of else pa.string()
        return pa.list_(inner)
    return {"integer": pa.int64(), "number": pa.float64(), "value": pa.float64()}.get(field.type, pa.string())


def _clean(cell: Any) -> Any:
    """A cell that Arrow takes: lone surrogates, which UTF-8 cannot hold, become U+FFFD."""
    if isinstance(cell, str):
        return cell if cell.isascii() else cell.encode("utf-8", "replace").decode("utf-8")
    if isinstance(cell, list):
        return [_clean(item) for item in cell]
    if isinstance(cell, dict):
        return {key: _clean(value) for key, value in cell.items()}
    return cell


def _chunks(rows: Iterator[list[Any]]) -> Iterator[list[list[Any]]]:
    while chunk := list(islice(rows, _BATCH)):
        yield chunk
