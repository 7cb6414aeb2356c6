"""Assertion: asserted, hedged, negated or hypothetical, each cue within its own scope."""

import pytest

from claimsift.lexicon import load_table
from claimsift.stages.describe_claims.describe_claims import describe_claims
from claimsift.stages.describe_claims.find_assertion import find_cue

ROWS = [
    ("The drug helps ⟦30%⟧ of users.", ["asserted"]),
    ("The drug may help ⟦30%⟧ of users.", ["hedged"]),
    ("Up to ⟦30%⟧ of users are helped.", ["asserted"]),
    ("The swelling can be as much as ⟦40%⟧ of the joint.", ["hedged"]),
    ("The total is anticipated to grow to ⟦3 million|count⟧ operations.", ["hedged"]),
    ("We think that it works in ⟦half⟧ of our patients.", ["hedged"]),
    ("Perhaps ⟦one in three⟧ wears it at night.", ["hedged"]),
    ("⟦20%⟧ of patients might relapse.", ["hedged"]),
    ("It may hurt, but ⟦90%⟧ return.", ["asserted"]),
    ("The authors suggested that ⟦1 in 5⟧ had pain.", ["asserted"]),
    ("No scan is ⟦100%⟧ reliable.", ["negated"]),
    ("The tablets did not lower pressure by ⟦10 points|effect⟧.", ["negated"]),
    ("There was no difference in relapse (⟦39%⟧ vs. ⟦38%⟧).", ["asserted", "asserted"]),
    ("Patients who did not have surgery, ⟦83%⟧ of the total, were well.", ["asserted"]),
    ("Even if the test were ⟦100%⟧ perfect, doubt would remain.", ["hypothetical"]),
    ("If pain lasts more than ⟦2 days|duration⟧, call us.", ["hypothetical"]),
    ("If rates stay the same, ⟦1 in 8⟧ women will have it.", ["asserted"]),
    ("The risk fell by ⟦half⟧ if both drugs were taken.", ["asserted"]),
    ("The trial was powered to detect a gap of ⟦5 points|effect⟧ with ⟦80%⟧ power.", ["hypothetical"] * 2),
    ("The chance that she will never have it is ⟦87%⟧.", ["asserted"]),
]


@pytest.mark.parametrize(("marked", "expected"), ROWS)
def test_assertions(read_marked, marked, expected):
    text, layout, claims = read_marked(marked)
    assert [claim.assertion for claim in describe_claims(text, layout, claims)] == expected


def found_cue(marked):
    start, end = marked.index("⟦"), marked.index("⟧") - 1
    text = marked.replace("⟦", "").replace("⟧", "")
    return find_cue(text, (0, len(text)), (start, end))


@pytest.mark.parametrize("row", load_table("assertion_cues")["rows"], ids=lambda row: row["name"])
def test_row(row):
    assert row["examples"] and row["counterexamples"]
    assert [text for text in row["examples"] if found_cue(text) != (row["assertion"], row["name"])] == []
    assert [text for text in row["counterexamples"] if found_cue(text)[1] == row["name"]] == []
