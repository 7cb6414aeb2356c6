"""What publishing a run needs: Croissant metadata and a data card, beside the files that they describe."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from claimsift.records.fields import FILES, Field
from claimsift.stages.write.read_material import REVIEWED, iter_claims
from claimsift.stages.write.read_run import read_info

_PUBLISHED = ("claims", "references", "rejected")
_TYPES = {"string": "sc:Text", "integer": "sc:Integer", "number": "sc:Float"}
_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "arrayShape": "cr:arrayShape",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "containedIn": "cr:containedIn",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isArray": "cr:isArray",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}


def write_croissant(folder: Path, target: Path, *, reviewed: bool) -> None:
    """A folder to publish: claims, references and rejected quantities, `croissant.json`, and the card `README.md`.

    The articles' texts are left out, since they belong to others; offsets and hashes lead back to them.
    """
    info = read_info(folder)
    target.mkdir(parents=True)
    files = {}
    for name in _PUBLISHED:
        source = folder / (REVIEWED if reviewed and name == "claims" else FILES[name].file)
        if name == "claims":
            next(iter_claims(folder, reviewed=reviewed), None)  # says what is missing before anything is copied
        path = target / FILES[name].file
        shutil.copyfile(source, path)
        files[name] = path
    metadata = _croissant(info, files)
    (target / "croissant.json").write_text(json.dumps(metadata, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    (target / "README.md").write_text(_card(info, files, reviewed=reviewed), encoding="utf-8")


def _croissant(info: dict[str, Any], files: dict[str, Path]) -> dict[str, Any]:
    version = info["versions"]["claimsift"]
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "name": "claimsift-run",
        "description": "Numeric claims of health articles, each with its source and treatment, found by claimsift.",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "url": f"urn:claimsift:run:{info['inputs']['sha256']}",
        "version": version,
        "citeAs": f"claimsift {version}, run {info['inputs']['sha256'][:12]}",
        "distribution": [
            {
                "@type": "cr:FileObject",
                "@id": path.name,
                "name": path.name,
                "contentUrl": path.name,
                "encodingFormat": "application/jsonlines",
                "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            }
            for path in files.values()
        ],
        "recordSet": [
            {
                "@type": "cr:RecordSet",
                "@id": name,
                "name": name,
                "description": FILES[name].about,
                "field": list(_fields(name, FILES[name].fields, path.name)),
            }
            for name, path in files.items()
        ],
    }


def _fields(name: str, fields: Iterable[Field], file: str) -> Iterator[dict[str, Any]]:
    """Top-level keys with a plain value; objects are described as JSON text in the card's link to the schema."""
    for field in fields:
        if field.type not in _TYPES:
            continue
        yield {
            "@type": "cr:Field",
            "@id": f"{name}/{field.name}",
            "name": f"{name}/{field.name}",
            "description": field.about,
            "dataType": _TYPES[field.type],
            "source": {"fileObject": {"@id": file}, "extract": {"column": field.name}},
        }


def _card(info: dict[str, Any], files: dict[str, Path], *, reviewed: bool) -> str:
    counts, states = info["counts"], info["conservation"]
    kinds = "\n".join(f"| {kind} | {number} |" for kind, number in counts["claims_by_kind"].items())
    rows = "\n".join(f"| `{path.name}` | {FILES[name].about} |" for name, path in files.items())
    others = ", ".join(f"{states[name]} {name}" for name in states if name != "inputs")
    state = "accepted and corrected by reviewers" if reviewed else "as extracted, not reviewed"
    return f"""# A claimsift run

Numeric claims of health articles, each with its source and treatment; {state}.

| file | holds |
| --- | --- |
{rows}
| `croissant.json` | this data set's description, Croissant 1.0 |

## What is in it

{states["inputs"]} articles ({others}); {counts["claims"]} claims, {counts["cited"]} of them with a source, \
{counts["with_treatment"]} with a treatment.

| kind | claims |
| --- | --- |
{kinds}

## How it was made

claimsift {info["versions"]["claimsift"]}, model `{info["model"]["id"]}` ({info["model"]["sha256"][:12]}); \
inputs {info["inputs"]["sha256"][:12]}.

## Limits

The claims are what the articles say, not what is true. They were found by a program: `confidence` says how sure it was.
The articles' texts are not included; every claim quotes its sentence, so check that you may publish those quotes.
Before publishing, set the licence, address and date in `croissant.json` to your own.
"""
