"""The model of all scorers: learns from cases, near what is known."""

from __future__ import annotations

import pytest

from claimsift.train.fit_choice import Case, fit_choice, is_right, probabilities, surprise

# Whether a number in red is right: twenty times yes, twice no.
CASES = [Case(f"a{i}", ({"red": 1.0}, {}), (True, False), ("claim", None)) for i in range(20)]
CASES += [Case(f"b{i}", ({"red": 1.0}, {}), (False, True), ("claim", None)) for i in range(2)]


def test_without_a_pull_the_share_is_learned() -> None:
    weights = fit_choice(CASES, {}, strength=1e-6)
    assert probabilities(CASES[0], weights)[0] == pytest.approx(20 / 22, abs=1e-3)


@pytest.mark.parametrize(("strength", "low", "high"), [(1e6, -3.01, -2.9), (5.0, -2.9, 2.2), (1e-6, 2.2, 2.4)])
def test_the_prior_holds_as_firmly_as_told(strength: float, low: float, high: float) -> None:
    assert low <= fit_choice(CASES, {"red": -3.0}, strength=strength)["red"] <= high


def test_what_no_case_speaks_of_stays() -> None:
    assert fit_choice(CASES, {"green": 1.5}, strength=1.0)["green"] == 1.5


def test_cases_without_a_choice_teach_nothing() -> None:
    hopeless = [Case("c", ({"red": 1.0}, {}), (False, False), ("x", None))]
    assert fit_choice(hopeless, {"red": 0.25}, strength=1.0) == {"red": 0.25}


def test_candidates_of_one_answer_are_taken_together() -> None:
    """Two mentions of B, each less likely than A, are more likely together."""
    case = Case("a", ({"x": 1.0}, {"y": 1.0}, {"y": 1.0}), (False, True, True), ("A", "B", "B"))
    assert is_right(case, {"x": 0.3})


@pytest.mark.parametrize(("threshold", "right"), [(0.5, False), (0.8, True)])
def test_below_the_threshold_the_answer_is_none(threshold: float, right: bool) -> None:
    case = Case("a", ({"x": 1.0}, {}), (False, True), ("A", None))
    assert is_right(case, {"x": 1.0}, threshold=threshold) is right


def test_surprise_falls_with_fit() -> None:
    assert surprise(CASES, fit_choice(CASES, {}, strength=0.1)) < surprise(CASES, {})
