# ruff: noqa: E501 (pages are long lines)
"""Any bytes end as an article or a ReadError with a reason."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimsift.errors import ReadError
from claimsift.stages.read import read_bytes

PAGE = (
    '<!doctype html><html lang="en"><head><title>Pain</title></head><body><nav><a href="/">Home</a></nav><main><h1>Pain</h1>'
    "<p>Pain came back in 28% of patients.<sup><a href='#r1'>1</a></sup> It was 31 kg/m<sup>2</sup> in others [<a href='#r2'>2</a>].</p>"
    "<table><caption>Rates</caption><tr><th>a</th><td colspan='2'>5%</td></tr></table><ul><li>one<ul><li>two</li></ul></li></ul>"
    "<figure><figcaption>Fig</figcaption></figure><ol start='2'><li id='r1'>Smith A. 2011</li><li value='x'>Weir</li></ol></main></body></html>"
)  # fmt: skip
PIECES = ["<", ">", "</p>", "<table>", "</table>", "<sup>", "</sup>", "<a href='#", "<ol start='-9'>", "<li>", "&#0;", "&#xD800;",
          "\x00", "\ufeff", "<!--", "<![CDATA[", "<?xml", "'", '"', "<svg>", "<script>", "<p" * 40, "<div>" * 300]  # fmt: skip


def _mutate(seed: int) -> bytes:
    rng = random.Random(seed)  # noqa: S311 (mutations, not secrets)
    text = PAGE
    for _ in range(rng.randint(1, 12)):
        start = rng.randrange(len(text))
        end = min(len(text), start + rng.choice((0, 0, 1, 5, 60)))
        text = text[:start] + rng.choice(PIECES) + text[end:]
    return text.encode("utf-8", "surrogatepass")


@pytest.mark.parametrize("block", range(4))
def test_a_mutated_page_is_read_or_refused(block: int) -> None:
    for seed in range(block * 75, (block + 1) * 75):
        try:
            article = read_bytes(_mutate(seed), "x", kind="html", name="x.html")
        except ReadError as error:
            assert error.reason
        else:
            article.text.encode("utf-8")  # what is written must be writable
            assert article.status == ("suspect" if article.reason else "ok")


@given(st.binary(max_size=300), st.sampled_from(["text", "markdown", "html"]))
def test_any_bytes_are_read_or_refused(data: bytes, kind: str) -> None:
    try:
        article = read_bytes(data, "x", kind=kind, name="x")
    except ReadError as error:
        assert error.reason
    else:
        article.text.encode("utf-8")


@given(st.text(max_size=200))
def test_a_plain_text_is_the_file_itself(text: str) -> None:
    try:
        data = text.encode("utf-8")
    except UnicodeEncodeError:
        return
    try:
        article = read_bytes(data, "x", kind="text", name="x")
    except ReadError as error:
        assert error.reason == "binary"
        return
    assert "repaired" in article.metadata or article.text == text.removeprefix("\ufeff").replace("\r\n", "\n")
