"""Rows of the log of decisions: how events and states are written, and which event undo and redo mean."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from claimsift.review.events import DECIDING, Draft, dump_event
from claimsift.review.fold import ClaimState

# One INSERT of a batch touches this many claims at a time.
_CHUNK = 5000


class writing:  # noqa: N801 (used as a statement)
    """One transaction that takes the write lock at once: two writers never read the same head."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __enter__(self) -> None:
        self._connection.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                self._connection.execute("COMMIT")
        finally:
            # A full disk ends some transactions by itself, others not.
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")


def key_of(draft: Draft) -> str:
    """The key of a request: each reviewer has names of their own."""
    return f"{draft.actor}\x00{draft.key}"


def insert_event(connection: sqlite3.Connection, event: dict[str, Any], lane: str, claim_ids: list[str]) -> None:
    """Puts in a sealed event and moves the head to it."""
    action = event["action"]
    deciding = action in DECIDING
    connection.execute(
        "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            event["seq"],
            f"{event['actor']}\x00{event['key']}",
            event["actor"],
            lane,
            action,
            event["at"] if deciding else None,
            event["elapsed_ms"],
            dump_event(event),
        ),
    )
    insert_touched(connection, event["seq"], lane, claim_ids)
    connection.executemany(
        "INSERT OR REPLACE INTO meta VALUES (?, ?)", (("count", str(event["seq"])), ("head", event["sha256"]))
    )


def insert_touched(connection: sqlite3.Connection, seq: int, lane: str, claim_ids: list[str]) -> None:
    for first in range(0, len(claim_ids), _CHUNK):
        rows = ((lane, claim_id, seq) for claim_id in claim_ids[first : first + _CHUNK])
        connection.executemany("INSERT INTO touched VALUES (?, ?, ?)", rows)


def put_state(
    connection: sqlite3.Connection,
    lane: str,
    claim_id: str,
    state: ClaimState,
    rev: int,
    event: dict[str, Any],
    anchor: Any,
) -> None:
    connection.execute(
        "INSERT INTO state VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (lane, claim_id) DO UPDATE SET "
        "rev = excluded.rev, status = excluded.status, flagged = excluded.flagged, verdict = excluded.verdict, "
        "previous = excluded.previous, body = excluded.body, anchor = coalesce(excluded.anchor, anchor), "
        "at = excluded.at",
        (
            lane,
            claim_id,
            rev,
            state.status,
            int(state.flagged),
            state.verdict,
            int(state.previous is not None),
            json.dumps(state.to_plain()),
            json.dumps(anchor) if anchor else None,
            event["at"],
        ),
    )


def touched_by(connection: sqlite3.Connection, seq: int) -> tuple[str, list[str]]:
    rows = connection.execute("SELECT lane, claim_id FROM touched WHERE seq = ?", (seq,)).fetchall()
    return rows[0][0], [row[1] for row in rows]


def find_undoable(connection: sqlite3.Connection, actor: str) -> int | None:
    row = connection.execute(
        "SELECT max(seq) FROM events WHERE actor = ? AND decided_at IS NOT NULL "
        "AND seq NOT IN (SELECT seq FROM undone)",
        (actor,),
    ).fetchone()
    seq: int | None = row[0]
    return seq


def find_redoable(connection: sqlite3.Connection, actor: str) -> int | None:
    """The event undone last, unless the reviewer has decided something new since."""
    row = connection.execute(
        "SELECT u.seq FROM undone u JOIN events e ON e.seq = u.seq WHERE e.actor = ? AND u.by_seq > "
        "(SELECT coalesce(max(seq), 0) FROM events WHERE actor = ? AND decided_at IS NOT NULL) "
        "ORDER BY u.by_seq DESC LIMIT 1",
        (actor, actor),
    ).fetchone()
    return row[0] if row else None


def dump_states(connection: sqlite3.Connection) -> list[Any]:
    return connection.execute("SELECT lane, claim_id, rev, body, anchor FROM state ORDER BY lane, claim_id").fetchall()
