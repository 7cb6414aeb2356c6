"""Decisions of reviewers: every shape, who overrules whom, and what they make of a run's claims."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from evaluate_factories import claim_line, write_lines

from claimsift.errors import InputError
from claimsift.evaluate.decisions import Decision, read_decisions
from claimsift.train.read_labels import read_labels

ACCEPTED, REJECTED = Decision("clm_0", accepted=True), Decision("clm_0", accepted=False)


def event(action: str, actor: str = "ana", **fields: Any) -> dict[str, Any]:
    return {"event_id": "evt_1", "claim_id": "clm_0", "actor": actor, "action": action, **fields}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([event("accept")], ACCEPTED),
        ([event("reject", reason="label")], REJECTED),
        ([{"claim_id": "clm_0", "reviewer": "ana", "decision": "reject"}], REJECTED),
        ([event("skip")], None),
        ([event("accept"), event("reject")], REJECTED),  # the later one of one reviewer
        ([event("accept"), event("reject"), event("undo")], ACCEPTED),
        ([event("accept"), event("undo")], None),
        ([event("undo"), event("accept")], ACCEPTED),
        ([event("accept"), event("reject", "ben")], None),  # they disagree
        ([event("accept"), event("reject", "ben"), event("undo", "ben")], ACCEPTED),
        ([event("accept"), event("reject", "ben"), event("reject", "eva", role="adjudicator")], REJECTED),
        (
            [event("correct", changes={"value": {"from": 40, "to": 41}})],
            Decision("clm_0", accepted=True, changes={"value": 41}),
        ),
        (
            [{"claim_id": "clm_0", "reviewer": "ana", "decision": "accept", "kind": "effect"}],
            Decision("clm_0", accepted=True, changes={"kind": "effect"}),
        ),
    ],
)
def test_the_decision_that_holds(tmp_path: Path, lines: list[dict[str, Any]], expected: Decision | None) -> None:
    assert read_decisions(write_lines(tmp_path / "decisions.jsonl", lines)).get("clm_0") == expected


@pytest.mark.parametrize(
    ("content", "message"),
    [("nonsense\n", "not JSON Lines"), ('{"reviewer": "ana"}\n', "line 1: no decision"), (None, "cannot read")],
)
def test_other_files_are_refused(tmp_path: Path, content: str | None, message: str) -> None:
    path = tmp_path / "decisions.jsonl"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_decisions(path)


TEXT = "Pain fell in 40% of runners, in 50% of walkers, and by 60 in 2004."


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A run of one article: two claims, one rejected quantity."""
    claims = [
        claim_line("40%", 13, treatment={"name": "rest", "text": "resting"}, citation={"references": ["3"]}),
        claim_line("50%", 32, value=50.0),
    ]
    write_lines(tmp_path / "run" / "claims.jsonl", claims)
    rejected = [{"article_id": "a", "text": "60", "start": 55, "end": 57, "reason": "unlikely:bare"}]
    write_lines(tmp_path / "run" / "rejected.jsonl", rejected)
    write_lines(tmp_path / "run" / "articles.jsonl", [{"article_id": "a", "text": TEXT}])
    return tmp_path / "run"


def labels(run: Path, *lines: dict[str, Any]) -> list[tuple[str, bool]]:
    """Text of each label, and whether it is open."""
    (article,) = read_labels(run, [], [write_lines(run / "decisions.jsonl", lines)])
    return [(claim.text, claim.optional) for claim in article.claims]


def test_undecided_claims_and_quantities_stay_open(run: Path) -> None:
    line = {"claim_id": "clm_13", "actor": "ana", "action": "accept"}
    assert labels(run, line) == [("40%", False), ("50%", True), ("60", True)]


def test_an_article_decided_in_full_leaves_nothing_open(run: Path) -> None:
    accept = {"claim_id": "clm_13", "actor": "ana", "action": "accept"}
    reject = {"claim_id": "clm_32", "actor": "ana", "action": "reject"}
    assert labels(run, accept, reject) == [("40%", False)]


def test_added_claims_are_labels(run: Path) -> None:
    added = {"claim_id": "clm_new", "actor": "ana", "action": "add", "claim": claim_line("60", 55, value=60.0)}
    decided = [{"claim_id": claim_id, "actor": "ana", "action": "accept"} for claim_id in ("clm_13", "clm_32")]
    assert labels(run, added, *decided) == [("40%", False), ("50%", False), ("60", False)]


def test_accepted_and_corrected_fields(run: Path) -> None:
    """What was accepted is right as it stands; what was corrected is right as corrected."""
    changes = {"citation": {"from": None, "to": ["4"]}, "value": {"from": 50, "to": [45, 50]}, "kind": "effect"}
    decisions = [
        {"claim_id": "clm_13", "actor": "ana", "action": "accept"},
        {"claim_id": "clm_32", "actor": "ana", "action": "correct", "changes": changes},
    ]
    (article,) = read_labels(run, [], [write_lines(run / "decisions.jsonl", decisions)])
    first, second = article.claims
    assert (first.treatment, first.references, first.value) == (("rest", "resting"), frozenset({"3"}), 40.0)
    assert (second.treatment, second.references, second.value) == ((), frozenset({"4"}), (45, 50))
    assert second.kind == "effect"


def test_decisions_of_another_run_are_refused(run: Path) -> None:
    with pytest.raises(InputError, match="no decision of"):
        labels(run, {"claim_id": "clm_other", "actor": "ana", "action": "accept"})


def test_gold_of_another_text_is_refused(run: Path) -> None:
    gold = {"start": 1, "end": 4, "text": "40%", "kind": "proportion", "value": 40, "treatment": [], "references": []}
    path = write_lines(run / "gold.jsonl", [{"id": "a", "claims": [gold]}])
    with pytest.raises(InputError, match="another version of the text"):
        read_labels(run, [path], [])
