"""How far the review is: counts, pace, and what is accepted of each kind and by each rule."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from claimsift.review.adjudicate import count_contested
from claimsift.review.events import ADJUDICATED

_PAUSE = 300  # seconds without a decision after which nobody is reviewing


@dataclass(frozen=True, slots=True)
class ReviewerProgress:
    """One reviewer's counts; `per_hour` is of the time in which they decided, pauses of 5 minutes left out."""

    reviewer: str
    decided: int
    accepted: int
    corrected: int
    rejected: int
    skipped: int
    flagged: int
    per_hour: float | None


@dataclass(frozen=True, slots=True)
class Share:
    """Decisions on the claims of a group, of all reviewers: how many, accepted as they were, corrected, rejected."""

    name: str
    decisions: int
    accepted: int
    corrected: int
    rejected: int


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of a review; `decided` claims have a decision of somebody, `added` ones were missed by the tool."""

    claims: int
    decided: int
    contested: int
    settled: int
    added: int
    reviewers: tuple[ReviewerProgress, ...]
    kinds: tuple[Share, ...]
    rules: tuple[Share, ...]
    reasons: tuple[tuple[str, int], ...]


def measure_progress(connection: sqlite3.Connection, *, claims: int) -> Progress:
    """The progress as the log has it now."""
    decided = connection.execute(
        "SELECT count(DISTINCT s.claim_id) FROM log.state s JOIN claims c USING (claim_id) WHERE s.verdict != ''"
    ).fetchone()[0]
    lanes = connection.execute("SELECT DISTINCT lane FROM log.state WHERE lane != ? ORDER BY lane", (ADJUDICATED,))
    reasons = connection.execute(
        "SELECT json_extract(body, '$.reason') AS reason, count(*) FROM log.state "
        "WHERE status = 'rejected' AND lane != ? GROUP BY reason ORDER BY 2 DESC",
        (ADJUDICATED,),
    ).fetchall()
    return Progress(
        claims,
        decided,
        *count_contested(connection),
        connection.execute("SELECT count(DISTINCT claim_id) FROM log.state WHERE status = 'added'").fetchone()[0],
        tuple(_reviewer(connection, lane) for (lane,) in lanes.fetchall()),
        _shares(connection, "kind"),
        _shares(connection, "detector"),
        tuple((reason or "none", count) for reason, count in reasons),
    )


def count_decided(connection: sqlite3.Connection, reviewer: str) -> int:
    """Claims that a reviewer has decided."""
    count: int = connection.execute(
        "SELECT count(*) FROM log.state WHERE lane = ? AND status IN ('accepted', 'corrected', 'rejected')", (reviewer,)
    ).fetchone()[0]
    return count


def count_gone(connection: sqlite3.Connection, reviewer: str) -> int:
    """Claims that a reviewer has decided and the run has no more."""
    count: int = connection.execute(
        "SELECT count(*) FROM log.state WHERE lane = ? AND status IN ('accepted', 'corrected', 'rejected') "
        "AND claim_id NOT IN (SELECT claim_id FROM claims) AND claim_id NOT IN (SELECT claim_id FROM log.added)",
        (reviewer,),
    ).fetchone()[0]
    return count


def reviewers_of(connection: sqlite3.Connection) -> list[str]:
    """Everyone who has decided anything."""
    rows = connection.execute("SELECT DISTINCT lane FROM log.state WHERE lane != ? ORDER BY lane", (ADJUDICATED,))
    return [row[0] for row in rows]


def _reviewer(connection: sqlite3.Connection, lane: str) -> ReviewerProgress:
    counts: dict[str, int] = dict(
        connection.execute("SELECT status, count(*) FROM log.state WHERE lane = ? GROUP BY status", (lane,)).fetchall()
    )
    flagged = connection.execute("SELECT count(*) FROM log.state WHERE lane = ? AND flagged", (lane,)).fetchone()[0]
    accepted, corrected, rejected = (counts.get(name, 0) for name in ("accepted", "corrected", "rejected"))
    decided = accepted + corrected + rejected
    pace = _pace(connection, lane)
    return ReviewerProgress(lane, decided, accepted, corrected, rejected, counts.get("skipped", 0), int(flagged), pace)


def _pace(connection: sqlite3.Connection, lane: str) -> float | None:
    """Decisions an hour; a batch is one decision."""
    rows = connection.execute(
        "SELECT decided_at FROM log.events WHERE lane = ? AND decided_at IS NOT NULL "
        "AND action NOT IN ('import', 'flag', 'note') ORDER BY seq",
        (lane,),
    ).fetchall()
    times = [datetime.fromisoformat(row[0]).timestamp() for row in rows]
    gaps = [later - earlier for earlier, later in pairwise(times)]
    worked = [gap for gap in gaps if gap < _PAUSE]
    return len(worked) / sum(worked) * 3600 if sum(worked) > 1 else None


def _shares(connection: sqlite3.Connection, column: str) -> tuple[Share, ...]:
    rows: list[Any] = connection.execute(
        f"SELECT c.{column}, count(*), sum(s.status = 'accepted'), sum(s.status = 'corrected'), "  # noqa: S608
        f"sum(s.status = 'rejected') FROM log.state s JOIN claims c USING (claim_id) "
        f"WHERE s.verdict != '' AND s.lane != ? GROUP BY c.{column} ORDER BY 2 DESC, 1",
        (ADJUDICATED,),
    ).fetchall()
    return tuple(Share(*row) for row in rows)
