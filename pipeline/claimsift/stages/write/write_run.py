"""Writes the files of a run."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import jsonlines

from claimsift.records import SCHEMA_VERSION, Claim, ExtractionResult
from claimsift.records.codec import to_plain

_QUANTITY_KEYS = (
    "text", "start", "end", "value", "unit", "modifier", "numerator", "denominator", "interval", "spread",
    "p_value", "baseline",
)  # fmt: skip


def claim_line(claim: Claim) -> dict[str, Any]:
    """The claim in the contract's order of keys."""
    plain = to_plain(claim)
    plain["quantity"] = {key: plain["quantity"][key] for key in _QUANTITY_KEYS}
    order = (
        "claim_id", "article_id", "kind", "quantity", "outcome", "population", "timepoint", "treatment", "citation",
        "assertion", "sentence", "section", "confidence", "checks", "provenance",
    )  # fmt: skip
    return {"schema_version": SCHEMA_VERSION, **{key: plain[key] for key in order}}


def write_claims(path: Path, results: Iterable[ExtractionResult]) -> None:
    with jsonlines.open(path, "w") as writer:
        for result in results:
            for claim in result.claims:
                writer.write(claim_line(claim))
