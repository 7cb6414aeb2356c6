"""Reference lists: text → entries with their ids and exact spans."""

from itertools import pairwise

import pytest

from claimsift.lexicon import load_table
from claimsift.stages.segment.find_blocks import find_blocks
from claimsift.stages.segment.find_references import find_references
from claimsift.stages.segment.reference_lines import is_reference_heading, match_features

LIND = "Lind M, Roe K. A trial of rest. Lancet. 2004;3:11-20."
ROE = "Roe K. Another trial. BMJ. 2009;2(4):3-9."
POE = "Poe AB, Lind M, et al. A third trial. Spine. 2010 Jul;4:5-9. [Google Scholar]"
LIND_APA = "Lind, M., & Roe, K. (2011). Rest. J Rest, 4(2), 11-19."
ROE_APA = "Roe, K. (2012). Sleep. J Rest, 5, 1-9."

CASES = [
    # id, text, {reference id: start of the entry's words}
    ("numbers_and_stops", f"Text.\n\nReferences\n1. {LIND}\n2. {ROE}\n3. {POE}\n", {"1": LIND, "2": ROE, "3": POE}),
    ("bare_numbers_no_heading", f"Text.\n\n\n1 {LIND}\n2 {ROE}\n3 {POE}\n", {"1": LIND, "2": ROE, "3": POE}),
    ("brackets", f"[1] {LIND}\n[2] {ROE}\n[3] {POE}\nShare this page", {"1": LIND, "2": ROE, "3": POE}),
    ("parentheses", f"## References\n\n(1) {LIND}\n\n(2) {ROE}\n", {"1": LIND, "2": ROE}),
    ("closing_parenthesis", f"Bibliography\n1) {LIND}\n2) {ROE}\n", {"1": LIND, "2": ROE}),
    ("number_printed_twice", f"1. 1. {LIND}\n2. 2. {ROE}\n", {"1": LIND, "2": ROE}),
    ("glued_number", f"References\n1.{LIND}\n2.{ROE}\n", {"1": LIND, "2": ROE}),
    ("escaped_brackets", f"References\n\\[1\\] {LIND}\n\\[2\\] {ROE}\n", {"1": LIND, "2": ROE}),
    ("footnotes", f"Text.[^1]\n\n[^1]: {LIND}\n[^2]: {ROE}\n", {"1": LIND, "2": ROE}),
    ("broken_before_stop", "References\n1. Lind M. Rest. Lancet\n. 2004 Jul;3:11-20.\n2. Roe K. B. BMJ. 2009;2:3.\n",
     {"1": "Lind M. Rest. Lancet\n. 2004 Jul;3:11-20.", "2": "Roe K. B. BMJ. 2009;2:3."}),
    ("wrapped", "References\n1. Lind M, Roe K, Okafor P. A trial of rest in older\n   adults. Lancet. 2004;3:11-20.\n"
     "2. Roe K. Another trial with a title that is\n   long. BMJ. 2009;2:3.\n\nContact: 555 1234",
     {"1": "Lind M, Roe K, Okafor P. A trial of rest in older\n   adults. Lancet. 2004;3:11-20.",
      "2": "Roe K. Another trial with a title that is\n   long. BMJ. 2009;2:3."}),
    ("furniture_after", f"References\n1. {LIND}\n2. {ROE}\n\nUpdated May 3, 2021\n\n12 Main Street\n(555) 123-4567\n",
     {"1": LIND, "2": ROE}),
    ("abstract_pasted_in", f"References\n1. {LIND}\n\nBACKGROUND: 40 people rested, 20% slept.\n\n2. {ROE}\n3. {POE}\n",
     {"1": LIND, "2": ROE, "3": POE}),
    ("stops_and_goes_on", f"References\n1. {LIND}\n2. {ROE}\n\nSee also our page on sleep.\n\n3. {POE}\n",
     {"1": LIND, "2": ROE, "3": POE}),
    ("restarts", f"One.\n\n### References\n\n1. {LIND}\n2. {ROE}\n\n## Two\n\nMore.\n\n### References\n\n1. {POE}\n",
     {"L1:1": LIND, "L1:2": ROE, "L2:1": POE}),
    ("author_year", f"References\n\n{LIND_APA}\n\n{ROE_APA}\n",
     {"Lind 2011": LIND_APA, "Roe 2012": ROE_APA}),
    ("same_author_and_year", f"References\n\n{ROE_APA}\n\nRoe, K. (2012). Rest. J Rest, 6, 1-9.\n",
     {"Roe 2012a": ROE_APA, "Roe 2012b": "Roe, K. (2012). Rest. J Rest, 6, 1-9."}),
    ("mla", 'Works Cited\n\nLind, Mary. "Rest." Journal of Rest, vol. 3, no. 2, 2004, pp. 11-20.\n\n'
     "Roe, Karl, and Ann Poe. Rest: A History. Penguin, 2009.\n",
     {"Lind 2004": 'Lind, Mary. "Rest." Journal of Rest, vol. 3, no. 2, 2004, pp. 11-20.',
      "Roe 2009": "Roe, Karl, and Ann Poe. Rest: A History. Penguin, 2009."}),
    ("bullets", f"**Sources:**\n\n- {LIND}\n- {ROE}\n", {"Lind 2004": LIND, "Roe 2009": ROE}),
    ("number_on_its_own_line", f"References\n\n1\n{LIND}\n\n2\n{ROE}\n", {"1": LIND, "2": ROE}),
    ("every_item_written_1", f"## References\n\n1. {LIND}\n1. {ROE}\n1. {POE}\n", {"1": LIND, "2": ROE, "3": POE}),
    ("superscript_labels", f"References\n<sup>1</sup> {LIND}\n<sup>2</sup> {ROE}\n", {"1": LIND, "2": ROE}),
    ("only_the_entries_of_an_excerpt", f"References\n\n1. {LIND}\n2. {ROE}\n33. {POE}\n",
     {"1": LIND, "2": ROE, "33": POE}),
    ("bold_labels", f"References\n**1.** {LIND}\n**2.** {ROE}\n", {"1": LIND, "2": ROE}),
    ("anchors_before_labels",
     f'References\n<a id="r1"></a>1. {LIND}\n<a id="r2"></a>2. {ROE}\n', {"1": LIND, "2": ROE}),
    ("word_before_labels", f"References\nRef. 1: {LIND}\nRef. 2: {ROE}\n", {"1": LIND, "2": ROE}),
    ("all_on_one_line", f"References\n\n1. {LIND} 2. {ROE} 3. {POE}\n", {"1": LIND, "2": ROE, "3": POE}),
    ("heading_on_the_line", f"**References:** [1] {LIND} [2] {ROE}\n", {"1": LIND, "2": ROE}),
    ("number_at_the_end_of_a_line", f"References\n1. {LIND} 2.\n{ROE}\n", {"1": LIND, "2": ROE}),
    ("one_entry_without_heading", f"Rest helps (8).\n\n8. {LIND}\n", {"8": LIND}),
    ("two_names_without_heading", f"Rest helps.\n\n{LIND}\n\n{ROE}\n", {"Lind 2004": LIND, "Roe 2009": ROE}),
    ("one_numbering_through_two_lists", f"One (1).\n\nSources: 1. {LIND}\n\nTwo (2).\n\nSources: 2. {ROE}\n",
     {"1": LIND, "2": ROE}),
    ("pages_among_papers", f'Sources\n\n1. {LIND}\n2. Rest Clinic: "Sore knees."\n3. National Ward Board. Sleep.\n',
     {"1": LIND, "2": 'Rest Clinic: "Sore knees."', "3": "National Ward Board. Sleep."}),
    ("pages_by_their_clinic", 'Sources\n\nRest Clinic: "Sore knees."\n\nWard House: "Sleep."\n',
     {"Rest Clinic": 'Rest Clinic: "Sore knees."', "Ward House": 'Ward House: "Sleep."'}),
    ("wrapped_names", "References\n\nLind M, Roe K. A trial of rest in older\nadults. Lancet. 2004;3:11-20.\n"
     "Poe AB, Lind M. A third trial of knees. Eur\nSpine J. 2010 Jul;4:5-9.\n",
     {"Lind 2004": "Lind M, Roe K. A trial of rest in older\nadults. Lancet. 2004;3:11-20.",
      "Poe 2010": "Poe AB, Lind M. A third trial of knees. Eur\nSpine J. 2010 Jul;4:5-9."}),
    ("short_entries_under_a_heading", "References\n1. Lind 2004\n2. Ward Clinic. Rest. 2009\n3. Guideline 12\n",
     {"1": "Lind 2004", "2": "Ward Clinic. Rest. 2009", "3": "Guideline 12"}),
    ("addresses_that_the_text_cites",
     "Rest helps.[1] Sleep too.[2]\n\n[1] https://example.org/a\n[2] https://example.org/b",
     {"1": "https://example.org/a", "2": "https://example.org/b"}),
    ("titles_that_the_text_cites",
     "Rest helps.1 Sleep too.2\n\n1 Rest and knees. Ward Life, May 2017.\n2 Sleep. Ward Life, 2013.",
     {"1": "Rest and knees. Ward Life, May 2017.", "2": "Sleep. Ward Life, 2013."}),
    ("dated_steps_that_nothing_cites", "How it went.\n\n1. Walks began in 2017.\n2. Rest came in 2018.\n", {}),
    ("parted_by_semicolons", f"Sources: 1. {LIND[:-1]}; 2. {ROE[:-1]}; 3. {POE}\n",
     {"1": f"{LIND[:-1]};", "2": f"{ROE[:-1]};", "3": POE}),
    ("heading_in_own_words", "Where I got this from\n1 Lind M. Rest. Ward Life 2004\n"
     "2 Roe K. Sleep. Ward Life 2009\n",
     {"1": "Lind M. Rest. Ward Life 2004", "2": "Roe K. Sleep. Ward Life 2009"}),
    ("organisations_among_names", f"References\n{LIND_APA}\n{ROE_APA}\n"
     "Ward House. (2019). Rest. https://example.org/r\n",
     {"Lind 2011": LIND_APA, "Roe 2012": ROE_APA, "Ward House 2019": "Ward House. (2019). Rest. https://example.org/r"}),
    ("organisation_without_heading", f"Rest helps.\n\n{LIND}\n{ROE}\n"
     "Ward Group. Five years on the wards. Ward Life. 2014.\n",
     {"Lind 2004": LIND, "Roe 2009": ROE,
      "Ward Group 2014": "Ward Group. Five years on the wards. Ward Life. 2014."}),
    ("journal_on_a_line_of_its_own", "References\nLind M, Roe K. A trial of rest.\nNew Ward Journal. 2004;3:11-20.\n"
     "Poe AB, Lind M. A third trial.\nSpine Life. 2010 Jul;4:5-9.\n",
     {"Lind 2004": "Lind M, Roe K. A trial of rest.\nNew Ward Journal. 2004;3:11-20.",
      "Poe 2010": "Poe AB, Lind M. A third trial.\nSpine Life. 2010 Jul;4:5-9."}),
    ("numbered_advice", "1. Wash your hands.\n2. Call your doctor in 2020.\n3. Take 20 mg.\n", {}),
    ("prose_with_years", "In 2004, Lind et al. saw 20% of 30 people.\n\nIn 2009 they saw 30.\n", {}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_entries(text: str, expected: dict[str, str]) -> None:
    entries, blocks = find_references(text, find_blocks(text))
    assert {entry.reference_id: entry.raw for entry in entries} == expected
    assert all(text[entry.start : entry.end] == entry.raw for entry in entries)
    assert all(one.end <= other.start for one, other in pairwise(blocks))


def test_page_numbers_are_no_entries() -> None:
    text = "Rest helps.\n\n1\n\nSleep helps 20% of people.\n\n2\n\nWalks help.\n"
    assert find_references(text, find_blocks(text))[0] == ()


def test_what_stands_between_two_entries_is_no_prose() -> None:
    text = f"References\n1. {LIND}\n\nBACKGROUND: 40 people rested.\n\n2. {ROE}\n"
    _, blocks = find_references(text, find_blocks(text))
    assert {block.kind for block in blocks if "BACKGROUND" in text[block.start : block.end]} == {"reference"}


def test_sections_are_kept_when_entries_looked_like_headings() -> None:
    text = f"# Rest\n\nText.\n\n## References\n\n1. {LIND}\n\n2. {ROE}\n\nAfter.\n"
    _, blocks = find_references(text, find_blocks(text))
    for block in blocks:
        assert block.section is None or blocks[block.section].kind == "heading"


FEATURES = load_table("reference_lines")["features"]


@pytest.mark.parametrize("row", FEATURES, ids=[row["name"] for row in FEATURES])
def test_line_features(row: dict[str, object]) -> None:
    for example in row["examples"]:  # type: ignore[attr-defined]
        assert row["name"] in match_features(example), example
    for counterexample in row["counterexamples"]:  # type: ignore[attr-defined]
        assert row["name"] not in match_features(counterexample), counterexample


def test_headings() -> None:
    table = load_table("reference_lines")["headings"]
    assert [line for line in table["examples"] if not is_reference_heading(line)] == []
    assert [line for line in table["counterexamples"] if is_reference_heading(line)] == []
