"""The classes of words: learned tables hold plain words, each in one class, and decide what a token is."""

import pytest

from claimsift.lexicon import load_table
from claimsift.records import Claim
from claimsift.stages.describe_claims.read_clauses import read_tokens
from claimsift.stages.describe_claims.read_signs import outcome_odds


@pytest.mark.parametrize("table", ["word_tags", "outcome_words"])
def test_each_word_has_one_class(table):
    words = [word for line in load_table(table).values() for word in line.split()]
    assert len(words) == len(set(words)) > 1000
    assert [word for word in words if word != word.lower()] == []


ROWS = [
    ("They will cough at night", "cough", "V"),
    ("The cough grew", "cough", "W"),
    ("Patients who report pain", "report", "L"),
    ("People stick to it", "stick", "V"),
    ("The stick broke", "stick", "W"),
    ("They cannot read well", "read", "V"),
    ("It rose sharply", "sharply", "X"),
    ("An equally rare disease", "rare", "W"),
]


@pytest.mark.parametrize(("text", "word", "tag"), ROWS)
def test_tags(text, word, tag):
    claims: tuple[tuple[int, Claim], ...] = ()
    tokens = read_tokens(text, 0, len(text), claims)
    assert {token.text: token.tag for token in tokens}[word] == tag


def test_outcome_words_are_told_from_others():
    assert outcome_odds("mortality") > 0 > outcome_odds("placebo")
    assert outcome_odds("zzz") == 0
