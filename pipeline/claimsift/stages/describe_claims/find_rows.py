"""Puts the claims of a text into rows: those of one sentence, read together with the words that introduce it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from claimsift.records import Block, Claim, Layout, Sentence
from claimsift.stages.describe_claims.read_clauses import Token, read_tokens

_LONGEST_INTRODUCTION = 400  # characters; a longer one is a paragraph that happens to stand before a list
_LONGEST_ROW = 300  # tokens; a text without sentence ends is read in pieces, so that time stays linear
_ITEMS = ("list_item", "table_row")


@dataclass(frozen=True, slots=True)
class Row:
    """The tokens of one sentence, after those of its list's introduction if it is an item.

    `body` is the index of the first token of the sentence itself; `before` is the span of the sentence before it in the
    same paragraph.
    """

    tokens: tuple[Token, ...]
    body: int
    before: tuple[int, int] | None = None
    _numbers: tuple[tuple[int, int], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        claims = enumerate([token.claim for token in self.tokens[self.body :]], self.body)
        numbers = tuple([(position, claim) for position, claim in claims if claim is not None])
        object.__setattr__(self, "_numbers", numbers)

    def numbers(self) -> tuple[tuple[int, int], ...]:
        """Token index and claim index of each claimed number of the sentence itself."""
        return self._numbers


def find_rows(layout: Layout, claims: tuple[Claim, ...]) -> Iterator[Row]:
    """The rows of all sentences that hold claims; `claims` are in the order of their spans."""
    by_sentence: dict[int, list[tuple[int, Claim]]] = {}
    for index, claim in enumerate(claims):
        number = layout.sentence_index_at(claim.quantity.start)
        if number is not None:
            by_sentence.setdefault(number, []).append((index, claim))
    for number, held in by_sentence.items():
        sentence = layout.sentences[number]
        introduction = _introduction(layout, sentence)
        lead: tuple[Token, ...] = ()
        if introduction:
            colon = Token(":", introduction[1], introduction[1], ":")
            lead = (*read_tokens(layout.masked, *introduction, ()), colon)
        tokens = read_tokens(layout.masked, sentence.start, sentence.end, tuple(held))
        for start in range(0, len(tokens), _LONGEST_ROW):
            yield Row(lead + tokens[start : start + _LONGEST_ROW], len(lead), _before(layout, number))


def _before(layout: Layout, number: int) -> tuple[int, int] | None:
    if not number or layout.sentences[number - 1].block != layout.sentences[number].block:
        return None
    return layout.sentences[number - 1].start, layout.sentences[number - 1].end


def _introduction(layout: Layout, sentence: Sentence) -> tuple[int, int] | None:
    """The span of the words that introduce the list in which the sentence stands, without their colon."""
    item = layout.blocks[sentence.block]
    if item.kind not in _ITEMS:
        return None
    index = sentence.block - 1
    while index >= 0 and layout.blocks[index].kind in _ITEMS and layout.blocks[index].level >= item.level:
        index -= 1
    if index < 0:
        return None
    return _last_words(layout, layout.blocks[index])


def _last_words(layout: Layout, block: Block) -> tuple[int, int] | None:
    found = layout.sentence_at(block.end - 1) or layout.sentence_at(max(block.start, block.end - 2))
    if found is None or found.end - found.start > _LONGEST_INTRODUCTION:
        return None
    words = layout.masked[found.start : found.end].rstrip()
    if words.endswith(":"):
        return found.start, found.start + len(words) - 1
    if words.endswith((".", "!", "?", "”", '"')):
        return None
    return found.start, found.start + len(words)
