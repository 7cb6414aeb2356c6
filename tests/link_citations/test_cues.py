"""What a cue of the table opens with, and which words tell of it, leave out none of its matches."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimsift.lexicon import load_table
from claimsift.lexicon.split_words import split_words
from claimsift.stages.link_citations.cues import cue_pattern, load_cue

ROWS = {name: row for name, row in load_table("citation_cues").items() if name != "note"}
OPENED = [name for name, row in ROWS.items() if "opens" in row]
_PARTS = sorted(
    {
        part
        for name in OPENED
        for text in [*ROWS[name]["examples"], *ROWS[name]["counterexamples"], *ROWS[name]["opens"]]
        for part in text.split()
    }
)
TEXTS = st.lists(st.sampled_from([*_PARTS, "study", "trial", "(12", "(Table", "of", "the", "."]), max_size=12)


@pytest.mark.parametrize("name", OPENED)
@given(parts=TEXTS)
def test_a_cue_is_found_where_a_word_opens_it(name, parts):
    cue = load_cue(name)
    text = " ".join(parts).lower() if cue.any_case else " ".join(parts)
    places = split_words(text).starts_between(0, len(text), cue.opens.__contains__)
    found = any(cue_pattern(name).match(text, place) for place in places)
    assert found == (cue_pattern(name).search(text) is not None)


@pytest.mark.parametrize("name", OPENED)
def test_each_example_opens_so(name):
    for text in ROWS[name]["examples"]:
        match = cue_pattern(name).search(text.lower() if load_cue(name).any_case else text)
        assert match is None or split_words(text[match.start() :]).lowers[0] in load_cue(name).opens
