"""Time points: when a number holds, with ISO 8601 durations; none where the text says none."""

import pytest

from claimsift.lexicon import load_table
from claimsift.stages.describe_claims.describe_claims import describe_claims
from claimsift.stages.describe_claims.find_times import find_times, read_duration, row_pattern

ROWS = [
    # right behind the number
    ("⟦30%⟧ relapsed within 2 years of surgery.", [("within 2 years of surgery", "P2Y")]),
    ("⟦68%⟧ were free of pain at one month, ⟦84%⟧ at one year and ⟦92%⟧ at five years.",
     [("at one month", "P1M"), ("at one year", "P1Y"), ("at five years", "P5Y")]),
    ("⟦Half⟧ of patients had died after 8.1 months.", [("after 8.1 months", "P8.1M")]),
    ("Pain fell in ⟦40%⟧ of patients 6 weeks after treatment.", [("6 weeks after treatment", "P6W")]),
    ("The rate was ⟦0.4%⟧ per year.", [("per year", None)]),
    ("⟦80%⟧ of men have it by the age of ⟦fifty|measure⟧.", [("by the age of fifty", None), None]),
    ("After a median of ⟦3 years|duration⟧, ⟦12%⟧ had died.", [None, ("After a median of 3 years", "P3Y")]),
    ("⟦12%⟧ have chest pain at any one time.", [("at any one time", None)]),
    ("About ⟦12%⟧ of adults have it at some point.", [("at some point", None)]),
    ("Pain fell by ⟦30%|effect⟧ from baseline to week 12.", [("from baseline to week 12", "P12W")]),
    ("Between 6 and 12 months, ⟦14%⟧ relapsed.", [("Between 6 and 12 months", None)]),
    ("In March 2031 ⟦14%⟧ had it.", [("In March 2031", None)]),
    ("By day five the score was ⟦2 points|measure⟧.", [("By day five", None)]),
    ("Flu will cause ⟦12,000|count⟧ deaths in 2031.", [("in 2031", None)]),
    ("⟦One in eight⟧ women will have it during their lifetime.", [("during their lifetime", None)]),
    ("The score was ⟦21 points|measure⟧ at week 24.", [("at week 24", "P24W")]),
    ("⟦70%⟧ were well after one week, ⟦85%⟧ after two, and ⟦95%⟧ after four.",
     [("after one week", "P1W"), ("after two", "P2W"), ("after four", "P4W")]),
    ("Scores rose by ⟦3.4|effect⟧, ⟦4.1|effect⟧ and ⟦5.0 points|effect⟧ at weeks 2, 4 and 8.",
     [("weeks 2", "P2W"), ("4", "P4W"), ("8", "P8W")]),
    ("Risk was ⟦2%⟧ with 5 years of follow-up.", [("with 5 years of follow-up", "P5Y")]),
    # at the start of the sentence, for all its numbers
    ("A year on, ⟦45%⟧ still smoked.", [("A year on", "P1Y")]),
    ("Within hours, ⟦90%⟧ felt better.", [("Within hours", None)]),
    ("At 12 months of follow-up, ⟦90%⟧ of the drug group and ⟦81%⟧ of controls were alive.",
     [("At 12 months of follow-up", "P12M")] * 2),
    ("At baseline, ⟦20%⟧ of men smoked.", [("At baseline", None)]),
    ("Last year ⟦14%⟧ of callers hung up.", [("Last year", None)]),
    ("By day 30, ⟦4%⟧ had died.", [("By day 30", "P30D")]),
    ("Every year ⟦9,000|count⟧ people die of it.", [("Every year", None)]),
    ("The 30-day and 90-day death rates were ⟦3%⟧ and ⟦8%⟧, respectively.", [("30-day", "P30D"), ("90-day", "P90D")]),
    # before the number
    ("The lifetime risk of stroke is ⟦25%⟧.", [("lifetime", None)]),
    ("The annual risk of bleeding is ⟦3%⟧.", [("annual", None)]),
    ("Pain at 20 weeks was lower with the drug (⟦64%⟧ vs. ⟦40%⟧).", [("at 20 weeks", "P20W")] * 2),
    ("The five-year survival was ⟦61%⟧ (men ⟦58%⟧, women ⟦64%⟧).", [("five-year", "P5Y")] * 3),
    ("The 30-day (⟦4%⟧ vs. ⟦5%⟧) and 90-day (⟦7%⟧ vs. ⟦9%⟧) death rates were alike.",
     [("30-day", "P30D"), ("30-day", "P30D"), ("90-day", "P90D"), ("90-day", "P90D")]),
    ("The post-treatment score was ⟦12 points|measure⟧.", [("post-treatment", None)]),
    ("Relapse after cycle two was seen in ⟦8%⟧.", [("after cycle two", None)]),
    # an event says when where it opens the sentence or follows the number at once, and during a treatment
    ("Before the brace they had worn splints (⟦40%⟧) or tape (⟦12%⟧).", [("Before the brace", None)] * 2),
    ("For example, at final review, ⟦4%⟧ limped; ⟦2%⟧ used a stick.", [("at final review", None)] * 2),
    ("Levels were below ⟦45 ng/ml|measure⟧ before the operation.", [("before the operation", None)]),
    ("The drugs most used during maintenance treatment were A (⟦21%⟧) and B (⟦9%⟧).",
     [("during maintenance treatment", None)] * 2),
    ("By the age of 70, ⟦half⟧ have it.", [("By the age of 70", None)]),
    # brackets do not part a number from its time, and a change dates its later level
    ("Function rose from ⟦50%⟧ to ⟦56%⟧ (p = 0.04; n = 10) at 6 months.", [None, ("at 6 months", "P6M")]),
    ("⟦12|count⟧ people reported falls (e.g., on stairs, in the bath or outdoors at night) in the past year.",
     [("in the past year", None)]),
    # lists of times go with lists of numbers
    ("Scores at 16 and 32 weeks were ⟦17.9|measure⟧ and ⟦24.8|measure⟧ points.",
     [("16 and 32 weeks", "P16W"), ("32 weeks", "P32W")]),
    # two numbers that share what follows
    ("Fever was seen in ⟦12%⟧ and ⟦9%⟧ within 24 hours.", [("within 24 hours", "PT24H")] * 2),
    # the introduction of a list
    ("In the next 10 years the risk of a fracture is:\n\n• ⟦4%⟧ for women\n• ⟦2%⟧ for men\n",
     [("In the next 10 years", "P10Y")] * 2),
    # a claimed duration keeps what stands behind it; a listed pair of times stays together
    ("Heparin was given for ⟦14 days|duration⟧ after surgery.", [("after surgery", None)]),
    ("They had ⟦10%|dose⟧ cream at the start, at 4 weeks and again at 8 weeks.",
     [("at the start, at 4 weeks and again at 8 weeks", None)]),
    ("They had ⟦two|dose⟧ doses over a ⟦6-month|duration⟧ period.", [("over a 6-month period", "P6M"), None]),
    ("⟦40%⟧ were using a stick at least a few times each week, prior to surgery.", [("prior to surgery", None)]),
    # the time that opens a sentence holds for the next one, if that has none
    ("At week 4 the groups were alike. The gap was ⟦3 points|effect⟧.", [("At week 4", "P4W")]),
    ("At week 4 the groups were alike. In 2020 the gap was ⟦3 points|effect⟧.", [("In 2020", None)]),
    ("At week 4 the groups were alike.\n\nThe gap was ⟦3 points|effect⟧.", [None]),
    ("At week 4 the groups were alike. ⟦Nine|count⟧ doctors took part.", [None]),
    # none: the time is that of another clause, of a study, or is past
    ("They were treated for ⟦23 months|duration⟧ and died 4 years later.", [None]),
    ("The response was ⟦68%⟧ and survival at 5 years is ⟦15%⟧.", [None, ("at 5 years", "P5Y")]),
    ("A trial two years later found ⟦30%⟧.", [None]),
    ("Over the past decade it has spread, and cities now hold ⟦75%⟧ of cases.", [None]),
    ("After adjustment for age, ⟦30%⟧ remained.", [None]),
    ("Knee pain was reported by ⟦1 in 5⟧ adults over 50 years.", [None]),
    ("The 15-hour group had ⟦12|count⟧ deaths.", [None]),
    ("Walkers (⟦n=12|count⟧) had less pain at 6 weeks.", [None]),
    ("⟦61%⟧ of patients had an error during surgery.", [None]),
    ("In 2007, doctors published a paper that ⟦230|count⟧ studies cite.", [None]),
    ("They improved after ⟦six months|duration⟧.", [None]),
    ("⟦86%⟧ of patients had undergone prior surgery.", [None]),
    ("The trial ended at 12 months; ⟦40%⟧ of adults own a bicycle.", [None]),
    ("Once weekly walks are popular. ⟦Half⟧ of them hurt.", [None]),
    ("Patients were ⟦67 years|measure⟧ old.", [None]),
]  # fmt: skip

DURATIONS = [
    ("within 2 years of surgery", "P2Y"),
    ("at one-month post-implant", "P1M"),
    ("a 6-month period", "P6M"),
    ("after 90 minutes", "PT90M"),
    ("for three weeks", "P3W"),
    ("month 18", "P18M"),
    ("after two decades", "P20Y"),
    ("at 3 to 6 months", None),
    ("at 4 and 8 weeks", None),
    ("at discharge", None),
]


@pytest.mark.parametrize(("marked", "expected"), ROWS)
def test_timepoints(read_marked, marked, expected):
    text, layout, claims = read_marked(marked)
    described = describe_claims(text, layout, claims)
    assert [c.timepoint and (c.timepoint.text, c.timepoint.duration) for c in described] == expected


@pytest.mark.parametrize(("words", "expected"), DURATIONS)
def test_durations(words, expected):
    assert read_duration(words) == expected


@pytest.mark.parametrize("row", load_table("time_points")["rows"], ids=lambda row: row["name"])
def test_row(row):
    pattern = row_pattern(row["name"])
    assert row["examples"] and row["counterexamples"]
    assert [text for text in row["examples"] if not pattern.match(text) and not pattern.search(text)] == []
    assert [text for text in row["counterexamples"] if pattern.search(text)] == []
    # Each holds one of the words without which a sentence is not searched; "at 6" only ever stands behind another time.
    texts = [] if row["name"] == "elliptic" else row["examples"]
    assert [text for text in texts if not find_times(text, 0, len(text))] == []
