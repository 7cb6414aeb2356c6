"""The second reading: what the first one believed of other claims → features of a claim's candidates."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimsift.records import Claim, Layout, Provenance, Quantity, TextSpan, TreatmentMention
from claimsift.stages.link_treatments.find_context import find_context
from claimsift.stages.link_treatments.link_candidate import LinkCandidate
from claimsift.stages.link_treatments.read_neighbours import Standing, add_neighbours, find_standings
from claimsift.stages.segment import find_layout

ASPIRIN = TreatmentMention("aspirin", "aspirin", 0, 7)


def candidates(place: str = "heading") -> list[LinkCandidate]:
    return [LinkCandidate(ASPIRIN, "aspirin", place), LinkCandidate(None, None, "none")]


def claims_of(text: str, layout: Layout) -> tuple[Claim, ...]:
    claims = []
    for match in re.finditer(r"\d+%", text):
        sentence = layout.sentence_at(match.start())
        assert sentence is not None
        quantity = Quantity(match[0], match.start(), match.end(), float(match[0][:-1]), "%")
        span = TextSpan(text[sentence.start : sentence.end], sentence.start, sentence.end)
        claims.append(Claim(str(match.start()), "a", "proportion", quantity, span, Provenance("test", "0")))
    return tuple(claims)


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("Pain eased in 40%.", [""]),
        ("Pain eased in 40% and went in 20%.", ["", "sentence"]),
        ("Pain eased in 40% on aspirin and in 20% of others.", ["", "sentence_between"]),
        ("Pain eased in 40%. It went in 20%.", ["", "block"]),
        ("Pain\n\nPain eased in 40% of them all.\n\nIt went in 20% of them all.", ["", "section"]),
    ],
)
def test_how_a_claim_is_joined_to_the_one_before(text: str, joined: list[str]) -> None:
    layout = find_layout(text)
    start = text.find("aspirin")
    mentions = (TreatmentMention("aspirin", "aspirin", start, start + 7),) if start >= 0 else ()
    claims = claims_of(text, layout)
    context = find_context(text, layout, mentions, claims)
    assert [standing.joined for standing in find_standings(context, claims)] == joined


def test_beliefs_of_the_other_claims_are_told_apart_by_where_they_stand() -> None:
    found = [candidates(), candidates("same_sentence"), candidates()]
    standings = [Standing(1, 0, ""), Standing(1, 0, "sentence"), Standing(2, 0, "section")]
    beliefs = [{"aspirin": 0.9, None: 0.1}, {"aspirin": 0.5, None: 0.5}, {"aspirin": 0.2, None: 0.8}]
    add_neighbours(found, standings, beliefs)
    aspirin, none = found[1]
    assert aspirin.features == pytest.approx(
        {
            "belief_block": 0.9,
            "belief_section": 0.55,
            "belief_article": 0.55,
            "belief_before_sentence": 0.9,
        }
    )
    assert none.features["belief_block_none"] == pytest.approx(0.1)
    # Where the claim's sentence names no treatment, the others say more: these features weigh by themselves.
    assert found[2][0].features["belief_before_section_alone"] == pytest.approx(0.5)
    assert "belief_block_alone" not in found[2][0].features


def test_a_claim_by_itself_has_no_neighbours() -> None:
    found = [candidates()]
    add_neighbours(found, [Standing(0, None, "")], [{"aspirin": 0.9, None: 0.1}])
    assert [candidate.features for candidate in found[0]] == [{}, {}]


@given(
    st.lists(
        st.tuples(st.integers(0, 2), st.integers(0, 1), st.floats(0, 1)),
        min_size=1,
        max_size=12,
    )
)
def test_features_are_probabilities(rows: list[tuple[int, int, float]]) -> None:
    found = [candidates() for _ in rows]
    standings = [Standing(block, section, "block" if at else "") for at, (block, section, _) in enumerate(rows)]
    add_neighbours(found, standings, [{"aspirin": belief, None: 1 - belief} for _, _, belief in rows])
    for claim in found:
        for candidate in claim:
            assert all(0 < value <= 1 + 1e-9 for value in candidate.features.values())
