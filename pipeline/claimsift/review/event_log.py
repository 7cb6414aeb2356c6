"""The log of decisions: an append-only SQLite table that answers only when the disk has the event."""

from __future__ import annotations

import json
import sqlite3
import threading
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from claimsift import __version__
from claimsift.errors import ConflictError, ReviewError
from claimsift.review.events import (
    DECIDING,
    GENESIS,
    SCHEMA_VERSION,
    Draft,
    Fault,
    dump_event,
    find_faults,
    seal_event,
)
from claimsift.review.fold import ClaimState, apply_event, fold_events, read_state
from claimsift.review.log_rows import (
    dump_states,
    find_redoable,
    find_undoable,
    insert_event,
    insert_touched,
    key_of,
    put_state,
    touched_by,
    writing,
)
from claimsift.review.tables import connect, prepare


class EventLog:
    """Decisions of all reviewers of a run; safe with many threads and processes on one file.

    `state` and the other tables are derived from `events`: `rebuild` makes them again. A call that returns has its
    event on the disk (`synchronous=FULL`); one that raises has changed nothing.
    """

    def __init__(self, path: Path, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.path = path
        self._clock = clock
        self._local = threading.local()
        prepare(path)

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's connection."""
        held: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if held is None:
            held = self._local.connection = connect(self.path)
        return held

    def close(self) -> None:
        """Closes this thread's connection."""
        self.connection.close()
        self._local.connection = None

    def append(self, draft: Draft) -> dict[str, Any]:
        """The event of a draft, once it is on the disk; of a repeated key, the event that it made.

        Raises:
            ConflictError: the claim's revision is no longer `draft.base_rev`; the error holds the present state.
            ReviewError: there is nothing to do: an unknown action, nothing to undo or redo.
        """
        connection = self.connection
        with writing(connection):
            known = connection.execute("SELECT body FROM events WHERE key = ?", (key_of(draft),)).fetchone()
            if known:
                repeated: dict[str, Any] = json.loads(known[0])
                return repeated
            if draft.action in ("undo", "redo"):
                return self._revert(draft)
            if draft.action not in DECIDING | {"carry"}:
                raise ReviewError(f"no action '{draft.action}'")
            rev = self._check_revision(draft)
            event = self._write(draft, list(draft.anchors), draft.lane, rev=rev)
            for claim_id in draft.anchors:
                self._advance(draft.lane, claim_id, event)
        return event

    def state_of(self, lane: str, claim_id: str) -> tuple[ClaimState, int]:
        """A reviewer's state of a claim, and its revision (0: never touched)."""
        row = self.connection.execute(
            "SELECT body, rev FROM state WHERE lane = ? AND claim_id = ?", (lane, claim_id)
        ).fetchone()
        return (read_state(json.loads(row[0])), row[1]) if row else (ClaimState(), 0)

    def states_of(self, claim_id: str) -> dict[str, ClaimState]:
        """Everyone's state of a claim, by lane."""
        rows = self.connection.execute("SELECT lane, body FROM state WHERE claim_id = ? ORDER BY lane", (claim_id,))
        return {lane: read_state(json.loads(body)) for lane, body in rows}

    def events(self) -> Iterator[str]:
        """The lines of all events in order, as they were sealed."""
        return (row[0] for row in self.connection.execute("SELECT body FROM events ORDER BY seq"))

    def head(self) -> tuple[int, str]:
        """The number of events and the hash of the last."""
        rows = dict(self.connection.execute("SELECT name, value FROM meta WHERE name IN ('count', 'head')"))
        return int(rows.get("count", 0)), rows.get("head", GENESIS)

    def verify(self) -> list[Fault]:
        """Faults of the chain of events, and states that are not what the events say."""
        count, head = self.head()
        faults = find_faults(self.events(), head=head, count=count)
        if faults:
            return faults
        said = dump_states(self.connection)
        with writing(self.connection):
            self._replay()
            replayed = dump_states(self.connection)
        return [] if said == replayed else [Fault(count, "the states in the database were not what the events say")]

    def anchor_of(self, lane: str, claim_id: str) -> dict[str, Any]:
        """What a claim was when the lane's last event touched it."""
        row = self.connection.execute(
            "SELECT anchor FROM state WHERE lane = ? AND claim_id = ?", (lane, claim_id)
        ).fetchone()
        anchor: dict[str, Any] = json.loads(row[0]) if row and row[0] else {}
        return anchor

    def can_revert(self, actor: str) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
        """The events that undo and redo of this reviewer would take back and bring back."""
        return self.event(find_undoable(self.connection, actor)), self.event(find_redoable(self.connection, actor))

    def event(self, seq: int | None) -> dict[str, Any] | None:
        """The event of a number; None of none."""
        if seq is None:
            return None
        event: dict[str, Any] = json.loads(
            self.connection.execute("SELECT body FROM events WHERE seq = ?", (seq,)).fetchone()[0]
        )
        return event

    def _check_revision(self, draft: Draft) -> int | None:
        """The revision that the claim gets; None where several claims are concerned."""
        if len(draft.anchors) != 1:
            return None
        claim_id = next(iter(draft.anchors))
        state, rev = self.state_of(draft.lane, claim_id)
        if draft.base_rev is not None and draft.base_rev != rev:
            raise ConflictError(claim_id, base_rev=draft.base_rev, rev=rev, state=state.to_plain())
        return rev + 1

    def _write(self, draft: Draft, claim_ids: list[str], lane: str, *, rev: int | None) -> dict[str, Any]:
        count, head = self.head()
        single = claim_ids[0] if len(claim_ids) == 1 else None
        body = {
            "event_id": f"evt_{uuid.uuid4().hex}",
            "schema_version": SCHEMA_VERSION,
            "seq": count + 1,
            "claim_id": single,
            "anchors": draft.anchors,
            "base_rev": draft.base_rev,
            "rev": rev,
            "actor": draft.actor,
            "role": draft.role,
            "at": self._clock().strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z",
            "action": draft.action,
            "changes": draft.changes,
            "reason": draft.reason,
            "cause": draft.cause,
            "note": draft.note,
            "detail": draft.detail,
            "elapsed_ms": draft.elapsed_ms,
            "guideline_sha256": draft.guideline_sha256,
            "tool_version": __version__,
            "key": draft.key,
        }
        # What is hashed is what JSON gives back: tuples are lists by then.
        event = seal_event(json.loads(dump_event(body)), head)
        insert_event(self.connection, event, lane, claim_ids)
        return event

    def _advance(self, lane: str, claim_id: str, event: dict[str, Any]) -> None:
        state, rev = self.state_of(lane, claim_id)
        anchor = event["anchors"].get(claim_id)
        put_state(self.connection, lane, claim_id, apply_event(state, claim_id, event), rev + 1, event, anchor)
        if event["action"] == "add":
            detail = event["detail"]["claim"]
            self.connection.execute(
                "INSERT OR REPLACE INTO added VALUES (?, ?, ?, ?, ?)",
                (claim_id, lane, detail["article_id"], detail["quantity"]["start"], json.dumps(detail)),
            )

    def _revert(self, draft: Draft) -> dict[str, Any]:
        connection = self.connection
        find = find_undoable if draft.action == "undo" else find_redoable
        target = self.event(find(connection, draft.actor))
        if target is None:
            raise ReviewError(f"there is nothing to {draft.action}")
        lane, claim_ids = touched_by(connection, target["seq"])
        draft = Draft(
            actor=draft.actor,
            action=draft.action,
            anchors={},
            key=draft.key,
            role=target["role"],
            detail={"event_id": target["event_id"], "seq": target["seq"], "action": target["action"]},
        )
        event = self._write(draft, claim_ids, lane, rev=None)
        self._mark(event)
        for claim_id in claim_ids:
            self._refold(lane, claim_id, event)
        return event

    def _mark(self, event: dict[str, Any]) -> None:
        target = event["detail"]["seq"]
        if event["action"] == "undo":
            self.connection.execute("INSERT INTO undone VALUES (?, ?)", (target, event["seq"]))
        else:
            self.connection.execute("DELETE FROM undone WHERE seq = ?", (target,))

    def _refold(self, lane: str, claim_id: str, event: dict[str, Any]) -> None:
        rows = self.connection.execute(
            "SELECT e.body FROM touched t JOIN events e ON e.seq = t.seq WHERE t.lane = ? AND t.claim_id = ? "
            "AND t.seq NOT IN (SELECT seq FROM undone) ORDER BY t.seq",
            (lane, claim_id),
        )
        events = [json.loads(row[0]) for row in rows]
        _, rev = self.state_of(lane, claim_id)
        put_state(self.connection, lane, claim_id, fold_events(claim_id, events), rev + 1, event, None)

    def _replay(self) -> None:
        connection = self.connection
        for table in ("state", "added", "undone", "touched"):
            connection.execute(f"DELETE FROM {table}")  # noqa: S608 (names from above)
        for line in list(self.events()):
            event = json.loads(line)
            lane = Draft(event["actor"], "", {}, "", role=event["role"]).lane
            if event["action"] in ("undo", "redo"):
                _, claim_ids = touched_by(connection, event["detail"]["seq"])
                self._mark(event)
                for claim_id in claim_ids:
                    self._refold(lane, claim_id, event)
            else:
                claim_ids = list(event["anchors"])
                for claim_id in claim_ids:
                    self._advance(lane, claim_id, event)
            insert_touched(connection, event["seq"], lane, claim_ids)
