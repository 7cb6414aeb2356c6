"""Reads a run back article by article, with what belongs to each: what exporters and reports are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from claimsift.errors import RunError
from claimsift.stages.write.read_run import read_info, read_lines

REVIEWED = "claims.reviewed.jsonl"


@dataclass(frozen=True, slots=True)
class ArticleMaterial:
    """One article of a run with its claims and references, as the lines of the run's files."""

    article: dict[str, Any]
    claims: tuple[dict[str, Any], ...]
    references: tuple[dict[str, Any], ...]

    @property
    def text(self) -> str:
        return self.article["text"] or ""


def read_material(folder: Path, *, reviewed: bool = False) -> Iterator[ArticleMaterial]:
    """Every article of a run in the order of `articles.jsonl`, one at a time.

    With `reviewed`, the claims are those of `claims.reviewed.jsonl`: accepted and corrected ones only.

    Raises:
        RunError: the folder holds no complete run, or no reviewed state, or its files are not of one run.
    """
    read_info(folder)
    claims = _Groups(_claim_lines(folder, reviewed=reviewed))
    references = _Groups(read_lines(folder, "references"))
    for article in read_lines(folder, "articles"):
        key = article["article_id"]
        yield ArticleMaterial(article, claims.take(key), references.take(key))
    left = claims.left() or references.left()
    if left:
        raise RunError(f"{folder} holds lines of an article that articles.jsonl does not have: {left}")


def iter_claims(folder: Path, *, reviewed: bool = False) -> Iterator[dict[str, Any]]:
    """Every claim of a run, or of its reviewed state, in order.

    Raises:
        RunError: the folder holds no complete run, or no reviewed state.
    """
    read_info(folder)
    return _claim_lines(folder, reviewed=reviewed)


def _claim_lines(folder: Path, *, reviewed: bool) -> Iterator[dict[str, Any]]:
    if not reviewed:
        return read_lines(folder, "claims")
    if not (folder / REVIEWED).is_file():
        raise RunError(f"{folder} has no reviewed state ({REVIEWED}): review it first, or leave out --reviewed")
    return read_lines(folder, "claims", file=REVIEWED)


class _Groups:
    """Lines that are sorted by article, taken one article at a time."""

    def __init__(self, lines: Iterator[dict[str, Any]]) -> None:
        self._next: Callable[[], dict[str, Any] | None] = lambda: next(lines, None)
        self._held = self._next()

    def take(self, article_id: str) -> tuple[dict[str, Any], ...]:
        group = []
        while self._held is not None and self._held["article_id"] == article_id:
            group.append(self._held)
            self._held = self._next()
        return tuple(group)

    def left(self) -> str | None:
        return None if self._held is None else self._held["article_id"]
