"""Outcomes: what a number counts or measures, wherever the sentence says it."""

import pytest

from claimsift.stages.describe_claims.describe_claims import describe_claims

ROWS = [
    # rate, risk, incidence … of something
    ("The overall incidence of wound infection was ⟦4.1%⟧.", ["incidence of wound infection"]),
    ("The rate of revision surgery was ⟦12%⟧ at two years.", ["rate of revision surgery"]),
    ("Shoulder dislocation is common in rugby, with a recurrence rate of ⟦38%⟧.", ["recurrence rate"]),
    ("The clinic reports a success rate of ⟦82%⟧.", ["success rate"]),
    ("The mean age was ⟦54 years|measure⟧.", ["age"]),
    ("Median hospital stay was ⟦6 days|duration⟧.", ["hospital stay"]),
    # share of people, then what they did or had
    ("About ⟦32%⟧ of patients developed a rash.", ["developed a rash"]),
    ("In the survey ⟦64%⟧ of nurses had chronic neck pain.", ["chronic neck pain"]),
    ("Of the men studied, ⟦17%⟧ had undergone hip replacement.", ["undergone hip replacement"]),
    ("⟦One in four⟧ women will have urinary incontinence.", ["urinary incontinence"]),
    ("⟦Half⟧ of the participants were still smoking.", ["still smoking"]),
    ("⟦71%⟧ of children reported less itching.", ["less itching"]),
    # seen in a share of people
    ("Headache was reported in ⟦9%⟧ of patients.", ["Headache"]),
    ("Complete remission was achieved in ⟦44%⟧ of patients.", ["Complete remission"]),
    # in brackets after its words
    ("The commonest side effects were nausea (⟦21%⟧), dizziness (⟦13%⟧) and dry mouth (⟦8%⟧).",
     ["nausea", "dizziness", "dry mouth"]),
    ("Most patients were satisfied with the brace (⟦88%⟧).", ["satisfied with the brace"]),
    # right after the number
    ("The vaccine led to a ⟦60%|effect⟧ reduction in hospital admissions.", ["hospital admissions"]),
    ("Walkers had a ⟦25%|effect⟧ lower risk of stroke.", ["risk of stroke"]),
    ("The test has ⟦91%⟧ sensitivity and ⟦84%⟧ specificity.", ["sensitivity", "specificity"]),
    # right behind the words that say when
    ("After 20 weeks pain was down by ⟦30%|effect⟧.", ["pain"]),
    ("Within two years weight rose by ⟦4 kg|effect⟧.", ["weight"]),
    ("The fever lasted for more than ⟦5 days|duration⟧ in most.", ["fever"]),
    # effects
    ("Statins reduced the risk of heart attack by ⟦30%|effect⟧.", ["risk of heart attack"]),
    ("The risk of falls was reduced by ⟦23%|effect⟧.", ["risk of falls"]),
    ("Pain scores fell by ⟦2.1 points|effect⟧.", ["Pain scores"]),
    # numbers that share an outcome
    ("Pain relief was reached by ⟦55%⟧ of patients at one month, ⟦61%⟧ at six months and ⟦70%⟧ at one year.",
     ["Pain relief", "Pain relief", "Pain relief"]),
    ("Mortality was lower in the early group than in the late group (⟦6%⟧ vs. ⟦11%⟧).", ["Mortality", "Mortality"]),
    # numbers that go with a list, one by one
    ("Nausea and headache occurred in ⟦20%⟧ and ⟦10%⟧ of users, respectively.", ["Nausea", "headache"]),
    # the words before the brackets that compare two groups
    ("Deaths at home were not different (⟦7%⟧ vs ⟦8%⟧).", ["Deaths at home", "Deaths at home"]),
    # counts
    ("⟦48|count⟧ patients were randomised to surgery.", ["randomised to surgery"]),
    ("In all, ⟦12|count⟧ patients withdrew from the trial.", ["withdrew from the trial"]),
    ("The disease causes ⟦9,400|count⟧ deaths each year.", ["deaths"]),
    ("The trial enrolled ⟦310|count⟧ adults with asthma.", ["enrolled"]),
    # two groups share the words behind the second
    ("⟦30%⟧ of farmers and ⟦12%⟧ of clerks had hay fever.", ["hay fever", "hay fever"]),
    # a word is not cut at its hyphen, and a list of times is left to the time points
    ("The 5-year survival rate was ⟦62%⟧.", ["5-year survival rate"]),
    ("The 30-day and 90-day death rates were ⟦3%⟧ and ⟦8%⟧, respectively.", ["death rates", "death rates"]),
    # list items with their words before a colon, and a list that is written in one line
    ("Harms of the drug:\n\n- Headache: ⟦12%⟧\n- Dry mouth: ⟦8%⟧\n", ["Headache", "Dry mouth"]),
    ("The main reason for a second operation was: • loss of relief (⟦44%⟧) • infection (⟦20%⟧)",
     ["loss of relief", "infection"]),
    # the words that introduce a list
    ("The main reasons for stopping the drug were:\n\n• nausea (⟦18%⟧)\n• cost (⟦9%⟧)\n", ["nausea", "cost"]),
]  # fmt: skip


def words(text):
    small = {"the", "a", "an", "of", "in", "was", "were", "mean", "median", "overall"}
    return set(text.lower().split()) - small


@pytest.mark.parametrize(("marked", "expected"), ROWS)
def test_outcomes(read_marked, marked, expected):
    text, layout, claims = read_marked(marked)
    got = [claim.outcome.text if claim.outcome else None for claim in describe_claims(text, layout, claims)]
    assert [words(outcome or "") for outcome in got] == [words(outcome) for outcome in expected]
