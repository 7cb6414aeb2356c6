# ruff: noqa: E501 (a case is a line)
"""The way back from the text to the file."""

import codecs

import pytest
from lxml import etree, html

from claimsift.stages.read import read_bytes

PAGE = """<html><head><title>Pain</title></head><body><nav>Home</nav><main><h1>Pain</h1>
<p>Pain came back in 28% of the patients.<sup>8</sup> It was mild in most of those who were asked.</p>
<p>Pain came back in 28% of the patients.<sup>9</sup> It was mild in most of those who were asked.</p>
<div><div><ul><li>one: <b>5%</b> of them</li><li>two</li></ul></div></div>
<table><caption>Rates in all</caption><tr><td>A</td><td>7%</td></tr></table>
<h2>References</h2><ol><li>Smith A. Spine. 2011.</li><li>Weir B. Spine. 2012.</li></ol></main></body></html>"""


def test_each_line_of_a_page_leads_to_its_element() -> None:
    article = read_bytes(PAGE.encode(), "x", kind="html", name="x")
    root = html.document_fromstring(PAGE)
    lines = {}
    for place in article.source_map:
        (element,) = root.xpath(place.element)
        lines[article.text[place.start : place.end]] = (element.tag, " ".join(element.text_content().split())[:12])
    assert set(lines) == {line for line in article.text.split("\n") if line}
    assert lines["# Pain"] == ("h1", "Pain")
    assert lines["- one: 5% of them"] == ("li", "one: 5% of t")
    assert lines["| A | 7% |"] == ("tr", "A7%")
    assert lines["Rates in all"] == ("caption", "Rates in all")
    assert lines["2. Weir B. Spine. 2012."] == ("li", "Weir B. Spin")
    first, second = (p.element for p in article.source_map if "28%" in article.text[p.start : p.end])
    assert first != second


def test_references_and_paragraphs_of_jats_lead_to_their_elements() -> None:
    xml = (
        "<article><body><sec><title>Results</title><p>Pain in 28%.</p></sec></body><back><ref-list>"
        "<ref id='B1'><label>1</label><mixed-citation>Weir B. Spine. 2012.</mixed-citation></ref></ref-list></back></article>"
    )
    article = read_bytes(xml.encode(), "x", kind="jats", name="x")
    root = etree.fromstring(xml)
    found = {article.text[p.start : p.end]: root.xpath(p.element)[0].tag for p in article.source_map}
    assert found == {"## Results": "title", "Pain in 28%.": "p", "Weir B. Spine. 2012.": "ref"}


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("Größe: 28%\nof them.\n\nZwei – 5%.\n".encode(), "utf-8"),
        (codecs.BOM_UTF8 + "Größe: 28%\nof them.\n\nZwei – 5%.\n".encode(), "utf-8"),
        ("Größe: 28%\r\nof them.\r\n\r\nZwei – 5%.\r\n".encode(), "utf-8"),
        ("Größe: 28%\nof them.\n\nZwei – 5%.\n".encode("utf-16"), "utf-16-le"),
        (("Größe: 28%\nof them.\n\nZwei ältere – 5%.\n" * 5).encode("cp1252"), "cp1252"),
    ],
)
def test_each_paragraph_of_a_plain_text_leads_to_its_bytes(data: bytes, encoding: str) -> None:
    article = read_bytes(data, "x", kind="text", name="x")
    assert article.source_map
    for place in article.source_map:
        raw = data[place.byte_start : place.byte_end].decode(encoding).replace("\r\n", "\n")
        assert raw == article.text[place.start : place.end]


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"One 28%\r\nof them.\n\nTwo.\n", [b"One 28%\r\nof them.", b"Two."]),  # line ends of both kinds
        ("28% – of “them”\n\n".encode() * 3 + b"5% \xff of us\n", ["28% – of “them”".encode()] * 3 + [b"5% \xff of us"]),
        ("It’s 28%.\n\nThat’s all.".encode().decode("cp1252").encode(),  # decoded wrongly before, and repaired
         ["It’s 28%.".encode().decode("cp1252").encode(), "That’s all.".encode().decode("cp1252").encode()]),
        (b"\n\n", []),
    ],
)  # fmt: skip
def test_what_was_changed_in_reading_still_leads_to_its_bytes(data: bytes, found: list[bytes]) -> None:
    places = read_bytes(data, "x", kind="text", name="x").source_map
    assert [data[p.byte_start : p.byte_end] for p in places] == found
