"""Patterns that know no capitals: in a text put in small letters they are found many times faster than by a flag."""

from __future__ import annotations

import re

# Escapes and names of groups stay: `\S` is no `\s`.
_CAPITALS = re.compile(r"\\.|\(\?P|[A-Z]+")


class AnyCase:
    """A pattern for texts of a sentence or less, found whatever its case; what it finds is in small letters."""

    __slots__ = ("pattern",)

    def __init__(self, pattern: str) -> None:
        self.pattern = re.compile(_CAPITALS.sub(lambda m: m[0] if m[0][0] in "\\(" else m[0].lower(), pattern))

    def search(self, text: str) -> re.Match[str] | None:
        return self.pattern.search(text.lower())

    def match(self, text: str) -> re.Match[str] | None:
        return self.pattern.match(text.lower())

    def fullmatch(self, text: str) -> re.Match[str] | None:
        return self.pattern.fullmatch(text.lower())
