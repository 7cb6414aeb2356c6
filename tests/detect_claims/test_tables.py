"""The tables that number reading rests on: every row's examples are read, its counterexamples are not."""

import pytest

from claimsift.lexicon import load_table
from claimsift.stages.detect_claims import find_quantities
from claimsift.stages.detect_claims.nouns import singular_of
from claimsift.stages.detect_claims.units import read_unit
from claimsift.stages.segment import find_layout


def read(text):
    return find_quantities(text, find_layout(text))


@pytest.mark.parametrize("row", load_table("units")["units"], ids=lambda row: row["code"])
def test_units(row):
    for example in row["examples"]:
        digits = len(example) - len(example.lstrip("0123456789"))
        unit = read_unit(example, digits)
        assert unit is not None, example
        assert (unit.code, unit.end) == (row["code"], len(example))
    for example in row["counterexamples"]:
        digits = len(example) - len(example.lstrip("0123456789"))
        unit = read_unit(example, digits)
        assert unit is None or unit.code != row["code"], example


def test_unit_forms_are_unique():
    forms = [form for row in load_table("units")["units"] for form in row["forms"]]
    assert len(forms) == len(set(forms))


@pytest.mark.parametrize(("text", "value"), load_table("number_words")["examples"])
def test_number_words(text, value):
    assert [q.value for q in read(f"They saw {text} patients.")[0]] == [value]


@pytest.mark.parametrize("word", load_table("number_words")["counterexamples"])
def test_words_that_hold_number_words(word):
    assert read(f"They {word} patients.") == ((), ())


@pytest.mark.parametrize("text", load_table("number_labels")["examples"])
def test_labels(text):
    assert read(f"It was {text} then.")[0] == ()


@pytest.mark.parametrize("text", load_table("number_labels")["counterexamples"])
def test_not_labels(text):
    assert len(read(f"They saw {text} then.")[0]) == 1


@pytest.mark.parametrize(("text", "modifier"), load_table("modifiers")["examples"])
def test_modifiers(text, modifier):
    assert [q.modifier for q in read(f"It was {text}.")[0]] == [modifier]


@pytest.mark.parametrize("text", load_table("modifiers")["counterexamples"])
def test_not_modifiers(text):
    assert [q.modifier for q in read(f"It was {text}.")[0]] == [None]


_FREQUENCIES = load_table("dose_frequencies")["rows"]


@pytest.mark.parametrize("row", _FREQUENCIES, ids=lambda row: row["name"])
def test_frequencies(row):
    """A row's examples mark the words that are read as once, twice … in its unit; its counterexamples hold none."""
    assert row["examples"] and row["counterexamples"]
    for marked in row["examples"]:
        text = marked.replace("⟦", "").replace("⟧", "")
        words = marked[marked.index("⟦") + 1 : marked.index("⟧")]
        assert (words, row["value"], row["unit"]) in [(q.text, q.value, q.unit) for q in read(text)[0]]
    for text in row["counterexamples"]:
        assert [q.text for q in read(text)[0] if any(anchor in q.text for anchor in row["anchors"])] == []


def test_a_noun_has_one_class():
    nouns = [noun for group in load_table("counted_nouns")["classes"].values() for noun in group]
    assert len(nouns) == len(set(nouns))


@pytest.mark.parametrize("noun", [n for group in load_table("counted_nouns")["classes"].values() for n in group])
def test_nouns_are_singular(noun):
    assert singular_of(noun) == noun
