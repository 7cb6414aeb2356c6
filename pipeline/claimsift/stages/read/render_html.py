"""Writes an element tree, HTML's or trafilatura's, as the text that a person would read, in Markdown's shapes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from claimsift.stages.read.repair_text import write_letters

_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset",
        "figure", "footer", "form", "header", "html", "main", "nav", "p", "pre", "quote", "section", "summary", "table",
        "list", "ul", "ol", "item", "li", "head", "row", "tr", "hr", "tbody", "thead", "tfoot", "caption", "figcaption",
        "note",
        *_HEADINGS,
    }
)  # fmt: skip
FURNITURE = frozenset(
    {
        "aside", "button", "footer", "form", "iframe", "input", "nav", "noscript", "object", "script", "select",
        "style", "svg", "template", "textarea", "head", "canvas", "video", "audio",
    }
)  # fmt: skip
_ROWS = frozenset({"row", "tr"})
_CELLS = frozenset({"cell", "td", "th"})
_ITEMS = frozenset({"item", "li"})
_BREAKS = frozenset({"lb", "br"})
_BOLD = frozenset({"b", "strong"})
_LABEL = re.compile(r"[\[(]?\d{1,6}[.)\]]\s")
_SPACES = re.compile(r"[ \t\r\n\f\v\u00a0\u202f\u2009]+")
# `<sup>(</sup> <a> 1 </a> <sup>)</sup>`: a marker that the markup's white space has pulled apart
_LOOSE_MARKER = re.compile(r"([\[(]) (\d{1,3}(?: ?[,;–-] ?\d{1,3})*) ([\])])")
_MAX_COLUMNS = 1_000
_BOLD_WORDS = 15


def render_html(root: Any, *, furniture: bool = True) -> str:
    """The text of a tree: `# ` headings, `- ` and `1. ` items, `| a | b |` rows, `[text](address)` for outer links.

    `furniture=False` leaves out navigation, forms, asides and their like.
    """
    lines: list[tuple[str, str]] = []
    skipped = frozenset({"script", "style"}) if furniture else FURNITURE
    for kind, text in _blocks(root, skipped):
        tidy = "\n".join(part.strip() for part in _SPACES.sub(" ", write_letters(text)).split("\u2028")).strip()
        if tidy:
            lines.append((kind, _LOOSE_MARKER.sub(r"\1\2\3", tidy)))
    parts: list[str] = []
    for index, (kind, text) in enumerate(lines):
        joined = index > 0 and kind == lines[index - 1][0] and kind in ("item", "row")
        parts.append(("" if index == 0 else "\n" if joined else "\n\n") + _shape(kind, text))
    return "".join(parts) + ("\n" if parts else "")


def _shape(kind: str, text: str) -> str:
    if kind == "item":
        return text if _LABEL.match(text) else f"- {text}"
    if kind.startswith("#"):
        return f"{kind} {' '.join(text.split())}"
    return text


def _blocks(root: Any, skipped: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Kind and raw text of each block in order; events, not recursion, because pages nest thousands deep."""
    buffer: list[str] = []
    kinds: list[str] = ["p"]
    for event, element in _events(root, skipped):
        tag = element.tag
        if tag in _ROWS:
            if event == "start":
                yield kinds[-1], "".join(buffer)
                buffer = []
                yield "row", _row(element, skipped)
            else:
                buffer.append(element.tail or "")
            continue
        if tag in _BLOCKS:
            yield kinds[-1], "".join(buffer)
            buffer = []
            if event == "start":
                kinds.append(_kind(element, kinds[-1]))
            else:
                kinds.pop()
        if event == "start":
            buffer.append(_before(element))
            buffer.append(element.text or "")
        else:
            buffer.append(_after(element))
            if element is not root:
                buffer.append(element.tail or "")
    yield kinds[-1], "".join(buffer)


def _events(root: Any, skipped: frozenset[str]) -> Iterator[tuple[str, Any]]:
    """Start and end of every element that is shown; rows come as a whole, in one piece."""
    stack: list[tuple[Any, Iterator[Any]]] = [(root, iter(root))]
    yield "start", root
    while stack:
        element, children = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            yield "end", element
        elif callable(child.tag) or (child.tag in skipped and child.tag != "head") or _is_page_head(child):
            if child.tail:
                yield "end", _Tail(child.tail)
        else:
            yield "start", child
            stack.append((child, iter(()) if child.tag in _ROWS else iter(child)))


class _Tail:
    """Stands for an element that is not shown: its tail is."""

    tag = ""

    def __init__(self, tail: str) -> None:
        self.tail = tail

    def get(self, name: str, default: str = "") -> str:
        return default


def _is_page_head(element: Any) -> bool:
    """`<head>` of HTML, not trafilatura's heading of the same name."""
    return element.tag == "head" and element.get("rend") is None


def _kind(element: Any, parent: str) -> str:
    tag = element.tag
    if tag == "head":
        return "#" * _HEADINGS.get(element.get("rend", ""), 2)
    if tag in _HEADINGS:
        return "#" * _HEADINGS[tag]
    if tag in _ITEMS:
        return "item"
    # A paragraph inside an item is the item's text; a list inside a heading is nobody's.
    return parent if parent == "item" and tag in ("p", "div") else "p"


def _row(row: Any, skipped: frozenset[str]) -> str:
    cells = [element for element in row.iterchildren() if element.tag in _CELLS][:_MAX_COLUMNS]
    texts = [" ".join(render_html(cell).split()).replace("|", "/") if len(cell) else cell.text or "" for cell in cells]
    return f"| {' | '.join(' '.join(text.split()) for text in texts)} |" if any(t.strip() for t in texts) else ""


def _before(element: Any) -> str:
    if element.tag in _BREAKS:
        return "\u2028"
    if _address(element):
        return "["
    return "**" if _is_bold_line(element) else ""


def _after(element: Any) -> str:
    if address := _address(element):
        return f"]({address})"
    return "**" if _is_bold_line(element) else ""


def _address(element: Any) -> str:
    """The address of a link out of the page, with what Markdown cannot hold escaped."""
    address = element.get("target" if element.tag == "ref" else "href", "") if element.tag in ("ref", "a") else ""
    if not address.startswith(("http://", "https://")) or not "".join(element.itertext()).strip():
        return ""
    return str(address).replace(" ", "%20").replace("(", "%28").replace(")", "%29")


def _is_bold_line(element: Any) -> bool:
    """The whole of a paragraph in bold: many pages make their headings so."""
    is_bold = element.tag in _BOLD or (element.tag == "hi" and element.get("rend") == "#b")
    parent = element.getparent() if is_bold else None
    if parent is None or parent.tag not in ("p", "div") or len(parent) != 1:
        return False
    words = "".join(element.itertext()).split()
    if not words or len(words) > _BOLD_WORDS or words[-1].endswith((".", "!", ";", ",")):
        return False  # a lead paragraph, or a sentence that shouts
    return not (parent.text or "").strip() and not (element.tail or "").strip()
