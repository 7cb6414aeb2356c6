"""Which quantities are claims, and of what kind."""

import pytest

from claimsift.stages.detect_claims import find_quantities
from claimsift.stages.detect_claims.find_claims import find_claims
from claimsift.stages.segment import find_layout


def claims_of(text):
    layout = find_layout(text)
    quantities, _ = find_quantities(text, layout)
    return find_claims(text, layout, quantities, article_id="a")


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Pain returned in 28% of patients.", ["proportion"]),
        ("The pump group went home 1.5 days earlier.", ["effect"]),
        ("In the trial one knee in six swelled.", ["proportion"]),
        ("Two skiers in five fell ill.", ["proportion"]),
        ("They took a third fewer tablets.", ["effect"]),
        ("It was sore in a third of them, and dry in a quarter .", ["proportion", "proportion"]),
        ("There is a two-per-cent chance of harm.", ["proportion"]),
        ("Sleeves lower the volume lost at each change by 22%.", ["effect"]),
        ("The duct was 0.7 mm wider in those who trained.", ["effect"]),
        ("They sang 4 decibels more quietly.", ["effect"]),
        ("Blood oxygen rose from 78% to 82%.", ["measure", "measure"]),
        ("Nine nurses have to be handed a mask for sparing one of them a cold.", ["effect"]),
        ("It saves NOK 85 million a year.", ["money"]),
        ("Massage brought the first feed forward by 3 h.", ["effect"]),
        ("The 2.5 h saved with it is little.", ["effect"]),
        ("• No pain at all: 30%\n• Fewer attacks: 45%", ["proportion", "proportion"]),
        ("Weigh each rat; it is given as 4 mg/kg.", ["dose"]),
        ("Oleic acid changed most (-4.2 g/d).", ["effect"]),
        ("It was given as 90 mg zinc + 60 mg iron.", ["dose", "dose"]),
        ("In all, 210 adults were treated for a year, and 12% relapsed.", ["count", "duration", "proportion"]),
        ("Healing took 2.5 days after the laser and 6 days after the knife.", ["duration", "duration"]),
        ("Most were home after two days instead of five, and 9% came back.", ["duration", "duration", "proportion"]),
        ("She was given a 10-day course of tablets, which helps 40% of women.", ["duration", "proportion"]),
        ("The wait was a median of six weeks against nine.", ["duration", "duration"]),
        ("Days off work fell by about four.", ["effect"]),
        ("Smoking doubles a man's risk of stroke.", ["effect"]),
        ("Walkers had half the risk of a fall.", ["effect"]),
        ("Of the animals, one rabbit died.", ["count"]),
        ("They got the spray (212) or a sham that smelt the same (209).", ["count", "count"]),
        ("The vaccine reduced the risk by 40%.", ["effect"]),
        ("Women had a 30% lower risk of stroke.", ["effect"]),
        ("Infection was reduced by 79% and 96%, respectively.", ["effect", "effect"]),
        ("Relief was reached by 68% of patients.", ["proportion"]),
        ("The odds ratio was 2.3 (95% CI 1.1–4.5).", ["effect"]),
        ("Smokers were twice as likely to fall.", ["effect"]),
        ("The trial enrolled 391 patients.", ["count"]),
        ("Median follow-up was 9.4 months.", ["duration"]),
        ("Patients were on average 67 years old.", ["measure"]),
        ("Patients were aged 18 to 75 years (mean, 54.2 years).", ["measure", "measure"]),
        ("There were three deaths in one group and none in the other group.", ["count", "count"]),
        ("It is taken every other day for pain.", ["dose"]),
        ("Patients received 60 mg of the drug.", ["dose"]),
        ("She had four to eight sessions.", ["dose"]),
        ("Costs reached $2.1 billion.", ["money"]),
        ("Mean HbA1c was 8.4% at the start.", ["measure"]),
        ("Average pressure was 135 mm Hg.", ["measure"]),
        ("They received injections of 20% dextrose.", ["dose"]),
        ("Patients lived 3 months longer than controls.", ["effect"]),
        ("Pain fell from 20% to 10%.", ["proportion", "proportion"]),
        ("Salt lowered the pressure by 5 mm Hg.", ["effect"]),
        ("Smokers were half as likely to heal.", ["effect"]),
        ("You must tape 12 ankles to prevent one sprain.", ["effect"]),
        ("Walkers had 4.2 fewer days off per year.", ["effect"]),
        ("The rate was 83.5 percent, almost 9 points above that of the others.", ["proportion", "effect"]),
        ("A fall of at least 50% was achieved by 41% of men.", ["effect", "proportion"]),
        ("They had symptoms no more than 2 days a week.", ["count"]),
        ("Each surgeon does it some 700 times a year.", ["count"]),
        ("Use the drops twice a day.", ["dose"]),
        ("Women were older than men (66±10 vs. 60±11 years).", ["measure", "measure"]),
        ("Her pulse lay between 60 and 100 beats per minute.", ["measure"]),
        ("The runners got back a week sooner.", ["effect"]),
        ("The mother died 22 years later.", ["duration"]),
        ("The gel is given for six months at most.", ["duration"]),
        ("Doses rise by 20% and stay up for two hours.", ["effect", "duration"]),
        ("After the course just one of those who stayed had pain.", ["count"]),
        ("Rates fell by 1.1% per year in men and 0.9% in women.", ["effect", "effect"]),
        ("Risk fell by 30% in women and 12% had pain.", ["effect", "proportion"]),
        ("Mean weight loss at 68 weeks was 14.9%.", ["effect"]),
        ("The number needed to treat to prevent one case is about 71.", ["effect"]),
        ("You need to train nine people to save one.", ["effect"]),
        ("The early movers scored 5.3 points better.", ["effect"]),
        ("It lowered the top number by 7.2 in one arm.", ["effect"]),
        ("Sleep latency fell by 18 minutes in the trial.", ["effect"]),
        ("Guided courses did more (−5.8 points).", ["effect"]),
        ("Cost was the reason given by 17%.", ["proportion"]),
        ("In 2030 it was 105 million people, or 84% of the global total.", ["count", "proportion"]),
        ("Her pulse was 120 beats a minute.", ["measure"]),
        ("Half of those with symptoms die within two years.", ["proportion"]),
        ("Sugars can run 3 to 5 mmol/L higher for days.", ["effect"]),
        ("The average drop was 3.55 on top.", ["effect"]),
        ("With a bowel resection the gain was 12.5 hours.", ["effect"]),
        ("Take 5 mg or less of it.", ["dose"]),
        ("Every eighth insured woman saw a doctor.", ["proportion"]),
        ("A quarter dropped out of the course.", ["proportion"]),
        ("Scores improved by 9.7 points and 4.1 points.", ["effect", "effect"]),
        ("A drop of two points was seen.", ["effect"]),
        ("Nausea was reported by 2% of men, rash by 5%.", ["proportion", "proportion"]),
        ("Falls (down 23%) were rarer.", ["effect"]),
        ("Number needed to treat = 7.", ["effect"]),
        ("You would need to treat 25 people to prevent a stroke.", ["effect"]),
        ("The youngest was 3 days old.", ["measure"]),
        ("Half a tablet was enough.", ["dose"]),
        ("The team had sat less by 9 min per day.", ["effect"]),
        ("At follow-up 20% of women smoked.", ["proportion"]),
    ],
)
def test_kind(text, kinds):
    claims, _ = claims_of(text)
    assert [claim.kind for claim in claims] == kinds


@pytest.mark.parametrize(
    ("text", "number", "reason"),
    [
        ("At 12 months of follow-up, 90% of patients lived.", "12 months", "timepoint"),
        ("It was made forty years ago by a surgeon, in 5% of men.", "forty years", "time_reference"),
        ("Here are 5 reasons why backs fail.", "5", "enumeration"),
        ("Fixing one problem made another worse.", "one", "determiner"),
        ("Data were read in R 4 by staff.", "4", "version"),
        ("Ring us between 9 and 5 on weekdays.", "9 and 5", "clock_time"),
        ("In a study that is now more than 25 years old, 12% of men fell.", "25 years", "time_reference"),
        ("For two decades the answer has been rest.", "two decades", "time_reference"),
        ("Dr Hale has run the clinic for 18 years and treats 5% of them.", "18 years", "time_reference"),
        ("She spent twenty years studying gout.", "twenty years", "time_reference"),
        ("He brings 20 years of experience to the ward.", "20 years", "time_reference"),
        ("A week later he ran again.", "A week", "time_reference"),
        ("Mean 1-hour postprandial glucose was 7.1 mmol/L.", "1-hour", "timepoint"),
        ("At six weeks the trained group looked better.", "six weeks", "timepoint"),
        ("By two years, scores in the trial had drifted back.", "two years", "timepoint"),
        ("Five years on there was no gap, but 12% had pain.", "Five years", "timepoint"),
        ("On a scale of 0 to 10 patients rate it at 2.4.", "0 to 10", "scale"),
        ("Sleep rose by 2.4 points on a scale from 0 to 21.", "21", "scale"),
        ("Dose one: now. Dose two: 1 to 3 months later for 5% of them.", "two", "determiner"),
        ("Rest is only one of the options.", "one", "determiner"),
        ("Use the code for 15% off your first box.", "15%", "page_furniture"),
        ("A gift of £25 pays for a night of care.", "£25", "page_furniture"),
        ("Ring the ward on 01632 960 555 (24 hours) if you bleed.", "24 hours", "page_furniture"),
    ],
)
def test_rejected(text, number, reason):
    claims, rejected = claims_of(text)
    assert (number, reason) in [(item.text, item.reason) for item in rejected]
    assert number not in [claim.quantity.text for claim in claims]


def test_a_claim_points_to_its_text():
    text = "# Results\n\nPain returned in 28% of patients. All went home."
    ((claim,), _) = claims_of(text)
    assert text[claim.quantity.start : claim.quantity.end] == "28%"
    assert claim.sentence.text == "Pain returned in 28% of patients."
    assert claim.provenance.detector == "rule:percent"
    assert 0.5 < claim.confidence <= 1.0
