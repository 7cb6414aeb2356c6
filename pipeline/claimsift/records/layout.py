"""What the segment stage finds in a text: blocks, sentences, citation markers and reference entries."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Literal

BlockKind = Literal[
    "heading", "paragraph", "list_item", "caption", "table_row", "reference", "front_matter", "furniture"
]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open interval of code points in an article's text."""

    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end

    def contains(self, offset: int) -> bool:
        return self.start <= offset < self.end


@dataclass(frozen=True, slots=True)
class Block:
    """One heading, paragraph, list item, … of the text; `level` is the heading's depth or the item's indent.

    `section` is the index (in `Layout.blocks`) of the heading that the block stands under, or None.
    `label_end` is where the text proper starts, after a bullet or a list number.
    """

    start: int
    end: int
    kind: BlockKind
    level: int = 0
    section: int | None = None
    label_end: int = -1

    @property
    def text_start(self) -> int:
        return max(self.start, self.label_end)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence; `block` is its index in `Layout.blocks`."""

    start: int
    end: int
    block: int


@dataclass(frozen=True, slots=True)
class CitationMarker:
    """A pointer in the running text to reference-list entries (or to a linked page).

    `keys` are the reference ids it names, ranges spelled out (`8–11` → 8, 9, 10, 11).
    `style` is one of `parens, bracket, superscript, link, footnote, author_year, narrative, hyperlink`.
    """

    text: str
    start: int
    end: int
    keys: tuple[str, ...]
    style: str


@dataclass(frozen=True, slots=True)
class ReferenceEntry:
    """One entry of a reference list: `raw` is `text[start:end]`, without its number.

    `raw`, `start` and `end` are None for a key whose entry the article does not hold; `url` is set for hyperlinks.
    """

    reference_id: str
    raw: str | None
    start: int | None
    end: int | None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything the later stages need to know about the shape of a text.

    `masked` has the same length as the text; citation markers, bullets, list numbers and link addresses are
    overwritten with spaces, so that offsets hold and language tools read plain prose.
    """

    masked: str
    blocks: tuple[Block, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    markers: tuple[CitationMarker, ...] = ()
    references: tuple[ReferenceEntry, ...] = ()
    _starts: tuple[int, ...] = field(default=(), repr=False, compare=False)
    _block_starts: tuple[int, ...] = field(default=(), repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_starts", tuple(s.start for s in self.sentences))
        object.__setattr__(self, "_block_starts", tuple(b.start for b in self.blocks))

    def sentence_index_at(self, offset: int) -> int | None:
        """Index of the sentence that holds `offset`, or None between sentences."""
        index = bisect_right(self._starts, offset) - 1
        return index if index >= 0 and offset < self.sentences[index].end else None

    def sentence_at(self, offset: int) -> Sentence | None:
        index = self.sentence_index_at(offset)
        return None if index is None else self.sentences[index]

    def block_index_at(self, offset: int) -> int | None:
        """Index of the block that holds `offset`, or None between blocks."""
        index = bisect_right(self._block_starts, offset) - 1
        return index if index >= 0 and offset < self.blocks[index].end else None

    def block_at(self, offset: int) -> Block | None:
        index = self.block_index_at(offset)
        return None if index is None else self.blocks[index]

    def heading_of(self, block: Block) -> Block | None:
        """The heading that a block stands under (a heading's own is its parent)."""
        return None if block.section is None else self.blocks[block.section]
