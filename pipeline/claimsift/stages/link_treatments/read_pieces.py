"""Reads the words of an article's blocks: which may stand in a treatment's name, and what stands beside them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from typing import NamedTuple

from claimsift.lexicon import load_table
from claimsift.lexicon.lower_text import lower_text
from claimsift.lexicon.treatments import singular
from claimsift.lexicon.word_memory import WordMemory
from claimsift.records import Block, Layout
from claimsift.stages.link_treatments.read_contexts import (
    DETERMINERS,
    EDGE_AFTER,
    EDGE_BEFORE,
    PIECE,
    before_key,
    weigh_after,
    weigh_before,
)

HYPHENS = frozenset("-‑–")
_PROSE = frozenset({"heading", "paragraph", "list_item", "caption"})
_BLANK_LINE = re.compile(r"\n\s*\n")
_SUBTITLE = 1  # the block after the title, which one format marks as a heading and another does not


# Whether the word before a phrase is one of giving or of having, whether the phrase opens there; its log odds.
Before = tuple[bool, bool, bool, float]
# Whether the word after a phrase says that it acts, whether the phrase closes there; its log odds.
After = tuple[bool, bool, float]


@dataclass(slots=True)
class Pieces:
    """The words and signs of a block, and which of them may stand in the name of a treatment.

    `kinds` holds the singular of each word that may end such a name, "" for one that may only stand in it, else None.
    """

    pieces: list[str]
    kinds: list[str | None]
    heading: bool
    title: bool
    sides: _Sides
    befores: dict[int, Before] = field(default_factory=dict)
    afters: dict[int, After] = field(default_factory=dict)

    def last_before(self, start: int) -> int:
        """Where the last word before a phrase stands, articles left out; -1 where there is none."""
        last = start - 1
        while last >= 0 and self.pieces[last] in DETERMINERS:
            last -= 1
        return last

    def is_given(self, start: int, end: int) -> bool:
        """Whether a word of giving stands before a phrase, or one of effects after it."""
        pieces, last = self.pieces, self.last_before(start)
        if last >= 0 and pieces[last] in self.sides.given:
            return True
        return end + 1 < len(pieces) and pieces[end + 1] in self.sides.acts

    def before(self, start: int) -> Before:
        """What the word before a phrase says of it, articles left out, and the one before that."""
        known = self.befores.get(start)
        if known is None:
            pieces, last = self.pieces, self.last_before(start)
            nearest = before_key(pieces[last]) if last >= 0 else EDGE_BEFORE
            farther = before_key(pieces[last - 1]) if last >= 1 else EDGE_BEFORE
            opens = start == 0 or self.kinds[start - 1] is None
            sides = self.sides
            known = self.befores[start] = (
                nearest in sides.given, nearest in sides.tied, opens, weigh_before(nearest, farther),
            )  # fmt: skip
        return known

    def after(self, end: int) -> After:
        """What the two words after a phrase that ends with the word `end` say of it."""
        known = self.afters.get(end)
        if known is None:
            pieces = self.pieces
            nearest = before_key(pieces[end + 1]) if end + 1 < len(pieces) else EDGE_AFTER
            farther = before_key(pieces[end + 2]) if end + 2 < len(pieces) else EDGE_AFTER
            closes = end + 1 >= len(pieces) or self.kinds[end + 1] is None
            known = self.afters[end] = (nearest in self.sides.acts, closes, weigh_after(nearest, farther))
        return known


class _Sides(NamedTuple):
    """The words that stand beside treatments: of giving, of having, of effects."""

    given: frozenset[str]
    tied: frozenset[str]
    acts: frozenset[str]


@cache
def _sides() -> _Sides:
    topics = load_table("treatments")["topics"]
    return _Sides(*(frozenset(topics[side]) for side in ("given", "tied", "acts")))


def read_blocks(layout: Layout) -> list[Pieces]:
    titles = _title_blocks(layout.blocks)
    sides = _sides()
    lowered = lower_text(layout.masked)
    found = []
    for index, block in enumerate(layout.blocks):
        if block.kind in _PROSE:
            pieces = _pieces_of(lowered[block.text_start : block.end])
            kinds = list(map(_KINDS.__getitem__, pieces))
            for hyphen in HYPHENS.intersection(pieces):
                for at, piece in enumerate(pieces):
                    # A part of a hyphenated word is no phrase of its own: "low-grade pain" is not about "low".
                    if piece == hyphen and at and kinds[at - 1]:
                        kinds[at - 1] = ""
            heading = block.kind == "heading" and index != _SUBTITLE
            found.append(Pieces(pieces, kinds, heading, index in titles, sides))
    return found


def _pieces_of(text: str) -> list[str]:
    """What the pattern of pieces finds; the pieces of most words are known, so that few are looked for."""
    if _BLANK_LINE.search(text):
        return PIECE.findall(text)
    return list(chain.from_iterable(map(_PIECES.__getitem__, text.split())))


def _kind_of(piece: str) -> str | None:
    """The singular of a word that may end a treatment's name, "" for one that may stand in it only; else None."""
    if len(piece) < 2 or not piece[0].isalpha() or piece.endswith("ly") or piece in _stop_words():
        return None
    return "" if piece in _no_ends() else singular(piece)


_PIECES: WordMemory[list[str]] = WordMemory(PIECE.findall)
_KINDS: WordMemory[str | None] = WordMemory(_kind_of)


@cache
def _stop_words() -> frozenset[str]:
    table = load_table("treatments")
    return frozenset((*table["not_topics"]["words"], *table["places"]["words"]))


@cache
def _no_ends() -> frozenset[str]:
    """A name ends in no verb and no adjective ("anti-inflammatory", "oral")."""
    tags = load_table("word_tags")
    return frozenset(word for tag in ("verb", "adjective") for word in tags[tag].split() if not word.endswith("ing"))


def _title_blocks(blocks: tuple[Block, ...]) -> frozenset[int]:
    """The first heading, or the first block of all."""
    first = next((index for index, block in enumerate(blocks) if block.kind in _PROSE), None)
    return frozenset() if first is None else frozenset({first})
