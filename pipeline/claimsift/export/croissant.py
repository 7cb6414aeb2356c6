"""Croissant metadata of a run: its files and every field in them, nested ones too, from the table of fields."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from claimsift.records.fields import FILES, Field

# A value is one number or two: a reader of Croissant casts a number or each of a list.
_TYPES = {"string": "sc:Text", "integer": "sc:Integer", "number": "sc:Float", "value": "sc:Float"}
# Croissant has no type for an object with free keys. Of a CSL item these keys are described, of metadata none.
_CSL_KEYS = ("type", "title", "container-title", "volume", "issue", "page", "publisher", "DOI", "PMID", "PMCID", "URL")
_OF_MAPS = {"csl": tuple(Field(key, "string", f"`{key}` of the CSL item", nullable=True) for key in _CSL_KEYS)}
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


def croissant_metadata(info: Mapping[str, Any], files: Mapping[str, Path]) -> dict[str, Any]:
    """What `croissant.json` holds, for the files of a run by their names; the files are hashed as they are.

    Licence and date of publication are the publisher's to add.
    """
    version = info["versions"]["claimsift"]
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "name": "claimsift-run",
        "description": "Numeric claims of health articles, each with its source and treatment, found by claimsift.",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "url": f"urn:claimsift:run:{info['inputs']['sha256']}",
        # Croissant asks for a semantic version: a pre-release of claimsift is named by what it precedes.
        "version": ".".join(version.split("+")[0].split(".")[:3]),
        "citeAs": f"claimsift {version}, run {info['inputs']['sha256'][:12]}",
        "distribution": [
            {
                "@type": "cr:FileObject",
                "@id": path.name,
                "name": path.name,
                "contentUrl": path.name,
                "encodingFormat": "application/jsonlines",
                "sha256": hash_file(path),
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


def hash_file(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _fields(inside: str, fields: Iterable[Field], file: str, path: tuple[str, ...] = ()) -> Iterator[dict[str, Any]]:
    """The fields of a line. What is nested stands below its parent, and is taken step by step from its column."""
    for field in fields:
        name, steps = f"{inside}/{field.name}", (*path, field.name)
        parts = field.of or _OF_MAPS.get(field.name, ())
        if field.type == "map" and not parts:
            continue
        described: dict[str, Any] = {
            "@type": "cr:Field",
            "@id": name,
            "name": name,
            "description": field.about,
        }
        if field.type == "list":
            described["repeated"] = True
        if parts:
            described["subField"] = list(_fields(name, parts, file, steps))
        else:
            described["dataType"] = _TYPES.get(field.type, "sc:Text")
            described["source"] = _source(file, steps)
        yield described


def _source(file: str, steps: tuple[str, ...]) -> dict[str, Any]:
    source: dict[str, Any] = {"fileObject": {"@id": file}, "extract": {"column": steps[0]}}
    if len(steps) > 1:
        source["transform"] = [{"jsonPath": f"$.'{step}'" if "-" in step else f"$.{step}"} for step in steps[1:]]
    return source
