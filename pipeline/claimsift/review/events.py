"""Events: what a reviewer did, sealed with the hash of the event before, so that no event can be changed unseen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, get_args

from claimsift.records.claim import Kind

SCHEMA_VERSION = "1.0.0"
GENESIS = "0" * 64
ADJUDICATED = "@adjudicated"  # the lane that adjudicators share; no reviewer's name starts with @

# What a reviewer decides about claims; undo and redo speak of these.
DECIDING = frozenset(
    {"accept", "reject", "correct", "relink", "skip", "flag", "note", "add", "batch", "adjudicate", "import"}
)
REASONS = (
    "not_a_claim",
    "not_health",
    "wrong_value",
    "wrong_span",
    "duplicate",
    "reference_or_label",
    "ambiguous_text",
    "source_error",
    "other",
)
CAUSES = ("extractor_error", "reviewer_error", "ambiguous_text", "guideline_gap", "source_error")
KINDS: tuple[str, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Draft:
    """An event as it is asked for; `base_rev` is the revision of the claim that the reviewer saw (None: any).

    `key` names the request: the same key again is the same event. `anchors` hold, by claim id, what the claim was:
    hash of the article's text, span, value. `reason` is one of `REASONS`, `cause` one of `CAUSES`.
    """

    actor: str
    action: str
    anchors: Mapping[str, Mapping[str, Any]]
    key: str
    role: str = "reviewer"
    base_rev: int | None = None
    changes: Mapping[str, Any] = field(default_factory=dict)
    reason: str | None = None
    cause: str | None = None
    note: str | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
    elapsed_ms: int | None = None
    guideline_sha256: str | None = None

    @property
    def lane(self) -> str:
        """Whose state the event changes: the reviewer's own, or the adjudicated one."""
        return ADJUDICATED if self.role == "adjudicator" else self.actor


@dataclass(frozen=True, slots=True)
class Fault:
    """A place where a chain does not hold: `line` counts from 1."""

    line: int
    problem: str


def dump_event(value: Mapping[str, Any]) -> str:
    """One line of JSON, the same on every machine."""
    return json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))


def seal_event(body: Mapping[str, Any], previous: str) -> dict[str, Any]:
    """The event with the hash of its predecessor and its own."""
    sealed = {**body, "prev_sha256": previous}
    return {**sealed, "sha256": hash_event(sealed)}


def hash_event(event: Mapping[str, Any]) -> str:
    """SHA-256 of all that an event says but its own hash, in hex."""
    content = {key: value for key, value in event.items() if key != "sha256"}
    return hashlib.sha256(dump_event(content).encode()).hexdigest()


def find_faults(lines: Iterable[str], *, head: str | None = None, count: int | None = None) -> list[Fault]:
    """Where a chain of event lines is broken: edited, reordered, removed, added or unreadable lines.

    `head` and `count` are the last hash and the number of events that are known to exist: without them, events cut
    off at the end go unseen.
    """
    faults: list[Fault] = []
    previous, number = GENESIS, 0
    for number, line in enumerate(lines, 1):
        try:
            event = json.loads(line)
            stated, sealed = event["prev_sha256"], event["sha256"]
        except (ValueError, TypeError, KeyError):
            faults.append(Fault(number, "is no event"))
            continue
        if line != dump_event(event):
            faults.append(Fault(number, "is not written as the log writes"))
        if sealed != hash_event(event):
            faults.append(Fault(number, "was edited: its hash does not match"))
        if stated != previous:
            faults.append(Fault(number, "does not follow the line before: a line is missing, added or moved"))
        if event.get("seq") != number:
            faults.append(Fault(number, f"says that it is event {event.get('seq')}"))
        previous = sealed
    if count is not None and count != number:
        faults.append(Fault(number, f"ends after {number} events of {count}"))
    if head is not None and head != previous:
        faults.append(Fault(number, "does not end with the event that is known to be the last"))
    return faults
