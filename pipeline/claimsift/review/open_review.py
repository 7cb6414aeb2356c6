"""Opens the review of a run: its log, its index, its guideline."""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from claimsift.errors import ReviewError
from claimsift.review.carry import Carried, carry_decisions
from claimsift.review.event_log import EventLog
from claimsift.review.run_index import build_index, identity_of
from claimsift.review.run_reader import RunReader

FOLDER = "review"
GUIDELINE = "guideline.md"


@dataclass(frozen=True, slots=True, eq=False)
class Review:
    """A run that is open for review; `carried` says what became of decisions on an earlier form of the run."""

    folder: Path
    log: EventLog
    reader: RunReader
    guideline: str
    carried: Carried

    @property
    def guideline_sha256(self) -> str:
        return hashlib.sha256(self.guideline.encode()).hexdigest()


def open_review(folder: Path, *, decisions_from: Path | None = None) -> Review:
    """The review of the run in `folder`, kept in its folder `review`.

    With `decisions_from`, the folder of an earlier run, a review that has not begun begins with that run's decisions.
    The guideline is the run's `guideline.md`, else the one that comes with claimsift.

    Raises:
        RunError: the folder holds no complete run.
        ReviewError: the log cannot be used, or there are decisions here and in `decisions_from`.
    """
    identity = identity_of(folder)
    place = folder / FOLDER
    place.mkdir(mode=0o700, exist_ok=True)
    path, index = place / "decisions.sqlite", place / "index.sqlite"
    if decisions_from is not None:
        _copy_log(decisions_from / FOLDER / "decisions.sqlite", path)
    build_index(folder, index)
    log = EventLog(path)
    reader = RunReader(folder, index, path)
    carried = carry_decisions(log, reader, identity)
    own = folder / GUIDELINE
    guideline = (own if own.is_file() else Path(__file__).with_name(GUIDELINE)).read_text(encoding="utf-8")
    return Review(folder, log, reader, guideline, carried)


def _copy_log(source: Path, target: Path) -> None:
    if not source.is_file():
        raise ReviewError(f"no decisions in {source.parents[1]}: there is no {source}")
    if target.exists():
        if EventLog(target).head()[0]:
            raise ReviewError(
                f"{target.parents[1]} has decisions of its own: they would be mixed with those of another"
            )
        target.unlink()
    target.touch(mode=0o600)
    with sqlite3.connect(source) as old, sqlite3.connect(target) as new:
        old.backup(new)
    new.close()
    old.close()
