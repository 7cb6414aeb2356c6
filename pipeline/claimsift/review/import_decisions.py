"""Decisions made in Label Studio, doccano or Prodigy on tasks that `claimsift export` wrote.

What each tool can say differs: see `TOOLS`. A task is known by the claim's id in it, and its quantity must stand in the
article where the task says; anything else is refused, and nothing is guessed.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from claimsift.errors import InputError
from claimsift.review.decide import read_name
from claimsift.review.events import KINDS, Draft
from claimsift.review.open_review import Review


@dataclass(frozen=True, slots=True)
class Tool:
    """An annotation tool: what comes back from it, and what is lost on the way."""

    name: str
    keeps: str
    loses: str


TOOLS = {
    tool.name: tool
    for tool in (
        Tool(
            "label-studio",
            "accept, reject and ignore of the choice `decision`; a changed number or kind; the annotator",
            "reasons; moved spans and relations; units",
        ),
        Tool(
            "doccano",
            "accept for confirmed examples; reject where the quantity's span was removed; a changed kind",
            "reasons; changed values; treatments and sources; the annotator, who is named at import",
        ),
        Tool(
            "prodigy",
            "accept, reject, ignore of `answer`; a changed kind; the annotator of `_annotator_id`",
            "reasons; changed values; moved spans and relations",
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Imported:
    """How many tasks became decisions, and why the others did not."""

    decisions: int
    undecided: int
    refused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Vote:
    claim_id: str
    excerpt: str
    excerpt_start: int
    status: str
    reviewer: str | None
    labels: tuple[str, ...] = ()
    value: float | None = None


def import_decisions(review: Review, path: Path, tool: str, *, reviewer: str) -> Imported:
    """Adds the decisions in a tool's export to the log; a second import of the same file adds nothing.

    Raises:
        InputError: the file cannot be read, or is not of that tool.
    """
    if tool not in _READERS:
        raise InputError(f"no tool '{tool}'; there are {', '.join(_READERS)}")
    decisions = undecided = 0
    refused: list[str] = []
    for number, task in enumerate(_tasks(path), 1):
        try:
            vote = _READERS[tool](task)
        except (KeyError, TypeError, IndexError, ValueError) as error:
            raise InputError(f"{path}, task {number}: no task of {tool} ({type(error).__name__}: {error})") from error
        if vote is None:
            undecided += 1
            continue
        problem = _record(review, vote, tool, read_name(vote.reviewer or reviewer))
        if problem:
            refused.append(f"task {number}: {problem}")
        else:
            decisions += 1
    return Imported(decisions, undecided, tuple(refused))


def _record(review: Review, vote: _Vote, tool: str, actor: str) -> str:
    """Appends the vote; why it was refused, or nothing."""
    claim = review.reader.claim(vote.claim_id)
    if claim is None:
        return f"no claim {vote.claim_id[:60]} in this run"
    text = review.reader.article(claim["article_id"]).text
    if text[vote.excerpt_start : vote.excerpt_start + len(vote.excerpt)] != vote.excerpt:
        return f"{vote.claim_id}: the article's text is another"
    changes: dict[str, Any] = {}
    status = vote.status
    if status == "accepted" and vote.value is not None and vote.value != claim["quantity"]["value"]:
        changes["value"] = vote.value
    # One span has a kind as its label: with none or two, nothing is guessed.
    kinds = [label.lower() for label in vote.labels if label.lower() in KINDS]
    if status == "accepted" and len(kinds) == 1 and kinds[0] != claim["kind"]:
        changes["kind"] = kinds[0]
    status = "corrected" if changes else status
    key = uuid.uuid5(uuid.NAMESPACE_URL, f"{tool} {actor} {vote.claim_id} {status} {changes}").hex
    review.log.append(
        Draft(
            actor,
            "import",
            {vote.claim_id: review.reader.anchor(claim)},
            key,
            reason="other" if status == "rejected" else None,
            detail={"tool": tool, "status": status, "changes": changes},
        )
    )
    return ""


def _tasks(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSON array or of JSON Lines."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        tasks = json.loads(text) if text.lstrip().startswith("[") else [json.loads(line) for line in text.splitlines()]
    except (OSError, ValueError) as error:
        raise InputError(f"cannot read the decisions {path}: {error}") from error
    yield from tasks


_STATUS = {"accept": "accepted", "reject": "rejected", "ignore": "skipped"}


def _label_studio(task: Mapping[str, Any]) -> _Vote | None:
    data, annotations = task["data"], [a for a in task.get("annotations") or [] if not a.get("was_cancelled")]
    if not annotations:
        return None
    annotation = annotations[-1]
    results = annotation["result"]
    choices = [r["value"]["choices"][0] for r in results if r.get("from_name") == "decision"]
    if not choices:
        return None
    numbers = [r["value"]["number"] for r in results if r.get("type") == "number"]
    by = annotation.get("completed_by")
    reviewer = by.get("email") if isinstance(by, dict) else f"label studio {by}" if by is not None else None
    value = float(numbers[0]) if len(numbers) == 1 else None
    labels = tuple(r["value"]["labels"][0] for r in results if r.get("type") == "labels")
    status = _STATUS[choices[0]]
    return _Vote(data["claim_id"], data["text"], data["excerpt_start"], status, reviewer, labels, value)


def _doccano(task: Mapping[str, Any]) -> _Vote | None:
    if not task.get("is_confirmed", True):
        return None
    meta = task.get("meta") or task
    labels = tuple(str(entity["label"]) for entity in task["entities"])
    kept = set(labels) - {"OUTCOME", "POPULATION", "TIMEPOINT", "TREATMENT", "CITATION"}
    status = "accepted" if kept else "rejected"
    return _Vote(meta["claim_id"], task["text"], meta["excerpt_start"], status, None, labels)


def _prodigy(task: Mapping[str, Any]) -> _Vote | None:
    # Our export says `accept` too, as Prodigy wants; only an answered task has these.
    if "_timestamp" not in task and "_session_id" not in task and "_annotator_id" not in task:
        return None
    meta = task["meta"]
    status = _STATUS[task["answer"]]
    labels = tuple(str(span["label"]) for span in task.get("spans") or ())
    return _Vote(meta["claim_id"], task["text"], meta["excerpt_start"], status, task.get("_annotator_id"), labels)


_READERS: dict[str, Callable[[Mapping[str, Any]], _Vote | None]] = {
    "label-studio": _label_studio,
    "doccano": _doccano,
    "prodigy": _prodigy,
}
