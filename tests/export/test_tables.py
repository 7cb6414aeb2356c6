"""Typed tables: one schema whatever the rows, the same figures in every reader, SQL over a run."""

import json
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest

import claimsift
from claimsift.cli.main import run_command
from claimsift.errors import RunError
from claimsift.export.columns import TABLES, arrow_schema, table_columns, table_rows
from claimsift.export.export_run import export_run
from claimsift.export.write_tables import VIEWS, query
from claimsift.stages.write.read_run import columns_of, read_lines


@pytest.fixture(scope="module")
def parquet(small_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export_run(small_run, "parquet", out=tmp_path_factory.mktemp("tables") / "parquet")


def _shrunk(small_run: Path, folder: Path, rows: int, *, without_parts: bool = False) -> Path:
    """A run of the first claims only, or of claims without treatment, citation and outcome."""
    folder.mkdir()
    for path in small_run.iterdir():
        if path.is_file():
            (folder / path.name).write_bytes(path.read_bytes())
    lines = [json.loads(line) for line in (small_run / "claims.jsonl").read_text(encoding="utf-8").splitlines()][:rows]
    if without_parts:
        empty = dict.fromkeys(("treatment", "citation", "outcome", "population", "timepoint", "section"))
        lines = [line | empty for line in lines]
    (folder / "claims.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return folder


@pytest.mark.parametrize(("rows", "without_parts"), [(0, False), (1, False), (1, True), (99, True)])
def test_any_subset_has_the_same_schema(
    small_run: Path, parquet: Path, tmp_path: Path, rows: int, without_parts: bool
) -> None:
    run = _shrunk(small_run, tmp_path / "run", rows, without_parts=without_parts)
    target = export_run(run, "parquet", out=tmp_path / "parquet") / "claims.parquet"
    whole = parquet / "claims.parquet"
    assert pq.read_schema(target) == pq.read_schema(whole) == arrow_schema("claims")
    assert pl.read_parquet_schema(target) == pl.read_parquet_schema(whole)
    assert pl.read_parquet(target).schema == pl.read_parquet(whole).schema
    described = [duckdb.read_parquet(str(path)).dtypes for path in (target, whole)]
    assert described[0] == described[1]
    frames = [pd.read_parquet(path, dtype_backend="pyarrow") for path in (target, whole)]
    assert dict(frames[0].dtypes) == dict(frames[1].dtypes)


def test_readers_agree_with_read_run(small_run: Path, parquet: Path) -> None:
    frame = claimsift.read_run(small_run).claims
    table = pq.read_table(parquet / "claims.parquet")
    assert table.column_names == list(frame.columns)
    assert table["claim_id"].to_pylist() == frame["claim_id"].tolist()
    assert table["quantity_value_low"].to_pylist() == [None if pd.isna(v) else v for v in frame["quantity_value_low"]]
    assert pl.read_parquet(parquet / "claims.parquet")["quantity_end"].to_list() == frame["quantity_end"].tolist()


@pytest.mark.parametrize("name", TABLES)
def test_rows_are_the_columns_of_the_frames(small_run: Path, name: str) -> None:
    """The flat tables and `read_run` take every cell alike; maps become JSON text."""
    maps = {column.name for column in table_columns(name) if column.field.type == "map"}
    columns = columns_of(name)
    assert [column.name for column in table_columns(name)] == [column.name for column in columns]
    for row, line in zip(table_rows(small_run, name), read_lines(small_run, name), strict=True):
        for cell, column in zip(row, columns, strict=True):
            taken = column.take(line)
            assert (json.loads(cell) if column.name in maps and cell is not None else cell) == taken


def test_strings_are_dictionary_encoded(parquet: Path) -> None:
    column = pq.ParquetFile(parquet / "claims.parquet").metadata.row_group(0).column(3)
    assert column.path_in_schema == "kind"
    assert any("DICTIONARY" in encoding for encoding in column.encodings)


def test_duckdb_has_tables_views_and_comments(small_run: Path, tmp_path: Path) -> None:
    target = export_run(small_run, "duckdb", out=tmp_path / "run.duckdb")
    with duckdb.connect(str(target), read_only=True) as connection:
        tables = connection.sql("SELECT table_name, comment FROM duckdb_tables()").fetchall()
        views = connection.sql("SELECT view_name, comment FROM duckdb_views() WHERE NOT internal").fetchall()
        commented = "SELECT count(*) FROM duckdb_columns() WHERE comment IS NOT NULL AND NOT internal"
        columns = connection.sql(commented).fetchall()[0][0]
        counts = {name: connection.table(name).count("*").fetchall()[0][0] for name in VIEWS}
    assert {name for name, comment in tables if comment} == set(TABLES.values())
    assert {name for name, comment in views if comment} == set(VIEWS)
    assert columns == sum(len(table_columns(name)) for name in TABLES)
    assert counts["uncited_claims"] + len(query(small_run, "SELECT DISTINCT claim_id FROM sourced_claims")[1]) == len(
        claimsift.read_run(small_run).claims
    )


def test_sql(small_run: Path) -> None:
    names, rows = query(small_run, "SELECT article_id, count(*) AS n FROM claims GROUP BY 1 ORDER BY 1")
    assert names == ["article_id", "n"]
    assert [name for name, _ in rows] == ["emoji", "markup", "sub/plain"]


@pytest.mark.parametrize("statement", ["selec", "SELECT * FROM nothing", "SELECT * FROM read_csv('/etc/hostname')"])
def test_wrong_sql_is_one_line(small_run: Path, statement: str) -> None:
    with pytest.raises(RunError, match="tables: claims"):
        query(small_run, statement)


def test_commands(small_run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["export", str(small_run), "--format", "csv", "--out", str(tmp_path / "csv")]) == 0
    assert run_command(["export", str(small_run), "--format", "odt"]) == 2
    assert "no format 'odt'; there are parquet" in capsys.readouterr().err
    assert run_command(["export", str(tmp_path), "--format", "csv"]) == 1
    assert "no complete run" in capsys.readouterr().err
    assert run_command(["sql", str(small_run), "--json", "SELECT 1 AS a, NULL AS b"]) == 0
    assert json.loads(capsys.readouterr().out) == {"a": 1, "b": None}


def test_workbook_holds_text_not_formulas(small_run: Path, tmp_path: Path) -> None:
    import zipfile

    target = export_run(small_run, "xlsx", out=tmp_path / "run.xlsx")
    with zipfile.ZipFile(target) as archive:
        sheets = [archive.read(name).decode() for name in archive.namelist() if "worksheets/sheet" in name]
    assert len(sheets) == len(TABLES)
    assert not [sheet for sheet in sheets if "<f>" in sheet]
    assert any("=HYPERLINK" in sheet for sheet in sheets)
