"""Takes the reference entries that a file has tagged as they are, instead of looking for them in the text."""

from __future__ import annotations

from collections.abc import Sequence

from claimsift.records import Block, ReferenceEntry, TaggedReference
from claimsift.stages.segment.reference_blocks import mark_blocks
from claimsift.stages.segment.reference_keys import author_year_keys
from claimsift.stages.segment.reference_lines import is_reference_heading


def use_tagged_references(
    text: str, blocks: tuple[Block, ...], tagged: Sequence[TaggedReference]
) -> tuple[tuple[ReferenceEntry, ...], tuple[Block, ...]]:
    """The entries with the ids that the file prints (`Weir 2020` where it prints none), and a block for each."""
    ordered = sorted(tagged, key=lambda entry: entry.start)
    unnamed = [entry for entry in ordered if entry.label is None]
    used = {entry.label for entry in ordered if entry.label is not None}
    keys = iter(author_year_keys([text[entry.start : entry.end] for entry in unnamed], used))
    entries = tuple(
        ReferenceEntry(entry.label or next(keys), text[entry.start : entry.end], entry.start, entry.end)
        for entry in ordered
    )
    return entries, mark_blocks(text, blocks, entries, _find_lists(text, ordered), is_reference_heading)


def _find_lists(text: str, entries: list[TaggedReference]) -> list[tuple[int, int]]:
    """Start and end of each list: entries with no heading between them, from the line of the first."""
    lists: list[tuple[int, int]] = []
    for entry in entries:
        if lists and "\n#" not in text[lists[-1][1] : entry.start]:
            lists[-1] = (lists[-1][0], entry.end)
        else:
            lists.append((text.rfind("\n", 0, entry.start) + 1, entry.end))
    return lists
