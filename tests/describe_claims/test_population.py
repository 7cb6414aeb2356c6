"""Populations: who a number is about, with what narrows them down; none where the text names nobody."""

import pytest

from claimsift.stages.describe_claims.describe_claims import describe_claims

ROWS = [
    ("⟦28%⟧ of patients had a fall.", ["patients"]),
    ("⟦45|count⟧ patients with gout were seen.", ["patients with gout"]),
    ("⟦Half⟧ of all adults will have back pain.", ["adults"]),
    ("⟦12%⟧ of women born before 1960 will break a hip.", ["women born before 1960"]),
    ("Rash was seen in ⟦3%⟧ of patients taking the drug.", ["patients taking the drug"]),
    ("Among smokers, the rate was ⟦31%⟧.", ["smokers"]),
    ("In patients who had surgery, ⟦40%⟧ were in pain.", ["patients who had surgery"]),
    ("The response rate in the placebo group was ⟦6%⟧.", ["placebo group"]),
    ("⟦90%⟧ of patients in the drug group were alive, compared with ⟦81%⟧ of patients in the control group.",
     ["patients in the drug group", "patients in the control group"]),
    ("Relapse was rarer in the drug group than in the placebo group: ⟦4%⟧ versus ⟦13%⟧.",
     ["drug group", "placebo group"]),
    ("The drug cut the risk of stroke by ⟦20%|effect⟧ in women.", ["women"]),
    ("Children treated with cream had ⟦2|count⟧ flares.", ["Children treated with cream"]),
    ("The trial enrolled ⟦391|count⟧ adults with asthma.", ["adults with asthma"]),
    ("Older women who fell had a ⟦30%⟧ risk of fracture.", ["Older women who fell"]),
    ("⟦One in five⟧ teenagers sleeps badly.", ["teenagers"]),
    ("The rates in the drug and placebo groups were ⟦40%⟧ and ⟦22%⟧, respectively.", ["drug", "placebo groups"]),
    ("The score was ⟦5.0|measure⟧ in controls at 12 weeks.", ["controls"]),
    ("We saw 90 women with asthma. Of these, ⟦12|count⟧ relapsed.", ["women with asthma"]),
    ("⟦12 of 60 patients (20%)⟧ relapsed.", ["patients"]),
    ("⟦One woman in eight⟧ will have it.", ["woman"]),
    ("For men the figure is ⟦1 in 833⟧.", ["men"]),
    ("About ⟦3 in 10⟧ US adults are obese.", ["US adults"]),
    ("Of the ⟦45|count⟧ nurses, ⟦30 (75%)⟧ agreed.", ["nurses", "nurses"]),
    ("⟦5%⟧ of preterm births are very early.", ["preterm births"]),
    ("Relief was reached by ⟦40%⟧ in group A and ⟦22%⟧ in group B.", ["group A", "group B"]),
    # a participle before them, one behind them, a verb behind them
    ("More than ⟦20%⟧ of married women had help.", ["married women"]),
    ("⟦Half⟧ of our patients tell us they are glad.", ["patients"]),
    ("⟦61%⟧ of patients entered remission, and others are in care.", ["patients"]),
    ("⟦61%⟧ of patients assigned to the cream were well.", ["patients assigned to the cream"]),
    ("At week 4 group B had lost ⟦3 kg|measure⟧.", ["group B"]),
    ("⟦30%⟧ of kittens younger than 6 months have worms.", ["kittens"]),
    # one sentence, one group
    ("Relief was felt by ⟦51%⟧ of patients; a week later, by an additional ⟦14%⟧.", ["patients", "patients"]),
    # nobody is named
    ("It took ⟦5%⟧ of the time.", [None]),
    ("We saw 90 women with asthma. Of note, ⟦12|count⟧ relapsed.", [None]),
    ("The success rate is ⟦71%⟧.", [None]),
    ("The vaccine is ⟦95%⟧ effective.", [None]),
    ("Loss of relief was the reason (⟦44%⟧).", [None]),
    ("The needle is ⟦4 cm|measure⟧ long.", [None]),
]  # fmt: skip


@pytest.mark.parametrize(("marked", "expected"), ROWS)
def test_populations(read_marked, marked, expected):
    text, layout, claims = read_marked(marked)
    described = describe_claims(text, layout, claims)
    assert [claim.population and claim.population.text for claim in described] == expected
