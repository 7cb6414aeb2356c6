"""Links: text with its numbers → the treatment of each, by the packaged weights."""

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimsift.records import Claim, Layout, Provenance, Quantity, TextSpan
from claimsift.stages.link_treatments.find_abbreviations import find_definitions
from claimsift.stages.link_treatments.find_topics import find_topics
from claimsift.stages.link_treatments.find_treatments import find_treatments
from claimsift.stages.link_treatments.link_treatments import candidates_of, link_treatments
from claimsift.stages.segment import find_layout


def claims_of(text: str, layout: Layout) -> tuple[Claim, ...]:
    """A claim for every percentage."""
    claims = []
    for match in re.finditer(r"\d+%", text):
        sentence = layout.sentence_at(match.start())
        if sentence is not None:
            quantity = Quantity(match[0], match.start(), match.end(), float(match[0][:-1]), "%")
            span = TextSpan(text[sentence.start : sentence.end], sentence.start, sentence.end)
            claims.append(Claim(str(match.start()), "a", "proportion", quantity, span, Provenance("test", "0")))
    return tuple(claims)


def linked(text: str) -> list[tuple[str, str] | None]:
    layout = find_layout(text)
    mentions = find_treatments(text, layout, find_definitions(layout.masked), topics=find_topics(layout))
    links, _ = link_treatments(text, layout, claims_of(text, layout), mentions)
    return [(link.name, link.role) if link else None for link in links]


@pytest.mark.parametrize(
    "text, expected",
    [
        # the nearest in the clause
        (
            "Pain eased in 40% of patients on ibuprofen and in 20% of those on placebo.",
            [("ibuprofen", "intervention"), ("placebo", "comparator")],
        ),
        # arms in order
        (
            "Nausea was more common with tramadol than with placebo (12% vs 3%).",
            [("tramadol", "intervention"), ("placebo", "comparator")],
        ),
        (
            "Relapse rates were 5% and 14% in the tamoxifen and letrozole groups, respectively.",
            [("tamoxifen", "intervention"), ("letrozole", "intervention")],
        ),
        (
            "They had ketamine (Arm A), aspirin (Arm B) or a placebo (Arm C). Nausea was seen in 12%, 18% and 25% in "
            "Arms A, B and C, respectively.",
            [("ketamine", "intervention"), ("aspirin", "intervention"), ("placebo", "comparator")],
        ),
        # carried from the sentence before
        (
            "They had a total knee replacement. Two years later 12% still had pain.",
            [("total knee replacement", "intervention")],
        ),
        # where a team is from is no treatment
        ("Surgery\n\nA Danish group followed 85% of those who had surgery.", [("surgery", "intervention")]),
        ("Surgery\n\nA Danish group followed 85% of them.", [("surgery", "intervention")]),
        ("Surgery\n\nThe Rotterdam group followed 85% of them.", [("surgery", "intervention")]),
        # nothing is given in an article about how common a disease is
        ("Breast cancer\n\nOver a lifetime 12% of women will be diagnosed with breast cancer.", [None]),
    ],
)
def test_links(text: str, expected: list[tuple[str, str] | None]) -> None:
    assert linked(text) == expected


def test_every_choice_is_explained() -> None:
    text = "Pain eased in 40% of patients on ibuprofen."
    layout = find_layout(text)
    links, steps = link_treatments(text, layout, claims_of(text, layout), find_treatments(text, layout))
    assert links[0] is not None and 0.5 < links[0].confidence <= 1
    assert steps[0].candidates[0].name == "ibuprofen" and steps[0].candidates[0].features
    assert any(candidate.name == "none" for candidate in steps[0].candidates)


@given(st.text(alphabet=st.sampled_from("a 1%.(),\nBé-’Group A aspirin PRP"), max_size=120))
def test_any_text_works_and_spans_hold(text: str) -> None:
    layout = find_layout(text)
    mentions = find_treatments(text, layout, find_definitions(layout.masked), topics=find_topics(layout))
    assert all(text[mention.start : mention.end] == mention.text for mention in mentions)
    assert all(first.end <= second.start for first, second in itertools.pairwise(mentions))
    links, steps = link_treatments(text, layout, claims_of(text, layout), mentions)
    assert len(links) == len(steps)


def test_no_feature_of_a_candidate_stands_in_two_parts():
    # A part is weighed by itself: a feature that two parts held would count twice.
    text = (
        "Aspirin or placebo for headache\n\nAspirin\n\nAspirin was compared with placebo in 200 adults. "
        "Pain went in 60% and 40%, respectively.\n\nPlacebo. After aspirin 20% had nausea (aspirin group 25% vs 10%). "
        "30% of adults have it."
    )
    layout = find_layout(text)
    mentions = find_treatments(text, layout, {}, topics=find_topics(layout))
    found = candidates_of(text, layout, claims_of(text, layout), mentions)
    assert len(found) > 4
    for candidate in itertools.chain.from_iterable(found):
        assert sum(map(len, candidate.parts)) == len(candidate.features)
        assert all(candidate.features.values())
