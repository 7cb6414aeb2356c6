"""Records to plain values and back."""

from hypothesis import given
from hypothesis import strategies as st

from claimsift.records import (
    Baseline,
    Candidate,
    CitationLink,
    Claim,
    Interval,
    Provenance,
    Quantity,
    TextSpan,
    TraceStep,
)
from claimsift.records.codec import from_plain, to_plain

numbers = st.floats(allow_nan=False, allow_infinity=False, width=32)
values = st.one_of(st.none(), numbers, st.tuples(numbers, numbers))
spans = st.builds(TextSpan, st.text(max_size=8), st.integers(0, 99), st.integers(0, 99))
quantities = st.builds(
    Quantity,
    text=st.text(max_size=8),
    start=st.integers(0, 99),
    end=st.integers(0, 99),
    value=values,
    unit=st.one_of(st.none(), st.just("%")),
    interval=st.one_of(st.none(), st.builds(Interval, numbers, numbers, st.none(), st.just("CI"))),
    baseline=st.one_of(
        st.none(), st.builds(Baseline, st.just("20%"), st.just(0), st.just(3), values.filter(bool), st.just("%"))
    ),
    counted=st.one_of(st.none(), spans),
)
claims = st.builds(
    Claim,
    claim_id=st.just("clm_1"),
    article_id=st.text(max_size=4),
    kind=st.just("count"),
    quantity=quantities,
    sentence=spans,
    provenance=st.just(Provenance("rule", "0")),
    outcome=st.one_of(st.none(), spans),
    citation=st.one_of(
        st.none(),
        st.builds(
            CitationLink,
            st.lists(st.text(max_size=3), max_size=2).map(tuple),
            st.lists(spans, max_size=2).map(tuple),
            st.just("same_clause"),
            st.just(0.5),
        ),
    ),
)


@given(claims)
def test_a_claim_survives_the_way_there_and_back(claim: Claim) -> None:
    assert from_plain(Claim, to_plain(claim)) == claim


def test_nested_tuples_come_back_as_tuples() -> None:
    step = TraceStep("link", "none", "far", (Candidate("surgery", None, None, 0.5, (("distance", 3.0),)),))
    assert from_plain(TraceStep, to_plain(step)) == step
