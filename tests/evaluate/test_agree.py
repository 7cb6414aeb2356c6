"""`claimsift agree`: agreement of annotators, with published examples as the yardstick."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from evaluate_factories import claim_line, gold_claim, write_lines
from hypothesis import given
from hypothesis import strategies as st

from claimsift.errors import InputError
from claimsift.evaluate.agree import FieldAgreement, measure_agreement
from claimsift.evaluate.agreement_statistics import (
    Undefined,
    measure_alpha,
    measure_kappa,
    measure_percent,
    redraw_alpha,
    weigh,
    with_interval,
)

# Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), data of example C: four observers, 12 units.
KRIPPENDORFF = {
    "A": "1 2 3 3 2 1 4 1 2 . . .",
    "B": "1 2 3 3 2 2 4 1 2 5 . 3",
    "C": ". 3 3 3 2 3 4 2 2 5 1 .",
    "D": "1 2 3 3 2 4 4 1 2 5 1 .",
}


def items_of(rows: dict[str, str]) -> list[dict[str, str]]:
    """Units of a reliability table; a point is a missing value."""
    columns = zip(*(row.split() for row in rows.values()), strict=True)
    return [{name: value for name, value in zip(rows, column, strict=True) if value != "."} for column in columns]


def test_alpha_of_the_published_example() -> None:
    pytest.importorskip("krippendorff")
    assert measure_alpha(weigh(items_of(KRIPPENDORFF))) == pytest.approx(0.743, abs=0.0005)


@given(
    st.lists(
        st.dictionaries(st.sampled_from("ABC"), st.sampled_from("xyz"), min_size=1),
        min_size=1,
        max_size=12,
    )
)
def test_alpha_of_the_draws_is_the_alpha_of_the_package(items: list[dict[str, str]]) -> None:
    pytest.importorskip("krippendorff")
    by_package, by_formula = measure_alpha(weigh(items)), redraw_alpha(weigh(items))
    if isinstance(by_package, Undefined):
        assert isinstance(by_formula, Undefined)
    else:
        assert by_formula == pytest.approx(by_package)


def test_kappa_of_the_textbook_table() -> None:
    """20 both yes, 5 and 10 apart, 15 both no: kappa 0.4, percent 0.7."""
    table = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    items = [{"A": left, "B": right} for left, right in table]
    assert measure_kappa(weigh(items), ("A", "B")) == pytest.approx(0.4)
    assert measure_percent(weigh(items)) == pytest.approx(0.7)


@pytest.mark.parametrize(
    ("items", "annotators", "percent", "kappa", "alpha"),
    [
        pytest.param([{"A": "x"}], "AB", "no claim", "no claim", "no claim", id="nobody shares a claim"),
        pytest.param([{"A": "x", "B": "x"}], "AB", None, "every value", "every value", id="one value"),
        pytest.param([{"A": "x", "B": "y"}], "ABC", None, "there are 3", None, id="three annotators"),
    ],
)
def test_undefined_says_why(
    items: list[dict[str, str]], annotators: str, percent: str | None, kappa: str | None, alpha: str | None
) -> None:
    pytest.importorskip("krippendorff")
    weighted = weigh(items)
    measured = (measure_percent(weighted), measure_kappa(weighted, tuple(annotators)), measure_alpha(weighted))
    for value, reason in zip(measured, (percent, kappa, alpha), strict=True):
        if reason is None:
            assert isinstance(value, float)
        else:
            assert isinstance(value, Undefined)
            assert reason in value.reason


def test_missing_package_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "krippendorff", None)
    alpha = measure_alpha([({"A": "x", "B": "y"}, 1)])
    assert isinstance(alpha, Undefined)
    assert "claimsift[agree]" in alpha.reason


def test_interval_is_seeded_and_holds_the_value() -> None:
    items = [{"A": "x", "B": "x"}] * 30 + [{"A": "x", "B": "y"}] * 10
    first, again = (with_interval(measure_percent, items, resamples=200, seed=3) for _ in range(2))
    assert first == again
    assert first.value == 0.75
    assert first.interval is not None
    assert 0.5 < first.interval[0] < 0.75 < first.interval[1] < 0.95


def test_interval_is_left_out_where_most_draws_are_undefined() -> None:
    items = [{"A": "x", "B": "x"}] * 3 + [{"A": "y", "B": "y"}]
    statistic = with_interval(partial(measure_kappa, annotators=("A", "B")), items, resamples=0, seed=1)
    assert (statistic.value, statistic.interval) == (1.0, None)


def agreement_of(paths: list[Path]) -> dict[str, FieldAgreement]:
    return {field.field: field for field in measure_agreement(paths, resamples=0).fields}


def test_gold_files_are_aligned_by_overlap(tmp_path: Path) -> None:
    """Spans need not be equal; an article that only one annotator has read says nothing about claimhood."""
    other = {"id": "b", "file": "", "claims": [gold_claim("9", 3)]}
    one = [gold_claim("40%", 10, kind="effect"), gold_claim("12%", 50, treatment=["ice packs", "ice"])]
    two = [gold_claim("about 40%", 4), gold_claim("8", 90)]
    fields = agreement_of(
        [
            write_lines(tmp_path / "ann.jsonl", [{"id": "a", "file": "", "claims": one}, other]),
            write_lines(tmp_path / "ben.jsonl", [{"id": "a", "file": "", "claims": two}]),
        ]
    )
    assert (fields["claim"].claims, fields["claim"].percent.value) == (3, pytest.approx(1 / 3))
    assert (fields["kind"].claims, fields["kind"].percent.value) == (1, 0.0)
    assert fields["value"].percent.value == 1.0


def test_a_run_and_gold(tmp_path: Path) -> None:
    run = write_lines(tmp_path / "my-run" / "claims.jsonl", [claim_line(treatment={"name": "the ice packs"})])
    gold = write_lines(
        tmp_path / "gold.jsonl", [{"id": "a", "file": "", "claims": [gold_claim(treatment=["ice pack"])]}]
    )
    agreement = measure_agreement([run, gold], resamples=0)
    assert agreement.annotators == ("gold", "my-run")
    assert {field.field: field.percent.value for field in agreement.fields}["treatment"] == 1.0


@pytest.mark.parametrize(
    ("one", "two", "agreeing"),
    [
        (["ice", "ice packs"], ["cold packs", "ice packs"], 1.0),
        (["ice"], ["rest"], 0.0),
        (["ice"], [], 0.0),
        ([], [], 1.0),
    ],
)
def test_lists_of_names_that_meet_agree(tmp_path: Path, one: list[str], two: list[str], agreeing: float) -> None:
    files = [
        write_lines(tmp_path / f"{name}.jsonl", [{"id": "a", "claims": [gold_claim(treatment=names)]}])
        for name, names in (("ann", one), ("ben", two))
    ]
    assert agreement_of(files)["treatment"].percent.value == agreeing


def test_decisions_of_three_reviewers(tmp_path: Path) -> None:
    pytest.importorskip("krippendorff")
    decisions = [
        {"claim_id": claim, "reviewer": reviewer, "decision": decision, "time": "2026-01-01T00:00:00Z"}
        for claim, row in {"c1": "aaa", "c2": "aar", "c3": "rrr"}.items()
        for reviewer, decision in zip(("ann", "ben", "cia"), row, strict=True)
    ]
    fields = agreement_of([write_lines(tmp_path / "decisions.jsonl", decisions)])
    assert set(fields) == {"decision"}
    assert fields["decision"].percent.value == pytest.approx(7 / 9)
    assert fields["decision"].kappa.value is None
    assert fields["decision"].alpha.value == pytest.approx(0.6)


def test_events_of_a_review(tmp_path: Path) -> None:
    """What counts is what each reviewer thinks in the end, field by field."""

    def event(claim_id: str, actor: str, action: str, **changes: Any) -> dict[str, Any]:
        told = {name: {"from": None, "to": value} for name, value in changes.items()}
        return {"event_id": "evt_1", "claim_id": claim_id, "actor": actor, "action": action, "changes": told}

    events = [
        event("c1", "ann", "reject"),
        event("c1", "ann", "accept"),
        event("c1", "ben", "correct", value=41, treatment={"name": "ice"}),
        event("c2", "ann", "reject"),
        event("c2", "ben", "reject"),
        event("c3", "ann", "accept"),
        event("c3", "ann", "undo"),
        event("c3", "ben", "skip"),
    ]
    fields = agreement_of([write_lines(tmp_path / "decisions.jsonl", events)])
    assert (fields["decision"].claims, fields["decision"].percent.value) == (2, 1.0)
    assert {name: fields[name].percent.value for name in ("value", "treatment", "citation")} == {
        "value": 0.0,
        "treatment": 0.0,
        "citation": 1.0,
    }


def test_files_that_cannot_be_used_are_named(tmp_path: Path) -> None:
    one = write_lines(tmp_path / "one.jsonl", [{"id": "a", "file": "", "claims": []}])
    again = write_lines(tmp_path / "again" / "one.jsonl", [{"id": "a", "file": "", "claims": []}])
    with pytest.raises(InputError, match="these files are by one"):
        measure_agreement([one])
    with pytest.raises(InputError, match="two files are of the annotator 'one'"):
        measure_agreement([one, again])
    with pytest.raises(InputError, match="line 1: neither gold"):
        measure_agreement([one, write_lines(tmp_path / "odd.jsonl", [{"x": 1}])])
    with pytest.raises(InputError, match="cannot read"):
        measure_agreement([tmp_path / "none.jsonl"])


def test_command(claimsift: Callable[..., Any], tmp_path: Path) -> None:
    one, two = (
        write_lines(tmp_path / f"{name}.jsonl", [{"id": "a", "file": "", "claims": [gold_claim(kind=kind)]}])
        for name, kind in (("ann", "dose"), ("ben", "effect"))
    )
    done = claimsift("agree", one, two)
    assert done.returncode == 0
    assert "2 annotators: ann, ben" in done.stdout
    assert "value, Cohen's kappa: undefined because every value is the same" in done.stdout
    plain = json.loads(claimsift("agree", one, two, "--json").stdout)
    assert plain["annotators"] == ["ann", "ben"]
    assert "NaN" not in json.dumps(plain)
