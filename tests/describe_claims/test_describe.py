"""The stage as a whole: any text and any claims, spans inside the text, and every other field left as it was."""

from dataclasses import MISSING, fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimsift.lexicon import load_table
from claimsift.stages.describe_claims.describe_claims import describe_and_trace, describe_claims
from claimsift.stages.segment import find_layout

PIECES = st.sampled_from(
    ["of patients", "had pain", " at ", "12 months", "one year", "may", "if", "(", ")", ": ", ".\n\n", "\n• ", "vs. ",
     "the remaining", "rate of", "who", "in 2020", " ", ", ", "28%", "n = 4", "was reduced by", "]( https://a.b/c )"]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=120), st.lists(PIECES, max_size=25).map(" ".join))
KINDS = st.sampled_from(["proportion", "count", "measure", "duration", "dose", "effect", "money"])


@settings(max_examples=150, deadline=None)
@given(data=st.data(), text=TEXTS)
def test_any_claims_of_any_text_give_spans_inside_it(make_claim, data, text):
    count = data.draw(st.integers(0, 4)) if text else 0
    claims = []
    for _ in range(count):
        start = data.draw(st.integers(0, len(text) - 1))
        end = data.draw(st.integers(start + 1, len(text)))
        claims.append(make_claim(text, start, end, data.draw(KINDS)))
    described = describe_claims(text, find_layout(text), tuple(claims))
    assert len(described) == count
    for claim in described:
        for span in (claim.outcome, claim.population, claim.timepoint):
            assert span is None or (span.text == text[span.start : span.end] and span.text)


def test_only_the_description_changes(read_marked):
    text, layout, (claim,) = read_marked("Pain may return in ⟦30%⟧ of patients within 2 years.")
    blank = {"outcome": None, "population": None, "timepoint": None, "assertion": "asserted", "checks": ()}
    others = [field.name for field in fields(claim) if field.default is not MISSING and field.name not in blank]
    claims = (replace(claim, **{name: 0.25 if name == "confidence" else name for name in others}),)
    described = describe_claims(text, layout, claims)
    assert tuple(replace(claim, **blank) for claim in described) == claims


def test_the_trace_names_the_cue_and_the_candidates(read_marked):
    text, layout, claims = read_marked("Pain may return in ⟦30%⟧ of patients.")
    _, traces = describe_and_trace(text, layout, claims)
    outcome, assertion = traces[claims[0].claim_id]
    assert outcome.decision.startswith("outcome: ") and len(outcome.candidates) > 1
    assert (assertion.decision, assertion.reason) == ("assertion: hedged", "cue modal")


def test_a_text_without_sentences_has_bare_claims(make_claim):
    claim = make_claim("28%", 0, 3)
    (described,) = describe_claims("28%", find_layout("28%"), (claim,))
    assert (described.outcome, described.population, described.timepoint) == (None, None, None)


@pytest.mark.parametrize("name", sorted(load_table("describe_words")))
def test_word_classes_are_lower_case_words(name):
    words = load_table("describe_words")[name].split()
    assert words
    assert [word for word in words if word != word.lower()] == []
