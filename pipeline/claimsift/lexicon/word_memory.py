"""Remembers what is known of single words: a language has few that are common, so most are read once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Known = TypeVar("Known")

_REMEMBERED = 1 << 16  # words


class WordMemory(dict[str, Known]):
    """What `read` says of each word; a word that does not fit in any more is read every time."""

    def __init__(self, read: Callable[[str], Known]) -> None:
        super().__init__()
        self._read: Callable[[str], Known] = read

    def __missing__(self, word: str) -> Known:
        known = self._read(word)
        if len(self) < _REMEMBERED:
            self[word] = known
        return known
