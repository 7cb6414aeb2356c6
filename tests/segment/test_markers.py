"""Citation markers: text → the words of each marker and the entries it names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimsift.lexicon import load_table
from claimsift.stages.segment import find_layout
from claimsift.stages.segment.find_source_links import is_source_link
from claimsift.stages.segment.marker_candidates import spell_out


def numbered(count: int) -> str:
    return "\n\nReferences\n" + "".join(
        f"{n}. Lind{'abcdefghijklmnopqrstuvwxyz'[n % 26]} M. Trial {n}. Lancet. 2004;{n}:11-20.\n"
        for n in range(1, count + 1)
    )


AUTHORS = (
    "\n\nReferences\n\nLind, M., Roe, K., & Poe, A. (2011). Rest. J Rest, 4, 11-19.\n\n"
    "Roe, K. (2012). Sleep. J Rest, 5, 1-9.\n\nRoe, K. (2013). Wake. J Rest, 6, 1-9.\n"
)
ORDERED = "Rest helps many people.1 Sleep helps most of them.2,3 Walking helps the rest, too.4–6 All agree on that.7"

CASES = [
    ("parentheses", "Rest helps (1). Sleep (2,3) too, and walks (4-6)." + numbered(6),
     [("(1)", "1"), ("(2,3)", "2 3"), ("(4-6)", "4 5 6")]),
    ("glued_to_quote", "“Rest helps.”(1) “Sleep too.” (2)" + numbered(2), [("(1)", "1"), ("(2)", "2")]),
    ("after_comma", "In the Journal of Rest,(1) the authors slept (2)." + numbered(2), [("(1)", "1"), ("(2)", "2")]),
    ("spaces_inside", "Rest helps ( 1 ). Sleep ( 2 – 4 ) too." + numbered(4), [("( 1 )", "1"), ("( 2 – 4 )", "2 3 4")]),
    ("brackets", "Rest helps [1]. Sleep [2, 3] too, and walks [4–6]." + numbered(6),
     [("[1]", "1"), ("[2, 3]", "2 3"), ("[4–6]", "4 5 6")]),
    ("chained_brackets", "Rest [1], [2]. Sleep [3]–[5]." + numbered(5), [("[1], [2]", "1 2"), ("[3]–[5]", "3 4 5")]),
    ("no_list", "Rest helps [1]. Sleep helps [2].", [("[1]", "1"), ("[2]", "2")]),
    ("no_list_one_number", "Rest helps 20% of us [1]. Sleep helps.", [("[1]", "1")]),
    ("no_list_parentheses", "Rest helps (1). “Sleep helps.” (2) It costs (5).", [("(1)", "1"), ("(2)", "2")]),
    ("no_list_superscript", "Rest helps.1 Sleep helps.2 Walks help.3", [("1", "1"), ("2", "2"), ("3", "3")]),
    ("no_list_counts", "They saw nausea in two (1 man) and rash in three (3). One cut was 0.5.2 Group (1) fell.", []),
    ("no_list_intervals", "It was 15 [10, 20] and 12 [8, 14] in all. Rest [1] and sleep [2], walks [34] helped.",
     [("[1]", "1"), ("[2]", "2"), ("[34]", "34")]),
    ("excerpt_skips_numbers", "Rest helps.1 Sleep helps.2 Walks help.33" + numbered(2) + "33. Poe A. B. BMJ. 2009;2:3.",
     [("1", "1"), ("2", "2"), ("33", "33")]),
    ("after_a_decimal", "It rose by 12±1.4.1 Sleep was 0.5.2 Rest helps, too.1" + numbered(2),
     [("1", "1"), ("2", "2"), ("1", "1")]),
    ("ibid", "Rest helps (1). Sleep helps (ibid.), too." + numbered(2), [("(1)", "1"), ("(ibid.)", "1")]),
    ("linked", "Rest helps ([1](#r1)). Sleep ([2](#r2),[3](#r3)), walks ([4](#r4)–[6](#r6)).",
     [("([1](#r1))", "1"), ("([2](#r2),[3](#r3))", "2 3"), ("([4](#r4)–[6](#r6))", "4 5 6")]),
    ("linked_in_brackets", "Rest.[[1](#cit/a)] Sleep.[[2](#cit/b)-[4](#cit/c)]",
     [("[[1](#cit/a)]", "1"), ("[[2](#cit/b)-[4](#cit/c)]", "2 3 4")]),
    ("linked_escaped", r"Rest helps [\[1\]](https://example.org/1).", [(r"[\[1\]](https://example.org/1)", "1")]),
    ("escaped", r"Rest helps \[1\] and \[2,3\]." + numbered(3), [(r"\[1\]", "1"), (r"\[2,3\]", "2 3")]),
    ("footnotes", "Rest helps.[^1] Sleep too.[^2]", [("[^1]", "1"), ("[^2]", "2")]),
    ("superscript_marked", "Rest helps<sup>1</sup> and sleep^2^." + numbered(2), [("<sup>1</sup>", "1"), ("^2^", "2")]),
    ("superscript_digits", "Rest helps¹ and sleep,²˒³ over 10 m² rooms." + numbered(3), [("¹", "1"), ("²˒³", "2 3")]),
    ("superscript_glued", ORDERED + numbered(7), [("1", "1"), ("2,3", "2 3"), ("4–6", "4 5 6"), ("7", "7")]),
    ("superscript_spaced", "Rest helps many.1 2 Sleep helps most.3 The drug CO2 and type2 did not.4" + numbered(4),
     [("1", "1"), ("2", "2"), ("3", "3"), ("4", "4")]),
    ("html_links",
     'Rest<sup><a href="#r1">1</a>,<a href="#r2">2</a></sup> and sleep [<a href="#r3">3</a>].' + numbered(3),
     [('<sup><a href="#r1">1</a>,<a href="#r2">2</a></sup>', "1 2"), ('[<a href="#r3">3</a>]', "3")]),
    ("raised_powers", "Rest<sup>1</sup> in 12 m<sup>2</sup> for 10<sup>2</sup> cells." + numbered(2),
     [("<sup>1</sup>", "1")]),
    ("escaped_dash", r"Rest helps \[1\-3\]." + numbered(3), [(r"\[1\-3\]", "1 2 3")]),
    ("words_inside", "Rest helps (ref. 1). Sleep helps [see 2], walks (3, p. 14), and tea [e.g., 4]." + numbered(4),
     [("(ref. 1)", "1"), ("[see 2]", "2"), ("(3, p. 14)", "3"), ("[e.g., 4]", "4")]),
    ("word_and_colon", "Rest helps (Ref: 1). Sleep helps (Ref: 2)." + numbered(2),
     [("(Ref: 1)", "1"), ("(Ref: 2)", "2")]),
    ("one_slip_of_style", "Rest helps (1). Sleep helps [2]. Walks help (3)." + numbered(3),
     [("(1)", "1"), ("[2]", "2"), ("(3)", "3")]),
    ("interval_among_parentheses", "Rest helps (1). Sleep helps (2). It was 9 [2]. Walks help (3)." + numbered(3),
     [("(1)", "1"), ("(2)", "2"), ("(3)", "3")]),
    ("words_without_list", "Rest helps (refs 1, 2). Wait (see 3).", [("(refs 1, 2)", "1 2")]),
    ("a_list_cited_in_part",
     "Rest helps (9).\n\n- Sleep helps (8)\n\nIt took nine (9) days, or five (5)." + numbered(9),
     [("(9)", "9"), ("(8)", "8")]),
    ("author_year_in_brackets", "Rest helps [Lind 2011]. Sleep [Roe, 2012]." + AUTHORS,
     [("[Lind 2011]", "Lind 2011"), ("[Roe, 2012]", "Roe 2012")]),
    ("initials_of_an_organisation",
     "Rest helps (NWB, 2018)." + AUTHORS + "\nNational Ward Board. (2018). Rest. Oslo: NWB.\n",
     [("(NWB, 2018)", "National Ward Board 2018")]),
    ("glued_behind_a_unit", "Sugar ran above 15 mmol/L.2 Then it fell." + numbered(3), [("2", "2")]),
    ("name_of_an_organisation",
     "Rest helps (National Ward Board, 2018). Sleep too. (National Ward, 2018.) Not (National Ward Board, 2016)."
     + AUTHORS + "\nNational Ward Board. (2018). Rest. Oslo: NWB.\n",
     [("(National Ward Board, 2018)", "National Ward Board 2018"),
      ("(National Ward, 2018.)", "National Ward Board 2018")]),
    ("named_footnotes", "Rest helps.[^lind] Sleep too.[^x]\n\n[^lind]: Lind M. Rest. Lancet. 2004;3:1.\n",
     [("[^lind]", "lind")]),
    ("numbers_lost_from_the_list",
     "Rest [1] helps, sleep [2] too.\n\nReferences\n\n- Lind M. Rest. Lancet. 2004;3:1-9.\n"
     "- Roe K. Sleep. BMJ. 2009;2:3-4.\n", [("[1]", "1"), ("[2]", "2")]),
    ("identifiers", "Rest helps (doi:10.1000/r.04). Sleep (PMID 12345678), walks (https://doi.org/10.1000/r.04), too."
     "\n\nReferences\n1. Lind M. Rest. BMJ. 2004;3:1. doi: 10.1000/R.04.\n"
     "2. Roe K. Sleep. BMJ. 2009;2:3. PMID: 12345678\n",
     [("(doi:10.1000/r.04)", "1"), ("(PMID 12345678)", "2"), ("(https://doi.org/10.1000/r.04)", "1")]),
    ("html_sources", 'A <a href="https://doi.org/10.1/y">trial</a> of <a href="/rest">rest</a>.',
     [("trial", "link:1")]),
    ("not_in_parentheses", "Of all (43.9%) rested (n=4), Group (2) slept (3 of 4)." + numbered(4), []),
    ("name_of_a_peptide", "Growth hormone1-28 helps [1–5]. Rest [6] does, sleep [7–10], walks [11]." + numbered(30),
     [("[1–5]", "1 2 3 4 5"), ("[6]", "6"), ("[7–10]", "7 8 9 10"), ("[11]", "11")]),
    ("enumeration", "Rest is (1) cheap and (2) safe. It helps (3)." + numbered(3), [("(3)", "3")]),
    ("author_year", "Rest helps (Lind et al. 2011, Roe 2012). Roe (2013) slept." + AUTHORS,
     [("(Lind et al. 2011, Roe 2012)", "Lind 2011|Roe 2012"), ("Roe (2013)", "Roe 2013")]),
    ("author_year_apa", "Rest helps (Lind, Roe, & Poe, 2011; Roe, 2012, 2013)." + AUTHORS,
     [("(Lind, Roe, & Poe, 2011; Roe, 2012, 2013)", "Lind 2011|Roe 2012|Roe 2013")]),
    ("apostrophe", "Mood was low (O’Hara & Swain, 1996; D'Souza et al., 2001)."
     "\n\nReferences\n\nO'Hara, M. W., & Swain, A. (1996). Mood. J Rest, 4, 1-9.\n\n"
     "D’Souza, A., & Roe, K. (2001). Sleep. J Rest, 5, 1-9.\n",
     [("(O’Hara & Swain, 1996; D'Souza et al., 2001)", "O'Hara 1996|D’Souza 2001")]),
    ("author_year_with_pages", "Rest helps (see also Lind et al., 2011, p. 14; Roe 2012: 3, for a review)." + AUTHORS,
     [("(see also Lind et al., 2011, p. 14; Roe 2012: 3, for a review)", "Lind 2011|Roe 2012")]),
    ("narrative", "Lind et al. (2011) rested." + AUTHORS, [("Lind et al. (2011)", "Lind 2011")]),
    ("author_year_without_list", "Lehmann et al. (2010) rested. It rained (March 2010).",
     [("Lehmann et al. (2010)", "Lehmann 2010")]),
    ("author_year_over_numbers", "Rest helps (Linde et al. 2004)." + "\n\nReferences\n1. Roe K. A. BMJ. 2009;2:3.\n"
     "2. Linde M. B. Lancet. 2004;3:1.\n", [("(Linde et al. 2004)", "2")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_markers(text: str, expected: list[tuple[str, str]]) -> None:
    layout = find_layout(text)
    separator = "|" if any("|" in keys or not keys[0].isdigit() for _, keys in expected) else " "
    assert [(m.text, separator.join(m.keys)) for m in layout.markers] == expected
    known = {entry.reference_id for entry in layout.references}
    assert all(text[m.start : m.end] == m.text and known.issuperset(m.keys) for m in layout.markers)


def test_a_list_that_lost_its_numbers_is_numbered_by_place() -> None:
    entries = "Lind M. Rest. Lancet. 2004;3:1.\n\nRoe K. Sleep. BMJ. 2009;2:3.\n"
    text = f"Rest [1] helps, sleep [2] too.\n\nReferences\n\n{entries}"
    assert [(entry.reference_id, (entry.raw or "")[:4]) for entry in find_layout(text).references] == [
        ("1", "Lind"),
        ("2", "Roe "),
    ]


def test_names_in_parentheses_are_no_part_of_the_sentence() -> None:
    text = "Rest helps (Lind et al., 2011). Roe (2012) slept." + AUTHORS
    masked = find_layout(text).masked
    assert masked.startswith("Rest helps" + " " * len(" (Lind et al., 2011)") + ". Roe (2012) slept.")


def test_a_key_without_an_entry_gets_one_without_text() -> None:
    references = find_layout("Rest helps ([7](#r7)).").references
    assert [(entry.reference_id, entry.raw, entry.start) for entry in references] == [("7", None, None)]


def test_a_marker_names_the_list_of_its_own_section() -> None:
    text = (
        "One.[1]\n\n## References\n\n1. Lind M. A. Lancet. 2004;3:1.\n2. Roe K. B. BMJ. 2009;2:3.\n\n"
        "# Two\n\nMore.[1]\n\n## References\n\n1. Poe A. C. Spine. 2010;4:5.\n"
    )
    assert [marker.keys for marker in find_layout(text).markers] == [("L1:1",), ("L2:1",)]


def test_links_that_name_sources_become_entries() -> None:
    text = (
        "A [2019 study](https://example.org/x) of [lungs](/glossary?id=1) agrees with "
        "[a trial](https://doi.org/10.1/y), and the [2019 study](https://example.org/x) was large."
    )
    layout = find_layout(text)
    assert [(entry.reference_id, entry.raw, entry.url) for entry in layout.references] == [
        ("link:1", "2019 study", "https://example.org/x"),
        ("link:2", "a trial", "https://doi.org/10.1/y"),
    ]
    assert [marker.keys for marker in layout.markers] == [("link:1",), ("link:2",), ("link:1",)]


def test_source_links_of_the_table() -> None:
    table = load_table("marker_styles")["sources_in_links"]
    assert [row for row in table["examples"] if not is_source_link(*row)] == []
    assert [row for row in table["counterexamples"] if is_source_link(*row)] == []


@pytest.mark.parametrize(
    ("inner", "numbers"),
    [
        ("8", (8,)),
        ("8, 11–13", (8, 11, 12, 13)),
        ("5;7", (5, 7)),
        ("9-3", ()),
        ("1-200", ()),
        ("0", ()),
        ("2,2", (2,)),
        ("04", ()),
    ],
)
def test_spell_out(inner: str, numbers: tuple[int, ...]) -> None:
    assert spell_out(inner) == numbers


@given(st.text(alphabet="ab1(2)[]^,–. \n*#%:é“”", max_size=120))
def test_any_text_has_markers_inside_it(text: str) -> None:
    layout = find_layout(text)
    for marker in layout.markers:
        assert text[marker.start : marker.end] == marker.text
    assert list(layout.markers) == sorted(layout.markers, key=lambda m: m.start)
