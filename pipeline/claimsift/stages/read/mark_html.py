"""Rewrites an HTML tree so that what only markup says stands in its text: citation markers, exponents, list numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

# A citation marker's text: numbers, with ranges and lists of them.
_NUMBERS = re.compile(r"\d{1,3}(?:\s*[,;–—-]\s*\d{1,3})*")
_BRACKETED = re.compile(r"([\[(])\s*(\d{1,3}(?:\s*[,;–—-]\s*\d{1,3})*)\s*([\])])")
# Inside a bracket that holds numbers only; "(see Weir et al.<sup>8</sup>)" wants brackets of its own.
_OPEN_BRACKET = re.compile(r"[\[(][\d\s,;–—-]{0,80}\Z")
# `m<sup>2</sup>`, `kg/m<sup>2</sup>`, `10<sup>6</sup>`: a power, not a source
_POWER_BASE = re.compile(r"(?:(?<![A-Za-z])(?:[kcdmµμn]?m|ft|in|yd|s|h|min)|(?<![\d.,])10|[×x]\s*10)\Z")
_EXPONENT = re.compile(r"[-−–+]?\d{1,2}")
_FOOTNOTE = re.compile(r"[a-h]")  # `12.5<sup>a</sup>` is not 12.5a
_MINUS = str.maketrans("-−–+0123456789", "⁻⁻⁻⁺⁰¹²³⁴⁵⁶⁷⁸⁹")
_REPLACED = "replaced"
_SIBLINGS_BACK = 30
_BACK_LINKS = frozenset("^↑↩⏎")
_PRINTED_LABEL = re.compile(r"\s*(?:[\[(]?\d{1,3}[\])]|\d{1,3}\.)\s")
# What an HTML parser accepts as text and an XML tree refuses.
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def remove_element(element: Any) -> None:
    """Take an element with all that it holds out of its tree; the text after it stays."""
    _append_before(element, element.tail or "")
    element.getparent().remove(element)


def raise_power(element: Any) -> None:
    """Write an element's text as an exponent: `²`, `⁻³`, or `^n` where there are no such signs."""
    text = _text(element)
    for child in list(element):
        element.remove(child)
    element.text = text.translate(_MINUS) if _EXPONENT.fullmatch(text) else f"^{text}"


def mark_html(root: Any) -> None:
    """Write markers as `[8]`, exponents as `²`, `1. ` into ordered items, captions as paragraphs; in place."""
    from lxml import etree

    for element in list(root.iter("sup", "a")):
        if element.tag == "sup":
            _mark_sup(element)
        elif element.get("href", "").startswith("#") and element.getparent() is not None:
            _mark_anchor(element)
    for items in root.iter("ol"):
        _number_items(items)
    for caption in list(root.iter("figcaption", "caption")):
        _free_caption(caption)
    etree.strip_tags(root, _REPLACED)


def _mark_sup(element: Any) -> None:
    text = _text(element)
    is_link = element.find(".//a") is not None
    written = write_raised(text, _text_before(element), is_link=is_link)
    if written is None and is_link and len(parts := list(_link_numbers(element))) > 1:
        written = f"[{','.join(parts)}]"
    if written is not None:
        _replace(element, written)


def write_raised(text: str, before: str, *, is_link: bool = False) -> str | None:
    """What a raised text means after the words `before`: a marker, a power, nothing; None where it is just text."""
    if _EXPONENT.fullmatch(text) and _POWER_BASE.search(before) and not is_link:
        return text.translate(_MINUS)
    if _NUMBERS.fullmatch(text):
        return text if _OPEN_BRACKET.search(before) else f"[{text}]"
    if _BRACKETED.fullmatch(text):
        return _BRACKETED.sub(r"[\2]", text)
    if _FOOTNOTE.fullmatch(text):
        return f"[{text}]"
    return "" if text in _BACK_LINKS else None


def _link_numbers(element: Any) -> Iterator[str]:
    """The numbers of `<sup><a>[1]</a> <a>[2]</a></sup>`, or nothing where other words stand among them."""
    numbers = [_text(link).strip("[]() ,") for link in element.iter("a")]
    if all(_NUMBERS.fullmatch(number) for number in numbers):
        yield from numbers


def _mark_anchor(element: Any) -> None:
    """A link inside the page: its text, in brackets where it is a bare marker."""
    if element.xpath("ancestor::sup"):
        return  # the sup stands for it, or is ordinary text
    text = _text(element)
    if text in _BACK_LINKS:
        _replace(element, "")
    elif _NUMBERS.fullmatch(text) and not _OPEN_BRACKET.search(_text_before(element)):
        _replace(element, f"[{text}]")
    else:
        _replace(element, text)


def _number_items(items: Any) -> None:
    """Give each item the number that a browser shows; a number that is printed in the item wins over its place."""
    start = items.get("start", "1")
    number = int(start) if re.fullmatch(r"-?\d{1,6}", start) else 1
    for item in items.iterchildren("li"):
        value = item.get("value", "")
        number = int(value) if re.fullmatch(r"\d{1,6}", value) else number
        if not _PRINTED_LABEL.match(_text(item) + " "):
            item.text = f"{number}. {_UNWRITABLE.sub(' ', item.text or '').lstrip()}"
        number += 1


def _free_caption(caption: Any) -> None:
    """Put a caption before its table or in its figure's place as a paragraph: extractors drop the other forms."""
    parent = caption.getparent()
    if parent is None:
        return
    caption.tag = "p"
    if parent.tag in ("table", "figure") and parent.getparent() is not None:
        tail, caption.tail = caption.tail, None
        if tail and tail.strip():
            _append_before(caption, tail)
        parent.addprevious(caption)


def _text(element: Any) -> str:
    return " ".join(_UNWRITABLE.sub(" ", "".join(element.itertext())).split())


def _text_before(element: Any) -> str:
    """The words that stand right before an element in its parent; far back is not looked."""
    parts: list[str] = []
    size = 0
    node = element
    for _ in range(_SIBLINGS_BACK):
        previous = node.getprevious()
        if previous is None:
            parent = element.getparent()
            parts.append((parent.text or "") if parent is not None else "")
            break
        parts.append(("" if callable(previous.tag) else "".join(previous.itertext())) + (previous.tail or ""))
        size += len(parts[-1])
        node = previous
        if size > 100:
            break
    return "".join(reversed(parts))[-100:]


def _replace(element: Any, text: str) -> None:
    """Put a text in an element's place; all are unwrapped at once, one by one each would copy its paragraph."""
    for child in list(element):
        element.remove(child)
    for name in list(element.attrib):
        del element.attrib[name]
    element.tag = _REPLACED
    element.text = _UNWRITABLE.sub(" ", text)


def _append_before(element: Any, text: str) -> None:
    previous, parent = element.getprevious(), element.getparent()
    if previous is not None:
        previous.tail = _UNWRITABLE.sub(" ", (previous.tail or "") + text)
    elif parent is not None:
        parent.text = _UNWRITABLE.sub(" ", (parent.text or "") + text)
    element.tail = None
