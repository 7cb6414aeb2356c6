"""Typed tables: Parquet and DuckDB."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claimsift.errors import MissingExtraError, RunError
from claimsift.export.columns import TABLES, arrow_batches, arrow_schema, load_pyarrow, table_columns
from claimsift.records.fields import FILES
from claimsift.stages.write.read_run import read_info

if TYPE_CHECKING:
    import duckdb

# Views that answer the first questions; each is one statement over the tables.
VIEWS = {
    "sourced_claims": (
        "One row for each claim and reference that it cites.",
        """SELECT c.*, r.reference_id, r.raw AS reference, r.doi, r.pmid, r.url
           FROM (SELECT *, unnest(citation_references) AS cited FROM claims) c
           LEFT JOIN article_references r ON r.article_id = c.article_id AND r.reference_id = c.cited""",
    ),
    "uncited_claims": (
        "Claims for which the article names no source.",
        "SELECT * FROM claims WHERE citation_references IS NULL",
    ),
    "rates": (
        "Proportions in percent, with treatment and outcome.",
        """SELECT claim_id, article_id, quantity_text, quantity_value, quantity_value_low, quantity_value_high,
           quantity_modifier, quantity_numerator, quantity_denominator, outcome_text, treatment_name, treatment_role,
           timepoint_text, timepoint_duration, assertion FROM claims WHERE kind = 'proportion'""",
    ),
}


def write_parquet(folder: Path, target: Path, *, reviewed: bool) -> None:
    """`claims.parquet`, `references.parquet`, `articles.parquet` and `rejected.parquet`, dictionary-encoded."""
    load_pyarrow()
    import pyarrow.parquet as pq

    target.mkdir(parents=True)
    for name in TABLES:
        with pq.ParquetWriter(
            target / f"{name}.parquet", arrow_schema(name), compression="zstd", use_dictionary=True
        ) as writer:
            for batch in arrow_batches(folder, name, reviewed=reviewed):
                writer.write_batch(batch)


def write_duckdb(folder: Path, target: Path, *, reviewed: bool) -> None:
    """One DuckDB file with the tables, the views, and a comment on each table, view and column."""
    with _load_duckdb().connect(str(target)) as connection:
        fill(connection, folder, reviewed=reviewed)


def query(folder: Path, statement: str, *, reviewed: bool = False) -> tuple[list[str], list[tuple[Any, ...]]]:
    """The column names and rows that one SQL statement gives over a run's tables and views; nothing is written.

    Raises:
        RunError: the folder holds no complete run, or the statement is wrong.
        MissingExtraError: duckdb is not installed.
    """
    duckdb = _load_duckdb()
    with duckdb.connect(":memory:") as connection:
        fill(connection, folder, reviewed=reviewed)
        # A statement is the user's own, but a run is somebody's text: it reads no other file.
        connection.execute("SET enable_external_access = false")
        try:
            result = connection.execute(statement)
            names = [column[0] for column in result.description or []]
            return names, result.fetchall()
        except duckdb.Error as error:
            tables = ", ".join((*TABLES.values(), *VIEWS))
            raise RunError(f"{str(error).splitlines()[0]} (tables: {tables})") from error


def fill(connection: duckdb.DuckDBPyConnection, folder: Path, *, reviewed: bool) -> None:
    """Make the tables and views of a run in a database.

    Raises:
        RunError: the folder holds no complete run, or no reviewed state.
    """
    pa = load_pyarrow()
    read_info(folder)
    for name, table in TABLES.items():
        batches: Iterator[Any] = arrow_batches(folder, name, reviewed=reviewed)
        reader = pa.RecordBatchReader.from_batches(arrow_schema(name), batches)
        connection.register("incoming", reader)
        connection.execute(f"CREATE TABLE {table} AS SELECT * FROM incoming")  # noqa: S608 (our own names)
        connection.unregister("incoming")
        _comment(connection, f"TABLE {table}", FILES[name].about)
        for column in table_columns(name):
            _comment(connection, f'COLUMN {table}."{column.name}"', column.about)
    for view, (about, statement) in VIEWS.items():
        connection.execute(f"CREATE VIEW {view} AS {statement}")
        _comment(connection, f"VIEW {view}", about)


def _comment(connection: duckdb.DuckDBPyConnection, what: str, about: str) -> None:
    quoted = about.replace("'", "''")
    connection.execute(f"COMMENT ON {what} IS '{quoted}'")


def _load_duckdb() -> Any:
    try:
        import duckdb
    except ImportError as error:
        raise MissingExtraError("duckdb", extra="tables") from error
    return duckdb
