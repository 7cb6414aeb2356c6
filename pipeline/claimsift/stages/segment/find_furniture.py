"""Finds page furniture: navigation, addresses, ratings, what a site repeats around its articles."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache

from claimsift.lexicon import load_table
from claimsift.records import Block

_MAX_WORDS = 30  # a longer block is an article's own paragraph, whatever it holds
_TAIL_WORDS = 12
_SENTENCE_END = re.compile(r"\.[\"'”’)\]]*\Z")  # "Still in pain? Talk to us first!" is none of the article's


def find_furniture(text: str, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks, with those that are page furniture marked so.

    A short block that matches a row of the table `furniture` is furniture anywhere. After the last entry of a
    reference list, a short block that is no plain sentence is furniture too.
    """
    last_reference = max((i for i, block in enumerate(blocks) if block.kind == "reference"), default=len(blocks))
    # Only what follows the list to the end of the page counts as its tail; sections after a list are text again.
    if any(block.kind == "heading" and block.label_end > 0 for block in blocks[last_reference + 1 :]):
        last_reference = len(blocks)
    return tuple(
        replace(block, kind="furniture") if _is_furniture(text, block, in_tail=index > last_reference) else block
        for index, block in enumerate(blocks)
    )


def _is_furniture(text: str, block: Block, *, in_tail: bool) -> bool:
    if block.kind in ("reference", "front_matter", "furniture"):
        return False
    words = text[block.start : block.end]  # with its label: a phone number can look like one
    count = len(words.split())
    if count > _MAX_WORDS:
        return False
    if in_tail and count <= _TAIL_WORDS and not _SENTENCE_END.search(words):
        return True
    lowered = words.lower()
    for holds, find in _patterns():
        for part in holds:
            if part in lowered:
                if find(words):
                    return True
                break
    return False


@cache
def _patterns() -> tuple[tuple[tuple[str, ...], Callable[[str], re.Match[str] | None]], ...]:
    """Strings in small letters of which a block must hold one, and what then looks for the pattern.

    A search goes on where its pattern can only fit at the start: such a pattern is matched.
    """
    found = []
    for row in load_table("furniture"):
        pattern = re.compile(row["pattern"], re.IGNORECASE)
        find = pattern.match if row["pattern"].startswith("^") else pattern.search
        found.append((tuple(row.get("holds", [""])), find))
    return tuple(found)
