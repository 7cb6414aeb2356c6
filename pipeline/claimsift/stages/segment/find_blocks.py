"""Splits a text into blocks: headings, paragraphs, list items, table rows, front matter, page furniture."""

from __future__ import annotations

import re
from collections.abc import Iterator

from claimsift.records import Block, BlockKind

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n.*?\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_LINE = re.compile(r"[^\n]*(?:\n|\Z)")
_ATX_HEADING = re.compile(r"[ \t]{0,3}(#{1,6})(?:[ \t]+|(?=\n|\Z))")
_BULLET = re.compile(r"[^\S\n]*(?:[•●▪◦‣·–—*+-]|[o](?=\t))[^\S\n]+(?=\S)")
_LIST_NUMBER = re.compile(r"[^\S\n]*(?:\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4})[.)])[^\S\n]+(?=\S)")
_BULLETS = frozenset("•●▪◦‣·–—*+-o")
_LABEL_WIDTH = 6  # code points of the longest list number, "(viii)"
_TABLE_ROW = re.compile(r"[ \t]*\|.*\|[ \t]*\n?\Z|[^\t\n]+\t[^\t\n]+\t[^\n]*\n?\Z")
_BOLD_LINE = re.compile(r"[ \t]*(\*\*|__)[^*_\n]+\1:?[ \t]*\n?\Z")
_OPEN_ENDS = frozenset("_,;(–—%-")
_STARTS_ON = re.compile(r"[ \t]*(?:[a-z(]|\d+(?:\.\d+)?\s*%)")
_CAPTION = re.compile(r"[ \t]*(?:Figure|Fig\.|Table|Image|Photo)\s+\d+[A-Za-z]?[.:]", re.IGNORECASE)
_CAPTION_STARTS = frozenset("FfTtIiPp")
_STOPS, _CLOSERS = ".!?…:;,", "\"'”’)]"
# What may stand between a sentence's stop and the end of its line: a citation marker, in brackets or glued.
_TRAILING_MARKER = re.compile(
    r"(?:(?:\s*[(\[][\d,;–\s-]{1,20}[)\]])+|(?<=[.!?”\")])\d{1,3}(?:[,–-]\s?\d{1,3}){0,9})\s*\Z"
)
_MARKER_WIDTH = 120  # code points at the end of a line in which its markers are looked for
_WRAP_WIDTH = 60  # a shorter line was not broken for width
_BRAND = re.compile(r"[a-z]{1,5}[A-Z]")  # a name that starts small: "mRNA", "iPhone"
_HEADING_WORDS = 25
_TITLE_WORDS = 12
_LONG_LINE = 100


def find_blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a text in order; they do not overlap, and only white space lies between them."""
    blocks: list[Block] = []
    section: int | None = None
    for start, end, kind, level, label_end in _raw_blocks(text):
        above = _parent(blocks, section, level) if kind == "heading" else section
        blocks.append(Block(start, end, kind, level, above, label_end))
        if kind == "heading" and max(start, label_end) < end:
            section = len(blocks) - 1
    return tuple(blocks)


def _parent(blocks: list[Block], section: int | None, level: int) -> int | None:
    while section is not None and blocks[section].level >= level:
        section = blocks[section].section
    return section


def _raw_blocks(text: str) -> Iterator[tuple[int, int, BlockKind, int, int]]:
    """Start, end, kind, level and end of the label of each block."""
    front = _FRONT_MATTER.match(text)
    position = front.end() if front else 0
    if front:
        yield 0, len(text[: front.end()].rstrip()), "front_matter", 0, -1
    lines = [(m.start(), m.end()) for m in _LINE.finditer(text, position) if m.end() > m.start()]
    index = 0
    empty_heading = seen_text = False
    while index < len(lines):
        start, end = lines[index]
        line = text[start:end]
        if not line.strip():
            index += 1
            continue
        if _is_empty_heading(line):
            empty_heading, index = True, index + 1
            continue
        kind, level, label_end = _kind_of(text, lines, index)
        if empty_heading and kind in ("paragraph", "heading"):
            kind, level = "heading", 2
        elif kind == "heading" and not seen_text and not label_end:
            level = 1  # the first line of a plain text is its title
        empty_heading, seen_text = False, True
        last = index
        if kind in ("paragraph", "list_item"):
            while last + 1 < len(lines) and _is_wrapped(text, lines[last], lines[last + 1]):
                last += 1
        block_end = start + len(text[start : lines[last][1]].rstrip())
        block_start = start + len(line) - len(line.lstrip())
        yield block_start, block_end, kind, level, start + label_end if label_end else -1
        index = last + 1


def _is_empty_heading(line: str) -> bool:
    match = _ATX_HEADING.match(line) if "#" in line else None
    return bool(match) and not line[match.end() :].strip()  # type: ignore[union-attr]


def _kind_of(text: str, lines: list[tuple[int, int]], index: int) -> tuple[BlockKind, int, int]:
    """Kind, level and the length of the label of the block that starts on this line."""
    start, end = lines[index]
    line = text[start:end]
    words = line.lstrip()
    first = words[0]  # says which of the patterns can fit
    if first == "#" and (match := _ATX_HEADING.match(line)):
        return "heading", len(match[1]), match.end()
    if (first == "|" or "\t" in line) and _TABLE_ROW.match(line):
        return "table_row", 0, 0
    if first in _CAPTION_STARTS and _CAPTION.match(line):
        return "caption", 0, 0
    if match := _find_label(line, words):
        return "list_item", len(line) - len(words), match.end()
    if (first in "*_" and _BOLD_LINE.match(line)) or _looks_like_heading(text, lines, index):
        return "heading", 3, 0
    return "paragraph", 0, 0


def _find_label(line: str, words: str) -> re.Match[str] | None:
    """The bullet or list number that opens a line; `words` are the line without the white space before it."""
    if words[0] in _BULLETS and (match := _BULLET.match(line)):
        return match
    head = words[:_LABEL_WIDTH]
    return _LIST_NUMBER.match(line) if "." in head or ")" in head else None


def _looks_like_heading(text: str, lines: list[tuple[int, int]], index: int) -> bool:
    """A short line that stands alone, starts like a title and does not end like a sentence."""
    start, end = lines[index]
    line = text[start:end].strip()
    if line[-1:].isdigit() or line.endswith((")", "]")):
        trailing = _TRAILING_MARKER.search(line, max(0, len(line) - _MARKER_WIDTH))
        line = line[: trailing.start()] if trailing else line
    if line.rstrip(_CLOSERS)[-1:] in _STOPS and line and not line.endswith("?"):
        return False
    opens = line.lstrip('“"‘')[:1].isupper() or line[:1].isdigit() or _BRAND.match(line)
    if not opens or len(line.split()) > _HEADING_WORDS:
        return False
    before = text[slice(*lines[index - 1])].strip() if index else ""
    after = text[slice(*lines[index + 1])].strip() if index + 1 < len(lines) else ""
    has_text_after = any(text[slice(*span)].strip() for span in lines[index + 1 : index + 4])
    # A run-in title: short, right above a paragraph on one long line.
    above_text = len(line.split()) <= _TITLE_WORDS and len(after) >= max(3 * len(line), _LONG_LINE)
    return not before and has_text_after and (not after or above_text)


def _is_wrapped(text: str, line: tuple[int, int], following: tuple[int, int]) -> bool:
    """Whether the next line goes on with this one: it was broken for width, not ended."""
    this, after = text[slice(*line)], text[slice(*following)]
    words = after.lstrip()
    if not words or _find_label(after, words) or (words[0] == "#" and _ATX_HEADING.match(after)):
        return False
    if (words[0] == "|" or "\t" in after) and _TABLE_ROW.match(after):
        return False
    last = this.removesuffix("\n").rstrip(" \t")[-1:]
    ends_open, starts_on = last.isalnum() or last in _OPEN_ENDS, bool(_STARTS_ON.match(after))
    return (ends_open and starts_on) or (len(this.rstrip()) >= _WRAP_WIDTH and (ends_open or starts_on))
