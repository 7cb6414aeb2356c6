"""`claimsift compare`: what a change gained, lost and changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from evaluate_factories import claim_line, write_lines

from claimsift.errors import RunError
from claimsift.evaluate.compare_runs import compare_claims, compare_runs


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param([claim_line()], [claim_line()], ([], [], [], 1), id="same"),
        pytest.param([], [claim_line()], (["40%"], [], [], 0), id="gained"),
        pytest.param([claim_line()], [], ([], ["40%"], [], 0), id="lost"),
        pytest.param([claim_line()], [claim_line(confidence=0.1)], ([], [], [], 1), id="confidence is no change"),
        pytest.param([claim_line()], [claim_line(kind="effect")], ([], [], [["kind"]], 0), id="another kind"),
        pytest.param(
            [claim_line()],
            [claim_line(citation={"references": ["8"]}, treatment={"name": "ice"})],
            ([], [], [["treatment", "citation"]], 0),
            id="links",
        ),
        pytest.param(
            [claim_line("40%", 10)],
            [claim_line("to 40%", 7, value=[30.0, 40.0])],
            ([], [], [["span", "value"]], 0),
            id="wider span",
        ),
        pytest.param(
            [claim_line("30 to 40%", 0)],
            [claim_line("30", 0), claim_line("40%", 6)],
            (["30"], [], [["span"]], 0),
            id="split in two: the longer half is the same claim",
        ),
    ],
)
def test_compare_claims(before: list[Any], after: list[Any], expected: tuple[Any, ...]) -> None:
    gained, lost, changed, same = compare_claims(before, after)
    got = (
        [line["quantity"]["text"] for line in gained],
        [line["quantity"]["text"] for line in lost],
        [[field.field for field in change.fields] for change in changed],
        same,
    )
    assert got == expected


def test_run_folders_name_what_they_do_not_share(tmp_path: Path) -> None:
    for name, articles in (("one", {"a": "1", "b": "1"}), ("two", {"a": "2", "c": "1"})):
        write_lines(tmp_path / name / "claims.jsonl", [claim_line()])
        lines = [{"article_id": article, "sha256": sha256, "text": ""} for article, sha256 in articles.items()]
        write_lines(tmp_path / name / "articles.jsonl", lines)
    comparison = compare_runs(tmp_path / "one", tmp_path / "two")
    assert (comparison.only_before, comparison.only_after, comparison.other_text) == (("b",), ("c",), ("a",))


def test_not_a_run_is_refused(tmp_path: Path) -> None:
    claims = write_lines(tmp_path / "claims.jsonl", [claim_line()])
    with pytest.raises(RunError, match="no run"):
        compare_runs(claims, tmp_path / "nowhere")
    with pytest.raises(RunError, match="does not hold claims"):
        compare_runs(claims, write_lines(tmp_path / "other.jsonl", [{"id": 1}]))


def test_command(claimsift: Callable[..., Any], tmp_path: Path) -> None:
    sentence = {"text": "Pain in\n40% \x1b[31m of runners.", "start": 0, "end": 30}
    one = write_lines(tmp_path / "one.jsonl", [claim_line(sentence=sentence), claim_line("9", 50)])
    two = write_lines(tmp_path / "two.jsonl", [claim_line(sentence=sentence, modifier="about"), claim_line("7", 90)])
    done = claimsift("compare", one, two)
    assert done.returncode == 0
    assert "\x1b" not in done.stdout
    assert "Pain in 40%" in done.stdout
    assert "modifier: null -> about" in done.stdout
    assert done.stdout.endswith("1 gained, 1 lost, 1 changed, 0 the same\n")
    plain = json.loads(claimsift("compare", one, two, "--json").stdout)
    assert [plain["gained"][0]["quantity"]["text"], plain["lost"][0]["quantity"]["text"]] == ["7", "9"]
    assert plain["changed"][0]["fields"] == [{"field": "modifier", "before": None, "after": "about"}]
