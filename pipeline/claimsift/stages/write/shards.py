"""Shards: the finished lines of a stretch of articles, one section a file, with the hash of each section."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Self

from claimsift.records.fields import FILES
from claimsift.stages.write.lines import dump_json

LINE_FILES = tuple(name for name, shape in FILES.items() if shape.file.endswith(".jsonl") and name != "shards")
MAX_ARTICLES = 100  # the work that a crash can cost
MAX_BYTES = 16_000_000  # of finished lines: bounds the memory of a shard

_PLAIN = ("shard", "first", "articles", "first_id", "last_id", "counts")

Lines = Mapping[str, Iterable[str]]
Sections = dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Part:
    """What a shard has in one file."""

    lines: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ShardEntry:
    """One line of the ledger: the stretch of inputs from `first` on, and its part of each file."""

    shard: int
    first: int
    articles: int
    first_id: str
    last_id: str
    counts: Mapping[str, int]
    parts: Mapping[str, Part]

    @property
    def end(self) -> int:
        """The input after the last."""
        return self.first + self.articles

    def to_line(self) -> bytes:
        """The entry as a line of JSON, with its end of line."""
        parts = {
            FILES[name].file: {"lines": part.lines, "bytes": part.bytes, "sha256": part.sha256}
            for name, part in self.parts.items()
        }
        fields = {name: getattr(self, name) for name in _PLAIN}
        return dump_json({**fields, "parts": parts}).encode() + b"\n"

    @classmethod
    def from_line(cls, line: bytes) -> Self:
        """The entry of a line.

        Raises:
            ValueError: the line is damaged.
        """
        try:
            plain = json.loads(line)
            parts = {name: Part(**plain["parts"][FILES[name].file]) for name in LINE_FILES}
            return cls(**{**plain, "parts": parts})
        except (KeyError, TypeError) as error:
            raise ValueError(f"not an entry of a ledger: {error}") from error


@dataclass(slots=True)
class ShardBuilder:
    """Gathers the lines of articles until the shard is full.

    What fills a shard are the articles and their lines alone: the same articles give the same shards on any machine.
    """

    shard: int
    first: int
    max_articles: int = MAX_ARTICLES
    max_bytes: int = MAX_BYTES
    ids: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    size: int = 0
    _sections: dict[str, list[bytes]] = field(default_factory=lambda: {name: [] for name in LINE_FILES})

    def add(self, article_id: str, lines: Lines, counts: Mapping[str, int]) -> None:
        """Append the lines of the next article, and what the run's summary counts of them."""
        self.ids.append(article_id)
        self.counts.update(counts)
        for name, items in lines.items():
            for line in items:
                data = line.encode("utf-8", "surrogatepass") + b"\n"
                self._sections[name].append(data)
                self.size += len(data)

    @property
    def end(self) -> int:
        """The input after the last."""
        return self.first + len(self.ids)

    @property
    def full(self) -> bool:
        return len(self.ids) >= self.max_articles or self.size >= self.max_bytes

    def finish(self) -> tuple[ShardEntry, Sections]:
        """The entry and the bytes of each section."""
        sections = {name: b"".join(lines) for name, lines in self._sections.items()}
        parts = {name: Part(len(self._sections[name]), len(data), hash_of(data)) for name, data in sections.items()}
        counts = {name: self.counts[name] for name in sorted(self.counts)}
        entry = ShardEntry(self.shard, self.first, len(self.ids), self.ids[0], self.ids[-1], counts, parts)
        return entry, sections


def hash_of(data: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()


def find_damage(entry: ShardEntry, sections: Sections) -> tuple[str, ...]:
    """The files whose section is not what the ledger says, by name."""
    return tuple(name for name in LINE_FILES if hash_of(sections[name]) != entry.parts[name].sha256)


def read_sections(entry: ShardEntry, read: Callable[[str, int], bytes]) -> Sections:
    """The sections of a shard, each from `read(name, size)`, called in the order of the files."""
    return {name: read(name, entry.parts[name].bytes) for name in LINE_FILES}


def split_articles(sections: Sections) -> Iterator[tuple[dict[str, Any], dict[str, list[str]]]]:
    """Each article's line as a dict, with its lines in all files.

    Raises:
        ValueError: a line is damaged, or belongs to no article.
    """
    groups = {name: _grouped(data) for name, data in sections.items() if name != "articles"}
    waiting = {name: next(group, None) for name, group in groups.items()}
    for line in split_lines(sections["articles"]):
        article = json.loads(line)
        lines: dict[str, list[str]] = {}
        for name in sections:
            if name == "articles":
                lines[name] = [line]
                continue
            ahead = waiting[name]
            if ahead is not None and ahead[0] == article["article_id"]:
                lines[name] = ahead[1]
                waiting[name] = next(groups[name], None)
            else:
                lines[name] = []
        yield article, lines
    for name, ahead in waiting.items():
        if ahead is not None:
            raise ValueError(f"{FILES[name].file} has lines of {ahead[0]}, which is no article")


def _grouped(data: bytes) -> Iterator[tuple[str, list[str]]]:
    for article_id, lines in groupby(split_lines(data), _article_of):
        yield article_id, list(lines)


def _article_of(line: str) -> str:
    # Read off the line: the keys are in the order of the field table, and most of a line comes after its id.
    mark = '"article_id": '
    return str(json.JSONDecoder().raw_decode(line, line.index(mark) + len(mark))[0])


def split_lines(data: bytes) -> Iterator[str]:
    """The lines of a section. Only a line feed ends a line: text may hold other line separators."""
    for line in data.split(b"\n"):
        if line:
            yield line.decode("utf-8", "surrogatepass")
