"""Numbers that are no quantities keep a named reason."""

import pytest

from claimsift.records import Layout
from claimsift.stages.detect_claims import find_quantities
from claimsift.stages.segment import find_layout

CASES = [
    ("They met in 2015.", "2015", "year"),
    ("It runs until at least 2027.", "2027", "year"),
    ("Help line: weekdays 10 to 4.", "4", "clock_time"),
    ("Enquiries: 01 555 0190.", "0190", "phone"),
    ("Ring 555 0172 for it.", "0172", "phone"),
    ("It was paid for (grant 2013/447).", "447", "identifier"),
    ("The plan (ref. SB/NEU/0417) was paid for.", "0417", "identifier"),
    ("Registered charity 1000482.", "1000482", "identifier"),
    ("A balm of SPF 30 costs less.", "30", "label"),
    ("The office is at 40 Harbour Row.", "40", "address"),
    ("The inner half of the joint wears out.", "half", "ordinal"),
    ("3.1 Look first\n\nRefer where 3.1 has failed.", "3.1", "section_number"),
    ("Fats such as C16:0 and C18:1 fell.", "0", "label"),
    ("A lower AUC0–12 h was seen.", "12", "label"),
    ("It differed (F2,18 = 5.2).", "5.2", "test_statistic"),
    ("See abstract 3307 for it.", "3307", "label"),
    ("They got 1) heat, 2) ice or 3) nothing.", "2", "section_number"),
    ("On October 12, 2015 they met.", "12", "date"),
    ("Updated 2024-05-01.", "05", "date"),
    ("COVID-19 spread.", "19", "label"),
    ("A fusion at L5-S1 failed.", "5", "label"),
    ("Vitamin B12 helps.", "12", "label"),
    ("People with type 2 diabetes.", "2", "label"),
    ("A phase 3 trial began.", "3", "label"),
    ("For types 16 and 18 it works.", "18", "label"),
    ("See Table 4 for more.", "4", "label"),
    ("Read doi:10.1000/xyz123 now.", "123", "url"),
    ("Version 1.2.3 was used.", "1.2", "section_number"),
    ("It began at 9:30 am.", "9", "clock_time"),
    ("The 3rd visit was short.", "3rd", "ordinal"),
    ("In the 1990s it grew.", "1990", "decade"),
    ("Pain fell (p = 0.03) in 5% of men.", "0.03", "part_of:p_value"),
    ("OR 2.3 (95% CI 1.1–4.5)", "1.1", "part_of:interval"),
    ("A 12-week trial (α = 0.05) began.", "0.05", "significance_level"),
    ("With 80% power it could show 5 mm.", "80", "statistical_power"),
    ("Help came late.2 Then it went.", "2", "citation_marker"),
    ("Pain fell after rest (8).", "8", "citation_marker"),
    ("Rest helps the knee [3, 4].", "[3, 4]", "citation_marker"),
    ("It was a 5-star stay.", "5", "page_furniture"),
    ("One or the other will do.", "One", "idiom"),
    ("This is a popular one.", "one", "pronoun"),
    ("The code 12345678901234567890 is long.", "12345678901234567890", "identifier"),
    ("In week 12 they met.", "12", "timepoint"),
    ("She is a 24/7 carer.", "7", "idiom"),
    ("It shut in the summer of '98 for good.", "98", "year"),
    ("The ISBN 978-0-11-111111-2 is inside.", "2", "identifier"),
    ("See Volume 12, Issue 3 of it.", "3", "label"),
    ("At one point she gave up.", "one", "idiom"),
    ("No one knows the cause.", "one", "pronoun"),
    ("Revised 03/2021 by the board.", "03", "date"),
    ("Ring 0800 123 4567 for help with it.", "0800", "phone"),
    ("Serum 25(OH)D was low.", "25", "label"),
    ("As told before(10), it helps.", "10", "citation_marker"),
    ("Rest helps the knee.36 38 40 These are few.", "40", "citation_marker"),
    ("Lee K. Thorax. 1997;52(8):674–9.", "674", "reference_list"),
    ("In it (1) fluid was cut and (2) salt was kept.", "2", "citation_marker"),
    ("Pain fell (chi square for trend = 7.9) in 5% of men.", "7.9", "test_statistic"),
    ("Type I error was set at 5% before.", "5", "significance_level"),
    ("Pain fell in 5% of men (p\u2009=\u20090.03).", "0.03", "part_of:p_value"),
    ("Rated 4.8 out of 5 by users.", "4.8", "page_furniture"),
    ("A fusion at C3/4 failed.", "4", "label"),
    ("It is step 2 of 5.", "5", "label"),
    ("It ran on Windows 10 then.", "10", "version"),
    ("Nausea was seen in 57.4%1,2 of men.", "2", "citation_marker"),
    ("P values were 0.03 and 0.04.", "0.04", "part_of:p_value"),
    ("Two wrongs make no right.", "Two", "idiom"),
    ("There is zero tolerance of it.", "zero", "idiom"),
    ("Nobody likes needles.", "Nobody", "idiom"),
    ("The clinic is open 8–6 on weekdays.", "6", "clock_time"),
    ("One in ten over-65s fall.", "65", "age_label"),
    ("It was powered at 5% significance.", "5", "significance_level"),
    ("Nobody had been asked before.", "Nobody", "idiom"),
    ("1. Wash the wound. 2. Dry it.", "2", "section_number"),
    ("The drug (ABC)3 was approved by some.", "3", "citation_marker"),
    ("They switched to aP.13 Health agencies disagree.", "13", "citation_marker"),
    ("We asked for (1) adults at risk and (2) adults in pain.", "2", "citation_marker"),
    ("Call 18005550123 for more.", "18005550123", "identifier"),
    ("It had a power of 90% to see 5 mm.", "90", "statistical_power"),
    ("Pain eased in 70% after one week and 85% after two.", "two", "timepoint"),
    ("If the lump hurts, ring 999 and wait.", "999", "phone"),
    ("Text HEART to 70560 and give.", "70560", "phone"),
    ("It was paid for by grant 119000 of theirs.", "119000", "label"),
    ("Listen to episode 92 of it.", "92", "label"),
    ("No recommendation Test women with risk factors.", "No", "idiom"),
]


@pytest.mark.parametrize(("text", "number", "reason"), CASES)
def test_reason(text, number, reason):
    quantities, rejections = find_quantities(text, find_layout(text))
    assert (number, reason) in [(r.text, r.reason) for r in rejections]
    assert number not in [q.text for q in quantities]


def test_phone_number_outside_furniture():
    _, rejections = find_quantities("Call (239) 555-0101 now.", Layout("Call (239) 555-0101 now."))
    assert [(r.text, r.reason) for r in rejections] == [("239", "phone"), ("555", "phone"), ("0101", "phone")]


def test_every_numeral_is_a_quantity_or_a_rejection():
    text = (
        " ".join(text for text, _, _ in CASES) + " Then 45 men (12%) left after 6, 12 and 24 months, 3 of 5 at 2.5 mg."
    )
    layout = find_layout(text)
    quantities, rejections = find_quantities(text, layout)
    covered = [(item.start, item.end) for item in (*quantities, *rejections)]
    covered += [(p.start, p.end) for p in layout.markers]
    missed = [
        at for at, char in enumerate(text) if char.isdigit() and not any(start <= at < end for start, end in covered)
    ]
    assert missed == []
