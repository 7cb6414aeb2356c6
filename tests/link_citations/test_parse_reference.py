"""Reference strings → CSL-JSON items: fields, names, identifiers, and what the CSL schema allows."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimsift.records import ReferenceEntry
from claimsift.stages.link_citations.build_csl import build_csl
from claimsift.stages.link_citations.find_identifiers import find_identifiers
from claimsift.stages.link_citations.parse_list import parse_list
from claimsift.stages.link_citations.parse_reference import parse_reference
from claimsift.stages.link_citations.read_names import read_names
from claimsift.stages.link_citations.reference_features import tokenize


def csl(raw: str) -> dict[str, Any]:
    return build_csl("1", parse_reference(raw))


# The properties of csl-data.json 1.0.2 that we may write, and their shapes.
STRINGS = {
    "id", "title", "container-title", "volume", "issue", "page", "page-first", "publisher", "publisher-place",
    "edition", "DOI", "PMID", "PMCID", "URL",
}  # fmt: skip
TYPES = {"article-journal", "book", "chapter", "report", "thesis", "webpage", "document"}
NAME_KEYS = {"family", "given", "literal"}


def check_schema(item: dict[str, Any]) -> None:
    """The rules of the CSL-JSON schema: id and type, known properties alone, each of its shape."""
    assert item["type"] in TYPES
    assert item["id"]
    for key, value in item.items():
        if key in ("author", "editor"):
            assert value
            for name in value:
                assert name.keys() <= NAME_KEYS
                assert all(isinstance(part, str) and part.strip() for part in name.values())
        elif key == "issued":
            assert value.keys() == {"date-parts"}
            (parts,) = value["date-parts"]
            assert 1 <= len(parts) <= 3
            assert all(isinstance(part, int) for part in parts)
        elif key == "custom":
            assert isinstance(value, dict)
        else:
            assert key in STRINGS | {"type"}
            assert isinstance(value, str)


REFERENCES = [
    ("pubmed", "Lind MA, Roe K, van der Berg J. Walking after knee surgery: a pilot study. Clin Rehabil. 2014 "
     "Jul;18(3):300-8. "
     "doi: 10.1055/s-0034-1370000. Epub 2014 Jun 4. [Google Scholar]",
     {"type": "article-journal", "title": "Walking after knee surgery: a pilot study",
      "container-title": "Clin Rehabil",
      "issued": {"date-parts": [[2014, 7]]}, "volume": "18", "issue": "3", "page": "300-308", "page-first": "300",
      "DOI": "10.1055/s-0034-1370000"}),
    ("no_volume_yet", "Okafor B. Rest and sleep in older adults. Pain Pract. 2013 Feb 3. doi: 10.1111/papr.10000.",
     {"title": "Rest and sleep in older adults", "container-title": "Pain Pract",
      "issued": {"date-parts": [[2013, 2, 3]]}}),
    ("supplement", "Kessler JL. Risk factors of falls in hospital wards. Journal of Spine Surgery. 2020 "
     "Jan;6(Suppl 1):S155.",
     {"container-title": "Journal of Spine Surgery", "volume": "6", "issue": "Suppl 1", "page": "S155"}),
    ("lost_space", "Nilsson B.Walking as treatment of chronic back pain: a rationale. Open Orthop J. 2012;6:478-81.",
     {"title": "Walking as treatment of chronic back pain: a rationale",
      "container-title": "Open Orthop J", "page": "478-481"}),
    ("comma_adjectives", "Lind MA, Roe K. Prospective, Randomized Trial of Walking in Older Adults. Pain "
     "Medicine. 2017 Dec 1;18(12):2401-21.",
     {"title": "Prospective, Randomized Trial of Walking in Older Adults", "container-title": "Pain Medicine"}),
    ("year_in_parentheses", "Lind MA, Roe K (2007) The role of walking in the care of asthma. Allergy 62: 1223–1236.",
     {"title": "The role of walking in the care of asthma", "container-title": "Allergy", "page": "1223-1236"}),
    ("apa", "Lind, M. A., & Roe, K. (2011). Walking and the knee in older adults. Journal of Rehabilitation, "
     "4(2), 11-19. "
     "https://doi.org/10.1000/ABC.12",
     {"title": "Walking and the knee in older adults", "container-title": "Journal of Rehabilitation", "volume": "4",
      "issue": "2", "DOI": "10.1000/ABC.12", "issued": {"date-parts": [[2011]]}}),
    ("volume_before_issue_year_last", "Lind M, Roe K, Poe A, et al.: Liver disease and walking: a prospective "
     "study. Cancer 74 (9): 2442-8, 1994.",
     {"title": "Liver disease and walking: a prospective study",
      "container-title": "Cancer", "volume": "74", "issue": "9",
      "page": "2442-2448"}),
    ("no_signs", "Lind MA Roe KB Poe J Lifetime risk of symptomatic knee pain J Bone Joint Surg Am 2008 59 1207 "
     "1213 10.1002/art.20000 18759000",
     {"title": "Lifetime risk of symptomatic knee pain", "container-title": "J Bone Joint Surg Am", "volume": "59",
      "page": "1207-1213", "PMID": "18759000", "DOI": "10.1002/art.20000"}),
    ("spaced_signs", "Lind M , Roe K. Fixed or loose? Walking on cemented cups. Acta Orthop 2008 ; 79 ( 4 ): "
     "467 – 73 . 18766000",
     {"title": "Fixed or loose? Walking on cemented cups",
      "container-title": "Acta Orthop", "page": "467-473", "PMID": "18766000"}),
    ("book", "White AA, Poe J. Clinical biomechanics of the knee. Philadelphia: Lippincott; 1990.",
     {"type": "book", "title": "Clinical biomechanics of the knee", "issued": {"date-parts": [[1990]]}}),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "expected"), [row[1:] for row in REFERENCES], ids=[row[0] for row in REFERENCES])
def test_fields(raw: str, expected: dict[str, Any]) -> None:
    item = csl(raw)
    check_schema(item)
    assert {key: item.get(key) for key in expected} == expected


NAMES = [
    ("Okafor JT, van der Berg A, et al", ["Okafor JT", "van der Berg A"]),
    ("Lind, M. A., & Roe, K.", ["Lind M. A.", "Roe K."]),
    ("M. A. Lind, K. Roe and J. Poe", ["Lind M. A.", "Roe K.", "Poe J."]),
    ("Lind MA Roe KB Poe J", ["Lind MA", "Roe KB", "Poe J"]),
    ("Lind, Mary, and Karl Roe", ["Lind Mary", "Roe Karl"]),
    ("De Andrea J, Reyes-Sánchez AA, O’Hara P", ["De Andrea J", "Reyes-Sánchez AA", "O’Hara P"]),
    ("World Health Organization", ["World Health Organization"]),
    (
        "Felson DT, Boers M, American College of Rheumatology",
        ["Felson DT", "Boers M", "American College of Rheumatology"],
    ),
    ("FJ Lind JF-S Roe-Poe JA Okafor M", ["Lind JF-S", "Roe-Poe JA", "Okafor M"]),  # the first name was lost
    ("", []),
]


@pytest.mark.parametrize(("part", "expected"), NAMES)
def test_names(part: str, expected: list[str]) -> None:
    names = read_names(part)
    assert [name.get("literal") or f"{name['family']} {name.get('given', '')}".strip() for name in names] == expected


IDENTIFIERS = [
    ("doi: 10.1000/abc.12.", [("doi", "10.1000/abc.12")]),
    ("doi:10.1000/abc(12)3;", [("doi", "10.1000/abc(12)3")]),
    ("(DOI 10.1000/abc)", [("doi", "10.1000/abc")]),
    ("https://doi.org/10.1000/abc-1, accessed", [("doi", "10.1000/abc-1"), ("url", "https://doi.org/10.1000/abc-1")]),
    ("http://dx.doi.org/10.1000/a%3Cb%3E", [("doi", "10.1000/a<b>"), ("url", "http://dx.doi.org/10.1000/a%3Cb%3E")]),
    ("10.1000/S0140-6736(12)61689-4", [("doi", "10.1000/S0140-6736(12)61689-4")]),
    ("PMID: 12345678; PMCID: PMC4258672.", [("pmid", "12345678"), ("pmcid", "PMC4258672")]),
    ("[PubMed: 1234567]", [("pmid", "1234567")]),
    (
        "https://pubmed.ncbi.nlm.nih.gov/123456/",
        [("pmid", "123456"), ("url", "https://pubmed.ncbi.nlm.nih.gov/123456/")],
    ),
    ("Acta 2008 ; 79 : 467 – 73 . 18766478", [("pmid", "18766478")]),
    ("BMJ 2009;338:b2393", []),
    ("pii: S0009-7411(15)00007-9.", [("pii", "S0009-7411(15)00007-9")]),
    ("www.who.int/rest.", [("url", "www.who.int/rest")]),
]


@pytest.mark.parametrize(("raw", "expected"), IDENTIFIERS)
def test_identifiers(raw: str, expected: list[tuple[str, str]]) -> None:
    found = find_identifiers(raw)
    assert sorted((i.kind, i.value) for i in found) == sorted(expected)
    assert all(0 <= i.start < i.end <= len(raw) for i in found)


def test_a_list_keeps_its_order_and_gaps() -> None:
    entries = (
        ReferenceEntry("1", "Lind MA, Roe K. Walking and sleep. Lancet. 2004;3:11-20. PMID: 12345678.", 0, 10),
        ReferenceEntry("2", None, None, None),
        ReferenceEntry("link:1", "a trial", 20, 27, "https://doi.org/10.1000/x"),
    )
    one, missing, link = parse_list("a", entries)
    assert (one.pmid, one.csl and one.csl["author"][0]) == ("12345678", {"family": "Lind", "given": "MA"})
    assert (missing.raw, missing.csl) == (None, None)
    assert (link.doi, link.url) == ("10.1000/x", "https://doi.org/10.1000/x")
    for reference in (one, link):
        assert reference.csl is not None
        check_schema(reference.csl)


@given(st.text(alphabet="Lind MA.,;:()[]&1290-–/“”\"'é\n", max_size=80))
def test_any_string_gives_a_valid_item(raw: str) -> None:
    item = csl(raw)
    check_schema(item)
    tokens = tokenize(raw)
    assert all(raw[t.start : t.end] == t.text for t in tokens)
    assert all(a.end <= b.start for a, b in pairwise(tokens))


PAGES = [
    ("CDC. Arthritis. 2020.", "CDC", "Arthritis", 2020),
    ("World Health Organization. Falls. Geneva: WHO; 2021.", "World Health Organization", "Falls", 2021),
    ("International Ward Federation. Ward Atlas, 7 ed. 2015. http://www.example.org", "International Ward Federation",
     "Ward Atlas", 2015),
    ("Swedish Ward Register (Wardreg). Annual report. 2014.", "Swedish Ward Register (Wardreg)", "Annual report", 2014),
    ("National Board of Wards: Falls on wards. 2019. https://example.org", "National Board of Wards", "Falls on wards",
     2019),
]  # fmt: skip


def test_a_unit_is_named_with_what_it_belongs_to_and_escapes_go() -> None:
    raw = "Rest Research Program, National Ward Institute: Rest\\*Explorer: A website. Oslo: National Ward Institute. "
    item = csl(raw + "Available online (https://example.org/rest). Last accessed May 3, 2024.")
    assert item["author"] == [{"literal": "Rest Research Program, National Ward Institute"}]
    assert (item["title"], item["type"]) == ("Rest*Explorer: A website", "webpage")


def test_a_page_number_with_a_space_in_it() -> None:
    item = csl("Lind R S , Roe M C. Rest after knee surgery in adults. J Rest 2016 ; 31 ( 2 ):5 37 – 41 . 27067758")
    assert (item["volume"], item["issue"], item["page"]) == ("31", "2", "537-541")


@pytest.mark.parametrize(("raw", "author", "title", "year"), PAGES)
def test_pages_and_reports_of_organisations(raw: str, author: str, title: str, year: int) -> None:
    item = csl(raw)
    assert (item["author"], item["title"], item["issued"]) == ([{"literal": author}], title, {"date-parts": [[year]]})


MARKED_UP = [
    '<a name="1"></a>Lind MA, Roe K. Rest after knee surgery. *J Rest.* 2014;18(3):300-8.',
    "Lind MA, Roe K. *Rest after knee surgery.* **J Rest** 2014;18(3):300-8.",
    "<span>Lind MA, Roe K.</span> <i>Rest after knee surgery</i>. J Rest. 2014;18(3):300-8. "
    "[Google Scholar](https://scholar.google.com/x)",
    "Lind MA, Roe K. [Rest after knee surgery](https://pubmed.ncbi.nlm.nih.gov/12345678/). J Rest. 2014;18(3):300-8.",
]


@pytest.mark.parametrize("raw", MARKED_UP)
def test_mark_up_is_no_part_of_a_field(raw: str) -> None:
    item = csl(raw)
    assert (item["title"], item["container-title"], item["page"]) == ("Rest after knee surgery", "J Rest", "300-308")
    assert [name["family"] for name in item["author"]] == ["Lind", "Roe"]
    assert "scholar" not in item.get("URL", "")
