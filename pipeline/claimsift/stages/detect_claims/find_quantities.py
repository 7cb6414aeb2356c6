"""Finds every quantity of a text."""

from __future__ import annotations

import re

from claimsift.records import Layout, Quantity, Rejection

_PERCENT = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)\s?(?:%|per\s?cent\b)")


def find_quantities(text: str, layout: Layout) -> tuple[tuple[Quantity, ...], tuple[Rejection, ...]]:
    """The quantities of a text, and the numbers in it that are none, each with its reason."""
    quantities = [
        Quantity(m[0], m.start(), m.end(), float(m[1]), "%", form="percent")
        for m in _PERCENT.finditer(layout.masked)
        if (block := layout.block_at(m.start())) and block.kind != "reference"
    ]
    return tuple(quantities), ()
