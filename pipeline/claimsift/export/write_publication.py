"""What publishing a run needs: Croissant metadata and a data card, beside the files that they describe."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, get_args

from claimsift.export.croissant import croissant_metadata
from claimsift.export.json_files import write_json_lines
from claimsift.records.claim import Kind
from claimsift.records.fields import FILES
from claimsift.records.schema import json_schema
from claimsift.stages.write.read_material import REVIEWED, iter_claims
from claimsift.stages.write.read_run import read_info, read_lines

_PUBLISHED = ("claims", "references", "rejected", "articles")


def write_croissant(folder: Path, target: Path, *, reviewed: bool) -> None:
    """A folder to publish: claims, references, rejected quantities and articles, their JSON Schemas,
    `croissant.json`, and the card `README.md`.

    The articles' texts are left out, since they belong to others; offsets and hashes lead back to them.
    """
    info = read_info(folder)
    counts = _count(iter_claims(folder, reviewed=reviewed))  # says what is missing before anything is written
    (target / "schema").mkdir(parents=True)
    files = {name: target / FILES[name].file for name in _PUBLISHED}
    for name, path in files.items():
        if name == "articles":
            write_json_lines(path, ({**line, "text": None} for line in read_lines(folder, name)))
        else:
            shutil.copyfile(folder / (REVIEWED if reviewed and name == "claims" else FILES[name].file), path)
        schema = json.dumps(json_schema(name), indent=2, ensure_ascii=False)
        (target / "schema" / f"{name}.schema.json").write_text(schema + "\n", encoding="utf-8")
    metadata = json.dumps(croissant_metadata(info, files), indent=2, ensure_ascii=False)
    (target / "croissant.json").write_text(metadata + "\n", encoding="utf-8")
    (target / "README.md").write_text(_card(info, counts, files, reviewed=reviewed), encoding="utf-8")


def _count(claims: Iterable[Mapping[str, Any]]) -> Counter[str]:
    """Claims in all, with a source, with a treatment, and of each kind."""
    counts: Counter[str] = Counter()
    for claim in claims:
        counts["claims"] += 1
        counts["cited"] += claim["citation"] is not None
        counts["treated"] += claim["treatment"] is not None
        counts[f"kind {claim['kind']}"] += 1
    return counts


def _card(info: Mapping[str, Any], counts: Counter[str], files: Mapping[str, Path], *, reviewed: bool) -> str:
    states = info["conservation"]
    kinds = "\n".join(
        f"| {kind} | {counts[f'kind {kind}']} |" for kind in sorted(get_args(Kind)) if counts[f"kind {kind}"]
    )
    rows = "\n".join(f"| `{path.name}` | {FILES[name].about} |" for name, path in files.items())
    others = ", ".join(f"{states[name]} {name}" for name in states if name != "inputs")
    state = "accepted and corrected by reviewers" if reviewed else "as extracted, not reviewed"
    return f"""# A claimsift run

Numeric claims of health articles, each with its source and treatment; {state}.

| file | holds |
| --- | --- |
{rows}
| `schema/` | the JSON Schema of each |
| `croissant.json` | this data set's description, Croissant 1.0 |

## What is in it

{states["inputs"]} articles ({others}); {counts["claims"]} claims, {counts["cited"]} of them with a source, \
{counts["treated"]} with a treatment.

| kind | claims |
| --- | --- |
{kinds}

## How it was made

claimsift {info["versions"]["claimsift"]}, model `{info["model"]["id"]}` ({info["model"]["sha256"][:12]}); \
inputs {info["inputs"]["sha256"][:12]}.

## Limits

The claims are what the articles say, not what is true. They were found by a program: `confidence` says how sure it was.
The articles' texts are not included: `articles.jsonl` has `null` for them, with each file's SHA-256. Every claim quotes
its sentence, so check that you may publish those quotes.
Before publishing, set the licence, address and date in `croissant.json` to your own.
"""
