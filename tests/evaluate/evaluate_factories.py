"""Gold claims, predictions and lines of claims.jsonl with defaults, so that a test names only what matters to it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any


def gold_claim(text: str = "40%", start: int = 0, **fields: Any) -> dict[str, Any]:
    claim: dict[str, Any] = {
        "start": start, "end": start + len(text), "text": text, "kind": "proportion", "value": 40, "unit": "%",
        "modifier": None, "outcome": None, "population": None, "treatment": [], "references": [], "timepoint": None,
        "assertion": "asserted", "optional": False,
    }  # fmt: skip
    return claim | fields


def claim_line(text: str = "40%", start: int = 0, **fields: Any) -> dict[str, Any]:
    """A line of claims.jsonl; `value`, `unit` and `modifier` go to its quantity."""
    quantity: dict[str, Any] = {"text": text, "start": start, "end": start + len(text), "value": 40.0, "unit": "%"}
    quantity["modifier"] = None
    quantity |= {key: fields.pop(key) for key in ("value", "unit", "modifier", "end") if key in fields}
    line: dict[str, Any] = {
        "schema_version": "1.0", "claim_id": f"clm_{start}", "article_id": "a", "kind": "proportion",
        "quantity": quantity, "outcome": None, "population": None, "timepoint": None, "treatment": None,
        "citation": None, "assertion": "asserted", "sentence": {"text": text, "start": start, "end": start + len(text)},
        "section": None, "confidence": 0.9, "checks": [],
    }  # fmt: skip
    return line | fields


def write_lines(path: Path, lines: Iterable[Mapping[str, Any]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path
