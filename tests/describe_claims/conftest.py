"""Texts with their claims marked by double square brackets: `⟦28%⟧`, `⟦45|count⟧`."""

import re

import pytest

from claimsift.records import Claim, Provenance, Quantity, TextSpan
from claimsift.stages.segment import find_layout

_MARK = re.compile(r"⟦([^|⟧]+)(?:\|(\w+))?⟧")
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


@pytest.fixture(scope="session")
def make_claim():
    return _make_claim


@pytest.fixture(scope="session")
def read_marked():
    """A function: the text without its marks, its layout and its claims (proportions, unless a mark names a kind)."""
    return _read_marked


def _read_marked(marked):
    pieces, spans = [], []
    length = cursor = 0
    for match in _MARK.finditer(marked):
        pieces += [marked[cursor : match.start()], match[1]]
        start = length + match.start() - cursor
        length = start + len(match[1])
        spans.append((start, length, match[2] or "proportion"))
        cursor = match.end()
    text = "".join(pieces) + marked[cursor:]
    return text, find_layout(text), tuple(_make_claim(text, *span) for span in spans)


def _make_claim(text, start, end, kind="proportion", **parts):
    words = text[start:end]
    number = _NUMBER.search(words)
    values = {"value": float(number[0].replace(",", "")) if number else None, "unit": "%" * (kind == "proportion")}
    quantity = Quantity(words, start, end, **{**values, **parts})
    sentence = TextSpan(text, 0, len(text))
    return Claim(f"clm_{start}_{end}", "text", kind, quantity, sentence, Provenance("test", "0"))
