"""How far a run is reviewed: what was decided about each claim, how far reviewers agree, how fast they are."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from claimsift.errors import RunError
from claimsift.report.plot_rates import wilson_interval

LOG = Path("review") / "decisions.sqlite"
_ADJUDICATED = "@adjudicated"  # the lane whose word is the last
_DECIDED = ("accepted", "corrected", "rejected")
# In the order in which they are shown.
STATUSES = ("accepted", "corrected", "rejected", "contested", "open")


@dataclass(frozen=True, slots=True)
class ReviewState:
    """The review of a run. `statuses` has the decided and the contested claims; all others are open.

    `twice` claims were decided by two reviewers or more, and on `alike` of them they decided the same; `interval` is
    the 95 % interval of that share, in percent. `seconds` is the median time of a decision.
    """

    statuses: Mapping[str, str] = field(default_factory=dict)
    reviewers: tuple[str, ...] = ()
    twice: int = 0
    alike: int = 0
    seconds: float | None = None

    @property
    def interval(self) -> tuple[float, float] | None:
        return wilson_interval(self.alike, self.twice) if self.twice else None

    def count(self, claim_ids: list[str]) -> dict[str, int]:
        """How many of the claims have each status, in the order of `STATUSES`."""
        counts = Counter(self.statuses.get(claim_id, "open") for claim_id in claim_ids)
        return {status: counts[status] for status in STATUSES}


def read_review(folder: Path) -> ReviewState | None:
    """What the log of decisions in a run's folder says; None where nobody has begun to review it.

    Raises:
        RunError: the log cannot be read.
    """
    path = folder / LOG
    if not path.is_file():
        return None
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        try:
            rows = connection.execute("SELECT claim_id, lane, status, verdict FROM state ORDER BY 1, 2").fetchall()
            times = connection.execute("SELECT elapsed_ms FROM events WHERE elapsed_ms IS NOT NULL").fetchall()
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise RunError(f"{path} cannot be read: {error}") from error
    by_claim: dict[str, dict[str, tuple[str, str]]] = {}
    for claim_id, lane, status, verdict in rows:
        if status in _DECIDED:
            by_claim.setdefault(claim_id, {})[lane] = (status, verdict)
    if not by_claim:
        return None
    shared = [states for claim_id in by_claim if len(states := _of_reviewers(by_claim[claim_id])) > 1]
    return ReviewState(
        {claim_id: _settle(states) for claim_id, states in by_claim.items()},
        tuple(sorted({lane for states in by_claim.values() for lane in _of_reviewers(states)})),
        len(shared),
        sum(1 for states in shared if len({verdict for _, verdict in states.values()}) == 1),
        median(taken for (taken,) in times) / 1000 if times else None,
    )


def _of_reviewers(states: Mapping[str, tuple[str, str]]) -> dict[str, tuple[str, str]]:
    return {lane: state for lane, state in states.items() if lane != _ADJUDICATED}


def _settle(states: Mapping[str, tuple[str, str]]) -> str:
    """The adjudicated status, else that on which all reviewers agree."""
    if _ADJUDICATED in states:
        return states[_ADJUDICATED][0]
    verdicts = {verdict for _, verdict in states.values()}
    return next(iter(states.values()))[0] if len(verdicts) == 1 else "contested"
