"""Ranking of stretches: the one that shares most with what the outcome may be comes first, whatever the order given."""

import pytest

from claimsift.stages.describe_claims.rank_stretches import count_said, rank_stretches
from claimsift.stages.describe_claims.read_clauses import read_tokens

WORDS = "risk of back pain after surgery"
ALL, RISK, PAIN, SURGERY = (0, 3), (0, 0), (2, 3), (5, 5)


@pytest.fixture(name="said")
def count_words():
    return count_said(read_tokens(WORDS, 0, len(WORDS), ()))


def test_small_words_are_not_counted(said):
    assert said == [0, 1, 1, 2, 3, 3, 4]


def test_the_likeliest_comes_first(said):
    ranked = rank_stretches(said, [(0.0, PAIN), (3.0, SURGERY)])
    assert ranked == [(1.0, SURGERY)]


def test_stretches_that_share_words_back_each_other(said):
    ranked = rank_stretches(said, [(1.0, SURGERY), (0.9, ALL), (0.9, PAIN)])
    assert [stretch for _, stretch in ranked] == [ALL, PAIN, SURGERY]
    assert ranked[0][0] > ranked[-1][0]


def test_expected_agreement_is_a_mean_of_token_f1(said):
    ranked = {stretch: value for value, stretch in rank_stretches(said, [(1.0, ALL), (1.0, RISK)])}
    assert ranked == {ALL: 0.75, RISK: 0.75}  # half 1, half 2 · 1 / (3 + 1)


def test_equal_stretches_come_in_the_order_of_their_places(said):
    assert rank_stretches(said, [(1.0, SURGERY), (1.0, RISK)]) == rank_stretches(said, [(1.0, RISK), (1.0, SURGERY)])


def test_nothing_is_ranked_where_nothing_was_scored(said):
    assert rank_stretches(said, []) == []
