"""Reads what reviewers decided about the claims of a run: one decision for each claim, or none where they disagree.

Three shapes of JSON Lines are read, a line each. An event of a log: {"claim_id", "actor", "action", "changes": {FIELD:
{"from", "to"}}}, where later events replace earlier ones of the same actor and `undo` takes the last one back. A
decision: {"claim_id", "reviewer", "decision", FIELD: value, …}. A reviewed claim: a line of claims.jsonl with a
`decision`. A claim that was added by hand has its `quantity` and `article_id` in the line or under `claim`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jsonlines

from claimsift.errors import InputError

_ACCEPTING = frozenset({"accept", "accepted", "correct", "corrected", "edit", "relink", "adopt"})
_REJECTING = frozenset({"reject", "rejected"})
_ADDING = frozenset({"add", "added"})
FIELDS = ("kind", "value", "unit", "modifier", "assertion", "outcome", "timepoint", "treatment", "citation")
_LAST_WORD = frozenset({"adjudicator", "editor"})


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about one claim: `changes` maps the fields that were corrected to their right values.

    `claim` is the whole claim where it was added by hand.
    """

    claim_id: str
    accepted: bool
    changes: Mapping[str, Any] = field(default_factory=dict)
    claim: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """A decision and whose it is; `last_word` where it settles what others disagree on."""

    reviewer: str
    last_word: bool
    decision: Decision


def read_decisions(path: Path) -> dict[str, Decision]:
    """The decisions by claim id; claims that reviewers see differently are left out, unless one has the last word.

    Raises:
        InputError: the file is missing, is not JSON Lines, or holds something else.
    """
    history: dict[str, list[Review]] = defaultdict(list)
    for review in fold_reviews(_lines(path), path):
        history[review.decision.claim_id].append(review)
    decided = {claim_id: _settle(reviews) for claim_id, reviews in history.items()}
    return {claim_id: decision for claim_id, decision in decided.items() if decision is not None}


def fold_reviews(lines: Iterable[tuple[int, Mapping[str, Any]]], path: Path) -> list[Review]:
    """What each reviewer thinks of each claim after all numbered lines of a file, in the order of first decisions.

    Raises:
        InputError: a line is no decision.
    """
    history: dict[tuple[str, str], list[Review]] = defaultdict(list)
    for number, line in lines:
        if not isinstance(line.get("claim_id"), str):
            raise InputError(f"{path}, line {number}: no decision (expected: claim_id, and action or decision)")
        action = str(line.get("action") or line.get("decision") or "").lower()
        reviewer = str(line.get("actor") or line.get("reviewer") or "")
        mine = history[line["claim_id"], reviewer]
        decision = _decision_of(line, action)
        if action == "undo":
            del mine[-1:]
        elif decision is not None:
            mine.append(Review(reviewer, str(line.get("role")) in _LAST_WORD, decision))
    return [mine[-1] for mine in history.values() if mine]


def _lines(path: Path) -> list[tuple[int, dict[str, Any]]]:
    try:
        with path.open(encoding="utf-8", newline="\n") as lines:
            return list(enumerate(jsonlines.Reader(lines).iter(type=dict, skip_empty=True), 1))
    except OSError as error:
        raise InputError(f"cannot read the decisions {path}: {error.strerror}") from error
    except (jsonlines.InvalidLineError, UnicodeDecodeError) as error:
        raise InputError(f"{path} is not JSON Lines: {error}") from error


def _decision_of(line: Mapping[str, Any], action: str) -> Decision | None:
    """The decision of a line; None where it decides nothing (skip, flag, note)."""
    claim_id = line["claim_id"]
    if action in _REJECTING:
        return Decision(claim_id, accepted=False)
    claim = line.get("claim") if isinstance(line.get("claim"), Mapping) else line if "quantity" in line else None
    if action in _ADDING:
        return Decision(claim_id, accepted=True, claim=claim) if claim else None
    if action not in _ACCEPTING:
        return None
    if "quantity" in line:  # a reviewed claim: its fields are already the right ones
        return Decision(claim_id, accepted=True, claim=line)
    changes = {name: _after(change) for name, change in (line.get("changes") or {}).items()}
    changes |= {name: line[name] for name in FIELDS if name in line}
    return Decision(claim_id, accepted=True, changes=changes)


def _after(change: Any) -> Any:
    return change["to"] if isinstance(change, Mapping) and "to" in change else change


def _settle(reviews: list[Review]) -> Decision | None:
    """The decision that holds: that of whoever has the last word, else what all reviewers say."""
    final = [review.decision for review in reviews if review.last_word]
    if final:
        return final[-1]
    first = reviews[0].decision
    return first if all(review.decision == first for review in reviews) else None
