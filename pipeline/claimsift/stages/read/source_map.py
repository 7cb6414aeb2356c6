"""Maps the text of a plain file back to its bytes."""

from __future__ import annotations

import re
from itertools import accumulate

from claimsift.records import SourcePlace

_PARAGRAPH = re.compile(r"[^\n](?:[^\n]|\n(?=[^\n]))*")
# Encodings in which no other character holds the byte of a line end.
_WIDE = {"utf-16": 2, "utf-32": 4, "utf-16-le": 0, "utf-16-be": 0}


def map_lines(text: str, data: bytes, encoding: str) -> tuple[SourcePlace, ...]:
    """The byte range of each paragraph, without its line ends; empty where the bytes cannot be told from the text.

    Lines are counted, not characters: what was repaired, or decoded with replaced bytes, has as many lines as before.
    """
    starts, ends = _wide_lines(data, encoding) if encoding in _WIDE else _lines(data, encoding)
    first_line = 0
    position = 0
    places: list[SourcePlace] = []
    for match in _PARAGRAPH.finditer(text):
        first_line += text.count("\n", position, match.start())
        last_line = first_line + match[0].count("\n")
        if last_line >= len(starts):
            return ()
        places.append(SourcePlace(match.start(), match.end(), None, starts[first_line], ends[last_line]))
        first_line, position = last_line, match.end()
    return tuple(places) if first_line + text.count("\n", position) == len(starts) - 1 else ()


def _lines(data: bytes, encoding: str) -> tuple[list[int], list[int]]:
    """Where each line of a file starts and ends."""
    lines = data.split(b"\n")
    ends = [end + number for number, end in enumerate(accumulate(map(len, lines)))]
    starts = [end - len(line) for end, line in zip(ends, lines, strict=True)]
    starts[0] = 3 if encoding == "utf-8-sig" else 0
    # Before the last line end, a return belongs to it.
    kept = [end - line.endswith(b"\r") for end, line in zip(ends[:-1], lines, strict=False)]
    return starts, [*kept, len(data)]


def _wide_lines(data: bytes, encoding: str) -> tuple[list[int], list[int]]:
    """As `_lines`, for characters of two or four bytes: what looks like a line end may be half of another character."""
    mark = _WIDE[encoding]
    codec = encoding + ("-le" if data.startswith(b"\xff") else "-be") if mark else encoding
    lines = data[mark:].decode(codec, "replace").split("\n")
    wide = [len(line.encode(codec, "replace")) for line in lines]
    unit = len("\n".encode(codec))
    ends = [mark + end + number * unit for number, end in enumerate(accumulate(wide))]
    starts = [end - size for end, size in zip(ends, wide, strict=True)]
    kept = [end - unit * line.endswith("\r") for end, line in zip(ends[:-1], lines, strict=False)]
    return starts, [*kept, len(data)]
