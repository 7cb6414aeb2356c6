"""Rewrites the blocks of a text so that each reference entry is a block of its own."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import replace

from claimsift.records import Block, ReferenceEntry


def mark_blocks(
    text: str,
    blocks: tuple[Block, ...],
    entries: tuple[ReferenceEntry, ...],
    lists: list[tuple[int, int]],
    is_heading: Callable[[str], bool],
) -> tuple[Block, ...]:
    """The blocks with those inside `lists` replaced by one block an entry.

    What lies between two entries (an abstract pasted into the list) is of kind `reference` too.
    """
    made: list[tuple[Block, int | None]] = []
    lists = sorted(lists)
    starts, ends = [start for start, _ in lists], [end for _, end in lists]
    printed = sorted((entry.start, entry.end) for entry in entries if entry.start is not None and entry.end is not None)
    for index, block in enumerate(blocks):
        overlapped = lists[bisect_right(ends, block.start) : bisect_left(starts, block.end)]
        if not overlapped:
            kind = "heading" if block.kind == "paragraph" and is_heading(text[block.start : block.end]) else block.kind
            made.append((block if kind == block.kind else replace(block, kind=kind), index))
            continue
        if block.start < overlapped[0][0]:
            made.append((_cut(text, block, block.start, overlapped[0][0], is_heading), index))
        for start, end in overlapped:
            pieces = _pieces(text, max(start, block.start), min(end, block.end), block.section, printed)
            made.extend((piece, None) for piece in pieces)
        if overlapped[-1][1] < block.end:
            made.append((_cut(text, block, overlapped[-1][1], block.end, is_heading), None))
    made = [(block, index) for block, index in made if block.end > block.start]
    return _renumber(blocks, made)


def _cut(text: str, block: Block, start: int, end: int, is_heading: Callable[[str], bool]) -> Block:
    raw = text[start:end]
    start, end = start + len(raw) - len(raw.lstrip()), start + len(raw.rstrip())
    kind = "heading" if is_heading(text[start:end]) else block.kind
    return replace(block, start=start, end=end, kind=kind, label_end=max(start, block.label_end))


def _pieces(text: str, start: int, end: int, section: int | None, printed: list[tuple[int, int]]) -> list[Block]:
    """Reference blocks that cover [start, end), cut where one of the `printed` entries ends."""
    pieces: list[Block] = []
    cursor = start
    inside = slice(
        bisect_right(printed, start, key=lambda span: span[1]), bisect_left(printed, end, key=lambda span: span[0])
    )
    for first, last in printed[inside]:
        if last <= cursor:
            continue
        stop = min(last, end)
        pieces.append(_reference(text, cursor, stop, section, max(cursor, first)))
        cursor = stop
    if text[cursor:end].strip():
        pieces.append(_reference(text, cursor, end, section, -1))
    return pieces


def _reference(text: str, start: int, end: int, section: int | None, label_end: int) -> Block:
    """A block of kind `reference` without the white space around it."""
    raw = text[start:end]
    first = start + len(raw) - len(raw.lstrip())
    return Block(first, start + len(raw.rstrip()), "reference", 0, section, max(first, label_end))


def _renumber(before: tuple[Block, ...], made: list[tuple[Block, int | None]]) -> tuple[Block, ...]:
    """Section indexes rewritten from the old blocks to the new ones; a heading that became an entry counts no more."""
    new_index = {old: new for new, (_, old) in enumerate(made) if old is not None}

    def moved(section: int | None) -> int | None:
        while section is not None and section not in new_index:
            section = before[section].section
        return None if section is None else new_index[section]

    sections = [moved(block.section) for block, _ in made]
    return tuple(
        block if section == block.section else replace(block, section=section)
        for (block, _), section in zip(made, sections, strict=True)
    )
