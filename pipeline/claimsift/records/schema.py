"""JSON Schema and documentation of a run's files, made from the table of fields."""

from __future__ import annotations

from typing import Any

from claimsift.records.claim import SCHEMA_VERSION
from claimsift.records.fields import FILES, Field, FileShape

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_SCALARS = ("string", "integer", "number")
_PAIR = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}


def json_schema(name: str) -> dict[str, Any]:
    """JSON Schema (2020-12) of one line of a file of a run; `name` is a key of `FILES`."""
    shape = FILES[name]
    head = {"$schema": _DIALECT, "title": f"claimsift {shape.file} {SCHEMA_VERSION}", "description": shape.about}
    return {**head, **_object(shape.fields)}


def _object(fields: tuple[Field, ...]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {field.name: {"description": field.about, **_property(field)} for field in fields},
        "required": [field.name for field in fields],
        "additionalProperties": False,
    }


def _property(field: Field) -> dict[str, Any]:
    if field.type == "value":
        schema: dict[str, Any] = {"anyOf": [{"type": "number"}, _PAIR]}
        if field.nullable:
            schema["anyOf"].append({"type": "null"})
        return schema
    if field.type in _SCALARS:
        schema = {"type": field.type}
    elif field.type == "list":
        schema = {"type": "array", "items": _object(field.of) if field.of else {"type": "string"}}
    elif field.type == "map":
        schema = {"type": "object"}
    else:
        schema = _object(field.of)
    if field.values:
        schema["enum"] = [*field.values, *([None] if field.nullable else [])]
    if field.nullable:
        schema["type"] = [schema["type"], "null"]
    return schema


def render_docs() -> str:
    """The page `docs/records.md`: every file of a run and every field, as Markdown tables."""
    parts = [
        "# Records of a run\n\nMade from `pipeline/claimsift/records/fields.py` by `make docs`; do not edit. "
        f"Schema version {SCHEMA_VERSION}.\n\nEvery key is always present; unknown is `null`. Offsets are half-open "
        "`[start, end)` in Unicode code points of `articles.jsonl`'s `text`.\n"
    ]
    parts.extend(_render_file(shape) for shape in FILES.values())
    return "\n".join(parts)


def _render_file(shape: FileShape) -> str:
    rows = "\n".join(_render_rows(shape.fields, ""))
    return f"## {shape.file}\n\n{shape.about}\n\n| field | type | holds |\n| --- | --- | --- |\n{rows}\n"


def _render_rows(fields: tuple[Field, ...], prefix: str) -> list[str]:
    rows = []
    for field in fields:
        name = prefix + field.name
        kind = {"value": "number or [low, high]", "map": "object"}.get(field.type, field.type)
        if field.type == "list":
            kind = "list of objects" if field.of else "list of strings"
        about = field.about + (f": {', '.join(f'`{value}`' for value in field.values)}" if field.values else "")
        rows.append(
            f"| `{name}` | {kind}{' or null' if field.nullable else ''} | {about.replace('|', chr(92) + '|')} |"
        )
        rows.extend(_render_rows(field.of, name + ("[]." if field.type == "list" else ".")))
    return rows
