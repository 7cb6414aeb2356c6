"""Writes what Markdown says in two places in one: links with their address, footnotes with their number."""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from claimsift.stages.read.markdown_notes import Edit, find_notes, is_within
from claimsift.stages.read.repair_text import write_letters

_CODE = re.compile(
    r"^ {0,3}(`{3,}|~{3,})[^\n]*\n(?:.*?\n)??(?: {0,3}\1[`~]*[ \t]*$|\Z)|(?<!`)(`{1,3})(?!`)[^`\n]+\2(?!`)",
    re.DOTALL | re.M,
)
_COMMENT = re.compile(r"<!--.*?-->[ \t]*\n?", re.DOTALL)
_DEFINITION = re.compile(
    r"^ {0,3}\[(?!\^)([^\[\]\n]{1,300})\]:[ \t]*\n?[ \t]*(?:<([^<>\n]{1,2000})>|([^\s<]\S{0,2000}))"
    r"(?:[ \t]+(\"[^\"\n]*\"|'[^'\n]*'|\([^()\n]*\)))?[ \t]*(?:\n|\Z)",
    re.M,
)
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*:|.*[/#.]", re.IGNORECASE)
_LINK = re.compile(r"(!?)\[((?:[^\[\]\n]|\\[\[\]]|\n(?!\n)){1,500})\](?:\[([^\[\]\n]{0,300})\](?!\()|(?![\[(:{]))")
_SETEXT = re.compile(r"(?:\A|(?<=\n\n))([^\s#>|*+-][^\n|]{0,200})\n(=+|-{2,})[ \t]*(?=\n|\Z)")
# Escaped signs that mean nothing where they stand; the others would be read as markup without their backslash.
_ESCAPED = re.compile(r"\\([<>~$'\"%&@^=+!,:;?/{}])")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeffﬀ-ﬆ]+")


@dataclass(frozen=True, slots=True)
class PlainMarkdown:
    """A text with its links and notes in place.

    `notes` are number, start and end of each note, and where it stood in the old text; `moves` are old start and end
    of each edit, and its new ones.
    """

    text: str
    notes: tuple[tuple[str, int, int, int, int], ...]
    moves: tuple[tuple[int, int, int, int], ...]

    def moved(self, offset: int) -> int:
        """Where a place of the old text is in the new one."""
        index = bisect_right(self.moves, (offset, sys.maxsize, 0, 0)) - 1
        if index < 0:
            return offset
        start, end, new_start, new_end = self.moves[index]
        if offset < end:
            return new_start if offset == start else new_end
        return min(len(self.text), offset - end + new_end)


def write_plain_markdown(text: str, *, start: int = 0) -> PlainMarkdown:
    """`[text][ref]` with the address of `[ref]: …`, notes numbered and at the end, headings as `## `.

    Comments, entities, escaped signs and invisible letters are written as a page would show them. What has none of
    these, and what stands before `start` or is code, is not changed.
    """
    code = [match.span() for match in _CODE.finditer(text)] if "`" in text or "~~~" in text else []
    notes = find_notes(text, code)
    edits = [*_comments(text), *_links(text, code), *notes.edits]
    edits += (Edit(m.start(), m.end(), f"{'#' if m[2][0] == '=' else '##'} {m[1]}") for m in _SETEXT.finditer(text))
    edits += (Edit(m.start(), m.end(), m[1]) for m in _ESCAPED.finditer(text))
    edits += (Edit(m.start(), m.end(), unescape(m[0])) for m in _ENTITY.finditer(text))
    edits += (Edit(m.start(), m.end(), write_letters(m[0])) for m in _INVISIBLE.finditer(text))
    return _apply(text, [edit for edit in edits if edit.start >= start], code, notes.tail)


def _comments(text: str) -> Iterator[Edit]:
    # A comment that never ends is none, and each would be looked for to the end.
    for match in _COMMENT.finditer(text, 0, text.rfind("-->") + 3):
        yield Edit(match.start(), match.end(), "")


def _links(text: str, code: list[tuple[int, int]]) -> Iterator[Edit]:
    """Links by reference get their address, and the definitions go; a list of numbered addresses stays a list."""
    found = {
        _label(m[1]): (m.span(), m[2] or m[3], m[4])
        for m in reversed(list(_DEFINITION.finditer(text)))  # of several definitions the first counts
        if (m[2] or _ADDRESS.match(m[3])) and not is_within(m.start(), code)
    }
    if not found:
        return
    listed = set()
    inside = sorted(span for span, _, _ in found.values())
    for match in _LINK.finditer(text):
        label = _label(match[3] or match[2])
        if label not in found or is_within(match.start(), inside):
            continue
        if match[3] is None and label.isdecimal():
            listed.add(label)  # `[8]` is a marker, and its address an entry of the list
            continue
        _, address, title = found[label]
        shown = f"{match[1]}[{match[2]}]({address.replace(' ', '%20')}{f' {title}' if title else ''})"
        yield Edit(match.start(), match.end(), shown)
    for label, ((start, end), _, _) in found.items():
        if label not in listed:
            yield Edit(start, end, "")


def _label(text: str) -> str:
    return " ".join(text.split()).casefold()


def _apply(
    text: str, edits: list[Edit], code: list[tuple[int, int]], tail: list[tuple[str, str, int, int]]
) -> PlainMarkdown:
    parts: list[str] = []
    moves: list[tuple[int, int, int, int]] = []
    cursor = size = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, -edit.end)):
        if edit.start < cursor or is_within(edit.start, code):
            continue  # within another, or code
        parts += (text[cursor : edit.start], edit.text)
        size += edit.start - cursor + len(edit.text)
        cursor = edit.end
        moves.append((edit.start, cursor, size - len(edit.text), size))
    whole = "".join([*parts, text[cursor:]])
    notes: list[tuple[str, int, int, int, int]] = []
    if tail:
        whole = whole.rstrip() + "\n\n"
        for number, words, start, end in tail:
            place = len(whole) + len(f"[^{number}]: ")
            whole += f"[^{number}]: {write_letters(unescape(words))}\n"
            notes.append((number, place, len(whole) - 1, start, end))
    return PlainMarkdown(whole, tuple(notes), tuple(moves))
