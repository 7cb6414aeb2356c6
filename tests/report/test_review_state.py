"""What the report says of a review: the log of decisions, folded to a status a claim, agreement and pace."""

from __future__ import annotations

from pathlib import Path

import pytest

from claimsift.errors import RunError
from claimsift.report.read_review import ReviewState, read_review
from claimsift.report.render_pages import render_report
from claimsift.report.statements import Corpus
from claimsift.review.event_log import EventLog
from claimsift.review.events import Draft
from claimsift.review.tables import prepare

# Who did what to which claim; an adjudicator's word is the last.
DECISIONS = [
    ("ana", "accept", "c1", "reviewer"), ("ben", "accept", "c1", "reviewer"),
    ("ana", "accept", "c2", "reviewer"), ("ben", "reject", "c2", "reviewer"),
    ("ana", "accept", "c3", "reviewer"), ("ben", "reject", "c3", "reviewer"), ("eva", "reject", "c3", "adjudicator"),
    ("ana", "correct", "c4", "reviewer"),
    ("ana", "skip", "c5", "reviewer"),
    ("ana", "reject", "c6", "reviewer"), ("ana", "undo", "c6", "reviewer"),
]  # fmt: skip


def write_log(folder: Path, decisions: list[tuple[str, str, str, str]]) -> Path:
    path = folder / "review" / "decisions.sqlite"
    prepare(path)
    log = EventLog(path)
    for number, (actor, action, claim_id, role) in enumerate(decisions):
        anchors = {} if action == "undo" else {claim_id: {"article_id": "a"}}
        changes = {"value": {"from": 1.0, "to": 2.0}} if action == "correct" else {}
        reason = "not_a_claim" if action == "reject" else None
        taken = 1000 * (number + 1)
        log.append(
            Draft(actor, action, anchors, f"key-{number}", role=role, changes=changes, reason=reason, elapsed_ms=taken)
        )
    log.close()
    return folder


def test_a_run_that_nobody_reviewed_has_no_state(tmp_path: Path) -> None:
    assert read_review(tmp_path) is None
    assert read_review(write_log(tmp_path, [("ana", "skip", "c1", "reviewer")])) is None


def test_statuses_agreement_and_pace(tmp_path: Path) -> None:
    state = read_review(write_log(tmp_path, DECISIONS))
    assert state is not None
    assert dict(state.statuses) == {"c1": "accepted", "c2": "contested", "c3": "rejected", "c4": "corrected"}
    assert state.reviewers == ("ana", "ben")
    assert (state.alike, state.twice) == (1, 3)
    assert state.interval == pytest.approx((6.15, 79.23), abs=0.01)
    assert state.seconds == 5.5
    assert state.count(["c1", "c2", "c9"]) == {
        "accepted": 1, "corrected": 0, "rejected": 0, "contested": 1, "open": 1,
    }  # fmt: skip


def test_a_broken_log_is_named(tmp_path: Path) -> None:
    (tmp_path / "review").mkdir()
    (tmp_path / "review" / "decisions.sqlite").write_text("no database", encoding="utf-8")
    with pytest.raises(RunError, match=r"decisions\.sqlite cannot be read"):
        read_review(tmp_path)


def test_the_report_shows_how_far_the_review_is(corpus: Corpus) -> None:
    ids = corpus.claim_ids
    state = ReviewState({ids[0]: "accepted", ids[1]: "rejected"}, ("<ana>",), 4, 3, 4.25)
    page = render_report(corpus, review=state)
    assert "Decided by &lt;ana&gt;; a decision took 4.2 s (median)." in page
    assert (
        "3 of the 4 claims that two or more reviewers decided were decided alike (75 %, 95 % interval 30 to 95 %)"
        in page
    )
    assert f'data-show="r=open">{len(ids) - 2}<' in page
    assert page.count('data-r="accepted"') == 1
    assert "data-r=" not in render_report(corpus)
