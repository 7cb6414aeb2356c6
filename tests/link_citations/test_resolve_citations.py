"""Citations: a number of the text → the entries that the article gives for it, and how they were found."""

import re

import pytest

from claimsift.lexicon import load_table
from claimsift.records import Claim, Provenance, Quantity, Reference, TextSpan
from claimsift.stages.link_citations.cues import has_cue
from claimsift.stages.link_citations.discourse import Discourse
from claimsift.stages.link_citations.match_narrative import match_narratives
from claimsift.stages.link_citations.parse_list import parse_list
from claimsift.stages.link_citations.resolve_citations import Resolution, resolve_citations
from claimsift.stages.segment import find_layout

LIST = """

References
1. Lind MA, Roe K. Rest after knee surgery in older adults. Journal of Rest Research. 2017 Aug 1;7(2):11-20.
2. Okafor B, Poe J. Implanted pumps for chronic pain: five years of follow-up. Sleep Medicine Today. 2015;6:18-30.
3. Kessler JL. Walking programmes for back pain. Journal of Rest Research. 2012;4(1):3-9.
4. Weber T, Ito S. Falls on hospital wards. Annals of Ward Care. 2019;12:40-51.
5. National Institute of Ward Safety. Falls. 2020. https://example.org/falls
6. Lund-Baker C, Poe J. Cold water for sore feet. Annals of Feet. 2014;3:8-12.
"""


def resolve(text: str) -> list[Resolution]:
    """The resolution of each number written ⟨20%⟩ in a text."""
    spans, plain, last = [], "", 0
    for match in re.finditer(r"⟨(.*?)⟩", text, re.DOTALL):
        plain += text[last : match.start()]
        spans.append((len(plain), len(plain) + len(match[1])))
        plain += match[1]
        last = match.end()
    plain += text[last:]
    layout = find_layout(plain)
    claims = tuple(
        Claim("clm_1", "", "count", Quantity(plain[a:b], a, b, None, None), TextSpan("", 0, 0), Provenance("", ""))
        for a, b in spans
    )
    found = resolve_citations(plain, layout, parse_list("", layout.references), claims)
    for link, _ in found:
        for marker in link.markers if link else ():
            assert plain[marker.start : marker.end] == marker.text
    return list(found)


def keys(resolution: Resolution) -> str:
    return " ".join(resolution[0].references) if resolution[0] else ""


CASES = [
    ("marker_after_number", "Pain fell in ⟨20%⟩ of them (1).", ["1"]),
    ("marker_after_sentence", "Pain fell in ⟨20%⟩ of them. (2)", ["2"]),
    ("two_markers_in_a_sentence", "Pain fell in ⟨20%⟩ (1) of the men and in ⟨30%⟩ (2) of the women.", ["1", "2"]),
    ("several_keys", "Pain fell in ⟨20%⟩ of them (1,3).", ["1 3"]),
    ("after_quote", "“Pain is common. It fell in ⟨20%⟩ of them. Rest is one of several options.”(3)", ["3"]),
    ("before_quote", "Doctors in Norway wrote in the Journal of Rest Research:(3)\n\n“Pain came back in ⟨28%⟩ "
     "of all.”", ["3"]),
    ("quote_of_several_sentences", "One team wrote: “Pain fell in ⟨20%⟩ of them. It came back in ⟨9%⟩.” (1) Sleep was "
     "good in ⟨30%⟩.(2)", ["1", "1", "2"]),
    ("study_of_another_year", "A 2009 study in the Ward Times saw less pain in ⟨33%⟩ of them. Falls hurt ⟨12%⟩ (4).",
     ["", "4"]),
    ("respectively_before_the_markers", "It fell in ⟨20%⟩ and ⟨30%⟩ of them, respectively (1,3).", ["1", "3"]),
    ("list_scope", "The reasons for removal were:\n\n- no relief, ⟨43.9%⟩\n- complications, ⟨20.2%⟩\n- cost in "
     "⟨5%⟩ (2)", ["2"] * 3),
    ("study_sentence_then_back_reference",
     "A 2019 study in the Annals of Ward Care (4) looked at falls.\n\nIn this study, ⟨45⟩ patients were "
      "followed.", ["4"]),
    ("above_study", "Pain came back in many people, doctors found.(3)\n\n- Note that the above study cites a "
     "⟨28%⟩ rate.", ["3"]),
    ("heading", "## Pain comes back in ⟨28%⟩\n\nDoctors wrote that pain came back in ⟨28%⟩ of people.(3)", ["3", "3"]),
    ("narrative_journal_and_date",
     "In research in the August 2017 edition of the Journal of Rest Research, ⟨20%⟩ of the adults slept.", ["1"]),
    ("narrative_author", "In research from Benjamin Okafor MD, published in Sleep Medicine Today, Dr. Okafor "
     "saw relief in ⟨86%⟩.", ["2"]),
    ("narrative_then_details",
     "Research in the journal Sleep Medicine Today wrote of implanted pumps for chronic pain. Researchers "
      "looked at people of "
     "whom ⟨68%⟩ were women.", ["2"]),
    ("closing_reference", "Seventeen centers took part in a study of why ⟨300⟩ pumps were removed.\n\nThe most "
     "common reason was "
     "pain.\n\nThis research appeared in Sleep Medicine Today. (2)", ["2"]),
    ("names_open_the_sentence", "Rest is old. Weber and Ito (2019) saw falls in ⟨20%⟩ of all patients.", ["4"]),
    ("organisation", "About ⟨25%⟩ of adults fall, according to the National Institute of Ward Safety.", ["5"]),
    ("sentence_after_the_list", "⟨Twelve⟩ clinics pooled their notes. The reasons for leaving were:\n\n- no relief, "
     "⟨43.9%⟩\n- cost, ⟨20.2%⟩\n\nThose figures appeared in the Annals of Ward Care. (4)", ["4"] * 3),
    ("list_introduced", "A survey of nurses gave three reasons (4):\n\n- cost, ⟨20.2%⟩\n- noise, ⟨5%⟩", ["4", "4"]),
    ("respectively", "Pain fell in ⟨20%⟩ of the men and in ⟨30%⟩ of women ((1) and (2), respectively).", ["1", "2"]),
    ("inserted_clause", "Weber and colleagues reported on wards in 2019. Their study drew on a register, which takes "
     "in most wards (1), and followed ⟨2,249⟩ patients. In the same study ⟨59%⟩ were women.", ["4", "4"]),
    ("they_also", "In a 2019 study, Weber and Ito followed patients on wards. They found falls in ⟨20%⟩. They also "
     "saw that ⟨5%⟩ broke a hip.", ["4", "4"]),
    ("table_caption", "Table 1. Falls on wards (4)\n\n| ward | falls |\n| --- | --- |\n| A | ⟨20%⟩ |\n| B | ⟨30%⟩ |",
     ["4", "4"]),
    ("named_by_its_title", "A study called “Falls on hospital wards” counted ⟨40⟩ patients.", ["4"]),
    ("ibid", "Pain fell in ⟨20%⟩ of the men (2). It fell in ⟨30%⟩ of the women (ibid.).", ["2", "2"]),
    ("scale_named_before", "Pain was rated with the Ward Index (2), and it fell in ⟨20%⟩ of our patients.", [""]),
    ("own_opinion", "Rest helps many people (1).\n\nIn our clinic, we see relief in ⟨90%⟩ of patients.", [""]),
    ("new_subject", "Doctors found that rest helps many people.(1)\n\nAnother way is surgery. It costs ⟨4,000⟩ "
     "dollars.", [""]),
    ("paragraph_end_for_all", "Pain fell in ⟨20%⟩ of men. Sleep was longer in ⟨30%⟩ of women. (2)", ["2", "2"]),
    ("results_go_on", "A ward in Lagos compared the pump with rest.(2) The pump took ⟨12 minutes⟩ on average. Patients "
     "lost ⟨20 mL⟩ and ⟨30 mL⟩ of blood.", ["2", "2", "2"]),
    ("same_paper", "Falls drop by ⟨20%⟩ in a month.(4) Then they come back. In the same paper strength fell by ⟨5%⟩.",
     ["4", "4"]),
    ("general_before_a_study", "Falls are common and costly. About ⟨60,000⟩ happen every year.\n\nA ward study from "
     "Norway counted falls in ⟨20%⟩ of its patients.(4)", ["", "4"]),
    ("uninvolved_person", "Rest helped ⟨20%⟩ of the patients (1).\n\nDr Ann Poe, who was not involved in the study, "
     "doubts it. “I see ⟨30⟩ of them a month,” she said.", ["1", ""]),
    ("unnamed_figures", "Rest helped ⟨20%⟩ of the patients (1). According to insurance data, pumps were given to ⟨38%⟩ "
     "of them by 2015.", ["1", ""]),
    ("own_clause", "A registry of ⟨900⟩ patients (2) saw falls in ⟨5%⟩ with rest; ⟨8%⟩ has been given for pumps (3).",
     ["2", "2", "3"]),
    ("no_source_anywhere", "Pain fell in ⟨20%⟩ of them.", [""]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_scopes(text: str, expected: list[str]) -> None:
    # A line that marks the other entries keeps the article's habit the same in every case.
    filler = "Rest is old (1).\n\nPumps are new (2).\n\nWalks are long (3).\n\nWards are full (4).\n\n# Others\n\n"
    assert [keys(resolution) for resolution in resolve(filler + text + LIST)] == expected


def test_methods_of_a_report_are_its_own() -> None:
    text = (
        "# Rest\n\n## Background\n\nPain is common [1], and ⟨40%⟩ of adults have it [2].\n\n## Methods\n\nWe enrolled "
        "adults.\n\n## Ward work\n\nBeds were made as previously described [3]. Tea was given every ⟨2⟩ hours. "
        "Falls were counted with the Ward kit for ⟨8⟩ days as described elsewhere [4].\n\n## Results\n\nSleep was good."
        "\n\n## Effects on falls\n\nOf all, ⟨12%⟩ fell, and sleep scores [1] were ⟨34⟩ on average."
        "\n\n## Discussion\n\nIn mice 2 weeks were enough [2], but in our patients ⟨8⟩ weeks were not.\n"
    )
    assert [keys(resolution) for resolution in resolve(text + LIST)] == ["2", "", "", "", "", ""]


def test_results_of_a_trial_report_have_no_source() -> None:
    text = (
        "# Rest\n\n## Background\n\nPain is common [1], and ⟨40%⟩ of adults have it [2].\n\n## Methods\n\nThe "
        "design was published "
        "[3]. We enrolled ⟨50⟩ patients.\n\n## Results\n\nIn total, ⟨39⟩ patients improved. The rate was ⟨38%⟩." + LIST
    )
    assert [keys(resolution) for resolution in resolve(text)] == ["2", "", "", ""]


def test_an_excerpt_of_a_trial_report_is_known_by_its_words() -> None:
    text = (
        "Pain is common [1], and ⟨40%⟩ of adults have it [2].\n\nPatients were randomised 1:1 after informed consent. "
        "In the intervention group, ⟨39 (38.6%)⟩ participants improved, and at baseline ⟨45 (44.6%)⟩ in the control "
        "group were in pain (Table 2). The primary outcome was pain, rated with the Ward Index [3]." + LIST
    )
    assert [keys(resolution) for resolution in resolve(text)] == ["2", "", ""]


def test_where_each_sentence_is_marked_a_marker_is_for_its_own() -> None:
    text = (
        "Rest is old [1]. Pumps are new [2]. Walks are long [3]. Pain fell in ⟨20%⟩ of men. Sleep was longer in most "
        "women [4]." + LIST
    )
    assert [keys(resolution) for resolution in resolve(text)] == [""]


def test_methods_name_the_scope() -> None:
    text = "“Pain fell in ⟨20%⟩ of them.”(1) Sleep was long in ⟨30%⟩ (2)." + LIST
    links = [link for link, _ in resolve(text)]
    assert [link.method for link in links if link] == ["after_quote", "same_clause"]
    assert all(0.5 <= link.confidence < 1 for link in links if link)


def test_the_trace_says_what_was_considered() -> None:
    ((link, step),) = resolve("Rest helps most (1).\n\nIn our clinic, we see relief in ⟨90%⟩." + LIST)
    assert link is None
    assert (step.stage, step.decision) == ("link_citations", "none")
    assert [candidate.name for candidate in step.candidates] == ["1"]
    assert "own_voice" in dict(step.candidates[0].features)


def test_hyperlinked_source() -> None:
    ((link, _),) = resolve("Pain fell in ⟨20%⟩ of them, a [2019 study](https://example.org/x) found.")
    assert link is not None
    assert (link.references, link.method) == (("link:1",), "hyperlink")


def test_restarting_lists() -> None:
    text = (
        "# One\n\nPain fell in ⟨20%⟩.[1]\n\n## References\n\n1. Lind M. Rest. Lancet. 2004;3:1-9.\n2. Roe K. "
        "Sleep. BMJ. 2009;2:3-9."
        "\n\n# Two\n\nPain fell in ⟨30%⟩.[1]\n\n## References\n\n1. Poe A. Walks. Spine. 2010;4:5-9.\n"
    )
    assert [keys(resolution) for resolution in resolve(text)] == ["L1:1", "L2:1"]


NARRATIVE = [
    ("The August 2017 edition of the Journal of Rest Research has a study.", "1"),
    ("A 2012 paper in the Journal of Rest Research had less.", "3"),
    ("A paper in the Journal of Rest Research was cited.", ""),  # two entries fit: declined
    ("Research by Kessler on walking programmes for back pain was published.", "3"),
    ("The journal Annals of Ward Care published a study.", "4"),  # the only entry of that journal
    ("The nurses keep the Annals of Ward Care by the door.", ""),  # nobody presents a study
    ("In the Journal of Rest Research, a study was published.", ""),  # two entries fit: declined
    ("Weber and colleagues looked at wards.", "4"),
    ("A study of the weber kind was made.", ""),
    ("In the larger trial (Weber, in the table) pain fell.", "4"),
    ("When Thea Weber of Bern asked them, half had slept.", "4"),  # in full, with the initial of the list
    ("When Ada Weber of Bern asked them, half had slept.", ""),
    ("Two engineers, Weber and Ito, put it at half in 2019.", "4"),
    ("They had a Weber-Fechner grade of 4 and Ito socks.", ""),  # a name of something
    ("In the Dutch trial (Lund-Baker, in the table) pain fell.", "6"),
    ("The ward was full and a study was made.", ""),
]


@pytest.mark.parametrize(("sentence", "expected"), NARRATIVE)
def test_narrative_sources(sentence: str, expected: str) -> None:
    text = sentence + LIST
    layout = find_layout(text)
    references: tuple[Reference, ...] = parse_list("", layout.references)
    assert " ".join(m.reference_id for m in match_narratives(Discourse(text, layout), references)) == expected


BESIDE_OTHERS = {
    "one_clause": "Of ⟨40⟩ adults ⟨12⟩ (⟨30%⟩) slept well (1). In ⟨9⟩ of ⟨50⟩ pain fell.\n\nRest helped ⟨20%⟩ (2).",
    "clauses_and_markers": "Pain fell in ⟨20%⟩; it came back in ⟨9%⟩, and ⟨4⟩ left (1), but ⟨30%⟩ stayed (2) ⟨5⟩ days.",
    "quotation": "A team wrote that ⟨20%⟩ fell: “⟨12⟩ of ⟨40⟩ fell. Then ⟨9⟩ rested.” (3) Later ⟨7%⟩ rested.",
    "aside": "In the trial, which saw ⟨20%⟩ and ⟨30%⟩ fall [4], rest helped ⟨12%⟩ of ⟨80⟩ adults (1).",
    "own_voice": "Pain fell in ⟨20%⟩ (1), but in our patients in ⟨30%⟩ of ⟨40⟩ and in ⟨9%⟩ later.",
    "same_number": "Pain fell in ⟨20%⟩ and ⟨30%⟩ of adults.\n\nA study found that ⟨20%⟩ of adults had less pain (2).",
}


@pytest.mark.parametrize("text", BESIDE_OTHERS.values(), ids=BESIDE_OTHERS)
def test_a_number_has_the_same_source_beside_others_as_alone(text: str) -> None:
    pieces = re.split(r"⟨|⟩", text)  # every second piece is a number
    for index, resolution in enumerate(resolve(text + LIST)):
        at = 2 * index + 1
        alone = "".join((*pieces[:at], "⟨", pieces[at], "⟩", *pieces[at + 1 :]))
        assert resolve(alone + LIST) == [resolution]


CUES = [(name, row) for name, row in load_table("citation_cues").items() if name != "note"]


@pytest.mark.parametrize(("name", "row"), CUES, ids=[name for name, _ in CUES])
def test_cues_of_the_table(name: str, row: dict[str, list[str]]) -> None:
    assert [example for example in row["examples"] if not has_cue(name, example)] == []
    assert [example for example in row["counterexamples"] if has_cue(name, example)] == []
