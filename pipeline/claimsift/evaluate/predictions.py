"""The claims of a run, reduced to what is measured."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jsonlines

from claimsift.errors import RunError
from claimsift.evaluate.gold import value_of


@dataclass(frozen=True, slots=True)
class Prediction:
    """One claim of a run. `timepoint` is None where there is none; `treatments` are all names given to it."""

    claim_id: str
    article_id: str
    start: int
    end: int
    text: str
    value: float | tuple[float, ...] | None
    unit: str | None
    modifier: str | None
    kind: str | None
    assertion: str | None
    outcome: str | None
    timepoint: str | None
    treatment: str
    treatments: frozenset[str]
    references: frozenset[str]
    confidence: float | None
    section: str | None
    sentence: str
    sentence_start: int


@dataclass(frozen=True, slots=True)
class MeasuredRun:
    """A run's claims by article, in the order of the file, and the articles' texts where the run holds them."""

    claims: dict[str, tuple[Prediction, ...]]
    texts: dict[str, str] = field(default_factory=dict)


def load_predictions(run: Path) -> MeasuredRun:
    """The claims and texts of a run folder, or of a bare `claims.jsonl`.

    Raises:
        RunError: there is no such run, or its claims cannot be read.
    """
    claims: dict[str, list[Prediction]] = defaultdict(list)
    for line in load_lines(claims_file(run)):
        prediction = prediction_of(line)
        claims[prediction.article_id].append(prediction)
    articles = claims_file(run).with_name("articles.jsonl")
    texts = {}
    if articles.exists():
        texts = {line["article_id"]: line["text"] for line in load_lines(articles) if line.get("text") is not None}
    return MeasuredRun({article_id: tuple(found) for article_id, found in claims.items()}, texts)


def claims_file(run: Path) -> Path:
    """`claims.jsonl` of a run folder; a file is taken as it is."""
    return run / "claims.jsonl" if run.is_dir() else run


def load_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The lines of a run's file, one at a time.

    Raises:
        RunError: the file is missing or damaged.
    """
    try:
        with path.open(encoding="utf-8", newline="\n") as file:
            yield from jsonlines.Reader(file).iter(type=dict, skip_empty=True)
    except OSError as error:
        raise RunError(f"no run at {path.parent}: {path.name} cannot be read ({error.strerror})") from error
    except (jsonlines.InvalidLineError, UnicodeDecodeError) as error:
        raise RunError(f"{path} is damaged: {error}") from error


def prediction_of(line: Mapping[str, Any]) -> Prediction:
    """The measured part of one line of `claims.jsonl`.

    Raises:
        RunError: the line is not a claim.
    """
    try:
        quantity, article_id = line["quantity"], line["article_id"]
        start, end = quantity["start"], quantity["end"]
    except (KeyError, TypeError) as error:
        raise RunError(f"a line of claims.jsonl is not a claim: it has no {error}") from error
    treatment = line.get("treatment") or {}
    mention = treatment.get("text") or ""
    name = treatment.get("name") or mention
    timepoint = line.get("timepoint")
    sentence = line.get("sentence") or {}
    return Prediction(
        str(line.get("claim_id") or ""),
        article_id,
        start,
        end,
        quantity.get("text") or "",
        value_of(quantity.get("value")),
        quantity.get("unit"),
        quantity.get("modifier"),
        line.get("kind"),
        line.get("assertion"),
        (line.get("outcome") or {}).get("text"),
        (timepoint.get("text") or "") if timepoint else None,
        name,
        frozenset({name, mention} - {""}),
        printed_keys((line.get("citation") or {}).get("references") or ()),
        line.get("confidence"),
        line.get("section"),
        sentence.get("text") or "",
        sentence.get("start") or 0,
    )


def printed_keys(references: Iterable[Any]) -> frozenset[str]:
    """Reference keys as printed: hyperlinks are in no printed list, and `L2:3` is printed as 3."""
    keys = (str(reference) for reference in references)
    return frozenset(key.rpartition(":")[2] for key in keys if not key.startswith("link:"))
