"""What review leaves behind: `decisions.jsonl`, every event, and `claims.reviewed.jsonl`, the claims that stand."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from claimsift.errors import OutputError
from claimsift.review.event_log import EventLog
from claimsift.review.events import ADJUDICATED
from claimsift.review.fold import ClaimState, read_state
from claimsift.review.run_reader import RunReader
from claimsift.stages.write.lines import dump_json
from claimsift.stages.write.read_run import read_lines

DECISIONS = "decisions.jsonl"
REVIEWED = "claims.reviewed.jsonl"


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: `accepted` counts corrected and added claims too; `contested` claims await adjudication."""

    events: int
    accepted: int
    rejected: int
    contested: int
    left: int


def export_review(folder: Path, log: EventLog, reader: RunReader) -> Exported:
    """Writes both files into the run's folder.

    A claim is accepted where the adjudicator says so, else where all reviewers who decided agree.

    Raises:
        OutputError: a file cannot be written.
    """
    events = _write_lines(folder / DECISIONS, log.events())
    counts = {"accepted": 0, "rejected": 0, "contested": 0, "left": 0}
    settled = _settle_all(log, counts)
    counts["accepted"] = _write_lines(folder / REVIEWED, _reviewed_lines(folder, log, reader, settled))
    counts["left"] += reader.total - _known(reader)
    return Exported(events, **counts)


def settle(states: Mapping[str, ClaimState]) -> ClaimState | None:
    """The decision that stands among those of all lanes; None where there is none or reviewers differ."""
    final = states.get(ADJUDICATED)
    if final is not None and final.is_decided:
        return final
    decided = [state for lane, state in sorted(states.items()) if state.is_decided and lane != ADJUDICATED]
    return decided[0] if decided and len({state.verdict for state in decided}) == 1 else None


def apply_changes(claim: Mapping[str, Any], state: ClaimState) -> dict[str, Any]:
    """The claim as corrected, in the shape of a line of `claims.jsonl`."""
    changed = {**claim, "quantity": dict(claim["quantity"])}
    for name, value in state.changes.items():
        if name in ("value", "unit", "modifier"):
            changed["quantity"][name] = value
        elif name == "treatment" and value is not None:
            changed["treatment"] = {**value, "method": "reviewer", "confidence": 1.0}
        elif name == "citation" and value is not None:
            changed["citation"] = {**value, "method": "reviewer", "confidence": 1.0}
        else:
            changed[name] = value
    return changed


def _settle_all(log: EventLog, counts: dict[str, int]) -> dict[str, ClaimState]:
    settled: dict[str, ClaimState] = {}
    rows = log.connection.execute("SELECT claim_id, lane, body FROM state ORDER BY claim_id, lane").fetchall()
    by_claim: dict[str, dict[str, ClaimState]] = {}
    for claim_id, lane, body in rows:
        by_claim.setdefault(claim_id, {})[lane] = read_state(json.loads(body))
    for claim_id, states in by_claim.items():
        state = settle(states)
        if state is not None:
            settled[claim_id] = state
            counts["rejected"] += state.status == "rejected"
        elif any(other.is_decided for other in states.values()):
            counts["contested"] += 1
    return settled


def _reviewed_lines(folder: Path, log: EventLog, reader: RunReader, settled: Mapping[str, ClaimState]) -> Iterator[str]:
    added: dict[str, list[dict[str, Any]]] = {}
    for claim_id, article_id, body in log.connection.execute("SELECT claim_id, article_id, body FROM added"):
        state = settled.get(claim_id)
        if state is not None and state.status != "rejected":
            added.setdefault(article_id, []).append(apply_changes(json.loads(body), state))
    claims = _kept(folder, settled)
    held = next(claims, None)
    for article in read_lines(folder, "articles"):
        key = article["article_id"]
        group = added.get(key, [])
        while held is not None and held["article_id"] == key:
            group.append(held)
            held = next(claims, None)
        group.sort(key=lambda claim: claim["quantity"]["start"])
        yield from map(dump_json, group)


def _kept(folder: Path, settled: Mapping[str, ClaimState]) -> Iterator[dict[str, Any]]:
    for claim in read_lines(folder, "claims"):
        state = settled.get(claim["claim_id"])
        if state is not None and state.status != "rejected":
            yield apply_changes(claim, state)


def _write_lines(path: Path, lines: Iterable[str]) -> int:
    """Writes a file whole or not at all; the number of lines."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    count = 0
    try:
        with temporary.open("w", encoding="utf-8", newline="\n") as file:
            for line in lines:
                file.write(line + "\n")
                count += 1
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise OutputError(f"cannot write {path}: {error.strerror}") from error
    return count


def _known(reader: RunReader) -> int:
    """Claims of the run about which someone has decided."""
    count: int = reader.connection.execute(
        "SELECT count(*) FROM claims WHERE claim_id IN (SELECT claim_id FROM log.state WHERE verdict != '')"
    ).fetchone()[0]
    return count
