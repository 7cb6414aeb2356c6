"""Mentions: text → (words of the mention, canonical name, source)."""

import pytest

from claimsift.records import Span
from claimsift.stages.link_treatments.find_abbreviations import find_definitions
from claimsift.stages.link_treatments.find_treatments import find_treatments
from claimsift.stages.segment import find_layout


def found(text: str) -> list[tuple[str, str, str]]:
    layout = find_layout(text)
    mentions = find_treatments(text, layout, find_definitions(layout.masked))
    return [(mention.text, mention.name, mention.source) for mention in mentions]


@pytest.mark.parametrize(
    "text, expected",
    [
        # drugs, and brands by their own name
        ("They took Tylenol daily.", [("Tylenol", "acetaminophen", "vocabulary")]),
        # the longest name wins, with the modifiers before it
        (
            "She had total knee replacement surgery.",
            [("total knee replacement surgery", "total knee replacement", "vocabulary")],
        ),
        ("simple dextrose Prolotherapy", [("dextrose Prolotherapy", "prolotherapy", "vocabulary")]),
        ("PRP injections into the elbow", [("PRP injections", "platelet-rich plasma", "vocabulary")]),
        # hyphen or space, one line or two
        ("Use of platelet rich\nplasma rose.", [("platelet rich\nplasma", "platelet-rich plasma", "vocabulary")]),
        # a kind of treatment with what makes it one
        ("Lumbar facet surgery failed.", [("Lumbar facet surgery", "lumbar facet surgery", "vocabulary")]),
        ("A rare pyloromyotomy was done.", [("pyloromyotomy", "pyloromyotomy", "head")]),
        # names of conditions, journals and institutions are none
        ("Failed back surgery syndrome is real.", []),
        ("It appeared in the journal Cell Transplantation.", []),
        ("Centers for Disease Control", []),
        ("Nothing controls the pain of gout.", []),
        # the body's own substances, unless given
        ("Insulin resistance and glucose rose.", []),
        ("Half received insulin.", [("insulin", "insulin therapy", "vocabulary")]),
        # what the article itself shows to be given
        (
            "Two infusions of QRX-77 helped. QRX-77 was safe.",
            [("infusions", "infusion", "head"), ("QRX-77", "QRX-77", "cue"), ("QRX-77", "QRX-77", "cue")],
        ),
        ("Strains such as HPV-16 persist.", []),
    ],
)
def test_treatments(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert found(text) == expected


def test_later_short_forms_carry_their_long_form() -> None:
    mentions = found(
        "Dorsal column stimulation (DCS) is old. The DCS group did well, more than with other DCS devices."
    )
    assert [name for _, name, _ in mentions] == ["Dorsal column stimulation"] * 4


def test_a_short_form_may_be_defined_before_the_last_word_of_its_name() -> None:
    mentions = found(
        "The spinal cord (SC) stimulation is new. Pain fell in the SC group, and SC stimulation was quick."
    )
    assert [name for text, name, _ in mentions if "SC" in text] == ["spinal cord stimulation"] * 3


@pytest.mark.parametrize(
    "text, expected",
    [
        (
            "transcutaneous nerve pulses (TNP)",
            {"TNP": "transcutaneous nerve pulses", "TNPs": "transcutaneous nerve pulses"},
        ),
        ("MWT (mechanical wave therapy)", {"MWT": "mechanical wave therapy", "MWTs": "mechanical wave therapy"}),
        ("The effect was large (ABC).", {}),
        ("a note (see below)", {}),
    ],
)
def test_definitions(text: str, expected: dict[str, str]) -> None:
    assert find_definitions(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Group 1 received ketamine and Group 2 got placebo. Pain fell in Group 1, but less in Group 2.",
            ["ketamine", "placebo"] * 2,
        ),
        (
            "Group 1 (ketamine) and Group 2 (n = 20, placebo) were alike. Pain fell in group 1, but less in group 2.",
            ["ketamine", "placebo"] * 2,
        ),
        (
            "One arm had no intervention (n = 9, Group A), the other ketamine (a drug) at night (n = 8, Group B). "
            "Pain fell in group B.",
            ["no intervention", "ketamine", "ketamine"],
        ),
        ("Ketamine was weighed. It is old (as Group 1 said).", []),
        (
            "They had ketamine (Arm A), aspirin (Arm B) or placebo (Arm C). Pain fell in Arms A, B and C.",
            ["ketamine", "aspirin", "placebo"] * 2,
        ),
    ],
)
def test_arms_are_named_by_their_treatment(text: str, expected: list[str]) -> None:
    assert [name for _, name, source in found(text) if source == "arm"] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Aspirin was set against ketamine. Pain fell with the latter, less with the former.", ["ketamine", "Aspirin"]),
        ("Aspirin failed. Pain fell with the latter.", []),  # one is no pair
        ("Aspirin and ketamine were weighed by the former head of it.", []),
    ],
)
def test_the_former_and_the_latter(text: str, expected: list[str]) -> None:
    assert [name for _, name, source in found(text) if source == "anaphor"] == expected


def test_a_topic_that_ends_one_longer_name_is_that_treatment() -> None:
    text = "The alarm\n\nA bedwetting alarm wakes the child. The alarm is cheap."
    topics = {("alarm",): 0.2}
    mentions = find_treatments(text, find_layout(text), topics=topics)
    assert {mention.name for mention in mentions} == {"bedwetting alarm"}
    tablets = "The tablet\n\nAn iron tablet is cheap. The tablet is red."
    mentions = find_treatments(tablets, find_layout(tablets), topics={("tablet",): 0.2})
    assert "iron tablet" not in {mention.name for mention in mentions if mention.text == "tablet"}


def test_names_of_studies_are_no_topics() -> None:
    text = "HARBOUR, a phase 3 study, was long. HARBOUR ended. Half of the harbour users slept."
    assert not find_treatments(text, find_layout(text), topics={("harbour",): 0.5})
    plain = "Half of the HARBOUR group slept, as HARBOUR helps."
    assert find_treatments(plain, find_layout(plain), topics={("harbour",): 0.5})


def test_comparators_have_their_role() -> None:
    text = "Placebo or sham acupuncture against acupuncture."
    roles = [mention.role for mention in find_treatments(text, find_layout(text))]
    assert roles == ["comparator", "comparator", "intervention"]


def test_spans_of_a_model_fill_the_gaps_only() -> None:
    text = "Zorblax or ibuprofen was given."
    mentions = find_treatments(text, find_layout(text), model_spans=[Span(0, 7), Span(11, 20)])
    assert [(mention.text, mention.source) for mention in mentions] == [
        ("Zorblax", "model"),
        ("ibuprofen", "vocabulary"),
    ]


def test_the_drug_is_the_one_that_is_named_last() -> None:
    layout = find_layout("Ketamine is a new drug. Those given the drug slept. The tablet is large, and the drug works.")
    mentions = find_treatments(layout.masked, layout, topics={("drug",): 0.9, ("tablet",): 0.5})
    assert [mention.name for mention in mentions if mention.source == "anaphor"] == ["Ketamine", "Ketamine"]
