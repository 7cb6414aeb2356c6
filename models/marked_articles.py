"""Reads the articles that we wrote to learn from (`articles/*.txt`): each claim is marked in place.

    {{28%|kind=proportion|treatment=discectomy; surgery|outcome=pain|population=|timepoint=a year|assertion=asserted}}

`treatment=none` says that the number is about no treatment, `treatment=?` that readers would differ. Every number
without a mark is no claim. The articles are examples of language: their figures are made up, and no user is shown them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ARTICLES = Path(__file__).resolve().parent / "articles"
_MARK = re.compile(r"\{\{([^{}|]+)\|([^{}]*)\}\}")


def read_marked_articles(folder: Path = ARTICLES) -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
    """Name, text without the marks, and claims with offsets into it."""
    for path in sorted(folder.glob("*.txt")):
        text, claims = read_marks(path.read_text(encoding="utf-8"))
        yield path.stem, text, claims


def read_marks(marked: str) -> tuple[str, list[dict[str, Any]]]:
    """The text without its marks, and the claims that they describe.

    >>> text, claims = read_marks("In {{28%|kind=proportion|treatment=none|outcome=pain|assertion=asserted}} of them.")
    >>> text, claims[0]["start"], claims[0]["treatment"], claims[0]["outcome"], claims[0]["population"]
    ('In 28% of them.', 3, [], 'pain', None)
    """
    parts: list[str] = []
    claims: list[dict[str, Any]] = []
    length = end = 0
    for match in _MARK.finditer(marked):
        parts += [marked[end : match.start()], match[1]]
        start = length + match.start() - end
        length = start + len(match[1])
        end = match.end()
        claims.append({"start": start, "end": length, "text": match[1]} | _fields(match[2]))
    return "".join([*parts, marked[end:]]), claims


def _fields(written: str) -> dict[str, Any]:
    parts = written.split("|")
    given = {name: value.strip() or None for name, _, value in (part.partition("=") for part in parts)}
    treatment = given.get("treatment") or "?"
    names = [] if treatment == "none" else [name.strip() for name in treatment.split(";") if name.strip()]
    return {
        "kind": given["kind"],
        "treatment": None if treatment == "?" else names,
        "outcome": given.get("outcome"),
        "population": given.get("population"),
        "timepoint": given.get("timepoint"),
        "assertion": given.get("assertion") or "asserted",
        "optional": "optional" in parts,
    }
