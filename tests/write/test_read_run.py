"""A run as DataFrames: fixed columns and dtypes, whatever is in it."""

from pathlib import Path

import pandas as pd
import pytest

import claimsift
from claimsift.errors import RunError
from claimsift.records import Article, CitationLink, Claim, ExtractionResult, Provenance, Quantity, Reference, TextSpan
from claimsift.stages.write.file_layer import DiskFiles
from claimsift.stages.write.lines import result_lines
from claimsift.stages.write.read_run import columns_of
from claimsift.stages.write.shards import ShardBuilder
from claimsift.stages.write.write_run import RunWriter

TEXT = "Pain came back in 28% of patients (1).\n"
CLAIM = Claim(
    "clm_1",
    "00123",
    "proportion",
    Quantity("28%", 18, 21, 28.0, "%"),
    TextSpan(TEXT[:-1], 0, 38),
    Provenance("rule:percent", "0.1.0"),
    citation=CitationLink(("1",), (TextSpan("(1)", 34, 37),), "same_sentence", 0.9),
)
RESULT = ExtractionResult(
    Article("00123", TEXT, "00123.txt", "ab"), (CLAIM,), (), (Reference("00123", "1", None, None, None),), ()
)


def _write(folder: Path, *results: ExtractionResult) -> claimsift.Run:
    folder.mkdir()
    builder = ShardBuilder(0, 0)
    for result in results:
        builder.add(result.article.article_id, result_lines(result), {})
    with RunWriter(folder, folder, DiskFiles()) as writer:
        if results:
            writer.append(*builder.finish())
        writer.finish({"schema_version": "1.0"})
    return claimsift.read_run(folder)


@pytest.mark.parametrize("results", [(RESULT,), ()], ids=["one article", "empty"])
def test_columns_and_dtypes_are_the_same_for_any_run(tmp_path: Path, results: tuple[ExtractionResult, ...]) -> None:
    run = _write(tmp_path / "out", *results)
    for name in ("claims", "rejected", "references", "articles"):
        frame: pd.DataFrame = getattr(run, name)
        expected = {column.name: column.dtype for column in columns_of(name)}
        assert {column: str(dtype) for column, dtype in frame.dtypes.items()} == expected


def test_claims_are_flattened(tmp_path: Path) -> None:
    row = _write(tmp_path / "out", RESULT).claims.iloc[0]
    assert row["article_id"] == "00123"  # an id, not a number
    assert row["kind"] == "proportion"
    assert (row["quantity_value"], row["quantity_value_low"], row["quantity_value_high"]) == (28.0, 28.0, 28.0)
    assert row["quantity_unit"] == "%"
    assert row["quantity_numerator"] is pd.NA
    assert row["citation_references"] == ["1"]
    assert row["citation_markers"] == [{"text": "(1)", "start": 34, "end": 37}]


def test_articles_and_references_come_along(tmp_path: Path) -> None:
    run = _write(tmp_path / "out", RESULT)
    assert run.articles["text"].to_list() == [TEXT]
    assert run.articles["n_claims"].to_list() == [1]
    assert run.references["reference_id"].to_list() == ["1"]
    assert run.references["start"].isna().all()


def test_a_pair_of_values_keeps_its_bounds() -> None:
    column = {column.name: column for column in columns_of("claims")}
    line = {"quantity": {"value": [10.0, 15.0]}}
    taken = [column[name].take(line) for name in ("quantity_value", "quantity_value_low", "quantity_value_high")]
    assert taken == [None, 10.0, 15.0]


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, "no complete run"),
        ({"run.json": "{"}, "damaged"),
        ({"run.json": "[]"}, "not claimsift's"),
        ({"run.json": '{"schema_version": "1.0"}'}, "claims.jsonl is missing"),
        ({"run.json": '{"schema_version": "1.0"}', "claims.jsonl": "{\n"}, "claims.jsonl is damaged"),
    ],
)
def test_what_is_no_run_is_refused(tmp_path: Path, files: dict[str, str], message: str) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(RunError, match=message):
        claimsift.read_run(tmp_path)
