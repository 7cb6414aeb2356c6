"""Claims on which reviewers differ, and what each of them says."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from claimsift.review.event_log import EventLog
from claimsift.review.events import ADJUDICATED, dump_event
from claimsift.review.fold import ClaimState
from claimsift.review.reviewed import apply_changes
from claimsift.review.run_reader import RunReader

# Reviewers stay blind: they see the disagreements about claims that they have decided. Who reviews nothing sees all.
_VISIBLE = (
    "(? NOT IN (SELECT lane FROM log.state WHERE verdict != '') "
    "OR claim_id IN (SELECT claim_id FROM log.state WHERE lane = ? AND verdict != ''))"
)
# One-sided additions too: an added claim that another has not marked is a question.
_CONTESTED = (
    "SELECT claim_id FROM log.state WHERE verdict != '' AND lane != '@adjudicated' "
    "GROUP BY claim_id HAVING count(DISTINCT verdict) > 1"
)
_SETTLED = "SELECT claim_id FROM log.state WHERE lane = '@adjudicated' AND verdict != ''"


def list_contested(connection: sqlite3.Connection, *, viewer: str, after: str = "", limit: int = 50) -> list[str]:
    """Ids of claims that await adjudication and that the viewer may see."""
    rows = connection.execute(
        f"SELECT claim_id FROM ({_CONTESTED}) WHERE claim_id NOT IN ({_SETTLED}) AND {_VISIBLE} "  # noqa: S608
        "AND claim_id > ? ORDER BY claim_id LIMIT ?",
        (viewer, viewer, after, limit),
    )
    return [row[0] for row in rows]


def count_contested(connection: sqlite3.Connection) -> tuple[int, int]:
    """Claims on which reviewers differ and that await adjudication, and those that were settled."""
    waiting = connection.execute(
        f"SELECT count(*) FROM ({_CONTESTED}) WHERE claim_id NOT IN ({_SETTLED})"  # noqa: S608
    ).fetchone()[0]
    settled = connection.execute(f"SELECT count(*) FROM ({_SETTLED})").fetchone()[0]  # noqa: S608
    return int(waiting), int(settled)


def may_adjudicate(connection: sqlite3.Connection, claim_id: str, *, viewer: str) -> bool:
    """Whether a person may see and settle what others have decided on a claim."""
    row = connection.execute(
        f"SELECT 1 FROM (SELECT ? AS claim_id) WHERE {_VISIBLE}",  # noqa: S608
        (claim_id, viewer, viewer),
    ).fetchone()
    return row is not None


def write_votes(path: Path, log: EventLog, reader: RunReader) -> None:
    """Every reviewer's decisions as lines of `claimsift agree`: the decision and each field as the reviewer has it."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for line in _votes(log, reader):
            file.write(line + "\n")


def _votes(log: EventLog, reader: RunReader) -> Iterator[str]:
    rows = log.connection.execute(
        "SELECT DISTINCT claim_id FROM state WHERE verdict != '' AND lane != ? ORDER BY claim_id", (ADJUDICATED,)
    ).fetchall()
    for (claim_id,) in rows:
        claim = reader.claim(claim_id)
        if claim is None:
            continue
        for lane, state in log.states_of(claim_id).items():
            if state.is_decided and lane != ADJUDICATED:
                yield dump_event({"claim_id": claim_id, "reviewer": lane, **_fields(claim, state)})


def _fields(claim: dict[str, object], state: ClaimState) -> dict[str, object]:
    if state.status == "rejected":
        return {"decision": "reject"}
    seen = apply_changes(claim, state)
    return {
        "decision": "accept",
        "value": seen["quantity"]["value"],
        "unit": seen["quantity"]["unit"],
        "kind": seen["kind"],
        "treatment": (seen["treatment"] or {}).get("name"),
        "citation": (seen["citation"] or {}).get("references", []),
    }
