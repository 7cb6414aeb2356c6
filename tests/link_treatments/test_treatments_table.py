"""The tables of treatments: every row's own examples, and the rules that the tables keep."""

import pytest

from claimsift.lexicon import load_table, load_treatments
from claimsift.lexicon.split_words import WORD
from claimsift.lexicon.treatments import normal_form
from claimsift.stages.link_treatments.find_treatments import find_treatments
from claimsift.stages.segment import find_layout

TABLE = load_table("treatments")
PARTS = {**TABLE["groups"], "heads": TABLE["heads"], "weak": TABLE["weak"]}


def mentions_of(text: str) -> list[str]:
    return [mention.text for mention in find_treatments(text, find_layout(text))]


@pytest.mark.parametrize("part", PARTS, ids=str)
def test_examples_match_and_counterexamples_do_not(part: str) -> None:
    for example in PARTS[part]["examples"]:
        assert mentions_of(example), example
    for counterexample in PARTS[part]["counterexamples"]:
        assert not mentions_of(counterexample), counterexample


def test_names_are_unique_within_the_table() -> None:
    seen: dict[str, str] = {}
    for part in TABLE["groups"].values():
        for name, _, *variants in part["names"]:
            for variant in {form if form.isupper() else normal_form(form) for form in (name, *variants)}:
                assert seen.setdefault(variant, name) == name, variant


def test_every_row_is_found_by_its_own_name() -> None:
    lexicon = load_treatments()
    for part in TABLE["groups"].values():
        for name, _, *variants in part["names"]:
            for variant in (name, *variants):
                found = lexicon.find(WORD.findall(variant.lower()))
                assert found is not None and found.name == name, variant


@pytest.mark.parametrize(
    "name, concept_id",
    [("discectomies", "mesh:D017586"), ("ibuprofen", "drugbank:DB01050"), ("Advil", "drugbank:DB01050")],
)
def test_concepts_have_ids(name: str, concept_id: str) -> None:
    found = load_treatments().find(normal_form(name).split())
    assert found is not None and found.concept_id == concept_id


@pytest.mark.parametrize("name", ["estrogen receptor alpha", "kidney bean", "l", "he", "wheat", "horse", "generic"])
def test_the_vocabulary_leaves_out_what_is_no_medicine(name: str) -> None:
    assert load_treatments().find(normal_form(name).split()) is None
