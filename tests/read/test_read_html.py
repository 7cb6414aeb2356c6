# ruff: noqa: E501 (a case is a line)
"""HTML to text: markers, exponents, list numbers, tables, captions; furniture out; nothing lost in silence."""

import pytest

from claimsift.stages.read.read_html import declared_charset, read_html

PROSE = "Back pain that lasts is common, and many people ask what an operation would do for them in the end. " * 3


def page(body: str, *, around: str = "") -> str:
    return (
        f'<!doctype html><html lang="en-GB"><head><title>Pain | Clinic</title>{around}</head><body>'
        '<nav><ul><li><a href="/">Home</a></li></ul></nav>'
        f"<main><h1>Pain</h1><p>{PROSE}</p>{body}<p>{PROSE}</p></main>"
        "<footer><p>Call 555-0100. Copyright 2020 Clinic. 4.8 stars of 212 readers who rated this.</p></footer></body></html>"
    )


def read_body(body: str) -> str:
    """The lines that `body` comes to between the two paragraphs of prose."""
    text = read_html(page(body), min_kept_share=0.8).text
    head = f"# Pain\n\n{PROSE.strip()}\n\n"
    assert text.startswith(head)
    assert text.endswith(f"{PROSE.strip()}\n")
    return text[len(head) : -len(PROSE.strip()) - 1].strip()


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        # markers
        ("seen in 28%.<sup>8</sup> Next", "seen in 28%.[8] Next"),
        ('seen in 28%.<sup><a href="#ref8">8</a></sup> Next', "seen in 28%.[8] Next"),
        ('seen in 28%<a href="#r3">[3]</a>. Next', "seen in 28%[3]. Next"),
        ('seen in 28% <a href="#r3">3</a>. Next', "seen in 28% [3]. Next"),
        ('seen in 28% [<a href="#r3">3</a>, <a href="#r4">4</a>]. Next', "seen in 28% [3, 4]. Next"),
        ('seen in 28% (<a href="#r3">3</a>). Next', "seen in 28% (3). Next"),
        ("seen in 28%.<sup>8–11</sup> Next", "seen in 28%.[8–11] Next"),
        ("seen in 28%.<sup>5,6,7</sup> Next", "seen in 28%.[5,6,7] Next"),
        ('in 28%.<sup><a href="#a">8</a>,<a href="#b">9</a></sup> Next', "in 28%.[8,9] Next"),
        ('in 28%.<sup class="reference"><a href="#cite-8"><span>[</span>8<span>]</span></a></sup> Next', "in 28%.[8] Next"),
        ('in some<sup>(</sup> <a href="#r1"> 1 </a> <sup>)</sup>, and', "in some(1), and"),
        ("in 45 patients<sup>12</sup> there", "in 45 patients[12] there"),
        ('as (<a href="#weir">Weir et al., 2020</a>) found', "as (Weir et al., 2020) found"),
        ("12.5<sup>a</sup> days", "12.5[a] days"),
        # powers and ordinals are no markers
        ("31 kg/m<sup>2</sup> there", "31 kg/m² there"),
        ("10<sup>6</sup> cells and 4 × 10<sup>-3</sup> g", "10⁶ cells and 4 × 10⁻³ g"),
        ("5 cm<sup>3</sup> of it", "5 cm³ of it"),
        ("the 1<sup>st</sup> of H<sub>2</sub>O", "the 1st of H2O"),
        # links out of the page, within it, and back
        ('<a href="https://doi.org/10.1/a(b)">a study</a> found', "[a study](https://doi.org/10.1/a%28b%29) found"),
        ('see <a href="/about">about us</a> now', "see about us now"),
        ('Smith A. <a href="#back">↩</a> Spine', "Smith A. Spine"),
        # white space and entities
        ("p&nbsp;&lt;&nbsp;0.05 in 5&#8239;mg of soft&shy;ware", "p < 0.05 in 5 mg of software"),
        ("line\n   broken\tin  source", "line broken in source"),
        ("one<br>two", "one\ntwo"),
    ],
)  # fmt: skip
def test_inline_markup(markup: str, text: str) -> None:
    assert read_body(f"<p>Words {markup} words.</p>") == f"Words {text} words."


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<h2>Results</h2><p>Pain in 28% of them.</p>", "## Results\n\nPain in 28% of them."),
        ("<ul><li>pain: 28%</li><li>other: 3% [6]</li></ul>", "- pain: 28%\n- other: 3% [6]"),
        ("<ul><li>outer words<ul><li>inner 28%</li></ul></li></ul>", "- outer words\n- inner 28%"),
        ("<ol><li>Smith A. Spine. 2011.</li><li>Weir B. Spine. 2020.</li></ol>", "1. Smith A. Spine. 2011.\n2. Weir B. Spine. 2020."),
        ('<ol start="3"><li>Smith 2011</li><li value="7">Weir 2020</li><li>Pope</li></ol>', "3. Smith 2011\n7. Weir 2020\n8. Pope"),
        ("<ol><li>[12] Smith A. 2011.</li><li>[14] Weir B. 2020.</li></ol>", "[12] Smith A. 2011.\n[14] Weir B. 2020."),
        ("<table><caption>Table 1. Rates</caption><tr><th>Group</th><th>Rate</th></tr><tr><td>Surgery</td><td>28%<sup>8</sup></td></tr></table>",
         "Table 1. Rates\n\n| Group | Rate |\n| Surgery | 28%[8] |"),
        ('<figure><img src="x.png" alt=""><figcaption>Figure 1. Seen in 17 centres.</figcaption></figure>', "Figure 1. Seen in 17 centres."),
        ("<p><strong>What we found</strong></p><p>28% of them.</p>", "**What we found**\n\n28% of them."),
        ("<p><strong>Pain came back in 28% of all those patients.</strong></p>", "Pain came back in 28% of all those patients."),
        ("<blockquote><p>Pain in 28%.</p></blockquote>", "Pain in 28%."),
    ],
)  # fmt: skip
def test_blocks(markup: str, text: str) -> None:
    assert read_body(markup) == text


def test_page_tells_title_language_and_address_and_leaves_furniture_out() -> None:
    found = read_html(
        page("<p>Pain in 28%.</p>", around='<link rel="canonical" href="https://example.org/pain">'), min_kept_share=0.8
    )
    assert (found.title, found.language, found.metadata) == ("Pain", "en-GB", {"url": "https://example.org/pain"})
    assert found.reason is None
    assert "555-0100" not in found.text
    assert "Home" not in found.text


@pytest.mark.parametrize("depth", [300, 3_000])
def test_a_claim_behind_a_deep_block_is_found_or_the_page_is_suspect(depth: int) -> None:
    deep = "<div>" * depth + "<p>Deep words that are hard to reach for any parser that counts.</p>" + "</div>" * depth
    found = read_html(
        page(f"{deep}<p>Pain came back in 28% of all the patients who were asked.</p>"), min_kept_share=0.8
    )
    assert "28%" in found.text or found.reason is not None


def test_text_lost_by_the_parser_is_named() -> None:
    body = "<span>" * 5_000 + PROSE * 20
    assert read_html(page(f"<p>{body}</p>"), min_kept_share=0.8).reason in (
        "nested_too_deep",
        "text_lost",
        "no_main_text",
    )


@pytest.mark.parametrize("html", ["", "   ", "<!-- nothing -->", "<html></html>", "<script>x = 28</script>"])
def test_a_page_without_text_is_empty(html: str) -> None:
    found = read_html(html, min_kept_share=0.8)
    assert (found.text, found.reason) == ("", None)


@pytest.mark.parametrize(
    "html",
    [
        "<?xml version='1.0' encoding='utf-8'?><html><body><p>" + PROSE + "</p></body></html>",
        "<p>" + PROSE + "\x00\x01 &#1; &#xD800; &#x110000;<sup>\x02 8</sup></p>",
        "<p>" + PROSE + "<table><td colspan=9000000000000000>1</td><p></table></li></ul><ol start=99999999999><li>x",
        "plain text, no tags: " + PROSE,
        "<" * 5_000,
        "<p>" + PROSE + "&" * 5_000,
    ],
)
def test_odd_pages_are_read(html: str) -> None:
    found = read_html(html, min_kept_share=0.8)
    assert ("operation" in found.text) == ("operation" in html)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b'<meta charset="windows-1251">', "windows-1251"),
        (b"<meta http-equiv='Content-Type' content='text/html; charset=koi8-r'>", "koi8-r"),
        (b"<p>charset=none</p>", None),
    ],
)
def test_declared_charset(data: bytes, expected: str | None) -> None:
    assert declared_charset(data) == expected
