"""The footnotes of a Markdown text: their numbers, as a page shows them, and their words."""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from dataclasses import dataclass, field

_USE = re.compile(r"\[\^([^\]\s]{1,100})\](?!:)")
_INLINE = re.compile(r"(?<!\[)\^\[([^\[\]\n]{1,2000})\]")
# A note goes on in lines that are indented, or follow without a blank line and start nothing else.
_NOTE = re.compile(
    r"^ {0,3}\[\^([^\]\s]{1,100})\]:[ \t]*"
    r"([^\n]*(?:\n(?![ \t]*\n|[ \t]{0,3}(?:\[|#|[-*+>|] ))[^\n]+|\n(?:[ \t]*\n)+(?: {4}|\t)[^\n]+)*)"
    r"(?:\n(?:[ \t]*\n)?|\Z)",
    re.M,
)


@dataclass(frozen=True, slots=True)
class Edit:
    """What is written in the place of a stretch of a text."""

    start: int
    end: int
    text: str


@dataclass(slots=True)
class Notes:
    """What takes the place of notes and their uses, and the notes: number, words, where they stood."""

    edits: list[Edit] = field(default_factory=list)
    tail: list[tuple[str, str, int, int]] = field(default_factory=list)


def find_notes(text: str, code: list[tuple[int, int]]) -> Notes:
    """The notes of a text, numbered in the order of their use; numbers that are printed stay."""
    notes = Notes()
    if "^" not in text:
        return notes
    found = [match for match in _NOTE.finditer(text) if not is_within(match.start(), code)]
    spans = [match.span() for match in found]
    words = {match[1]: (" ".join(match[2].split()), *match.span()) for match in reversed(found)}
    uses = [(m.start(), m.end(), m[1]) for m in _USE.finditer(text) if m[1] in words]
    printed = all(label.isdecimal() and len(label) <= 3 for label in words)
    for match in _INLINE.finditer(text):
        if not is_within(match.start(), code) and not is_within(match.start(), spans):
            label = f"^{match.start()}"  # no label of a note starts so
            words[label] = (match[1], *match.span())
            uses.append((match.start(), match.end(), label))
            printed = False
    order = list(dict.fromkeys([*(label for _, _, label in sorted(uses)), *words]))
    numbers = {label: label if printed else str(number) for number, label in enumerate(order, start=1)}
    shown = ((start, end, f"[^{numbers[label]}]") for start, end, label in uses)
    notes.edits += (Edit(start, end, mark) for start, end, mark in shown if text[start:end] != mark)
    notes.edits += (Edit(start, end, "") for start, end in spans)
    notes.tail = [(numbers[label], *words[label]) for label in sorted(order, key=lambda label: int(numbers[label]))]
    return notes


def is_within(place: int, spans: list[tuple[int, int]]) -> bool:
    """Whether a place lies in one of some sorted stretches."""
    index = bisect_right(spans, (place, sys.maxsize)) - 1
    return index >= 0 and place < spans[index][1]
