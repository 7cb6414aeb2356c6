"""References as CSL-JSON, which citation managers read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from claimsift.export.json_files import write_json_array
from claimsift.stages.write.read_material import read_material


def write_csl_json(folder: Path, target: Path, *, reviewed: bool) -> None:
    """All references that a claim cites, as CSL items; ids are `ARTICLE/REFERENCE`, since numbers repeat."""
    write_json_array(target, _items(folder, reviewed=reviewed))


def _items(folder: Path, *, reviewed: bool) -> Iterator[dict[str, Any]]:
    for material in read_material(folder, reviewed=reviewed):
        counts: dict[str, int] = {}
        for claim in material.claims:
            for key in claim["citation"]["references"] if claim["citation"] else ():
                counts[key] = counts.get(key, 0) + 1
        for reference in material.references:
            if reference["reference_id"] in counts:
                yield csl_item(reference, claims=counts[reference["reference_id"]])


def csl_item(reference: dict[str, Any], *, claims: int) -> dict[str, Any]:
    """A CSL item with an id of its own; what CSL has no field for stands under `custom`."""
    item = {"type": "document", **(reference["csl"] or {})}
    item["id"] = f"{reference['article_id']}/{reference['reference_id']}"
    if "title" not in item and reference["raw"]:
        item["title"] = " ".join(reference["raw"].split())
    if reference["url"] and "URL" not in item:
        item["URL"] = reference["url"]
    item["custom"] = {
        "article_id": reference["article_id"],
        "reference_id": reference["reference_id"],
        "claims": claims,
        "raw": reference["raw"],
    }
    return item
