# ruff: noqa: E501 (a case is a line)
"""JATS XML to text: sections, markers, tables, tagged references; nothing lost in silence."""

import pytest

import claimsift
from claimsift.errors import ReadError
from claimsift.stages.read import read_bytes
from claimsift.stages.read.read_jats import read_jats

NAMESPACES = 'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:mml="http://www.w3.org/1998/Math/MathML"'
FRONT = (
    "<front><journal-meta><journal-title>J Pain</journal-title><issn>1-2</issn></journal-meta><article-meta>"
    '<article-id pub-id-type="doi">10.1/a</article-id><article-id pub-id-type="pmid">77</article-id>'
    "<title-group><article-title>Pain &amp; <italic>surgery</italic></article-title></title-group>"
    '<contrib-group><contrib contrib-type="author"><name><surname>Smith</surname><given-names>Ann</given-names></name></contrib></contrib-group>'
    "<aff>12 Hill Road, 900 beds</aff><pub-date><day>3</day><month>2</month><year>2020</year></pub-date>"
    "<abstract><sec><title>Background</title><p>Pain is common.</p></sec></abstract></article-meta></front>"
)
ELEMENT = (
    '<element-citation publication-type="journal"><person-group person-group-type="author"><name><surname>Weir</surname>'
    "<given-names>Bo C</given-names></name><collab>The Group</collab></person-group><article-title>Spine pain</article-title>"
    "<source>Spine</source><year>2011</year><month>Mar</month><volume>12</volume><issue>3</issue><fpage>4</fpage><lpage>9</lpage>"
    '<pub-id pub-id-type="doi">10.2/b</pub-id><pub-id pub-id-type="pmid">55</pub-id></element-citation>'
)


def article(body: str, *, front: str = "", back: str = "") -> str:
    return f'<?xml version="1.0"?><article {NAMESPACES} xml:lang="en">{front}<body>{body}</body>{back}</article>'


def back(*entries: str) -> str:
    listed = "".join(f'<ref id="B{n}"><label>{n}.</label>{entry}</ref>' for n, entry in enumerate(entries, start=1))
    return f"<back><ref-list><title>References</title>{listed}</ref-list></back>"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ('in 28%<sup><xref ref-type="bibr" rid="B1">1</xref></sup>.', "in 28%[1]."),
        ('in 28%<sup><xref ref-type="bibr" rid="B1">1</xref>,<xref ref-type="bibr" rid="B3">3</xref></sup>.', "in 28%[1,3]."),
        ('in 28% [<xref ref-type="bibr" rid="B1">1</xref>&#x2013;<xref ref-type="bibr" rid="B3">3</xref>].', "in 28% [1–3]."),
        ('in 28% (<xref ref-type="bibr" rid="B1">Weir, 2011</xref>).', "in 28% (Weir, 2011)."),
        ('as <xref ref-type="table" rid="T1">Table 1</xref> and Fig. <xref ref-type="fig" rid="F1">2</xref> show', "as Table 1 and Fig. 2 show"),
        ("31 kg/m<sup>2</sup> and 10<sup>6</sup> cells", "31 kg/m² and 10⁶ cells"),
        ("<inline-formula><mml:math><mml:msup><mml:mn>10</mml:mn><mml:mn>6</mml:mn></mml:msup></mml:math></inline-formula> cells", "10⁶ cells"),
        ("<inline-formula><alternatives><tex-math>\\alpha</tex-math><mml:math><mml:mi>α</mml:mi></mml:math></alternatives></inline-formula> = 5", "α = 5"),
        ('<ext-link xlink:href="https://example.org/x">a page</ext-link>', "[a page](https://example.org/x)"),
        ("<bold>bold</bold> and p&nbsp;&lt;&nbsp;0.05 &deg;C &#xa0;5", "bold and p < 0.05 °C 5"),
        ("one<break/>two", "one\ntwo"),
    ],
)  # fmt: skip
def test_inline_markup(markup: str, text: str) -> None:
    assert read_jats(article(f"<p>Words {markup} words.</p>"), "x", min_kept_share=0.8).text == f"Words {text} words.\n"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<sec><label>2</label><title>Results</title><p>A.</p><sec><title>Pain</title><p>B.</p></sec></sec>", "## 2 Results\n\nA.\n\n### Pain\n\nB."),
        ('<list list-type="bullet"><list-item><p>one 3%</p></list-item><list-item><p>two</p></list-item></list>', "- one 3%\n- two"),
        ('<list list-type="order"><list-item><p>one</p></list-item><list-item><p>two</p></list-item></list>', "1. one\n2. two"),
        ('<list list-type="simple"><list-item><label>a)</label><p>one</p></list-item></list>', "- a) one"),
        ("<table-wrap><label>Table 1.</label><caption><title>Rates</title><p>in 9 towns.</p></caption><table><thead><tr><th>Group</th><th>Rate</th></tr></thead>"
         "<tbody><tr><td>A</td><td>28%<xref ref-type='table-fn' rid='a'><sup>a</sup></xref></td></tr></tbody></table><table-wrap-foot><fn><label>a</label><p>At 2 years.</p></fn></table-wrap-foot></table-wrap>",
         "Table 1. Rates in 9 towns.\n\n| Group | Rate |\n| A | 28%[a] |\n\n[a] At 2 years."),
        ("<fig><label>Figure 2</label><caption><p>Seen in 17 centres.</p></caption><graphic xlink:href='x.png'/></fig>", "Figure 2. Seen in 17 centres."),
        ("<disp-quote><p>Pain in 28%.</p></disp-quote>", "Pain in 28%."),
        ("<boxed-text><p>Key: 5%.</p></boxed-text>", "Key: 5%."),
        ("<def-list><def-item><term>FBSS</term><def><p>pain</p></def></def-item></def-list>", "FBSS\n\npain"),
    ],
)  # fmt: skip
def test_blocks(markup: str, text: str) -> None:
    assert read_jats(article(f"<p>First.</p>{markup}"), "x", min_kept_share=0.8).text == f"First.\n\n{text}\n"


def test_front_matter_is_metadata_and_title_and_abstract_are_read() -> None:
    found = read_jats(article("<p>Pain in 28%.</p>", front=FRONT), "x", min_kept_share=0.8)
    assert found.text == "# Pain & surgery\n\n## Abstract\n\n### Background\n\nPain is common.\n\nPain in 28%.\n"
    assert (found.title, found.language) == ("Pain & surgery", "en")
    assert found.metadata == {
        "doi": "10.1/a",
        "pmid": "77",
        "journal": "J Pain",
        "published": "2020-02-03",
        "authors": ["Ann Smith"],
    }


def test_tagged_references_are_used_instead_of_guessed_ones() -> None:
    mixed = '<mixed-citation publication-type="book"><name><surname>Pope</surname> <given-names>A</given-names></name>. <source>Knees</source>. <year>2012</year>.</mixed-citation>'
    body = '<p>Pain came back in 28% [<xref ref-type="bibr" rid="B1">1</xref>] of patients after surgery.</p>'
    xml = article(body, back=back(ELEMENT, mixed, "<mixed-citation>WHO. Pain. 2013.</mixed-citation>"))
    result = claimsift.load().extract(read_bytes(xml.encode(), "x", kind="jats", name="x"))
    first, second, third = result.references
    assert first.raw == "Weir BC, The Group. Spine pain. Spine. 2011;12(3):4-9. DOI:10.2/b. PMID:55.".replace(
        "DOI", "doi"
    )
    assert first.csl == {
        "id": "1", "type": "article-journal", "author": [{"family": "Weir", "given": "Bo C"}, {"literal": "The Group"}],
        "title": "Spine pain", "container-title": "Spine", "issued": {"date-parts": [[2011, 3]]}, "volume": "12", "issue": "3",
        "page": "4-9", "page-first": "4", "DOI": "10.2/b", "PMID": "55",
    }  # fmt: skip
    assert (first.doi, first.pmid) == ("10.2/b", "55")
    assert second.csl is not None
    assert (second.csl["type"], second.csl["title"], second.csl["author"]) == (
        "book",
        "Knees",
        [{"family": "Pope", "given": "A"}],
    )
    assert (third.reference_id, third.raw) == ("3", "WHO. Pain. 2013.")
    (claim,) = result.claims
    assert claim.citation is not None and claim.citation.references == ("1",)


def test_a_reference_list_without_labels_is_numbered_where_the_text_cites_by_number() -> None:
    listed = "<back><ref-list><ref id='a'><mixed-citation>Pope A. Knees. 2012.</mixed-citation></ref></ref-list></back>"
    by_number = read_jats(article("<p>Pain [<xref rid='a'>1</xref>].</p>", back=listed), "x", min_kept_share=0.8)
    by_name = read_jats(article("<p>Pain (<xref rid='a'>Pope 2012</xref>).</p>", back=listed), "x", min_kept_share=0.8)
    assert [entry.label for entry in (*by_number.references, *by_name.references)] == ["1", None]
    assert by_number.text.endswith("## References\n\n1. Pope A. Knees. 2012.\n")


@pytest.mark.parametrize("xml", ["", "<html><body>x</body></html>", "<rss><item>28%</item></rss>", "no xml at all"])
def test_xml_that_is_no_article_is_refused(xml: str) -> None:
    with pytest.raises(ReadError) as caught:
        read_jats(xml, "x", min_kept_share=0.8)
    assert caught.value.reason == "unknown_format"


def test_two_articles_in_a_file_are_named() -> None:
    one = "<article><body><p>Pain in 28% of them.</p></body></article>"
    found = read_jats(f"<pmc-articleset>{one}{one}</pmc-articleset>", "x", min_kept_share=0.8)
    assert found.reason == "several_articles"


def test_replies_below_an_article_are_not_its_text() -> None:
    reply = "<sub-article><front-stub/><body><p>I doubt the 99%.</p></body></sub-article>"
    xml = article("<p>Pain in 28%.</p>", back=f"<back/>{reply}")
    assert read_jats(xml, "x", min_kept_share=0.8).text == "Pain in 28%.\n"


@pytest.mark.parametrize("depth", [300, 3_000, 30_000])
def test_a_claim_behind_a_deep_block_is_found_or_the_article_is_suspect(depth: int) -> None:
    deep = "<sec>" * depth + "<p>Deep words that are hard to reach.</p>" + "</sec>" * depth
    found = read_jats(article(f"{deep}<p>Pain came back in 28% of all patients.</p>"), "x", min_kept_share=0.8)
    assert "28%" in found.text or found.reason is not None


def test_an_xhtml_page_that_ends_in_xml_is_a_page() -> None:
    page = b"<?xml version='1.0'?><html><body><p>Pain came back in 28% of all patients after the operation.</p></body></html>"
    assert read_bytes(page, "x", name="x.xml").text.startswith("Pain came back")
