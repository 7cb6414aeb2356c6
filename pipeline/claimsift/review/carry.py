"""Decisions on an earlier form of a run, held against the present one: kept, to be looked at again, or orphaned.

A decision is kept where the article's text, the span, the kind and the value are exactly the same; nothing is guessed.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from claimsift.review.event_log import EventLog
from claimsift.review.events import ADJUDICATED, Draft
from claimsift.review.fold import read_state
from claimsift.review.run_reader import RunReader

_SAME = ("text_sha256", "start", "end", "kind", "value", "unit")


@dataclass(frozen=True, slots=True)
class Carried:
    """How many decisions were kept, reopened because the claim has changed, and left without a claim."""

    kept: int = 0
    changed: int = 0
    orphans: int = 0


@dataclass(frozen=True, slots=True)
class Orphan:
    """A decision whose claim the run no longer has."""

    lane: str
    claim_id: str
    anchor: dict[str, Any]
    state: dict[str, Any]


def carry_decisions(log: EventLog, reader: RunReader, identity: str) -> Carried:
    """Reopens decided claims that have changed since, once for each run; the old decision stays beside them."""
    known = log.connection.execute("SELECT value FROM meta WHERE name = 'identity'").fetchone()
    if known and known[0] == identity:
        return Carried()
    kept = orphans = 0
    reopened: dict[str, dict[str, Any]] = {}
    anchors: dict[str, dict[str, Any]] = {}
    rows = log.connection.execute(
        "SELECT lane, claim_id, body, anchor FROM state WHERE anchor IS NOT NULL AND "
        "(verdict != '' OR status = 'skipped' OR flagged)"
    ).fetchall()
    for lane, claim_id, body, anchor in rows:
        old = json.loads(anchor)
        present = find_present(reader, claim_id, old)
        if present is None:
            orphans += 1
        elif present[0] == claim_id and is_same(present[1], old):
            kept += 1
        else:
            new_id, new = present
            anchors[new_id] = new
            reopened.setdefault(lane, {})[new_id] = {"claim_id": claim_id, "anchor": old, "state": json.loads(body)}
    for lane, claims in reopened.items():
        log.append(
            Draft(
                actor="claimsift" if lane == ADJUDICATED else lane,
                role="adjudicator" if lane == ADJUDICATED else "reviewer",
                action="carry",
                anchors={claim_id: anchors[claim_id] for claim_id in claims},
                key=f"carry {lane} {identity}",
                detail={"claims": claims},
            )
        )
    log.connection.execute("INSERT OR REPLACE INTO meta VALUES ('identity', ?)", (identity,))
    return Carried(kept, sum(map(len, reopened.values())), orphans)


def is_same(anchor: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two anchors are of one claim that says one thing."""
    return all(anchor[name] == other[name] for name in _SAME)


def find_present(reader: RunReader, claim_id: str, old: dict[str, Any]) -> tuple[str, dict[str, Any]] | None:
    """The claim of the run at the very same span of the very same text, whatever its value and kind now."""
    claim = reader.claim(claim_id)
    if claim is not None:
        anchor = _anchor(reader, claim)
        # An added claim stays with its text; the text may have gone.
        return None if anchor is None or anchor["text_sha256"] != old["text_sha256"] else (claim_id, anchor)
    rows = reader.connection.execute(
        "SELECT c.claim_id FROM articles a JOIN claims c ON c.article_id = a.article_id AND c.start = ? "
        "WHERE a.text_sha256 = ?",
        (old["start"], old["text_sha256"]),
    )
    for (found_id,) in rows:
        found = reader.claim(found_id)
        if found is not None and found["quantity"]["end"] == old["end"]:
            return found_id, reader.anchor(found)
    return None


def list_orphans(connection: sqlite3.Connection, *, lanes: tuple[str, ...]) -> list[Orphan]:
    """The decisions of some lanes whose claims the run no longer has."""
    found = []
    for lane in lanes:
        rows = connection.execute(
            "SELECT s.claim_id, s.anchor, s.body FROM log.state s WHERE s.lane = ? AND s.anchor IS NOT NULL "
            "AND (s.verdict != '' OR s.flagged) AND s.claim_id NOT IN (SELECT claim_id FROM claims)",
            (lane,),
        )
        for claim_id, anchor, body in rows:
            old = json.loads(anchor)
            lives = connection.execute("SELECT 1 FROM articles WHERE text_sha256 = ?", (old["text_sha256"],)).fetchone()
            added = connection.execute("SELECT 1 FROM log.added WHERE claim_id = ?", (claim_id,)).fetchone()
            if lives and (added or _reopened(connection, lane, claim_id)):
                continue
            found.append(Orphan(lane, claim_id, old, read_state(json.loads(body)).to_plain()))
    return found


def _reopened(connection: sqlite3.Connection, lane: str, claim_id: str) -> bool:
    """Whether the decision stands beside a claim that took this one's place."""
    rows = connection.execute("SELECT body FROM log.state WHERE lane = ? AND previous = 1", (lane,))
    return any(json.loads(body)["previous"]["claim_id"] == claim_id for (body,) in rows)


def _anchor(reader: RunReader, claim: dict[str, Any]) -> dict[str, Any] | None:
    known = reader.connection.execute("SELECT 1 FROM articles WHERE article_id = ?", (claim["article_id"],)).fetchone()
    return reader.anchor(claim) if known else None
