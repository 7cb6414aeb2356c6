"""Rewrites a JATS tree as HTML in place; by iteration, because files nest thousands deep."""

from __future__ import annotations

import re
from typing import Any

from claimsift.stages.read.mark_html import raise_power, remove_element

_XLINK = "{http://www.w3.org/1999/xlink}href"
_RENAMED = {
    "article-title": "h1", "bold": "b", "italic": "i", "break": "br", "list-item": "li", "def-list": "dl", "term": "dt",
    "def": "dd", "disp-quote": "blockquote", "underline": "u", "monospace": "code", "row": "tr", "entry": "td",
}  # fmt: skip
_BLOCKS = frozenset(
    {
        "abstract", "ack", "answer", "app", "app-group", "back", "bio", "boxed-text", "def-item", "disp-formula", "fig",
        "fig-group", "floats-group", "fn", "fn-group", "front", "front-stub", "glossary", "notes", "preformat",
        "question", "sec", "speech", "statement", "table-wrap", "table-wrap-foot", "verse-group", "verse-line",
    }
)  # fmt: skip
_SECTIONS = frozenset({"abstract", "ack", "app", "glossary", "notes", "sec"})
# Pictures, files beside the article, and what says the same a second time.
_LEFT_OUT = frozenset(
    {
        "alt-text", "annotation", "graphic", "inline-graphic", "kwd-group", "long-desc", "media", "object-id",
        "permissions", "sec-meta", "supplementary-material", "tex-math",
    }
)  # fmt: skip
_NUMBERED_LISTS = frozenset({"order", "number", "arabic"})
_NAME = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)
_DEEPEST_HEADING = 6


def local_name(element: Any) -> str:
    """An element's name without its namespace; empty for what is no element (an entity)."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def rewrite_jats(article: Any) -> list[Any]:
    """Give every element the HTML name that renders it; the reference lists are taken out and given back, in order."""
    _keep_title_and_abstracts(article)
    lists = [e for e in article.iter() if local_name(e) == "ref-list"]
    lists = [e for e in lists if not any(local_name(up) == "ref-list" for up in e.iterancestors())]
    for element in [*lists, *(e for e in list(article.iter()) if local_name(e) in _LEFT_OUT)]:
        if element.getparent() is not None:
            remove_element(element)
    depths: dict[Any, int] = {}
    for element in list(article.iter()):
        name, parent = local_name(element), element.getparent()
        depths[element] = depths.get(parent, 1) + (name in _SECTIONS)
        if name and parent is not None:
            _rewrite(element, name, local_name(parent), depths[element])
    return lists


def _keep_title_and_abstracts(article: Any) -> None:
    """Leave of the front matter what a reader reads; the rest of it is metadata."""
    from lxml import etree

    for front in [e for e in article.iterchildren() if local_name(e) in ("front", "front-stub")]:
        kept = [e for e in front.iter() if local_name(e) == "article-title"][:1]
        kept += [e for e in front.iter() if local_name(e) == "abstract"]
        for element in kept:
            element.tail = None
        for child in list(front):
            front.remove(child)
        front.text = None
        for element in kept:
            front.append(element)
            if local_name(element) == "abstract" and not any(local_name(c) == "title" for c in element.iterchildren()):
                heading = etree.Element("title")
                heading.text = "Abstract"
                element.insert(0, heading)


def _rewrite(element: Any, name: str, parent: str, depth: int) -> None:
    if name == "title":
        _rewrite_title(element, parent, depth)
    elif name == "label":
        _rewrite_label(element, parent)
    elif name == "xref":
        # Only a pointer to the reference list is a marker; `Table <xref>1</xref>` is a word.
        element.tag = "a" if element.get("ref-type", "bibr") == "bibr" else "span"
        element.set("href", f"#{element.get('rid', '')}")
    elif name in ("ext-link", "uri"):
        element.tag = "a"
        element.set("href", element.get(_XLINK) or "")
    elif name == "list":
        element.tag = "ol" if element.get("list-type") in _NUMBERED_LISTS else "ul"
    elif name == "caption":
        _join_caption(element)
    elif name == "p" and parent in ("li", "note") and _is_first(element):
        element.tag = "span"  # the words beside the bullet, not a paragraph below it
    elif name == "fn":
        element.tag = "note"
    elif name == "msup" and len(element) > 1:
        element.tag, element[1].tag = "span", "span"
        raise_power(element[1])
    else:
        # Tables and mathematics lose their namespace, nothing else.
        known = "div" if name in _BLOCKS else _RENAMED.get(name, name)
        # A damaged file has names such as `a:b`, which a parser that recovers keeps and nothing else accepts.
        element.tag = known if _NAME.fullmatch(known) else "span"


def _rewrite_title(title: Any, parent: str, depth: int) -> None:
    """A heading, with the section's number before it."""
    title.tag = f"h{min(_DEEPEST_HEADING, depth)}" if parent in ("div", "abstract") else "p"
    label = title.getprevious()
    if label is not None and label.tag == "label":
        title.text = f"{''.join(label.itertext()).strip()} {title.text or ''}"
        remove_element(label)


def _rewrite_label(label: Any, parent: str) -> None:
    text = "".join(label.itertext()).strip()
    if parent == "note" and text:
        # As mark_html writes the letter that points here.
        for child in list(label):
            label.remove(child)
        label.text = f"[{text}] " if len(text) == 1 and text.isalpha() else f"{text} "
    elif parent == "li" and text and not len(label):
        label.text = f"{text} "


def _is_first(element: Any) -> bool:
    previous = element.getprevious()
    return previous is None or previous.tag == "label"


def _join_caption(caption: Any) -> None:
    """`Table 1. Title. Words.`: label, title and paragraphs of a table or figure as one paragraph."""
    caption.tag = "p"
    for part in caption.iterchildren():
        part.tag = "span"
        part.tail = " "
    label = caption.getprevious()
    if label is not None and label.tag == "label":
        name = "".join(label.itertext()).strip().rstrip(".")
        caption.text = f"{name}. {(caption.text or '').strip()}"
        remove_element(label)
