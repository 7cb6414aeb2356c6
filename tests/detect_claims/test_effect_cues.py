"""The short cut before the patterns for what stands before a number lets none of them miss anything."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimsift.stages.detect_claims import effect_cues
from claimsift.stages.detect_claims.any_case import AnyCase
from claimsift.stages.detect_claims.effect_cues import ends_in_cue

UP_TO_NUMBER = {
    name: cue
    for name, cue in vars(effect_cues).items()
    if isinstance(cue, AnyCase) and cue.pattern.pattern.endswith(r"\Z")
}


def test_many_patterns_reach_up_to_the_number():
    assert {"EFFECT_BY", "CHANGED_BY", "LOST_WEIGHT", "DIFFERENCE"} < UP_TO_NUMBER.keys()


@pytest.mark.parametrize("name", sorted(UP_TO_NUMBER))
@given(data=st.data())
def test_what_a_pattern_finds_ends_in_a_cue(name, data):
    assert ends_in_cue(data.draw(st.from_regex(UP_TO_NUMBER[name].pattern)))


@pytest.mark.parametrize("before", ["", "in ", "the 5 (n", "12 of the ", "week "])
def test_most_texts_before_a_number_end_in_none(before):
    assert not ends_in_cue(before)
