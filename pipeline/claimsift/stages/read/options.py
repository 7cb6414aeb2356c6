"""What a reader is allowed and told: limits, and where a row has its text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """Limits are in bytes (`max_text`: characters) and seconds; a file that needs more is recorded as failed."""

    max_bytes: int = 10_000_000  # a long book has 2 MB; more is a dump of many articles, and costs gigabytes of memory
    max_text: int = 5_000_000
    max_seconds: float = 60.0
    max_memory: int = 2_000_000_000
    max_articles: int = 1_000_000
    min_kept_share: float = 0.8
    english_only: bool = True
    format: str | None = None
    text_field: str | None = None
    id_field: str | None = None


DEFAULTS = ReadOptions()
