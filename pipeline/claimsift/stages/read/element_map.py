"""Maps the text of a page back to the elements that hold it."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Any

from claimsift.records import SourcePlace
from claimsift.stages.read.repair_text import write_letters

_LETTERS = re.compile(r"[^\W_]+")
_ADDRESS = re.compile(r"\]\([^()\s]{0,2000}\)")
_SMALL_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_KEY = 60  # letters by which a stretch of text is known again
_LOOKED_AT = 400  # characters that hold as many letters
_DEEPEST = 100  # a path through more elements is of no use to anybody
# Elements that hold lines of text, in HTML and JATS; what stands in them is inline, or a block with a line of its own.
_HOLDERS = frozenset(
    {
        "address", "article-title", "blockquote", "caption", "dd", "disp-quote", "div", "dt", "fig", "figcaption", "fn",
        "h1", "h2", "h3", "h4", "h5", "h6", "li", "list-item", "p", "pre", "table-wrap", "title", "tr",
    }
)  # fmt: skip
_CONTAINERS = frozenset(
    {"article", "body", "dl", "list", "main", "ol", "sec", "section", "table", "tbody", "thead", "ul", "ref-list"}
)
# A caption is read as one paragraph with its label: it starts where the table or figure does.
_SILENT = frozenset({"script", "style", ""})
_LABEL = re.compile(r"\s*(?:[-#]+|[\[(]?\d{1,6}[.)\]])\s+")
_CAPTIONED = frozenset({"fig", "table-wrap"})


class ElementMap:
    """The places of a tree's elements, noted before the tree is rewritten."""

    def __init__(self, root: Any) -> None:
        self._root = root
        self._order: dict[Any, int] = {}
        self._holders: list[tuple[Any, str]] = []
        self._by_start: dict[str, list[int]] = {}
        self._paths: dict[Any, str | None] = {}
        for parent in root.iter():
            counts: dict[str, int] = {}
            for child in parent:
                if isinstance(child.tag, str):
                    counts[child.tag] = self._order[child] = counts.get(child.tag, 0) + 1
        self._paths = {entry: self.path(entry) for entry in root.iter("{*}ref")}
        for element in root.iter(*(f"{{*}}{name}" for name in sorted(_HOLDERS))):
            start = _first_letters(element)
            if start and _name(element.getparent()) != "head":
                self._by_start.setdefault(start, []).append(len(self._holders))
                self._holders.append((element, self.path(element) or ""))

    def path(self, element: Any) -> str | None:
        """The XPath of an element, or None where it lies too deep."""
        if element in self._paths:
            return self._paths[element]  # it may have been taken out of its tree since
        steps: list[str] = []
        while element is not None and element is not self._root:
            if len(steps) == _DEEPEST:
                return None
            steps.append(f"{_name(element)}[{self._order.get(element, 1)}]")
            element = element.getparent()
        return "/".join([f"/{_name(self._root)}", *reversed(steps)])

    def places(self, text: str) -> tuple[SourcePlace, ...]:
        """The element that each line of a text was made of, by its first letters; of several the next one."""
        found: list[SourcePlace] = []
        last, start = -1, 0
        for line in text.split("\n"):
            shown = _ADDRESS.sub("", line[: 2 * _LOOKED_AT])
            indexes = self._at(_key(shown)) or self._at(_key(_LABEL.sub("", shown, count=1)))
            if indexes:
                last = indexes[min(bisect_right(indexes, last), len(indexes) - 1)]
                if path := self._holders[last][1]:
                    found.append(SourcePlace(start, start + len(line), path))
            start += len(line) + 1
        return tuple(found)

    def _at(self, key: str) -> list[int]:
        return self._by_start.get(key, []) if key else []


def _first_letters(holder: Any) -> str:
    """The first letters of an element's own line: what stands in it before the next block."""
    # The label of a table or figure and its caption are read as one line.
    inner = _CONTAINERS if _name(holder) in _CAPTIONED else _CONTAINERS | _HOLDERS
    parts = [holder.text or ""]
    size = len(parts[0])
    stack = [(holder, iter(holder))]
    while stack and size < _LOOKED_AT:
        element, children = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            parts.append((element.tail or "") if stack else "")
        elif _name(child) in inner:
            break
        elif _name(child) in _SILENT:
            parts.append(child.tail or "")
        else:
            parts.append(child.text or "")
            stack.append((child, iter(child)))
        size += len(parts[-1])
    return _key("".join(parts))


def _name(element: Any) -> str:
    tag = None if element is None else element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _key(text: str) -> str:
    """The first letters and digits: markers, spaces and signs change when a page is read, they do not."""
    return "".join(_LETTERS.findall(write_letters(text).translate(_SMALL_DIGITS)))[:_KEY]
