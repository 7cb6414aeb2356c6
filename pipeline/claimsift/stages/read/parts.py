"""What every reader gives back: the text of an article and what its file says about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from claimsift.records import SourcePlace, TaggedReference


@dataclass(frozen=True, slots=True)
class Parts:
    """The text of one article, what its file says about itself, and why it is suspect, or None.

    `references` are entries that the file has tagged, with their place in the text; `places` map the text to the file.
    """

    text: str
    title: str | None = None
    language: str | None = None
    metadata: dict[str, Any] = field(default_factory=dict)
    reason: str | None = None
    references: tuple[TaggedReference, ...] = ()
    places: tuple[SourcePlace, ...] = ()
