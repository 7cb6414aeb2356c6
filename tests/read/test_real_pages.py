# ruff: noqa: E501 (pages are long lines)
"""Pages made of real articles, with furniture around them: what a reader keeps is measured."""

import html
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from claimsift.stages.read.read_html import read_html
from claimsift.stages.read.read_jats import read_jats

pytestmark = pytest.mark.shared
ARTICLES = 20
WORD = re.compile(r"\w+")
MARKER_KEY = re.compile(r"\d{1,3}")


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _page(article: dict[str, Any], references: list[str]) -> str:
    parts, section = [], None
    for paragraph in article["paragraphs"]:
        if paragraph["section"] != section:
            section = paragraph["section"]
            parts.append(f"<h2>{html.escape(section or '')}</h2>")
        parts.append(f"<p>{paragraph['html']}</p>")
    entries = "".join(f"<li>{html.escape(entry)}</li>" for entry in references)
    return (
        f'<html lang="en"><head><title>{html.escape(article["title"])}</title></head><body>'
        '<div class="menu"><ul><li><a href="/">Home</a></li><li><a href="/a">Our journals and what they cost</a></li></ul></div>'
        '<div class="cookie-banner">We use cookies of 3 kinds to make this site work, see our policy.</div>'
        f'<div class="content"><h1>{html.escape(article["title"])}</h1>{"".join(parts)}'
        f"<h2>References</h2><ol>{entries}</ol></div>"
        '<div class="sidebar related"><p><a href="/x">Ten foods that cut your risk by 50%, say Zanzibari doctors</a></p></div>'
        "<footer>Copyright 2020 The Publisher. Call 555-0100.</footer></body></html>"
    )


def _jats(article: dict[str, Any], references: list[str]) -> str:
    """The same article as a publisher's file; `html` has its raised links, JATS has pointers in them."""
    body, section = "", None
    for paragraph in article["paragraphs"]:
        if paragraph["section"] != section:
            body += "</sec>" if section is not None else ""
            section = paragraph["section"]
            body += f"<sec><title>{html.escape(section or '')}</title>"
        body += f"<p>{_as_jats(paragraph['html'])}</p>"
    entries = "".join(
        f'<ref id="ref-{number}"><label>{number}</label><mixed-citation>{html.escape(entry)}</mixed-citation></ref>'
        for number, entry in enumerate(references, start=1)
    )
    return (
        '<?xml version="1.0"?><article xml:lang="en"><front><article-meta><title-group>'
        f"<article-title>{html.escape(article['title'])}</article-title></title-group><contrib-group><contrib>"
        "<name><surname>Zanzibari</surname></name></contrib></contrib-group></article-meta></front>"
        f"<body>{body}</sec></body><back><ref-list><title>References</title>{entries}</ref-list></back></article>"
    )


def _as_jats(markup: str) -> str:
    pointed = re.sub(
        r'<a href="#([^"]*)"[^>]*>(.*?)</a>', r'<xref ref-type="bibr" rid="\1">\2</xref>', markup, flags=re.S
    )
    named = re.sub(r"<(/?)i>", r"<\1italic>", pointed)
    return re.sub(r"<(/?)b>", r"<\1bold>", named)


@pytest.mark.parametrize("kind", ["html", "jats"])
def test_markers_references_and_text_are_kept_and_furniture_is_not(shared: Path, kind: str) -> None:
    folder = shared / "data" / "jats_ccby"
    references: dict[str, list[str]] = {}
    for row in _rows(folder / "references.jsonl"):
        references.setdefault(row["id"].split(":")[0], []).append(" ".join(row["text"].split()))
    seen: Counter[str] = Counter()
    for article in _rows(folder / "articles.jsonl")[:ARTICLES]:
        entries = references.get(article["id"], [])
        if kind == "html":
            page = read_html(_page(article, entries), min_kept_share=0.8)
        else:
            page = read_jats(_jats(article, entries), "x", min_kept_share=0.8)
            assert len(page.references) == len(entries)
        assert page.reason is None
        assert "Zanzibari" not in page.text
        assert "cookies of 3" not in page.text
        seen["entries"] += len(entries)
        seen["entries kept"] += sum(entry in page.text for entry in entries)
        wanted = Counter(word for paragraph in article["paragraphs"] for word in WORD.findall(paragraph["text"]))
        seen["words"] += wanted.total()
        seen["words kept"] += (wanted & Counter(WORD.findall(page.text))).total()
        for paragraph in article["paragraphs"]:
            for marker in paragraph["markers"]:
                keys = MARKER_KEY.findall(marker["text"])
                before = WORD.findall(paragraph["text"][: marker["start"]])[-3:]
                pattern = r"\W+".join(map(re.escape, before)) + r"\W*" + r"\W+".join(keys)
                seen["markers"] += 1
                seen["markers kept"] += bool(re.search(pattern, page.text))
    assert seen["entries kept"] == seen["entries"] > 700
    assert seen["words kept"] / seen["words"] >= 0.98
    assert seen["markers kept"] / seen["markers"] >= 0.99, seen
