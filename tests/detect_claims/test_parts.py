"""What belongs to a quantity without being in its span: modifiers, intervals, spreads, p-values, earlier levels."""

import pytest

from claimsift.records import Interval, Spread
from claimsift.stages.detect_claims import find_quantities
from claimsift.stages.segment import find_layout


def read(text):
    return find_quantities(text, find_layout(text))[0]


@pytest.mark.parametrize(
    ("text", "modifier"),
    [
        ("The rate is up to 28%.", "at_most"),
        ("It can be as much as 40%.", "at_most"),
        ("At least 95% agree.", "at_least"),
        ("More than 230 studies exist.", "more_than"),
        ("Fewer than half came.", "less_than"),
        ("Nearly half came.", "about"),
        ("It was ≥ 5 mg.", "at_least"),
        ("It was <5 mg.", "less_than"),
        ("It was ~5 mg.", "about"),
        ("Three or more levels were fused.", "at_least"),
        ("Adults of 65 years or older came.", "at_least"),
        ("It took up to about 6 weeks.", "at_most"),
        ("An estimated 500 patients died.", "about"),
        ("The rate was just under 10%.", "less_than"),
        ("It was 28% up to now.", None),
        ("He got over it in 5% of cases.", None),
        ("Pain fell over 6 weeks.", None),
    ],
)
def test_modifier(text, modifier):
    assert [q.modifier for q in read(text)] == [modifier]


@pytest.mark.parametrize(
    ("text", "span", "interval"),
    [
        ("OR 2.3 (95% CI 1.1–4.5)", "2.3", (1.1, 4.5, 95.0)),
        ("HR 0.66 [95% CI: 0.5 to 0.9]", "0.66", (0.5, 0.9, 95.0)),
        ("A fall of 5 mm (95% confidence interval, 2 to 8) was seen.", "5 mm", (2.0, 8.0, 95.0)),
        ("It took 8.2 months (99% CI 6.9 to 9.9 months).", "8.2 months", (6.9, 9.9, 99.0)),
        ("The median was 0.24 mm (0.15–0.41).", "0.24 mm", (0.15, 0.41, None)),
        ("The rate was 28% (22% to 35%).", "28%", (22.0, 35.0, None)),
        ("RR 0.5, 95%CI 0.3~0.8", "0.5", (0.3, 0.8, 95.0)),
        ("A change of −0.5 (95% CI −1.2 to 0.2) was seen.", "−0.5", (-1.2, 0.2, 95.0)),
    ],
)
def test_interval(text, span, interval):
    (quantity,) = read(text)
    assert quantity.text == span
    found = quantity.interval
    assert isinstance(found, Interval)
    assert (found.low, found.high, found.level) == interval


@pytest.mark.parametrize(
    ("text", "value", "unit", "spread"),
    [
        ("A mean of 3.2 ± 1.1 points was seen.", 3.2, "point", ("sd", 1.1)),
        ("It was 17.9±11.64 and then nil.", 17.9, None, ("sd", 11.64)),
        ("Mean age was 54.3 years (SD 9.8).", 54.3, "a", ("sd", 9.8)),
        ("A gain of 12.5 (SE 2.1) points was seen.", 12.5, "point", ("se", 2.1)),
        ("Stay was 6 days (IQR 4–9).", 6.0, "d", ("iqr", (4.0, 9.0))),
        ("Pressure fell from 31.1 (± 14.2) mm Hg.", 31.1, "mm[Hg]", ("sd", 14.2)),
        ("The mean fall was 6.9 (4.8) mmHg.", 6.9, "mm[Hg]", ("sd", 4.8)),
        ("Mean age was 31 (5.2, sd) years.", 31.0, "a", ("sd", 5.2)),
        ("The wait was 14.5 (interquartile range, IQR: 9.0–21.5) h.", 14.5, "h", ("iqr", (9.0, 21.5))),
        ("Median (IQR) stay was 4 (2-7) days.", 4.0, "d", ("iqr", (2.0, 7.0))),
    ],
)
def test_spread(text, value, unit, spread):
    (quantity,) = read(text)
    assert isinstance(quantity.spread, Spread)
    assert (quantity.value, quantity.unit) == (value, unit)
    assert (quantity.spread.kind, quantity.spread.value) == spread


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Pain fell by 30% (p = 0.02).", [("30%", "=", 0.02)]),
        ("Pain fell by 30% (P<.001).", [("30%", "<", 0.001)]),
        ("It was 56% vs. 26%, p = 0.06.", [("56%", "=", 0.06), ("26%", "=", 0.06)]),
        ("The odds ratio was 2.3 (p-value of 0.04).", [("2.3", "=", 0.04)]),
    ],
)
def test_p_value(text, found):
    quantities = read(text)
    assert [(q.text, q.p_value.comparator, q.p_value.value) for q in quantities if q.p_value] == found


@pytest.mark.parametrize(
    ("text", "later", "baseline"),
    [
        ("Pain fell from 20% to 10%.", "10%", "20%"),
        ("HbA1c went from 8.4% at baseline to 7.1%.", "7.1%", "8.4%"),
        ("Stays were shortened from 5 days to 3 days.", "3 days", "5 days"),
        ("The score increased to 62 points from 48 points.", "62 points", "48 points"),
        ("Use rose from 5% in 2010 to 10% in 2020.", "10%", "5%"),
        ("Pain fell from 6.8 (SD 1.2) to 2.3 (SD 1.0).", "2.3", "6.8"),
    ],
)
def test_change_is_two_levels(text, later, baseline):
    quantities = read(text)
    assert len(quantities) == 2
    assert [(q.text, q.baseline.text) for q in quantities if q.baseline] == [(later, baseline)]


def test_levels_of_a_change_with_their_times():
    quantities = read("Pain fell from 20% at 6 months to 10% at 12 months.")
    assert [(q.text, q.baseline and q.baseline.text) for q in quantities if q.unit == "%"] == [
        ("20%", None),
        ("10%", "20%"),
    ]


def test_lists_share_their_unit():
    found = [(q.value, q.unit) for q in read("They came after 2, 4 and 8 weeks.")]
    assert found == [(2.0, "wk"), (4.0, "wk"), (8.0, "wk")]


def test_counts_carry_their_noun():
    found = [(q.value, q.unit) for q in read("Among 80 men, 20 had stopped and 12 were lost.")]
    assert found == [(80.0, "man"), (20.0, "man"), (12.0, "man")]


def test_whole_named_first_is_the_denominator():
    quantities = read("Of the 45 people called, 39 (87%) answered.")
    assert [(q.text, q.numerator, q.denominator) for q in quantities] == [("39 (87%)", 39.0, 45.0)]


def test_masked_signs_do_not_split_a_quantity():
    found = [(q.text, q.value) for q in read("It helped **thirty** of the 40 men and **12** (20%) women.")]
    assert found == [("thirty** of the 40", 75.0), ("12** (20%)", 20.0)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pain eased within a month of surgery.", [("a month", 1.0, "mo")]),
        ("It lasted a year and a half.", [("a year and a half", 1.5, "a")]),
        ("It ran for over a decade.", [("a decade", 10.0, "a")]),
        ("Take 5 mg a day.", [("5 mg a day", 5.0, "mg/d")]),
        ("There was a two- to threefold rise.", [("two- to threefold", (2.0, 3.0), None)]),
        ("Neither of the two hips failed.", [("Neither of the two", 0.0, "%")]),
        ("No one in the control group died.", [("No one", 0.0, "person")]),
        ("Of the 20 nurses, 18 agreed.", [("18", 90.0, "%")]),
        ("Of the 20 nurses, 18 agreed and 2 left.", [("18", 90.0, "%"), ("2", 10.0, "%")]),
        ("Of 20 nurses asked, 18 agreed.", [("20", 20.0, "nurse"), ("18", 18.0, None)]),
        ("Deaths fell from 40 per 1,000 births to 30.", [("40 per 1,000", 4.0, "%"), ("30", 3.0, "%")]),
        ("It was 4 per 1,000 in men and 3 in women.", [("4 per 1,000", 0.4, "%"), ("3", 0.3, "%")]),
        (
            "Pressure fell from 25.0±1.9 to 17.6±2.2 mmHg.",
            [("25.0±1.9", 25.0, "mm[Hg]"), ("17.6±2.2 mmHg", 17.6, "mm[Hg]")],
        ),
        ("Mean grip was 28.4 (s.d. 6.1) kg.", [("28.4 (s.d. 6.1) kg", 28.4, "kg")]),
        ("Falls were seen in 2 (<1%) of them.", [("2 (<1%)", 1.0, "%")]),
        ("Its share was (17/200) 8.5%.", [("17/200) 8.5%", 8.5, "%")]),
        ("An HbA1c (%) of 8.4 was seen.", [("8.4", 8.4, "%")]),
        ("Use it twice or three times daily.", [("twice or three times daily", (2.0, 3.0), "/d")]),
        ("It cost £12m in all.", [("£12m", 12e6, "GBP")]),
        ("Some 7.6m people wait.", [("7.6m", 7.6e6, "person")]),
        ("A quarter to a third of men relapse.", [("A quarter to a third", (25.0, 100 / 3), "%")]),
        ("Twenty-odd patients came.", [("Twenty-odd", 20.0, "patient")]),
        ("It cost $264 (€200) a day.", [("$264", 264.0, "USD")]),
        ("They lost 12.4 kg (27 lb) in all.", [("12.4 kg", 12.4, "kg")]),
        ("It was 5 cm (2 to 8 cm) long.", [("5 cm", 5.0, "cm")]),
        ("Three such cases were seen.", [("Three", 3.0, "case")]),
        ("Just under a third refused.", [("a third", 100 / 3, "%")]),
        ("Age rose by 2.4 years to 78.1 years.", [("2.4 years", 2.4, "a"), ("78.1 years", 78.1, "a")]),
        ("No patient needed a second graft.", [("No", 0.0, "patient")]),
        ("Three men died, none in the other group.", [("Three", 3.0, "man"), ("none", 0.0, "man")]),
        ("Give 250 mg q8h for now.", [("250 mg", 250.0, "mg"), ("q8h", 8.0, "h")]),
        ("One birth in eight was early.", [("One birth in eight", 12.5, "%")]),
        ("In a small study 18 of 24 men relapsed.", [("18 of 24", 75.0, "%")]),
        ("Some 18,4% of the men relapsed.", [("18,4%", 18.4, "%")]),
        ("Fat made up 35 en% of it, or 36 energy %.", [("35 en%", 35.0, "%"), ("36 energy %", 36.0, "%")]),
        ("The wait was six weeks, down from nine.", [("six weeks", 6.0, "wk"), ("nine", 9.0, "wk")]),
        ("Doses of 75 mg/m (2) were given.", [("75 mg/m (2)", 75.0, "mg/m2")]),
    ],
)
def test_forms_that_bind_more_than_one_number(text, expected):
    found = [(q.text, q.value, q.unit) for q in read(text)]
    assert [(t, u) for t, _, u in found] == [(t, u) for t, _, u in expected]
    assert [v for _, v, _ in found] == [pytest.approx(v) for _, v, _ in expected]


def test_a_rate_stands_behind_its_interval():
    rate = read("Falls came to 13.6 (95% CI 10.2–17.9) per 1000 person-years.")[0]
    assert (rate.value, rate.numerator, rate.denominator) == (1.36, 13.6, 1000.0)
    assert rate.interval is not None and rate.interval.low == 10.2


def test_bounds_behind_a_named_ratio_are_its_interval():
    found = read("It fell (relative risk 0.65, 0.48 to 0.88) in men.")
    assert [(q.value, q.interval and q.interval.high) for q in found] == [(0.65, 0.88)]


def test_a_range_of_so_many_is_a_rate():
    assert [(q.value, q.unit) for q in read("In 2 to 3 out of 100 women it returns.")] == [((2.0, 3.0), "%")]
