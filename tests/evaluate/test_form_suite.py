"""The form suite is sound as data, its scorer can tell right from wrong, and the detector reads most of it."""

from __future__ import annotations

import importlib.util
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import claimsift
from claimsift.records.codec import to_plain

FOLDER = Path(__file__).resolve().parents[2] / "benchmarks" / "forms"


def _load_suite() -> ModuleType:
    spec = importlib.util.spec_from_file_location("form_suite", FOLDER / "suite.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["form_suite"] = module
    spec.loader.exec_module(module)
    return module


suite = _load_suite()
ROWS = suite.load_rows()
KEYS = ("text", "start", "end", "spans", "value", "unit", "units", "modifier", "modifiers", "or", "optional")


def test_suite_is_large_enough_and_names_rows_once() -> None:
    assert len(ROWS) >= 300
    assert max(Counter(row["id"] for row in ROWS).values()) == 1
    assert max(Counter(row["text"] for row in ROWS).values()) == 1


def test_each_form_has_eight_rows() -> None:
    assert min(Counter(row["form"] for row in ROWS).values()) >= 8


@pytest.mark.parametrize("form", sorted({row["form"] for row in ROWS}))
def test_rows_are_valid(form: str) -> None:
    """Spans lie in the text and do not overlap; modifiers and parts come from the closed lists."""
    for row in (row for row in ROWS if row["form"] == form):
        end = 0
        for quantity in row["quantities"]:
            assert row["text"][quantity["start"] : quantity["end"]] == quantity["text"], row["id"]
            assert end <= quantity["start"] < quantity["end"], row["id"]
            end = quantity["end"]
            assert set(quantity) <= {*KEYS, *suite.PARTS}, row["id"]
            if not quantity.get("optional"):
                assert quantity["modifier"] in suite.MODIFIERS, row["id"]
                assert isinstance(quantity["value"], (int, float, list)), row["id"]
                assert not isinstance(quantity["value"], list) or len(quantity["value"]) == 2, row["id"]


def test_expected_answer_passes_every_row() -> None:
    """A perfect extractor passes: the scorer asks for nothing that a row does not state."""
    for row in ROWS:
        verdict = suite.score_row(row, [q for q in row["quantities"] if not q.get("optional")])
        assert verdict.full, (row["id"], verdict.faults)


ROW = {
    "form": "percent",
    "text": "Up to 40% of 50",
    "quantities": [{"text": "40%", "start": 6, "end": 9, "value": 40, "unit": "%", "modifier": "at_most"}],
}
RIGHT = {"text": "40%", "start": 6, "end": 9, "value": 40.0, "unit": "%", "modifier": "at_most"}


@pytest.mark.parametrize(
    ("found", "read", "full"),
    [
        pytest.param([RIGHT], True, True, id="right"),
        pytest.param([RIGHT | {"value": 0.4, "unit": None}], True, False, id="share as a fraction of one"),
        pytest.param([RIGHT | {"value": 41.0}], False, False, id="wrong value"),
        pytest.param([RIGHT | {"unit": "mg"}], False, False, id="wrong unit class"),
        pytest.param([RIGHT | {"modifier": None}], True, False, id="modifier lost"),
        pytest.param([RIGHT | {"end": 8, "text": "40"}], True, False, id="span too short"),
        pytest.param([RIGHT, RIGHT | {"start": 13, "end": 15, "text": "50"}], False, False, id="one too many"),
        pytest.param([], False, False, id="nothing"),
    ],
)
def test_score_row(found: list[dict[str, Any]], read: bool, full: bool) -> None:
    verdict = suite.score_row(ROW, found)
    assert (verdict.read, verdict.full) == (read, full)
    assert bool(verdict.faults) is not full


def test_never_row_fails_on_any_quantity() -> None:
    row = {"form": "never_label", "text": "COVID-19", "quantities": []}
    assert suite.score_row(row, []).full
    assert not suite.score_row(row, [{"text": "19", "start": 6, "end": 8, "value": 19, "unit": None}]).read


def test_detector_passes_the_suite() -> None:
    """97 rows in a hundred are right in full: what we promise, and a floor below what was last measured."""
    verdicts = [
        suite.score_row(row, [to_plain(quantity) for quantity in claimsift.find_quantities(row["text"])])
        for row in ROWS
    ]
    failed = [f"{verdict.row['id']}: {'; '.join(verdict.faults)}" for verdict in verdicts if not verdict.full]
    assert len(failed) <= 0.03 * len(ROWS), "\n".join(failed)
