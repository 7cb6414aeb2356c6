"""Short cuts of the search: each finds what the plain search finds."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimsift.lexicon import load_treatments
from claimsift.lexicon.lower_text import lower_text
from claimsift.lexicon.split_words import match_openings, split_words
from claimsift.stages.link_treatments import find_arms

_PARTS = (
    *("injections of ", "treated with ", "assigned to ", "receiving ", "either ", "the ", "The ", "drug", "treatment "),
    *("active treatment", "group ", "Group ", "arms ", "cohort ", "patients ", "1 ", "B ", "IV ", "IL-6", "LMWF-5A"),
    *("AMG 416", "SCS", "TENSs", "5-FU", "-PTCA ", "x-PTCA ", "DClo", "hGH", "aB", "Ab", "ABCDEFGHIJ", "McDonald"),
    *(" vs ", " vs. ", " versus ", " or placebo ", "-treated ", " (28%) ", ", ", ". ", " ", "\n\n", "_", "é", "İ", "ß"),
)
TEXTS = st.lists(st.sampled_from(_PARTS), max_size=30).map("".join) | st.text(max_size=60)


def spans(matches) -> list[tuple[int, int]]:
    return [match.span() for match in matches]


@given(TEXTS)
def test_words_are_those_of_the_text(text):
    words = split_words(text)
    assert words.texts == re.findall(r"[^\W_]+", text)
    assert [text[start:end] for start, end in zip(words.starts, words.ends, strict=True)] == words.texts
    assert "".join(map("".join, zip(words.gaps, [*words.texts, ""], strict=True))) == text


@given(TEXTS, st.integers(0, 40), st.integers(0, 40))
def test_words_between_two_offsets_are_those_that_start_there(text, start, end):
    words = split_words(text)
    part = words.between(start, end)
    expected = [(word, at) for word, at in zip(words.texts, words.starts, strict=True) if start <= at < end]
    assert list(zip(part.texts, part.starts, strict=True)) == expected
    assert len(part.gaps) == len(part.texts) + 1 or start > end


@pytest.mark.parametrize(
    "pattern, opening",
    [
        (find_arms._GIVEN_BEFORE, find_arms._GIVING),
        (find_arms._ARM, find_arms._ARM_NOUNS),
        (find_arms._ANAPHOR, find_arms._ANAPHOR_STARTS),
    ],
    ids=("given", "arm", "anaphor"),
)
@given(text=TEXTS)
def test_patterns_that_open_with_known_words_are_found_at_these(pattern, opening, text):
    # "_" is a letter for a pattern and parts words for the vocabulary.
    text = text.replace("_", " ")
    assert spans(match_openings(pattern, text, opening)) == spans(pattern.finditer(text))


@given(TEXTS)
def test_names_in_capitals_are_found_where_capitals_stand_together(text):
    plain = [
        match.span()
        for pattern in (find_arms._GIVEN_AFTER, find_arms._MIXED_GROUP, find_arms._COMPARED)
        for match in pattern.finditer(text)
    ]
    assert spans(find_arms._beside_names(text)) == plain


@given(TEXTS)
def test_lowercase_keeps_every_sign_in_its_place(text):
    lowered = lower_text(text)
    assert len(lowered) == len(text)
    assert lowered == text.lower() or "İ" in text


def test_every_long_name_of_the_vocabulary_opens_with_words_that_open_one():
    lexicon = load_treatments()
    long = [key.split(" ") for key in lexicon.names if " " in key]
    assert len(long) > 1000
    assert all(lexicon.opens_name(words[0], words[1]) for words in long)
    assert all(lexicon.longest[words[0]] >= len(words) for words in long)
