"""Maps the text of an article back to its file: ranges of bytes for plain texts, elements for pages."""

from __future__ import annotations

import re
from collections.abc import Sequence

from claimsift.records import SourcePlace

_LETTERS = re.compile(r"[^\W_]+")
_PARAGRAPH = re.compile(r"[^\n](?:[^\n]|\n(?!\n))*")
_KEY = 60  # letters by which a stretch of text is known again


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


def map_blocks(text: str, blocks: Sequence[tuple[str, str]]) -> tuple[SourcePlace, ...]:
    """The element that each paragraph, item or row of the text was made of.

    `blocks` are the (path, letters) of the file's elements in order. Words are compared by letters alone, because
    markers, spaces and signs change on the way; where several elements have the same words the next one is meant.
    """
    by_start: dict[str, list[int]] = {}
    for index, (_, letters) in enumerate(blocks):
        by_start.setdefault(letters[:_KEY], []).append(index)
    places: list[SourcePlace] = []
    last = -1
    start = 0
    for line in text.split("\n"):
        letters = letters_only(line)
        found = by_start.get(letters[:_KEY]) or by_start.get(letters.lstrip("0123456789")[:_KEY]) if letters else None
        if found:
            last = next((index for index in found if index > last), found[-1])
            places.append(SourcePlace(start, start + len(line), blocks[last][0]))
        start += len(line) + 1
    return tuple(places)


def letters_only(text: str) -> str:
    """The letters and digits of a text, without anything between them."""
    return "".join(_LETTERS.findall(text))
