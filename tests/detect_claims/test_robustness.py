"""Any text gives quantities or none, with right offsets, in linear time."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimsift.records import Layout
from claimsift.stages.describe_claims.describe_claims import describe_claims
from claimsift.stages.detect_claims import find_quantities
from claimsift.stages.detect_claims.find_claims import find_claims
from claimsift.stages.segment import find_layout

_PIECES = st.sampled_from(
    [
        *("12%", "5–10 mg", "(95% CI 1.1–4.5)", "p < .05", "one in five", "½", "10⁶", "1e300", "9" * 40),
        *("\u00a0", "\u2009", "é", "e\u0301", "😀", "שלום", "of the", "and", "to", "from", "±", "/", "$"),
        *("−3.2", "３", "٣", "[1,2]", "n =", "\n\n", "- ", "million", "half", "fold", "0/0", "1 in 0"),
        *("x", "over", "point", "between", "patients", "women", "within 2 years", "b.i.d.", "may", "did not", "%"),
        *("1/2", "'000", "5 of 4", "mean", "SD", "(", ")", "•", "| ", "respectively", "of these", "\ud800", "²"),
    ]
)  # fmt: skip


def check(text):
    layout = find_layout(text)
    quantities, rejections = find_quantities(text, layout)
    for item in (*quantities, *rejections):
        assert text[item.start : item.end] == item.text
    for quantity in quantities:
        values = quantity.value if isinstance(quantity.value, tuple) else (quantity.value,)
        assert all(value is not None and abs(value) < 1e40 for value in values)
    spans = [(quantity.start, quantity.end) for quantity in quantities]
    assert spans == sorted(spans)
    claims, rejected = find_claims(text, layout, quantities)
    assert {(item.start, item.end) for item in (*[c.quantity for c in claims], *rejected)} == set(spans)
    for claim in describe_claims(text, layout, claims):
        assert 0.0 <= claim.confidence <= 1.0
        for span in (claim.outcome, claim.population, claim.timepoint, claim.sentence):
            assert span is None or text[span.start : span.end] == span.text
        assert all(check.compared for check in claim.checks)


@given(st.text(st.characters(), max_size=200))  # lone surrogates too
@settings(max_examples=200, deadline=None)
def test_arbitrary_text(text):
    check(text)


@given(st.lists(_PIECES | st.text(max_size=4), max_size=25), st.sampled_from(["", " ", ", ", ". "]))
@settings(max_examples=300, deadline=None)
def test_texts_full_of_numbers(pieces, glue):
    check(glue.join(pieces))


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("😀😀 Pain fell in 12% of men.", "12%"),
        ("Cafe\u0301 visits: 5 mg daily.", "5 mg daily"),
        ("שלום 28% שלום", "28%"),
        ("It was −3.2 mm then.", "−3.2 mm"),
        ("A dose of 5\u2009mg helped.", "5\u2009mg"),
        ("Of 13\u202f388 people, all came.", "13\u202f388"),
    ],
)
def test_offsets(text, span):
    found = find_quantities(text, find_layout(text))[0]
    assert [(q.text, text[q.start : q.end]) for q in found] == [(span, span)]


_WORST = [
    *("1 ", "1,", "1.", "12%", "one ", "one hundred and ", "5 mg/", "(1", "[1,", "1 in ", "1 of the ", "from 1 to "),
    *("95% CI ", "p = ", "a ", "a-", "1-", "by ", "reduced by ", "n = ", "± 1 ", "1/2/", "million ", "half ", "\u00a0"),
    *("1 000 ", "aged 1 ", "+1 22 ", "a year ", "(", "7", "Of the 5 men, 3 ", "1 (1.1) ", "2001;2(3):4-5 "),
]  # fmt: skip


@pytest.mark.parametrize("piece", ["7 ", "7", "(", "(1", "12% ", "a year ", "5.1 (5.1) "])
def test_a_sentence_without_end_is_judged_in_linear_time(piece):
    """The judgement of a quantity looks at a stretch of its sentence, however long that is."""
    short, long = piece * (1_500 // len(piece)), piece * (6_000 // len(piece))
    seconds = []
    for text in (short, long):
        layout = find_layout(text)
        quantities, _ = find_quantities(text, layout)
        start = time.process_time()
        find_claims(text, layout, quantities)
        seconds.append(time.process_time() - start)
    assert seconds[1] <= 8 * seconds[0] + 0.2


@pytest.mark.parametrize("make", [lambda size: "(" * size, lambda size: "() " * (size // 3), lambda size: " " * size])
def test_a_hundred_thousand_signs_without_a_number(make):
    """Four times the text may take eight times as long: a quadratic rule takes sixteen."""
    _all_stages(make(1_000))  # tables are loaded
    seconds = [_all_stages(make(size)) for size in (50_000, 200_000)]
    assert seconds[1] <= 8 * seconds[0] + 0.1


def test_mixed_text_takes_linear_time():
    """Four times the text of all the rows of the form suite may take eight times as long, on a busy machine too."""
    line = " ".join(row["text"] for row in json.loads(f"[{','.join(_FORMS.read_text('utf-8').splitlines())}]"))
    text = "\n\n".join([line] * (120_000 // len(line) + 1))
    _all_stages(text[:1_000])  # tables are loaded
    seconds = [_all_stages(text[:size]) for size in (30_000, 120_000)]
    assert seconds[1] <= 8 * seconds[0] + 0.1


_FORMS = Path(__file__).parents[2] / "benchmarks/forms/forms.jsonl"


def _all_stages(text):
    start = time.process_time()
    layout = find_layout(text)
    quantities, _ = find_quantities(text, layout)
    claims, _ = find_claims(text, layout, quantities)
    describe_claims(text, layout, claims)
    return time.process_time() - start


def _seconds(text):
    layout = Layout(text)
    best = float("inf")
    for _ in range(2):
        start = time.process_time()
        find_quantities(text, layout)
        best = min(best, time.process_time() - start)
    return best


@pytest.mark.parametrize("piece", _WORST)
def test_time_grows_with_the_text_and_no_faster(piece):
    """Four times the text may take eight times as long: a quadratic rule takes sixteen."""
    short, long = piece * (1_500 // len(piece)), piece * (6_000 // len(piece))
    assert _seconds(long) <= 8 * _seconds(short) + 0.1
