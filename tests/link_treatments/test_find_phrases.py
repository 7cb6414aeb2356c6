"""The phrases of the table: what each row finds, and that looking only at opening words finds no less."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimsift.lexicon import load_table
from claimsift.lexicon.lower_text import lower_text
from claimsift.lexicon.split_words import split_words
from claimsift.stages.link_treatments.find_phrases import Phrases, phrase_pattern

ROWS = {name: row for name, row in load_table("treatment_phrases").items() if name != "note"}
_PARTS = sorted(
    {part for row in ROWS.values() for text in row["examples"] + row["counterexamples"] for part in text.split()}
)
TEXTS = st.lists(st.sampled_from([*_PARTS, "Treated", "§", "\n\n", "İn", "-", "_"]), max_size=25).map(" ".join)


def has(name: str, text: str) -> bool:
    lowered = lower_text(text)
    return Phrases(split_words(text), lowered).has(name, 0, len(text))


@pytest.mark.parametrize("name", ROWS)
def test_each_row_finds_its_examples_only(name):
    assert [text for text in ROWS[name]["examples"] if not has(name, text)] == []
    assert [text for text in ROWS[name]["counterexamples"] if has(name, text)] == []


@given(TEXTS, st.integers(0, 60), st.integers(0, 200))
def test_phrases_are_those_that_a_plain_search_finds(text, start, end):
    lowered = lower_text(text)
    phrases = Phrases(split_words(text), lowered)
    for name in ROWS:
        plain = phrase_pattern(name).search(lowered, start, end) is not None
        assert phrases.has(name, start, min(end, len(text))) == plain
