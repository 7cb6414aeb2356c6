"""Articles and references: what goes in, and what its reference list holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Status = Literal["ok", "suspect", "failed", "skipped"]


@dataclass(frozen=True, slots=True)
class TaggedReference:
    """An entry of the reference list that the file itself tags: its place in the text, its fields as a CSL item.

    `label` is the reference id that the file prints, or None; `csl` has no `id` and may be empty.
    """

    start: int
    end: int
    label: str | None = None
    csl: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SourcePlace:
    """Where a stretch of the text stands in the file: `element` as an XPath or a page, else a range of bytes."""

    start: int
    end: int
    element: str | None = None
    byte_start: int | None = None
    byte_end: int | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One source document: the text that all offsets refer to, and what the reader knows about it.

    `status` and `reason` are the reader's verdict (`suspect: replaced_bytes`); `sha256` is of the source bytes.
    `tagged_references` are entries that the file tags; `source_map` leads from the text back to the file.
    """

    article_id: str
    text: str
    path: str | None = None
    sha256: str = ""
    status: Status = "ok"
    reason: str | None = None
    title: str | None = None
    language: str | None = None
    metadata: dict[str, Any] = field(default_factory=dict)
    tagged_references: tuple[TaggedReference, ...] = ()
    source_map: tuple[SourcePlace, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """One reference-list entry, parsed: `csl` is a CSL-JSON item."""

    article_id: str
    reference_id: str
    raw: str | None
    start: int | None
    end: int | None
    csl: dict[str, Any] | None = None
    doi: str | None = None
    pmid: str | None = None
    url: str | None = None
