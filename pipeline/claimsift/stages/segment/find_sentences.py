"""Splits the prose blocks of a masked text into sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator

from claimsift.lexicon import load_table
from claimsift.records import Block, Sentence

_CLOSERS = "\"'”’)]»"
# A stop, its closing quotes, white space (masked markers leave several), then what can start a sentence.
# The sign that all of them start with is outside the alternatives: so the search leaps from sign to sign.
_END = re.compile(
    r"[.!?…:](?:(?<!:)(?:[.!?…]*[\"'”’)\]»]*(?=\s+[\"'“‘(\[«]*[A-Z0-9ÀÞ“‘])|[”\"](?=[A-Z“]))|(?<=:)\s*(?=[“\"][A-Z]))"
)
_LAST_WORD = re.compile(r"[\w.&-]+\Z")
_WORD_WIDTH = 24  # code points before a stop that are looked at
_PROSE = frozenset({"heading", "paragraph", "list_item", "caption", "table_row"})


def find_sentences(masked: str, blocks: tuple[Block, ...]) -> tuple[Sentence, ...]:
    """The sentences of the prose blocks; a heading, a list item or a table row is never joined with another."""
    return tuple(
        Sentence(start, end, index)
        for index, block in enumerate(blocks)
        if block.kind in _PROSE
        for start, end in _split(masked, block.text_start, block.end)
    )


def _split(masked: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    cursor = start
    for match in _END.finditer(masked, start, end):
        stop = match.end()
        if stop >= end or _is_abbreviation(masked, cursor, stop):
            continue
        if span := _trim(masked, cursor, stop):
            yield span
        cursor = stop
    if span := _trim(masked, cursor, end):
        yield span


def _is_abbreviation(masked: str, start: int, stop: int) -> bool:
    """Whether the stop before `stop` belongs to an abbreviation or an initial, not to a sentence end."""
    before = masked[max(start, stop - _WORD_WIDTH) : stop].rstrip(_CLOSERS)
    words = before[:-1].split() if before.endswith(".") and not before[-2:-1].isspace() else ()
    match = _LAST_WORD.search(words[-1]) if words else None
    if not match:
        return False
    word = match[0]
    table = load_table("abbreviations")
    if word.lower() in table["never_end"]:
        return True
    if word.lower() in table["before_number"]:
        return masked[stop : stop + 8].lstrip()[:1].isdigit()
    return len(word) == 1 and word.isupper() and word not in "I"


def _trim(masked: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and masked[start].isspace():
        start += 1
    while end > start and masked[end - 1].isspace():
        end -= 1
    return (start, end) if end > start else None
