"""Maps the text of a plain file back to its bytes."""

from __future__ import annotations

import re

from claimsift.records import SourcePlace

_PARAGRAPH = re.compile(r"[^\n](?:[^\n]|\n(?!\n))*")


def map_lines(text: str, data: bytes, encoding: str) -> tuple[SourcePlace, ...]:
    """The byte range of each paragraph; empty where the bytes cannot be told from the text.

    What was decoded with replaced bytes or repaired has another length, and so no map.
    """
    marks = {"utf-8-sig": 3, "utf-16": 2, "utf-32": 4}
    codec = encoding
    if encoding in ("utf-16", "utf-32"):
        codec = encoding + ("-le" if data.startswith(b"\xff") else "-be")
    elif encoding == "utf-8-sig":
        codec = "utf-8"
    places: list[SourcePlace] = []
    position, at = 0, marks.get(encoding, 0)
    windows = _ends_lines_with_cr(data, codec)
    try:
        for match in _PARAGRAPH.finditer(text):
            at += _width(text[position : match.start()], codec, windows=windows)
            width = _width(match[0], codec, windows=windows)
            places.append(SourcePlace(match.start(), match.end(), None, at, at + width))
            position, at = match.end(), at + width
        at += _width(text[position:], codec, windows=windows)
    except (UnicodeEncodeError, LookupError):
        return ()
    return tuple(places) if at == len(data) else ()


def _ends_lines_with_cr(data: bytes, codec: str) -> bool:
    return "\r\n".encode(codec) in data


def _width(text: str, codec: str, *, windows: bool) -> int:
    return len((text.replace("\n", "\r\n") if windows else text).encode(codec))
