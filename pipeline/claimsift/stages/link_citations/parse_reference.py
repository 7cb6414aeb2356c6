"""Reads a reference string into its parts with the trained sequence model."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from claimsift.lexicon import find_weights
from claimsift.stages.link_citations.find_identifiers import Identifier, find_identifiers
from claimsift.stages.link_citations.reference_features import Token, describe, tokenize
from claimsift.stages.link_citations.repair_labels import repair_labels

WEIGHTS = "reference_parser/reference_parser.crfsuite"
_MAX_LENGTH = 2_000  # code points; what follows is an abstract or a page that ran into the entry
_TAG = re.compile(r"<(?!https?:)/?[a-zA-Z][^<>]{0,300}>")
_EMPHASIS = re.compile(r"(?<![\w\\*_])[*_]{1,3}(?=[^\s*_])|(?<=[^\s\\*_])[*_]{1,3}(?![\w*_])")
# "[A trial of rest](https://…)"; the two or three words of "[PubMed](https://…)" are a label.
_LINKED_TITLE = re.compile(r"\[(?=(?:[^\s\[\]]+\s+){3})([^\[\]\n]{1,400})\]\((https?://[^\s()]{1,600})\)")
_EDGE = " \t\n\u00a0.,;:"
_CLOSING = {")": "(", "]": "[", "”": "“", '"': '"', "’": "‘", "'": "'"}


@dataclass(frozen=True, slots=True)
class ParsedReference:
    """The parts of a reference as printed, by label (`author`, `title`, `container`, `date`, …), in order.

    Each part is (text, start, end): offsets into the string, mark-up in the text as spaces. A label that occurs twice
    has two parts.
    """

    raw: str
    parts: dict[str, tuple[tuple[str, int, int], ...]] = field(default_factory=dict)
    identifiers: tuple[Identifier, ...] = ()

    def first(self, label: str) -> str | None:
        """The text of the first part with a label, or None."""
        found = self.parts.get(label)
        return found[0][0] if found else None

    def longest(self, label: str) -> str | None:
        """The text of the longest part with a label, or None."""
        found = self.parts.get(label)
        return max((part[0] for part in found), key=len) if found else None


@cache
def _tagger(path: Path) -> Any:
    import pycrfsuite

    tagger = pycrfsuite.Tagger()
    tagger.open(str(path))
    return tagger


def parse_reference(raw: str, *, weights: Path | None = None) -> ParsedReference:
    """The parts of one reference string; an empty string has none.

    Raises:
        ModelError: the packaged weights are missing.
    """
    return _parse(raw, weights or find_weights(WEIGHTS))


@lru_cache(maxsize=1024)  # versions of one article, and the lists of its parts, repeat their entries
def _parse(raw: str, weights: Path) -> ParsedReference:
    shown = _without_markup(raw[:_MAX_LENGTH])
    identifiers = find_identifiers(shown)
    found = identifiers if len(raw) <= _MAX_LENGTH else find_identifiers(raw)
    tokens = tokenize(shown, identifiers)
    if not tokens:
        return ParsedReference(raw)
    labels = _tagger(weights).tag(describe(shown, tokens))
    return ParsedReference(raw, _join(shown, tokens, repair_labels(shown, tokens, labels)), found)


def _without_markup(raw: str) -> str:
    """The string with tags, emphasis and the brackets of linked titles as spaces; same length."""
    if not any(sign in raw for sign in "<*_["):
        return raw
    shown = _TAG.sub(lambda match: " " * len(match[0]), raw)
    shown = _EMPHASIS.sub(lambda match: " " * len(match[0]), shown)
    return _LINKED_TITLE.sub(lambda match: f" {match[1]}  {match[2]} ", shown)


def _join(raw: str, tokens: list[Token], labels: list[str]) -> dict[str, tuple[tuple[str, int, int], ...]]:
    parts: dict[str, list[tuple[str, int, int]]] = {}
    index = 0
    while index < len(tokens):
        label = labels[index]
        last = index
        while last + 1 < len(tokens) and labels[last + 1] == label:
            last += 1
        if label != "other" and (span := _strip(raw, tokens[index].start, tokens[last].end, label)):
            parts.setdefault(label, []).append((raw[slice(*span)], *span))
        index = last + 1
    return {label: tuple(found) for label, found in parts.items()}


def _strip(raw: str, start: int, end: int, label: str) -> tuple[int, int] | None:
    """The span without the signs around it; brackets and quotation marks go where they do not pair inside."""
    while start < end:
        first, last = raw[start], raw[end - 1]
        keep_stop = label == "author" and last == "." and end - start > 2 and raw[end - 2].isupper()
        if last in _EDGE and not keep_stop:
            end -= 1
        elif first in _EDGE:
            start += 1
        elif last in _CLOSING and _CLOSING[last] == first and end - start > 1:
            start, end = start + 1, end - 1
        elif last in _CLOSING and raw[start:end].count(_CLOSING[last]) < raw[start:end].count(last) + (
            _CLOSING[last] == last and raw[start:end].count(last) % 2
        ):
            end -= 1
        elif first in "([“\"'‘" and not re.search(r"[)\]”\"'’]", raw[start + 1 : end]):
            start += 1
        elif last in "([":
            end -= 1
        else:
            return start, end
    return None
