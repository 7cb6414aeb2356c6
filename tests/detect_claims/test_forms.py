"""Every form of quantity: how it is written, and what only looks like it."""

import pytest

from claimsift.stages.detect_claims import find_quantities
from claimsift.stages.segment import find_layout

# form → (text, [(span, value, unit), …]) rows, and texts in which nothing of that form may be found
FORMS = {
    "percent": (
        [
            ("Nausea was seen in 12% of women.", "12%", 12.0, "%"),
            ("Nausea was seen in 12 % of women.", "12 %", 12.0, "%"),
            ("About 7.5 percent dropped out.", "7.5 percent", 7.5, "%"),
            ("Some 28 per cent were smokers.", "28 per cent", 28.0, "%"),
            ("Ninety-five percent had been ill.", "Ninety-five percent", 95.0, "%"),
            ("The rate was .5% in men.", ".5%", 0.5, "%"),
            ("A share of 1,050% is impossible.", "1,050%", 1050.0, "%"),
            ("It reached 33\u00a0% by spring.", "33\u00a0%", 33.0, "%"),
            ("Growth was −3.2% that year.", "−3.2%", -3.2, "%"),
            ("Seventy-one point two percent slept.", "Seventy-one point two percent", 71.2, "%"),
            ("Nausea was seen in 57.4%1,2 of men.", "57.4%", 57.4, "%"),  # a marker stands right behind
        ],
        [
            "A 5 percentile band.",
            "See [12].",
            "The percent sign.",
            "HbA1c was checked.",
            "It fell by 5 percentage points.",
        ],
    ),
    "range": (
        [
            ("Between 10% and 15% relapse.", "10% and 15%", (10.0, 15.0), "%"),
            ("Between a third and a half relapse.", "a third and a half", (33.333333, 50.0), "%"),
            ("It takes 4–6 weeks.", "4–6 weeks", (4.0, 6.0), "wk"),
            ("It takes four to six weeks.", "four to six weeks", (4.0, 6.0), "wk"),
            ("Costs run from $20 to $30.", "$20 to $30", (20.0, 30.0), "USD"),
            ("Doses of 5-10 mg were used.", "5-10 mg", (5.0, 10.0), "mg"),
            ("Sensitivity ranged from 39% to 97%.", "39% to 97%", (39.0, 97.0), "%"),
            ("Women aged 50 to 74 years took part.", "50 to 74 years", (50.0, 74.0), "a"),
            ("An estimated 2 to 3 million people have it.", "2 to 3 million", (2e6, 3e6), "person"),
            ("A temperature of 38 – 39 °C is common.", "38 – 39 °C", (38.0, 39.0), "Cel"),
            ("It was kept at −2 to −5 °C.", "−2 to −5 °C", (-5.0, -2.0), "Cel"),
            ("Counts of 2–3×10⁹/L are low.", "2–3×10⁹/L", (2e9, 3e9), "/L"),
            ("It hits 1 in 5 to 1 in 4 women.", "1 in 5 to 1 in 4", (20.0, 25.0), "%"),
        ],
        [
            "It fell from 20% to 10%.",
            "From L4 to L5.",
            "In 2010–2015 they met.",
            "It climbed from one in ten to one in six.",
            "Life expectancy rose by 2.4 years to 78.1 years.",
            "COVID-19 and SARS-2.",
            "See pages 12–15.",
        ],
    ),
    "n_of_m": (
        [
            ("Thirty of the 35 runners improved.", "Thirty of the 35", 85.714286, "%"),
            ("Pain went in 15/39 knees.", "15/39", 38.461538, "%"),
            ("In all, 29 out of 100 answered.", "29 out of 100", 29.0, "%"),
            ("None of the 35 infants died.", "None of the 35", 0.0, "%"),
            ("It failed in 2 of 8 hips.", "2 of 8", 25.0, "%"),
            ("Of note, 39 of 45 men responded (87%).", "39 of 45 men responded (87%)", 87.0, "%"),
            ("Falls (23/25, 92%) were common.", "23/25, 92%", 92.0, "%"),
            ("Seven of 12 dentists agree.", "Seven of 12", 58.333333, "%"),
            ("All but three of the 40 walked.", "All but three of the 40", 92.5, "%"),
            ("There was one of 40 with a bleed.", "one of 40", 2.5, "%"),
            ("Only 1 patient of 200 had a leak.", "1 patient of 200", 0.5, "%"),
            ("Relief came to 27 patients out of 60 (45%).", "27 patients out of 60 (45%)", 45.0, "%"),
            ("By then 27/60, 45% of all, had left.", "27/60, 45%", 45.0, "%"),
            ("It was seen in 5 of 4 patients.", "5 of 4", 125.0, "%"),  # a slip that the audit flags
        ],
        [
            "One of the 5 most common diseases.",
            "She is one of 122 runners.",
            "She drank 2 of them.",
            "In March of 2015.",
            "The 5 of us went.",
            "They saw 12 patients of 3 hospitals.",
            "It is step 2 of 5.",
            "12/30/2024",
        ],
    ),
    "n_percent": (
        [
            ("Only 3 (2.1%) of 142 women fell.", "3 (2.1%) of 142", 2.1, "%"),
            ("Of these, 33 (80%) were men.", "33 (80%)", 80.0, "%"),
            ("17 patients (53%) relapsed.", "17 patients (53%)", 53.0, "%"),
            ("Severe pain (n = 6, 40%) was rare.", "n = 6, 40%", 40.0, "%"),
            ("Stroke (n=3; 20%) was rarer.", "n=3; 20%", 20.0, "%"),
            ("Fifty-one (64.6%) were mild.", "Fifty-one (64.6%)", 64.6, "%"),
            ("Bleeding [8 (7.7%)] was noted.", "8 (7.7%)", 7.7, "%"),
            ("There were 1,204 (12.5%) deaths.", "1,204 (12.5%)", 12.5, "%"),
        ],
        [
            "390 patients (56% women) came.",
            "After 12 weeks (20% fewer) it fell.",
            "It was 5 (12 mg).",
            "In 2012 (5%) it rose.",
        ],
    ),
    "one_in": (
        [
            ("One in five adults smokes.", "One in five", 20.0, "%"),
            ("A 1-in-5 risk remains.", "1-in-5", 20.0, "%"),
            ("About 1 in 8 women get it.", "1 in 8", 12.5, "%"),
            ("Some 7 in 10 recover.", "7 in 10", 70.0, "%"),
            ("It hits one in a million.", "one in a million", 0.0001, "%"),
            ("1 in every 4 falls.", "1 in every 4", 25.0, "%"),
            ("Three in four agree.", "Three in four", 75.0, "%"),
            ("One-in-ten odds were given.", "One-in-ten", 10.0, "%"),
            ("One patient in three has it.", "One patient in three", 33.333333, "%"),
        ],
        [
            "Two in 2015 were ill.",
            "5 in 12 weeks.",
            "It came in 3 weeks.",
            "Six in the clinic.",
            "10 patients in 3 hospitals.",
        ],
    ),
    "rate": (
        [
            ("The rate was 12.5 per 100,000 people.", "12.5 per 100,000", 0.0125, "%"),
            ("There were 3 deaths per 1,000 births.", "3 deaths per 1,000", 0.3, "%"),
            ("It is 40 per 10,000 women.", "40 per 10,000", 0.4, "%"),
            ("We saw 7.5 per 1000 person-years.", "7.5 per 1000 person-years", 0.75, "%"),
            ("About 2 for every 100 users stop.", "2 for every 100", 2.0, "%"),
            ("An incidence of 30/100,000 was found.", "30/100,000", 0.03, "%"),
            ("Some 5 to 7 per 1,000 are born so.", "5 to 7 per 1,000", (0.5, 0.7), "%"),
            ("It was 15 cases per 100 000.", "15 cases per 100 000", 0.015, "%"),
            ("We saw 2.4 events/100 person-years.", "2.4 events/100 person-years", 2.4, "%"),
            ("Rates were 1.2 and 3.4 per 100.", "1.2", 1.2, "%"),
        ],
        ["It costs 5 per visit.", "Take 5 mg per day.", "60 beats per minute.", "As per 2012 rules."],
    ),
    "fraction": (
        [
            ("Half of them recovered.", "Half", 50.0, "%"),
            ("Two-thirds were women.", "Two-thirds", 66.666667, "%"),
            ("A quarter of all falls are serious.", "A quarter", 25.0, "%"),
            ("One third of cases recur.", "One third", 33.333333, "%"),
            ("Nearly half the men left.", "half", 50.0, "%"),
            ("Three quarters of users agree.", "Three quarters", 75.0, "%"),
            ("Pain fell by a third.", "a third", 33.333333, "%"),
            ("A fifth of the group slept.", "A fifth", 20.0, "%"),
        ],
        [
            "The third cause is age.",
            "In the second half, he ran.",
            "Its half-life is short.",
            "The last quarter was calm.",
            "Halfway there.",
        ],
    ),
    "measurement": (
        [
            ("The stone measured 6 mm.", "6 mm", 6.0, "mm"),
            ("Follow-up lasted 9.4 months.", "9.4 months", 9.4, "mo"),
            ("Pressure was 135 mm Hg.", "135 mm Hg", 135.0, "mm[Hg]"),
            ("Take 100,000 IU per month.", "100,000 IU per month", 100000.0, "[iU]/mo"),
            ("Take 5 mg/kg/day.", "5 mg/kg/day", 5.0, "mg/kg/d"),
            ("Glucose was 126 mg/dL.", "126 mg/dL", 126.0, "mg/dL"),
            ("He weighed 80kg.", "80kg", 80.0, "kg"),
            ("It took 5 hours and 10 minutes.", "5 hours and 10 minutes", 310.0, "min"),
            ("A 12-week course is usual.", "12-week", 12.0, "wk"),
            ("A BMI of 30 kg/m2 is obese.", "30 kg/m2", 30.0, "kg/m2"),
            ("It took 1 1/2 hours.", "1 1/2 hours", 1.5, "h"),
            ("The 30- and 90-day death rates rose.", "30", 30.0, "d"),
            ("The stay was 4 (2-7) days.", "4 (2-7) days", 4.0, "d"),
            ("Women over 65, 12% of all, fell.", "65", 65.0, "a"),  # an age takes no percent sign
        ],
        [
            "Vitamin B12 helps.",
            "Grade 3 tears heal.",
            "It is type 2.",
            "The LMWF-5A arm.",
            "Week 12 came.",
            "A 3D scan.",
        ],
    ),
    "paired": (
        [
            ("Pressure was 120/80 mmHg.", "120/80 mmHg", (120.0, 80.0), "mm[Hg]"),
            ("Pressure was 145/95 at rest.", "145/95", (145.0, 95.0), "mm[Hg]"),
            ("They took 80/40 mg.", "80/40 mg", (80.0, 40.0), "mg"),
            ("It was 3 x 4 cm wide.", "3 x 4 cm", (3.0, 4.0), "cm"),
            ("A 2 × 5 mm tear was seen.", "2 × 5 mm", (2.0, 5.0), "mm"),
            ("Inhalers with 100/6 µg were used.", "100/6 µg", (100.0, 6.0), "ug"),
            ("Below 130/80 mm Hg is best.", "130/80 mm Hg", (130.0, 80.0), "mm[Hg]"),
            ("Tablets of 50/12.5 mg exist.", "50/12.5 mg", (50.0, 12.5), "mg"),
            ("A pressure of 140 over 90 is high.", "140 over 90", (140.0, 90.0), "mm[Hg]"),
            ("It was 3 x 4 x 5 cm in size.", "3 x 4 x 5 cm", (3.0, 5.0), "cm"),
        ],
        ["Open 24/7 for you.", "On 12/05/2020 we met.", "It was 15/39 again.", "And/or 5 times."],
    ),
    "multiple": (
        [
            ("They were twice as likely to fall.", "twice", 2.0, None),
            ("A 3-fold rise was seen.", "3-fold", 3.0, None),
            ("A fourfold rise was seen.", "fourfold", 4.0, None),
            ("It was 2.5 times more likely.", "2.5 times", 2.5, None),
            ("The risk doubled in men.", "doubled", 2.0, None),
            ("Smokers have double the risk.", "double", 2.0, None),
            ("Cases tripled again.", "tripled", 3.0, None),
            ("Risk was five times higher.", "five times", 5.0, None),
            ("Risk rose by a factor of 3.", "3", 3.0, None),
        ],
        [
            "A double-blind trial.",
            "We met three times.",
            "Once upon a time.",
            "Times were hard.",
            "A manifold problem.",
        ],
    ),
    "frequency": (
        [
            ("It is taken once daily.", "once daily", 1.0, "/d"),
            ("It is given once/week.", "once/week", 1.0, "/wk"),
            ("Twice a day is enough.", "Twice a day", 2.0, "/d"),
            ("Run three times per week.", "three times per week", 3.0, "/wk"),
            ("Shots are given once per month.", "once per month", 1.0, "/mo"),
            ("He walks 5 times a week.", "5 times a week", 5.0, "/wk"),
            ("See a dentist twice yearly.", "twice yearly", 2.0, "/a"),
            ("Apply four times each day.", "four times each day", 4.0, "/d"),
            ("They took 500 mg b.i.d. for long.", "b.i.d.", 2.0, "/d"),
            ("The scan is repeated yearly.", "yearly", 1.0, "/a"),
        ],
        ["Once the pain stops, walk.", "They fell twice.", "At times daily life is hard.", "Every week counts."],
    ),
    "money": (
        [
            ("It costs $25 a visit.", "$25", 25.0, "USD"),
            ("Spending hit US$503.2 billion.", "US$503.2 billion", 503.2e9, "USD"),
            ("A fee of €40 is due.", "€40", 40.0, "EUR"),
            ("A fee of 40 € is due.", "40 €", 40.0, "EUR"),
            ("It saved £1,200.", "£1,200", 1200.0, "GBP"),
            ("It cost 500 dollars.", "500 dollars", 500.0, "USD"),
            ("A price of USD 90 was set.", "USD 90", 90.0, "USD"),
            ("He lost $3 million.", "$3 million", 3e6, "USD"),
            ("It cost Rs 500.", "Rs 500", 500.0, "INR"),
        ],
        ["The $ sign.", "He weighs 150 pounds.", "25 patients paid.", "The euro rose."],
    ),
    "n_equals": (
        [
            ("The group (n = 16) was small.", "n = 16", 16.0, None),
            ("The group (n=16) was small.", "n=16", 16.0, None),
            ("The group (N = 1,487) was big.", "N = 1,487", 1487.0, None),
            ("Controls (n= 12) waited.", "n= 12", 12.0, None),
            ("Treated, n = 8; untreated later.", "n = 8", 8.0, None),
            ("[n = 40] took part.", "n = 40", 40.0, None),
            ("Men (n =30) came.", "n =30", 30.0, None),
            ("Others (n = 2) left.", "n = 2", 2.0, None),
        ],
        ["The mean = 5 mm.", "Men 16 came.", "p = 0.05", "In 16 men."],
    ),
}


def read(text):
    return find_quantities(text, find_layout(text))[0]


@pytest.mark.parametrize(
    ("form", "row"),
    [(form, row) for form, (rows, _) in FORMS.items() for row in rows],
    ids=lambda value: str(value)[:40],
)
def test_examples(form, row):
    text, span, value, unit = row
    found = [(q.text, q.value, q.unit) for q in read(text) if q.text == span]
    assert found == [(span, pytest.approx(value, rel=1e-6), unit)]


@pytest.mark.parametrize(
    ("form", "text"),
    [(form, text) for form, (_, texts) in FORMS.items() for text in texts],
    ids=lambda value: str(value)[:40],
)
def test_counterexamples(form, text):
    assert [q.text for q in read(text) if q.form == form] == []


def test_every_form_has_enough_rows():
    assert all(len(rows) >= 8 and len(texts) >= 4 for rows, texts in FORMS.values())
