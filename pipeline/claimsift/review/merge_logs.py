"""Decisions of another machine: the `decisions.jsonl` of a review of the same run, taken into this one."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from claimsift.errors import InputError
from claimsift.review.carry import is_same
from claimsift.review.events import ADJUDICATED, DECIDING, Draft, find_faults
from claimsift.review.fold import ClaimState, fold_events
from claimsift.review.open_review import Review


@dataclass(frozen=True, slots=True)
class Merged:
    """How many states of claims were taken in or known already, and why others were not."""

    decisions: int
    refused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Told:
    """What a reviewer says of a claim in the end, and the last event that said something of it."""

    lane: str
    claim_id: str
    state: ClaimState
    last: Mapping[str, Any]
    added: Mapping[str, Any] | None


def merge_decisions(review: Review, path: Path) -> Merged:
    """Adds what every reviewer of another log says in the end; what is here already stays, and nothing is overwritten.

    Raises:
        InputError: the file cannot be read, or its chain of events is broken.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise InputError(f"cannot read the decisions {path}: {error}") from error
    faults = find_faults(lines)
    if faults:
        raise InputError(f"{path}, line {faults[0].line}: {faults[0].problem}")
    decisions, refused = 0, []
    for told in _tell(map(json.loads, lines)):
        problem = _take_in(review, told)
        if problem:
            refused.append(f"{told.lane}, {told.claim_id}: {problem}")
        else:
            decisions += 1
    return Merged(decisions, tuple(refused))


def _tell(events: Iterator[dict[str, Any]]) -> Iterator[_Told]:
    """The last word of every lane on every claim that it has touched."""
    undone: set[int] = set()
    touched: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for event in events:
        if event["action"] == "undo":
            undone.add(event["detail"]["seq"])
        elif event["action"] == "redo":
            undone.discard(event["detail"]["seq"])
        elif event["action"] in DECIDING | {"carry"}:
            lane = ADJUDICATED if event["role"] == "adjudicator" else event["actor"]
            for claim_id in event["anchors"]:
                touched.setdefault((lane, claim_id), []).append(event)
    for (lane, claim_id), all_events in touched.items():
        left = [event for event in all_events if event["seq"] not in undone]
        state = fold_events(claim_id, left)
        if left and state != ClaimState():
            added = next((e["detail"]["claim"] for e in left if e["action"] == "add"), None)
            yield _Told(lane, claim_id, state, left[-1], added)


def _take_in(review: Review, told: _Told) -> str:
    """Appends what was told; why it was refused, or nothing."""
    present, _ = review.log.state_of(told.lane, told.claim_id)
    wanted = replace(told.state, previous=present.previous)
    if present == wanted:
        return ""
    if present.is_decided:
        return "is decided otherwise here"
    anchor = told.last["anchors"][told.claim_id]
    claim = review.reader.claim(told.claim_id) or told.added
    if claim is None or not review.reader.has_article(claim["article_id"]):
        return "this run has no such claim"
    if not is_same(review.reader.anchor(dict(claim)), anchor):
        return "the claim is another here"
    draft = Draft(
        told.last["actor"],
        "add",
        {told.claim_id: anchor},
        "",
        role=told.last["role"],
        detail={"claim": told.added},
    )
    if told.added is not None and present.status != "added":
        review.log.append(replace(draft, key=_key(told, "add")))
        if review.log.state_of(told.lane, told.claim_id)[0] == wanted:
            return ""
    state = told.state.to_plain()
    detail = {"tool": "claimsift", **{name: state[name] for name in ("status", "changes", "flagged", "notes")}}
    key = _key(told, json.dumps(state, sort_keys=True))
    review.log.append(replace(draft, action="import", detail=detail, reason=told.state.reason, key=key))
    return ""


def _key(told: _Told, what: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"claimsift {told.lane} {told.claim_id} {told.last['sha256']} {what}").hex
