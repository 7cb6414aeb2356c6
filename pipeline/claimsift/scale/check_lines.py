"""Checks the lines of an article: keys and types of the field table, and that every span is its words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from claimsift.records.fields import FILES, Field

_TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "object": dict,
    "map": dict,
    "list": list,
}


def find_faults(article: Mapping[str, Any], lines: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """What is wrong with the lines of one article, a phrase each."""
    text = article.get("text")
    for name, items in lines.items():
        before = -1
        for number, line in enumerate(items, start=1):
            where = f"{FILES[name].file}, line {number} of {article.get('article_id')}"
            try:
                record = json.loads(line)
            except ValueError as error:
                yield f"{where}: no JSON: {error}"
                continue
            fault = find_type_fault(record, FILES[name].fields) or _find_span_fault(record, text, name)
            if fault is not None:
                yield f"{where}: {fault}"
            elif name == "claims":
                if record["quantity"]["start"] < before:
                    yield f"{where}: out of order"
                before = record["quantity"]["start"]
    if article.get("n_claims") != len(lines["claims"]):
        yield f"articles.jsonl: {article.get('article_id')} has {len(lines['claims'])} claims, not n_claims"


def find_type_fault(record: Any, fields: tuple[Field, ...]) -> str | None:
    """The first key of a record that is missing, unknown or of the wrong type, or None."""
    if not isinstance(record, dict):
        return "not an object"
    names = [field.name for field in fields]
    if list(record) != names:
        odd = sorted({*record} ^ {*names})
        return f"keys missing or unknown: {', '.join(odd)}" if odd else "keys out of order"
    for field in fields:
        fault = _find_value_fault(record[field.name], field)
        if fault is not None:
            return f"{field.name}{fault}"
    return None


def _find_value_fault(value: Any, field: Field) -> str | None:
    if value is None:
        return None if field.nullable else ": null"
    if field.type == "value":
        numbers = value if isinstance(value, list) and len(value) == 2 else [value]
        return None if all(_is_number(number) for number in numbers) else f": {value!r} is no number or pair"
    if not isinstance(value, _TYPES[field.type]) or (isinstance(value, bool) and field.type in ("integer", "number")):
        return f": {value!r:.60} is no {field.type}"
    if field.values and value not in field.values:
        return f": {value!r} is none of {', '.join(field.values)}"
    if field.type == "object":
        fault = find_type_fault(value, field.of)
        return f".{fault}" if fault else None
    if isinstance(value, list):
        for item in value:
            fault = find_type_fault(item, field.of) if field.of else None if isinstance(item, str) else "not a string"
            if fault:
                return f"[]: {fault}"
    return None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _find_span_fault(record: Mapping[str, Any], text: str | None, name: str) -> str | None:
    if name == "references" and record["raw"] is not None and record["start"] is not None:
        return _compare(record["start"], record["end"], record["raw"], text)
    return _find_nested_fault(record, text)


def _find_nested_fault(value: Any, text: str | None) -> str | None:
    if isinstance(value, list):
        return next((fault for item in value if (fault := _find_nested_fault(item, text))), None)
    if not isinstance(value, dict):
        return None
    if isinstance(value.get("start"), int) and isinstance(value.get("text"), str):
        fault = _compare(value["start"], value["end"], value["text"], text)
        if fault:
            return fault
    return next((fault for item in value.values() if (fault := _find_nested_fault(item, text))), None)


def _compare(start: int, end: int, words: str, text: str | None) -> str | None:
    if text is not None and 0 <= start <= end and text[start:end] == words:
        return None
    found = "no text" if text is None else repr(text[max(start, 0) : max(end, 0)])
    return f"offsets {start} to {end} give {found:.60}, not {words!r:.60}"
