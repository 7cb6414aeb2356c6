"""Every row of the table of page furniture matches its examples and none of its counterexamples."""

import re

import pytest

from claimsift.lexicon import load_table

ROWS = load_table("furniture")


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_row(row):
    pattern = re.compile(row["pattern"], re.IGNORECASE)
    assert row["examples"] and row["counterexamples"]
    assert [text for text in row["examples"] if not pattern.search(text)] == []
    assert [text for text in row["counterexamples"] if pattern.search(text)] == []
