"""The arithmetic audit: what adds up is not flagged, and a flag says what was compared."""

import re

import pytest

from claimsift.records import Baseline, Interval, PValue
from claimsift.stages.describe_claims.check_arithmetic import check_claim
from claimsift.stages.describe_claims.describe_claims import describe_claims
from claimsift.stages.detect_claims import find_quantities
from claimsift.stages.detect_claims.find_claims import find_claims
from claimsift.stages.segment import find_layout


def ratio(words, numerator, denominator, value):
    return words, {"numerator": numerator, "denominator": denominator, "value": value}


def interval(low, high, text="95% CI"):
    return Interval(low, high, 95.0, text)


def fall(before, after, unit="%"):
    return {"value": after, "unit": unit, "baseline": Baseline(f"{before}%", 10, 13, before, unit)}


RATIOS = [
    (*ratio("38.5% (15/39)", 15, 39, 38.5), []),
    (*ratio("15/39 (42%)", 15, 39, 42.0), ["ratio_mismatch"]),
    (*ratio("2 of 3 (67%)", 2, 3, 67.0), []),
    (*ratio("2 of 3 (66%)", 2, 3, 66.0), []),  # cut off, not rounded: no error of substance
    (*ratio("2 of 3 (66.1%)", 2, 3, 66.1), ["ratio_mismatch"]),
    (*ratio("1 (0.5%) of 200", 1, 200, 0.5), []),
    (*ratio("1 (5%) of 200", 1, 200, 5.0), ["ratio_mismatch"]),
    (*ratio("9 men (90·1%)", 9, 10, 90.1), []),
    (*ratio("12.9% (about 1 in 8)", 1, 8, 12.9), []),
    (*ratio("25% (about 1 in 8)", 1, 8, 25.0), ["ratio_mismatch"]),
    (*ratio("87.1%, or about 7 in 8", 7, 8, 87.1), []),
    (*ratio("Half (52%)", 1, 2, 52.0), []),  # a fraction in words is the nearest simple one
    (*ratio("Two-thirds (40%)", 2, 3, 40.0), ["ratio_mismatch"]),
    (*ratio("30 of 35", 30, 35, 85.714), []),  # no percent is printed
    (*ratio("40 of 35", 40, 35, 114.0), ["part_exceeds_whole", "over_100_percent"]),
]

PARTS = [
    ("100%", "proportion", {"value": 100.0}, []),
    ("120%", "proportion", {"value": 120.0}, ["over_100_percent"]),
    ("150%", "effect", {"value": 150.0, "unit": "%"}, []),
    ("80–110%", "proportion", {"value": (80.0, 110.0)}, []),  # spans the whole on purpose
    ("105–110%", "proportion", {"value": (105.0, 110.0)}, ["over_100_percent"]),
    ("+123%", "proportion", {"value": 123.0}, []),  # a change
    ("884", "measure", {"value": 884.0, "interval": Interval(900.0, 1000.0, None, "range: 900–1000")}, []),
    ("2.3", "effect", {"value": 2.3, "interval": interval(1.1, 4.5)}, []),
    ("2.3", "effect", {"value": 2.3, "interval": interval(2.4, 4.5)}, ["interval_excludes_value"]),
    ("2.3", "effect", {"value": 2.3, "interval": interval(4.5, 1.1)}, ["bounds_in_wrong_order"]),
    ("46%", "effect", {"value": 46.0, "unit": "%", "interval": interval(0.38, 0.78)}, []),  # that of the ratio
    ("0.79", "effect", {"value": 0.79, "interval": interval(-1.56, -0.02)}, []),  # a fall without its sign
    ("10 to 15%", "proportion", {"value": (10.0, 15.0)}, []),
    ("15 to 10%", "proportion", {"value": (15.0, 10.0)}, ["bounds_in_wrong_order"]),
    ("9 and 5", "count", {"value": (9.0, 5.0), "unit": None}, []),  # hours of a day
    ("80/40 mg", "dose", {"value": (80.0, 40.0), "unit": "mg"}, []),  # two drugs, no range
    ("12%", "proportion", {"value": 12.0, "p_value": PValue("=", 0.04, "p = 0.04")}, []),
    ("12%", "proportion", {"value": 12.0, "p_value": PValue("=", 1.4, "p = 1.4")}, ["p_value_out_of_range"]),
]


@pytest.mark.parametrize(("words", "parts", "expected"), RATIOS)
def test_ratios(make_claim, words, parts, expected):
    assert [check.name for check in check_claim(words, make_claim(words, 0, len(words), **parts))] == expected


@pytest.mark.parametrize(("words", "kind", "parts", "expected"), PARTS)
def test_parts(make_claim, words, kind, parts, expected):
    assert [check.name for check in check_claim(words, make_claim(words, 0, len(words), kind, **parts))] == expected


def test_a_share_of_another_whole_is_not_flagged(make_claim):
    text = "110% of predicted"
    assert check_claim(text, make_claim(text, 0, 4, value=110.0)) == ()


def test_a_percent_of_a_sub_arm_is_not_flagged(make_claim):
    """Twelve of the 60 had it, and the 40% are of the 30 in one arm."""
    text = "12 of 60 patients (40%), all in the arm of 30 that had surgery"
    claim = make_claim(text, 0, 23, numerator=12, denominator=60, value=40.0)
    arm = make_claim(text, text.index("30"), text.index("30") + 2, "count")
    assert [check.name for check in check_claim(text, claim)] == ["ratio_mismatch"]
    assert check_claim(text, claim, (claim, arm)) == ()


@pytest.mark.parametrize(
    ("text", "parts", "expected"),
    [
        ("Pain fell from 40% to 25%", fall(40.0, 25.0), []),
        ("Pain fell from 25% to 40%", fall(25.0, 40.0), ["change_contradicts_verb"]),
        ("Pain rose from 25% to 40%", fall(25.0, 40.0), []),
        ("Use went from 25% to 40%.", fall(25.0, 40.0), []),
    ],
)
def test_changes(make_claim, text, parts, expected):
    start = text.index("from") + 5
    baseline = parts["baseline"]
    parts = {**parts, "baseline": Baseline(baseline.text, start, start + 3, baseline.value, baseline.unit)}
    claim = make_claim(text, text.index("to ") + 3, text.index("to ") + 6, **parts)
    assert [check.name for check in check_claim(text, claim)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12 of 60 patients (20%)", []),
        ("12 of 60 patients (40%)", ["ratio_mismatch"]),
        ("12 of 60 fell, and others (40%)", []),  # the percent is of something else
    ],
)
def test_a_percent_in_brackets_is_of_the_ratio_before_it(make_claim, text, expected):
    share = make_claim(text, text.index("(") + 1, text.index("(") + 4)
    ratio = make_claim(text, 0, 8, numerator=12, denominator=60, value=20.0)
    assert [check.name for check in check_claim(text, share, (ratio, share))] == expected


SUMS = [
    ("⟦351|count⟧ were randomised: 233 to group 1 and 128 to group 2.", ["233 + 128 is 361"]),
    ("⟦351|count⟧ were randomised: 233 to group 1 and 118 to group 2.", []),
    ("⟦351|count⟧ were randomised: ⟦233|count⟧ to surgery and ⟦118|count⟧ to exercise.", []),
    ("⟦351|count⟧ were randomised: ⟦233|count⟧ to surgery and ⟦128|count⟧ to exercise.", ["233 + 128 is 361"]),
    ("We randomised ⟦100|count⟧ people: ⟦50|count⟧ to tea and ⟦60|count⟧ to water.", ["50 + 60 is 110"]),
    ("We randomised ⟦100|count⟧ people: ⟦50|count⟧ to tea and ⟦50|count⟧ to water.", []),
    ("Of ⟦100|count⟧ people, ⟦40|count⟧ were men and ⟦70|count⟧ were women.", ["40 + 70 is 110"]),
    ("In all, ⟦240|count⟧ people came (⟦120|count⟧ men and ⟦130|count⟧ women).", ["120 + 130 is 250"]),
    ("In all, ⟦240|count⟧ people came (⟦120|count⟧ men and ⟦110|count⟧ women).", []),  # some may be neither
    ("In all, ⟦240|count⟧ people came: ⟦99|count⟧ men, ⟦99|count⟧ women and ⟦72|count⟧ more.", []),
    ("⟦60|count⟧ women were divided into groups of ⟦20|count⟧, ⟦20|count⟧ and ⟦25|count⟧.", ["20 + 20 + 25 is 65"]),
    ("⟦124|count⟧ centres were assigned areas: 3 to one nurse and 5 to another.", []),  # parts of something else
    ("⟦30|count⟧ withdrew: ⟦5|count⟧ moved and ⟦7|count⟧ died.", []),  # the list need not be complete
    ("⟦60%⟧ walked, ⟦25%⟧ cycled and the remaining ⟦15%⟧ drove.", []),
    ("⟦60%⟧ walked, ⟦25%⟧ cycled and the remaining ⟦20%⟧ drove.", ["60% + 25% + 20% is 105%"]),
    ("⟦33%⟧ walked, ⟦33%⟧ cycled and the remaining ⟦33%⟧ drove.", []),  # rounding
    ("⟦60%⟧ had pain, ⟦50%⟧ had nausea and ⟦30%⟧ had both.", []),
    ("⟦60%⟧ walked; of the remaining patients, ⟦80%⟧ drove.", []),  # another whole
]


@pytest.mark.parametrize(("marked", "expected"), SUMS)
def test_sums(read_marked, marked, expected):
    text, layout, claims = read_marked(marked)
    checks = [check for claim in describe_claims(text, layout, claims) for check in claim.checks]
    assert [check.name for check in checks] == ["parts_do_not_add_up"] * len(expected)
    assert all(check.compared.startswith(words) for check, words in zip(checks, expected, strict=True))


def test_a_flag_says_what_was_compared(make_claim):
    claim = make_claim("15/39 (42%)", 0, 11, numerator=15, denominator=39, value=42.0)
    assert check_claim("15/39 (42%)", claim)[0].compared == "15 of 39 is 38.5%, printed is 42%"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Of the 45 men, 30 (67%) slept.", []),
        ("Of the 45 men, 30 (75%) slept.", ["ratio_mismatch"]),
        ("Of the 45 men, 30 (75%) of 40 slept.", []),  # its own denominator
        ("A share of 38.5% (15/39) slept.", []),
        ("A share of 38.5% (5/39) slept.", ["ratio_mismatch"]),
        ("A share of 38.5% (5/39 women) slept.", []),  # of another group
        ("Sixty men were put into two arms of 30; 12 of 60 (40%) slept, all in one arm.", []),
        ("Of 60 men, 12 of 60 (40%) slept.", ["ratio_mismatch"]),
        ("It was seen in 12 of 10 patients.", ["part_exceeds_whole", "over_100_percent"]),
        ("Of all users, 120% agreed.", ["over_100_percent"]),
        ("Use rose by 120%.", []),
        ("The odds ratio was 2.3 (95% CI 2.5–4.5).", ["interval_excludes_value"]),
        ("The odds ratio was 2.3 (95% CI 1.5–4.5).", []),
        ("Some 1.2 million (95% CI 0.9–1.5) deaths were seen.", []),  # bounds in millions
        ("It was 27.5 per 100,000 (95% CI 25 to 30).", []),
        ("It was 27.5 per 100,000 (95% CI 35 to 40).", ["interval_excludes_value"]),
        ("Pain went in 15 of 60 (95% CI 14% to 36%).", []),
        ("Pain went in 15 of 60 (95% CI 34% to 46%).", ["interval_excludes_value"]),
        ("The odds ratio was 2.3 (95% CI 4.5–1.5).", ["bounds_in_wrong_order"]),
        ("Between 30% and 20% of users slept.", ["bounds_in_wrong_order"]),
        ("Between 20% and 30% of users slept.", []),
        ("Some 12% slept (p = 1.4).", ["p_value_out_of_range"]),
        ("Some 12% slept (p = 0.4).", []),
        ("We randomised 100 people: 50 to tea and 60 to water.", ["parts_do_not_add_up"]),
        ("We randomised 100 people: 40 to tea and 60 to water.", []),
    ],
)
def test_from_text_to_flag(text, expected):
    """Each check fires on a sentence as it is read, and not on its sound neighbour; a flag names two numbers."""
    layout = find_layout(text)
    claims, _ = find_claims(text, layout, find_quantities(text, layout)[0])
    checks = [check for claim in describe_claims(text, layout, claims) for check in claim.checks]
    assert [check.name for check in checks] == expected
    assert all(len(re.findall(r"\d+(?:\.\d+)?", check.compared)) >= 2 for check in checks)
