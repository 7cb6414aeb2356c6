"""Field by field: what counts as the same."""

from __future__ import annotations

from typing import Any

import pytest
from evaluate_factories import claim_line, gold_claim, write_lines

from claimsift.errors import InputError, RunError
from claimsift.evaluate.gold import GoldClaim, read_gold
from claimsift.evaluate.judge import FIELDS, same_value, token_f1, words
from claimsift.evaluate.match import match_article
from claimsift.evaluate.predictions import Prediction, load_predictions, prediction_of


def gold(text: str = "40%", start: int = 0, **fields: Any) -> GoldClaim:
    claim = gold_claim(text, start, **fields)
    claim["value"] = tuple(claim["value"]) if isinstance(claim["value"], list) else claim["value"]
    for key, kind in (("treatment", tuple), ("references", frozenset)):
        claim[key] = None if claim[key] is None else kind(claim[key])
    return GoldClaim(**claim)


def found(text: str = "40%", start: int = 0, **fields: Any) -> Prediction:
    return prediction_of(claim_line(text, start, **fields))


def test_words_drop_stop_words_and_plural() -> None:
    assert words("The patients' low-back pains; a mass") == ["patient", "low", "back", "pain", "mass"]


@pytest.mark.parametrize(
    ("left", "right", "score"),
    [
        ("back pain", "back pain", 1.0),
        ("recurrence of back pain", "back pain", 0.8),
        ("pain", "itch", 0.0),
        (None, "pain", 0.0),
        ("the of", "the of", 0.0),
    ],
)
def test_token_f1(left: str | None, right: str | None, score: float) -> None:
    assert token_f1(left, right) == pytest.approx(score)


@pytest.mark.parametrize(
    ("expected", "expected_unit", "got", "got_unit", "same"),
    [
        pytest.param(85.714, "%", 85.7, "%", True, id="within half a percent"),
        pytest.param(85.714, "%", 86.5, "%", False, id="beyond it"),
        pytest.param(40, "%", 40.0, "mg", False, id="percent is a class of its own"),
        pytest.param(40, "patient", 40.0, None, True, id="other units are not compared"),
        pytest.param(1, "a", 12.0, "mo", True, id="a year is 12 months"),
        pytest.param((1, 2), "a", (24.0, 12.0), "mo", True, id="in either order"),
        pytest.param(12, "a", 12.0, "mo", False, id="months are no years"),
        pytest.param((10, 15), "%", (15.0, 10.0), "%", True, id="range backwards"),
        pytest.param((10, 15), "%", 12.5, "%", False, id="midpoint"),
        pytest.param(0, "%", 0.0, "%", True, id="zero"),
        pytest.param(5, "%", None, "%", False, id="no value"),
        pytest.param(None, "%", 5.0, "%", False, id="no value in gold"),
        pytest.param(5, "mo", (None, 5.0), "mo", False, id="half a range"),
    ],
)
def test_same_value(expected: Any, expected_unit: str, got: Any, got_unit: str | None, same: bool) -> None:
    assert same_value(expected, expected_unit, got, got_unit) is same


TREATMENT = {"name": "spinal fusion", "text": "the fusion"}


@pytest.mark.parametrize(
    ("field", "in_gold", "in_run", "right"),
    [
        ("citation", {"references": ["8"]}, {"citation": {"references": ["8"]}}, True),
        ("citation", {"references": ["8"]}, {"citation": {"references": ["L2:8"]}}, True),
        ("citation", {"references": []}, {"citation": {"references": ["link:1"]}}, True),
        ("citation", {"references": ["8"]}, {"citation": {"references": ["8", "9"]}}, False),
        ("citation", {"references": None}, {"citation": {"references": ["9"]}}, True),
        ("treatment", {"treatment": ["spine surgery", "fusion"]}, {"treatment": TREATMENT}, True),
        ("treatment", {"treatment": ["lumbar spinal fusion"]}, {"treatment": TREATMENT}, True),
        ("treatment", {"treatment": ["opioids"]}, {"treatment": TREATMENT}, False),
        ("treatment", {"treatment": []}, {"treatment": TREATMENT}, False),
        ("treatment", {"treatment": []}, {"treatment": None}, True),
        ("treatment", {"treatment": ["opioids"]}, {"treatment": None}, False),
        ("treatment", {"treatment": None}, {"treatment": TREATMENT}, True),
        ("timepoint", {"timepoint": "within 2 years"}, {"timepoint": {"text": "2 years"}}, True),
        ("timepoint", {"timepoint": "within 2 years"}, {"timepoint": {"text": "6 months"}}, False),
        ("timepoint", {"timepoint": None}, {"timepoint": {"text": "6 months"}}, False),
        ("timepoint", {"timepoint": None}, {"timepoint": None}, True),
        ("modifier", {"modifier": "about"}, {"modifier": "about"}, True),
        ("assertion", {"assertion": "hedged"}, {"assertion": "asserted"}, False),
        ("kind", {"kind": "dose"}, {"kind": "dose"}, True),
    ],
)
def test_field(field: str, in_gold: dict[str, Any], in_run: dict[str, Any], right: bool) -> None:
    assert FIELDS[field](gold(**in_gold), found(**in_run)) is right


@pytest.mark.parametrize(
    ("golds", "founds", "counts"),
    [
        pytest.param([gold()], [found()], (1, 0, 0), id="same"),
        pytest.param([gold()], [], (0, 1, 0), id="missed"),
        pytest.param([], [found()], (0, 0, 1), id="spurious"),
        pytest.param([gold("40% of 50")], [found(), found("50", 7)], (1, 0, 1), id="second one inside is noise"),
        pytest.param([gold(optional=True)], [], (0, 0, 0), id="optional not found"),
        pytest.param([gold(optional=True)], [found()], (0, 0, 0), id="optional found"),
        pytest.param([gold("40% of 50", optional=True)], [found(), found("50", 7)], (0, 0, 0), id="optional twice"),
    ],
)
def test_match_counts(golds: list[GoldClaim], founds: list[Prediction], counts: tuple[int, int, int]) -> None:
    match = match_article("a", golds, founds)
    assert (len(match.matched), len(match.missed), len(match.spurious)) == counts


def test_equal_value_wins_over_longer_overlap() -> None:
    match = match_article(
        "a", [gold("40 to 50%", value=[40, 50])], [found("40 to 5"), found("0%", 7, value=[40.0, 50.0])]
    )
    assert [item.text for _, item in match.matched] == ["0%"]


def test_files_that_cannot_be_used_are_named(tmp_path: Any) -> None:
    with pytest.raises(InputError, match="cannot read the gold file"):
        read_gold(tmp_path / "none.jsonl")
    with pytest.raises(InputError, match="no gold file"):
        read_gold(write_lines(tmp_path / "other.jsonl", [{"id": "a"}]))
    (tmp_path / "broken.jsonl").write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match="not JSON Lines"):
        read_gold(tmp_path / "broken.jsonl")
    with pytest.raises(RunError, match="no run"):
        load_predictions(tmp_path / "nowhere")
    with pytest.raises(RunError, match="not a claim"):
        load_predictions(write_lines(tmp_path / "claims.jsonl", [{"quantity": {}}]))
