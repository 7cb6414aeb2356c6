"""The queue: claims that match a filter, in order, a page or one at a time. All of a filter stands in the address."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import urlencode

from claimsift.errors import ReviewError
from claimsift.review.events import ADJUDICATED, KINDS

STATUSES = ("open", "accepted", "corrected", "rejected", "skipped", "flagged", "changed")
CITATIONS = ("present", "absent", "unresolved")
SORTS = {"uncertain": "rank", "article": "position"}

_APART = (
    f"SELECT claim_id FROM log.state WHERE verdict != '' AND lane != '{ADJUDICATED}' "  # noqa: S608 (constants)
    "GROUP BY claim_id HAVING count(DISTINCT verdict) > 1"
)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which claims; empty fields are no condition. `treatment` and `outcome` are parts of words, confidences 0..1."""

    status: str = ""
    kind: str = ""
    treatment: str = ""
    outcome: str = ""
    citation: str = ""
    least: str = ""
    most: str = ""
    check: str = ""
    reviewer: str = ""
    disagreement: str = ""
    article: str = ""
    q: str = ""
    sort: str = ""

    @property
    def query(self) -> str:
        """The filter as the query of an address, without empty fields."""
        return urlencode({f.name: getattr(self, f.name) for f in fields(self) if getattr(self, f.name)})

    @property
    def order(self) -> str:
        return SORTS[self.sort or "uncertain"]


@dataclass(frozen=True, slots=True)
class Row:
    """A claim in the queue: where its line is, and its place in the order."""

    claim_id: str
    article_id: str
    offset: int
    place: int
    status: str


def read_filter(parameters: Mapping[str, str]) -> Filter:
    """The filter in a query; other parameters are not its business.

    Raises:
        ReviewError: a value that is not one of the field's.
    """
    wanted = Filter(**{f.name: parameters.get(f.name, "").strip()[:500] for f in fields(Filter)})
    for name, known in (("status", STATUSES), ("kind", KINDS), ("citation", CITATIONS), ("sort", tuple(SORTS))):
        value = getattr(wanted, name)
        if value and value not in known:
            raise ReviewError(f"no {name} '{value}'; there are {', '.join(known)}")
    for name in ("least", "most"):
        if not re.fullmatch(r"(?:[01](?:\.[0-9]{0,6})?)?", getattr(wanted, name)):
            raise ReviewError(f"a confidence is a number from 0 to 1, not '{getattr(wanted, name)}'")
    return wanted


def list_claims(
    connection: sqlite3.Connection, wanted: Filter, *, reviewer: str, after: int = -1, limit: int = 50
) -> list[Row]:
    """The claims behind `after` (the `place` of the last one seen), in order."""
    where, values = _conditions(wanted, reviewer)
    rows = connection.execute(
        f"SELECT c.claim_id, c.article_id, c.offset, c.{wanted.order}, coalesce(s.status, 'open') "  # noqa: S608
        f"FROM claims c LEFT JOIN log.state s ON s.lane = ? AND s.claim_id = c.claim_id "
        f"WHERE {where} AND c.{wanted.order} > ? ORDER BY c.{wanted.order} LIMIT ?",
        (reviewer, *values, after, limit),
    )
    return [Row(*row) for row in rows]


def count_claims(connection: sqlite3.Connection, wanted: Filter, *, reviewer: str) -> int:
    """How many claims match."""
    if wanted.status == "open":
        # Of a large run most claims are open: those that are not are counted, and taken off.
        anything = replace(wanted, status="")
        touched = _count(connection, anything, reviewer, more="s.status != 'open'")
        return _count(connection, anything, reviewer) - touched
    return _count(connection, wanted, reviewer)


def _count(connection: sqlite3.Connection, wanted: Filter, reviewer: str, *, more: str = "") -> int:
    where, values = _conditions(wanted, reviewer)
    join, given = "", []
    if more or "s." in where:
        # No filter asks for claims that have no state: those that are open are counted as the rest.
        join, given = "JOIN log.state s ON s.lane = ? AND s.claim_id = c.claim_id", [reviewer]
    count: int = connection.execute(
        f"SELECT count(*) FROM claims c {join} WHERE {where} AND {more or 1}",  # noqa: S608 (constants)
        (*given, *values),
    ).fetchone()[0]
    return count


def next_open(
    connection: sqlite3.Connection, wanted: Filter, *, reviewer: str, behind: str | None = None
) -> str | None:
    """The next claim to decide behind a claim, else from the beginning; None where all others are decided.

    With a status in the filter it is the next claim of that status.
    """
    asked = wanted if wanted.status else replace(wanted, status="open")
    place = place_of(connection, behind, wanted) if behind else None
    for start in (-1,) if place is None else (place, -1):
        for row in list_claims(connection, asked, reviewer=reviewer, after=start, limit=2):
            if row.claim_id != behind:
                return row.claim_id
    return None


def neighbour(
    connection: sqlite3.Connection, wanted: Filter, *, reviewer: str, place: int, forward: bool
) -> str | None:
    """The claim before or behind a place in the order, decided or not."""
    where, values = _conditions(wanted, reviewer)
    sign, direction = (">", "ASC") if forward else ("<", "DESC")
    row = connection.execute(
        f"SELECT c.claim_id FROM claims c LEFT JOIN log.state s ON s.lane = ? AND s.claim_id = c.claim_id "  # noqa: S608
        f"WHERE {where} AND c.{wanted.order} {sign} ? ORDER BY c.{wanted.order} {direction} LIMIT 1",
        (reviewer, *values, place),
    ).fetchone()
    return row[0] if row else None


def place_of(connection: sqlite3.Connection, claim_id: str, wanted: Filter) -> int | None:
    """The place of a claim in the order; None where the run has no such claim."""
    row = connection.execute(f"SELECT {wanted.order} FROM claims WHERE claim_id = ?", (claim_id,)).fetchone()  # noqa: S608
    return row[0] if row else None


def claim_url(claim_id: str, wanted: Filter) -> str:
    """The address of a claim's page, with the filter it was reached by."""
    return f"/claim/{claim_id}" + (f"?{wanted.query}" if wanted.query else "")


def _conditions(wanted: Filter, reviewer: str) -> tuple[str, list[Any]]:
    parts, values = ["1"], []
    for name in ("kind", "citation"):
        if getattr(wanted, name):
            parts.append(f"c.{name} = ?")
            values.append(getattr(wanted, name))
    for name in ("treatment", "outcome"):
        if getattr(wanted, name):
            parts.append(f"c.{name} IN (SELECT name FROM names WHERE part = '{name}' AND instr(low, ?))")  # noqa: S608
            values.append(_lower(getattr(wanted, name)))
    if wanted.article:
        parts.append("c.article_id = ?")
        values.append(wanted.article)
    for name, sign in (("least", ">="), ("most", "<=")):
        if getattr(wanted, name):
            parts.append(f"c.confidence {sign} ?")
            values.append(float(getattr(wanted, name)))
    if wanted.check:
        parts.append("instr(c.checks, ?)" if wanted.check != "any" else "c.checks != ''")
        values += [f" {wanted.check} "] if wanted.check != "any" else []
    if wanted.q:
        parts.append("c.rank IN (SELECT rowid FROM words WHERE words MATCH ?)")
        values.append(search_words(wanted.q))
    parts += _status_conditions(wanted)
    if wanted.reviewer:
        parts.append("c.claim_id IN (SELECT claim_id FROM log.state WHERE lane = ? AND verdict != '')")
        values.append(wanted.reviewer)
    if wanted.disagreement:
        # Blind: that others disagree is shown only of claims that the reviewer has decided.
        parts.append(f"coalesce(s.verdict, '') != '' AND c.claim_id IN ({_APART})")
    return " AND ".join(parts), values


def _lower(text: str) -> str:
    """As SQLite makes letters small: those of ASCII only."""
    return "".join(char.lower() if char.isascii() else char for char in text)


def _status_conditions(wanted: Filter) -> list[str]:
    if wanted.status == "open":
        return ["coalesce(s.status, 'open') = 'open'"]
    if wanted.status == "flagged":
        return ["s.flagged = 1"]
    if wanted.status == "changed":
        return ["s.previous = 1 AND s.status = 'open'"]
    return [f"s.status = '{wanted.status}'"] if wanted.status else []


def search_words(query: str) -> str:
    """A search as SQLite's full-text search reads it: all words, the last one by its beginning."""
    words = re.findall(r"\w+", query)
    return " ".join(f'"{word}"' for word in words) + "*" if words else '""'
