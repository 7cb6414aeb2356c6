"""Articles and references: what goes in, and what its reference list holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Status = Literal["ok", "suspect", "failed", "skipped"]


@dataclass(frozen=True, slots=True)
class Article:
    """One source document: the text that all offsets refer to, and what the reader knows about it.

    `status` and `reason` are the reader's verdict (`suspect: replaced_bytes`); `sha256` is of the source bytes.
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
