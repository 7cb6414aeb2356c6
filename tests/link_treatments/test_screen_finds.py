"""What a model finds and what of it may stand."""

import pytest

from claimsift.lexicon import load_treatments
from claimsift.records import Span
from claimsift.stages.link_treatments.screen_finds import names_of_others, screen_finds


@pytest.mark.parametrize(
    "text, found, expected",
    [
        ("Half of the zorblax group walked.", "zorblax", ["zorblax"]),
        ("They gave GM-CSF for a week.", "GM", ["GM-CSF"]),  # the model splits at hyphens
        ("They used r-FSH and waited.", "FSH", ["r-FSH"]),
        ("All denosumab-treated women came.", "denosumab", ["denosumab"]),  # the rest is no code
        ("In the laser group 8 eyes were red.", "laser", ["laser"]),
        ("A laser printed the page.", "laser", []),  # an everyday word without an arm behind it
        ("Each group had ten members.", "Each", []),
        ("In the stenosis group pain was worse.", "stenosis", []),  # a condition
        ("The 18-hour group slept.", "18-hour", []),  # a time
        ("In group B. No dose was given.", "B. No dose", []),  # two sentences
        ("Groups A through D ate.", "A through", []),
        ("The Zorb study ended.", "Zorb", []),
        ("The long heart study ended.", "long heart study", []),
        ("Vitamin Q deficiency is rare.", "Vitamin Q deficiency", []),
        ("They had effective treatment early.", "effective treatment", []),
        ("Among girls 5% agreed.", "girls", []),
        ("Zorbla Foyle had it done.", "Zorbla", []),  # a person
        ("It was a therapy for 5% of them.", "therapy", []),
        ("It fell by a trained half.", "trained", []),
        ("The therapy-experienced came.", "therapy-experienced", []),
        ("It took 1,231 days.", "1,231", []),
        ("The 5-FU group slept.", "5-FU", ["5-FU"]),
        ("They gave zorblaxed broth.", "zorblaxed broth", ["zorblaxed broth"]),
        ("Alcohol was allowed.", "Alcohol", []),  # needs a word of giving
    ],
)
def test_screen(text: str, found: str, expected: list[str]) -> None:
    start = text.index(found)
    kept = screen_finds(text, [Span(start, start + len(found))], frozenset(), load_treatments())
    assert [text[span.start : span.end] for span in kept] == expected


def test_abbreviations_of_other_things_are_dropped() -> None:
    assert screen_finds("The QRX rose.", [Span(4, 7)], frozenset({"QRX"}), load_treatments()) == []
    assert screen_finds("The QRXs rose.", [Span(4, 8)], frozenset({"QRX"}), load_treatments()) == []


@pytest.mark.parametrize(
    "text, names",
    [
        ("The QRX-2 trial began.", {"QRX-2"}),
        ("One of them, QRX-2, recruited 40 men.", {"QRX-2"}),
        ("Mothers with QRX ≥ 13 were called.", {"QRX"}),  # a scale
        ("Patients on QRX-2 did well.", set()),
    ],
)
def test_names_of_others(text: str, names: set[str]) -> None:
    assert names_of_others(text, ["QRX", "QRX-2"], load_treatments()) == names
