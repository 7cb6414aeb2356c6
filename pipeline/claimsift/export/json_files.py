"""JSON files that are written while they are made, so that a run of any size needs little memory."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

# Made once: `json.dumps` makes an encoder a call, which takes as long as a short value.
_ENCODE = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def write_json_lines(target: Path, items: Iterable[Any]) -> None:
    """One item a line."""
    with target.open("w", encoding="utf-8", newline="\n") as file:
        for item in items:
            file.write(dump(item) + "\n")


def write_json_array(target: Path, items: Iterable[Any], *, head: str = "[", tail: str = "]") -> None:
    """One JSON value whose list holds the items, one a line; `head` and `tail` are the text around them."""
    with target.open("w", encoding="utf-8", newline="\n") as file:
        file.write(head)
        separator = "\n"
        for item in items:
            file.write(separator + dump(item))
            separator = ",\n"
        file.write("\n" + tail + "\n")


def dump(value: Any) -> str:
    """JSON on one line, the same on every machine; lone surrogates, which no UTF-8 file can hold, are escaped."""
    line = _ENCODE(value)
    if line.isascii():
        return line
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(value, allow_nan=False)
    return line.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").replace("\x85", "\\u0085")
