"""JATS XML (PubMed Central, most publishers) to text: rewritten as HTML in place, so that both read alike."""

from __future__ import annotations

import re
from html import unescape
from html.entities import html5
from typing import Any

from claimsift.errors import ReadError
from claimsift.stages.read.element_map import ElementMap
from claimsift.stages.read.jats_front import find_front
from claimsift.stages.read.jats_references import append_references
from claimsift.stages.read.jats_to_html import local_name, rewrite_jats
from claimsift.stages.read.mark_html import mark_html, remove_element
from claimsift.stages.read.parts import Parts
from claimsift.stages.read.render_html import render_html
from claimsift.stages.read.visible_text import kept_share, letters_of

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,300}\?>")
_ENCODING = re.compile(rb"""\s*<\?xml[^>]{0,200}encoding\s*=\s*["']([\w.:-]{1,40})""")
_NAMED_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_XML_ENTITIES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_REFUSED_CHARACTER = re.compile(
    r"&#(?:x0*(?:[0-8bcef]|1[0-9a-f]|fff[ef]|d[89a-f][0-9a-f]{2})|0*(?:[0-8]|1[124-9]|2\d|3[01]));", re.I
)
_NOT_SHOWN = re.compile(r"<!--.*?-->|<\?.*?\?>", re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")
# Text that the parser lost: what stands deeper than it can go is gone without an error.
_PARSED_SHARE = 0.98


def read_jats(xml: str, name: str, *, min_kept_share: float) -> Parts:
    """The title, abstract, body, back matter and reference list of an article; its entries keep their tagged fields.

    Raises:
        ReadError: the XML holds no article (`unknown_format`).
    """
    root = parse_xml(xml)
    articles = [] if root is None else [e for e in root.iter() if local_name(e) == "article"]
    if not articles:
        raise ReadError(f"{name} is XML without an <article>: not JATS", reason="unknown_format")
    article = articles[0]
    lost = letters_of("".join(root.itertext())) < _PARSED_SHARE * _letters_shown(xml)
    front = find_front(article)
    for part in [e for e in article.iterchildren() if local_name(e) in ("sub-article", "response")]:
        remove_element(part)  # reviews of and replies to the article, each with a list of its own
    prose = _prose(article)
    elements = ElementMap(root)
    reference_lists = rewrite_jats(article)
    mark_html(article)
    text = render_html(article)
    kept = kept_share(prose, text)
    places = elements.places(text)
    text, references, entries = append_references(text, reference_lists, elements)
    reason = None
    if lost:
        reason = "nested_too_deep"
    elif len([a for a in articles if not any(local_name(e) == "article" for e in a.iterancestors())]) > 1:
        reason = "several_articles"
    elif not text.strip():
        reason = "no_main_text"
    elif kept < min_kept_share:
        reason = "text_lost"
    return Parts(text, front.title, front.language, front.metadata, reason, references, (*places, *entries))


def declared_encoding(data: bytes) -> str | None:
    """The encoding that an XML declaration names."""
    match = _ENCODING.match(data[:300])
    return match[1].decode("ascii") if match else None


def parse_xml(xml: str) -> Any:
    """The root element, or None where there is no XML; entities are not expanded, nothing is fetched."""
    from lxml import etree

    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    shown = _REFUSED_CHARACTER.sub(" ", _CONTROLS.sub(" ", _DECLARATION.sub("", xml)))
    try:
        return etree.fromstring(_NAMED_ENTITY.sub(_spell_out, shown), parser)
    except etree.XMLSyntaxError:
        return None


def _spell_out(match: re.Match[str]) -> str:
    """`&nbsp;` and its like: a DTD that is not loaded defines them."""
    if match[1] in _XML_ENTITIES:
        return match[0]
    return html5.get(f"{match[1]};", match[0]).replace("&", "&amp;").replace("<", "&lt;")


def _letters_shown(xml: str) -> int:
    return letters_of(unescape(_TAG.sub(" ", _NOT_SHOWN.sub(" ", xml))))


def _prose(article: Any) -> list[str]:
    """The paragraphs of abstract and body: the measure of what is kept."""
    return [
        " ".join("".join(paragraph.itertext()).split())
        for part in article.iter()
        if local_name(part) in ("abstract", "body")
        for paragraph in part.iter()
        if local_name(paragraph) == "p" and not any(local_name(up) == "p" for up in paragraph.iterancestors())
    ]
