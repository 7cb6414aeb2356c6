"""Gold files: JSON Lines, one article a line, with the claims that careful readers found in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonlines

from claimsift.errors import InputError


@dataclass(frozen=True, slots=True)
class GoldClaim:
    """One claim of a gold file. `treatment` and `references` are None where careful readers differ."""

    start: int
    end: int
    text: str
    kind: str
    value: float | tuple[float, ...] | None
    unit: str | None
    modifier: str | None
    outcome: str | None
    population: str | None
    treatment: tuple[str, ...] | None
    references: frozenset[str] | None
    timepoint: str | None
    assertion: str
    optional: bool


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """The gold claims of one article."""

    article_id: str
    claims: tuple[GoldClaim, ...]


def read_gold(path: Path) -> tuple[GoldArticle, ...]:
    """The articles of a gold file, in its order.

    Raises:
        InputError: the file is missing, is not JSON Lines, or lacks a key.
    """
    try:
        with path.open(encoding="utf-8") as file:
            return tuple(_article_of(line) for line in jsonlines.Reader(file).iter(type=dict, skip_empty=True))
    except OSError as error:
        raise InputError(f"cannot read the gold file {path}: {error.strerror}") from error
    except (jsonlines.InvalidLineError, UnicodeDecodeError) as error:
        raise InputError(f"{path} is not JSON Lines: {error}") from error
    except (KeyError, TypeError) as error:
        raise InputError(f"{path} is no gold file: a line has no {error} (expected: id, claims)") from error


def value_of(value: Any) -> float | tuple[float, ...] | None:
    """A value as read from JSON, with a pair as a tuple."""
    return tuple(value) if isinstance(value, list) else value


def _article_of(line: Mapping[str, Any]) -> GoldArticle:
    return GoldArticle(line["id"], tuple(_claim_of(claim) for claim in line["claims"]))


def _claim_of(claim: Mapping[str, Any]) -> GoldClaim:
    treatment, references = claim.get("treatment"), claim.get("references")
    return GoldClaim(
        claim["start"],
        claim["end"],
        claim["text"],
        claim["kind"],
        value_of(claim["value"]),
        claim.get("unit"),
        claim.get("modifier"),
        claim.get("outcome"),
        claim.get("population"),
        None if treatment is None else tuple(treatment),
        None if references is None else frozenset(references),
        claim.get("timepoint"),
        claim.get("assertion", "asserted"),
        bool(claim.get("optional")),
    )
