"""A reviewer's state of a claim, as a fold over the events that are not undone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from claimsift.review.events import Draft

# Statuses that say something about the claim; `open` and `skipped` leave it to be decided.
DECIDED = ("accepted", "corrected", "rejected", "added")


@dataclass(frozen=True, slots=True)
class ClaimState:
    """What one reviewer has decided about one claim; `changes` maps a field to its corrected value.

    `previous` is the decision on an earlier run's claim that has changed since, to be looked at again.
    """

    status: str = "open"
    changes: Mapping[str, Any] = field(default_factory=dict)
    reason: str | None = None
    flagged: bool = False
    notes: tuple[str, ...] = ()
    previous: Mapping[str, Any] | None = None

    @property
    def is_decided(self) -> bool:
        return self.status in DECIDED

    @property
    def verdict(self) -> str:
        """The decision as a comparable text: reviewers agree where it is equal; empty where there is none."""
        if not self.is_decided:
            return ""
        if self.status == "rejected":
            return "reject"
        kept = {name: _comparable(value) for name, value in self.changes.items()}
        return f"accept {json.dumps(kept, sort_keys=True)}" if kept else "accept"

    def to_plain(self) -> dict[str, Any]:
        return {
            "status": self.status,
            "changes": dict(self.changes),
            "reason": self.reason,
            "flagged": self.flagged,
            "notes": list(self.notes),
            "previous": self.previous,
        }


def read_state(plain: Mapping[str, Any]) -> ClaimState:
    """The state that `to_plain` gave."""
    return ClaimState(**{**plain, "notes": tuple(plain["notes"])})


def fold_events(claim_id: str, events: Iterable[Mapping[str, Any]]) -> ClaimState:
    """The state after some events, in their order; undone ones are left out by the caller."""
    state = ClaimState()
    for event in events:
        state = apply_event(state, claim_id, event)
    return state


def apply_event(state: ClaimState, claim_id: str, event: Mapping[str, Any]) -> ClaimState:
    """The state after one more event that concerns the claim."""
    action = event["action"]
    if action in ("accept", "batch"):
        return replace(state, status="corrected" if state.changes else "accepted", reason=None)
    if action == "reject":
        return replace(state, status="rejected", reason=event["reason"])
    if action in ("correct", "relink"):
        changes = dict(state.changes)
        for name, change in event["changes"].items():
            changes[name] = change["to"]
            if change["to"] == change["from"]:
                del changes[name]
        return replace(state, status="corrected" if changes else "accepted", changes=changes, reason=None)
    if action == "skip":
        return replace(state, status="skipped")
    if action == "flag":
        return replace(state, flagged=not state.flagged)
    if action == "note":
        return replace(state, notes=(*state.notes, event["note"]))
    if action == "add":
        return replace(state, status="added", changes={}, reason=None)
    if action in ("adjudicate", "import"):
        detail = event["detail"]
        return replace(
            state,
            status=detail["status"],
            changes=detail["changes"],
            reason=event["reason"],
            flagged=detail.get("flagged", state.flagged),
            notes=tuple(detail.get("notes", state.notes)),
        )
    if action == "carry":
        return _carry(state, event["detail"]["claims"][claim_id])
    return state


def event_of(draft: Draft) -> dict[str, Any]:
    """What a draft would do, as `apply_event` reads it."""
    return {
        "action": draft.action,
        "changes": draft.changes,
        "reason": draft.reason,
        "note": draft.note,
        "detail": draft.detail,
    }


def _carry(state: ClaimState, old: Mapping[str, Any]) -> ClaimState:
    """The claim is open again, and what was said of its earlier form stands beside it."""
    return ClaimState(flagged=bool(old["state"]["flagged"]), notes=tuple(old["state"]["notes"]), previous=dict(old))


def _comparable(value: Any) -> Any:
    """Of a link only what it links to: two reviewers may point at two mentions of one treatment."""
    if isinstance(value, dict) and "name" in value:
        return value["name"].casefold()
    if isinstance(value, dict) and "references" in value:
        return sorted(value["references"])
    return value
