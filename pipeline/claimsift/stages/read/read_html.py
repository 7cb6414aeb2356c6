"""HTML to text: the main part of a page, its markers and lists intact, and a check that it is all there."""

from __future__ import annotations

import logging
import re
from typing import Any

from claimsift.stages.read.element_map import ElementMap
from claimsift.stages.read.mark_html import mark_html
from claimsift.stages.read.parts import Parts
from claimsift.stages.read.render_html import render_html
from claimsift.stages.read.visible_text import INLINE, kept_share, letters_of, scan_html

_XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
# Its warnings about odd pages are not for a user's terminal; a handler of the user's own still gets them.
logging.getLogger("trafilatura").addHandler(logging.NullHandler())
# Text that the parser lost: what stands deeper than it can go is gone without an error.
_PARSED_SHARE = 0.98
_MOST_PIECES = 5_000


def read_html(html: str, *, min_kept_share: float) -> Parts:
    """The main text of a page.

    Where the extractor keeps less than `min_kept_share` of the prose that the page shows, the whole of its main
    element is taken instead; where that is not enough either, the page is suspect: `text_lost`.
    """
    prose, visible = scan_html(html)
    root = _parse(html)
    if root is None:
        return Parts("", reason="no_main_text" if prose else None)
    parsed = letters_of("".join(part for part in root.itertext(with_tail=True)))
    title, language, metadata = _title(root), _language(root), _metadata(root)
    elements = ElementMap(root)
    mark_html(root)
    text = "" if _is_wide(root) else _extract(root)
    if kept_share(prose, text) < min_kept_share:
        whole = render_html(_main_element(root), furniture=False)
        text = max((text, whole), key=lambda candidate: kept_share(prose, candidate))
    reason = _reason(prose, text, parsed, visible, min_kept_share)
    return Parts(text, title, language, metadata, reason, places=elements.places(text))


def declared_charset(data: bytes) -> str | None:
    """The encoding that a page's `<meta>` names."""
    match = _CHARSET.search(data[:4096])
    return match[1].decode("ascii") if match else None


def _parse(html: str) -> Any:
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    # huge_tree: without it everything below a depth of 256 is lost; entities and network are off by default.
    parser = HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        return document_fromstring(_CONTROLS.sub(" ", _XML_DECLARATION.sub("", html)), parser=parser)
    except etree.ParserError:  # nothing in it but white space or comments
        return None


def _extract(root: Any) -> str:
    """The main text by trafilatura, rendered by us: its own plain text drops markers and list numbers."""
    import trafilatura
    from lxml import etree

    # The numbers stand in the items by now; trafilatura would count each anew from the first.
    ordered = list(root.iter("ol"))
    for items in ordered:
        items.tag = "ul"
    # As text: trafilatura changes a tree that it is given, and the fallback needs ours.
    page = etree.tostring(root, encoding="unicode", method="html")
    document: Any = trafilatura.bare_extraction(
        page,
        include_comments=False,
        include_tables=True,
        include_links=True,
        include_formatting=True,
        favor_recall=True,
        with_metadata=False,
    )
    return "" if document is None or document.body is None else render_html(document.body)


def _is_wide(root: Any) -> bool:
    """Whether a paragraph has so many pieces that trafilatura, which goes through them again for each, hangs."""
    wide = (element for element in root.iter("p", "div", "td", "li", "span", "pre") if len(element) > _MOST_PIECES)
    return any(sum(child.tag in INLINE for child in element) > _MOST_PIECES for element in wide)


def _main_element(root: Any) -> Any:
    for path in ("//main", "//article", "//body"):
        found = root.xpath(path)
        if len(found) == 1:
            return found[0]
    return root


def _reason(prose: list[str], text: str, parsed: int, visible: int, min_kept_share: float) -> str | None:
    if not text.strip():
        return "no_main_text" if prose else None
    if parsed < _PARSED_SHARE * visible:
        return "nested_too_deep"
    return "text_lost" if kept_share(prose, text) < min_kept_share else None


def _title(root: Any) -> str | None:
    headings = [" ".join(heading.text_content().split()) for heading in root.iter("h1")]
    titles = [" ".join(title.text_content().split()) for title in root.iter("title")]
    candidates = headings[:1] if len(headings) == 1 else titles[:1] or headings[:1]
    return next((title for title in candidates if title), None)


def _language(root: Any) -> str | None:
    tag = (root.get("lang") or root.get("xml:lang") or "").strip()
    return tag or None


def _metadata(root: Any) -> dict[str, Any]:
    canonical = root.xpath("string(//link[@rel='canonical']/@href)").strip()
    published = root.xpath("string(//meta[@property='article:published_time']/@content)").strip()
    found = {"url": canonical, "published": published}
    return {name: value for name, value in found.items() if value}
