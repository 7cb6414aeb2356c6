"""Text → blocks and sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimsift.stages.segment import find_layout
from claimsift.stages.segment.find_blocks import find_blocks

LONG = "Most people who were followed after the operation said that they could walk further than"

BLOCKS = [
    ("", []),
    ("One line.", [("paragraph", "One line.")]),
    ("# Title\n\nText.", [("heading", "Title"), ("paragraph", "Text.")]),
    # an empty heading lends its rank to the next line
    ("##\n\nHow common is it?\n\nQuite common.", [("heading", "How common is it?"), ("paragraph", "Quite common.")]),
    # a plain line that stands alone and does not end like a sentence is a heading
    ("Sleep and pain\n\nBoth matter a lot.", [("heading", "Sleep and pain"), ("paragraph", "Both matter a lot.")]),
    (
        "A full sentence stands here.\n\nAnother one.",
        [("paragraph", "A full sentence stands here."), ("paragraph", "Another one.")],
    ),
    # a name may start small; any other word that does goes on with something
    ("mRNA shots for mice\n\nText.", [("heading", "mRNA shots for mice"), ("paragraph", "Text.")]),
    ("shots for mice\n\nText.", [("paragraph", "shots for mice"), ("paragraph", "Text.")]),
    ("“I walk again”\n\nText.", [("heading", "“I walk again”"), ("paragraph", "Text.")]),
    ("“I walk again.”\n\nText.", [("paragraph", "“I walk again.”"), ("paragraph", "Text.")]),
    # a sentence that ends in its marker is no heading
    (
        "Ten of them got better. (12)\n\nMore text here.",
        [("paragraph", "Ten of them got better. (12)"), ("paragraph", "More text here.")],
    ),
    (
        "Most replies came back: 34 (82.7%) by June.3\n\nMore.",
        [("paragraph", "Most replies came back: 34 (82.7%) by June.3"), ("paragraph", "More.")],
    ),
    # a title right above its text
    (
        f"WHO COMES\n{LONG} before, and some of them ran.",
        [("heading", "WHO COMES"), ("paragraph", f"{LONG} before, and some of them ran.")],
    ),
    ("- one\n- two", [("list_item", "one"), ("list_item", "two")]),
    ("• one\n\xa0 3. three", [("list_item", "one"), ("list_item", "three")]),
    ("1) first\n(b) second", [("list_item", "first"), ("list_item", "second")]),
    # a line broken for width goes on
    (f"{LONG}\nbefore it.", [("paragraph", f"{LONG}\nbefore it.")]),
    ("between 30%\nto 40% of cases", [("paragraph", "between 30%\nto 40% of cases")]),
    ("| a | b |\n| 1 | 2 |", [("table_row", "| a | b |"), ("table_row", "| 1 | 2 |")]),
    ("Figure 2. Pain scores.", [("caption", "Figure 2. Pain scores.")]),
    ("---\ntitle: X\n---\n\nText.", [("front_matter", "---\ntitle: X\n---"), ("paragraph", "Text.")]),
    ("**Results**\n\nThey improved.", [("heading", "**Results**"), ("paragraph", "They improved.")]),
]


@pytest.mark.parametrize(("text", "expected"), BLOCKS)
def test_blocks(text, expected):
    assert [(block.kind, text[block.text_start : block.end]) for block in find_blocks(text)] == expected


def test_blocks_know_their_heading():
    text = "# A\n\nOne.\n\n## B\n\nTwo.\n\n# C\n\nThree."
    layout = find_layout(text)
    under = {text[b.start : b.end]: layout.heading_of(b) for b in layout.blocks}
    names = {words: heading and text[heading.text_start : heading.end] for words, heading in under.items()}
    assert names == {"# A": None, "One.": "A", "## B": "A", "Two.": "B", "# C": None, "Three.": "C"}


def test_furniture_after_the_reference_list():
    text = "Pain fell by 3 points.\n\nHappy Clinic\n12 Long Street\n(555) 201-3344 Phone\n© 2024 | All Rights Reserved"
    kinds = [block.kind for block in find_layout(text).blocks]
    assert kinds == ["paragraph", "paragraph", "furniture", "furniture", "furniture"]


def test_what_calls_out_after_the_reference_list_is_furniture():
    entries = "References\n1. Lind M. Rest. Lancet. 2004;3:1.\n2. Roe K. Sleep. BMJ. 2009;2:3."
    text = f"Rest helps.[1] Sleep too.[2]\n\n{entries}\n\nFacing surgery? Call us!\n\nWe follow the rules of care."
    assert [block.kind for block in find_layout(text).blocks][-2:] == ["furniture", "paragraph"]


SENTENCES = [
    ("One. Two.", ["One.", "Two."]),
    ("Dr. Smith saw 12 people. All had pain.", ["Dr. Smith saw 12 people.", "All had pain."]),
    ("It fell to 3.5 points. Then it rose.", ["It fell to 3.5 points.", "Then it rose."]),
    ("He said “It works.” They agreed.", ["He said “It works.”", "They agreed."]),
    ("See Fig. 3 and J. Brown et al. for more. Done.", ["See Fig. 3 and J. Brown et al. for more.", "Done."]),
    ("Does it help? Yes! It does.", ["Does it help?", "Yes!", "It does."]),
    ("Rated in no. 5 of Vol. 2. End.", ["Rated in no. 5 of Vol. 2.", "End."]),
    ("Up to 28%.\n\nNext 5%.", ["Up to 28%.", "Next 5%."]),
]


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_sentences(text, expected):
    assert [text[s.start : s.end] for s in find_layout(text).sentences] == expected


@given(st.text(alphabet=st.characters(), max_size=300) | st.text(alphabet="ab1 .\n-#|()[]%:“”*\t\xa0", max_size=200))
def test_any_text_has_a_layout(text):
    layout = find_layout(text)
    assert len(layout.masked) == len(text)
    covered = 0
    for block in layout.blocks:
        assert covered <= block.start <= block.text_start <= block.end <= len(text)
        covered = block.end
    for sentence in layout.sentences:
        block = layout.blocks[sentence.block]
        assert block.start <= sentence.start < sentence.end <= block.end
    # nothing but white space and empty heading signs lies outside the blocks
    outside = list(text)
    for block in layout.blocks:
        outside[block.start : block.end] = [" "] * (block.end - block.start)
    assert not "".join(outside).replace("#", "").strip()
