"""The printed lines of a PDF page: their letters with place and size, raised numbers told from the others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any

from claimsift.stages.read.mark_html import write_raised
from claimsift.stages.read.repair_text import write_letters

_HYPHENS = "\x02\xad\ufffe"  # what pdfium gives for the hyphen of a broken word
_RAISED = re.compile(r"[\d,;–—−+\-\[\]()]+|[a-h]")
_SMALL = 0.8  # of the size of the line's letters
_COLUMN_GAP = 0.6  # of that size
_LIFT = 0.12  # of that size, above the line's foot


@dataclass(frozen=True, slots=True)
class Glyph:
    """One letter: its place on the page in points, from the lower left."""

    text: str
    left: float
    bottom: float
    right: float
    top: float

    @property
    def size(self) -> float:
        return self.top - self.bottom


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line without a gap as wide as between columns."""

    text: str
    left: float
    bottom: float
    right: float


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line; `size` is the height of most of its letters, `page` counts from 1.

    `is_row` marks a row of a table, which was made of the `pieces` of one or more lines.
    """

    text: str
    left: float
    bottom: float
    right: float
    top: float
    size: float
    page: int
    pieces: tuple[Piece, ...] = ()
    is_row: bool = False


def read_lines(textpage: Any, raw: Any, page: int) -> list[Line]:
    """The lines of a page in the order in which the file draws them; raised numbers as `[8]` or `²`."""
    runs: list[list[Glyph]] = []
    for run in _runs(textpage, raw):
        if runs and _is_raised_run(run, runs[-1]):
            runs[-1].extend(run)
        elif runs and _is_raised_run(runs[-1], run) and len(runs) > 1 and _on_one_line(runs[-2], run):
            runs[-2].extend(runs.pop() + run)  # the line goes on after its raised number
        elif runs and _on_one_line(runs[-1], run):
            runs[-1].extend([_space_after(runs[-1][-1]), *run])
        else:
            runs.append(run)
    return [line for run in runs if (line := _line(run, page)).text]


def _runs(textpage: Any, raw: Any) -> Iterator[list[Glyph]]:
    """The letters between two line ends of pdfium's."""
    from ctypes import byref

    box, run = raw.FS_RECTF(), list[Glyph]()
    for index in range(textpage.count_chars()):
        code = raw.FPDFText_GetUnicode(textpage, index)
        letter = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
        if letter in "\r\n":
            if run:
                yield run
            run = []
            continue
        if letter in _HYPHENS:
            letter = "\u00ad"
        elif letter < " ":
            letter = " "
        raw.FPDFText_GetLooseCharBox(textpage, index, byref(box))
        glyph = Glyph(letter if letter == "\u00ad" else write_letters(letter), box.left, box.bottom, box.right, box.top)
        # pdfium puts a broken word together, and with it the two lines that it stands on.
        if run and run[-1].text == "\u00ad" and glyph.top < run[-1].bottom + 0.5 * glyph.size:
            yield run
            run = []
        run.append(glyph)
    if run:
        yield run


def _is_raised_run(run: list[Glyph], line: list[Glyph]) -> bool:
    """Whether a run that pdfium took for a line is a raised number of the line beside it."""
    text = "".join(glyph.text for glyph in run).strip()
    if not text or not _RAISED.fullmatch(text) or len(text) > 12:
        return False
    size, foot = _size(line), _foot(line)
    top = foot + size
    return (
        _size(run) < _SMALL * size
        and foot < run[0].bottom < top
        and line[0].left <= run[0].left <= line[-1].right + 2 * size
    )


def _on_one_line(before: list[Glyph], after: list[Glyph]) -> bool:
    """Whether a run goes on where the one before ends; what stands further off is another column."""
    size = _size(before)
    return abs(_foot(before) - _foot(after)) < 0.2 * size and -size < after[0].left - before[-1].right < 1.5 * size


def _space_after(glyph: Glyph) -> Glyph:
    return Glyph(" ", glyph.right, glyph.bottom, glyph.right, glyph.top)


def _size(run: list[Glyph]) -> float:
    sizes = [glyph.size for glyph in run if glyph.text.isalpha()] or [g.size for g in run if not g.text.isspace()]
    return median(sizes) if sizes else 0.0


def _foot(run: list[Glyph]) -> float:
    feet = [glyph.bottom for glyph in run if glyph.text.isalpha()] or [glyph.bottom for glyph in run]
    return median(feet)


def _line(run: list[Glyph], page: int) -> Line:
    size, foot = _size(run), _foot(run)
    shown = [glyph for glyph in run if not glyph.text.isspace()] or run
    pieces = tuple(
        Piece(_write(part, size, foot), part[0].left, _foot(part), max(glyph.right for glyph in part))
        for part in _parts(run, size)
    )
    text = " ".join(piece.text for piece in pieces)
    left, right = min(glyph.left for glyph in shown), max(glyph.right for glyph in shown)
    return Line(text, left, foot, right, foot + size, size, page, pieces)


def _parts(run: list[Glyph], size: float) -> Iterator[list[Glyph]]:
    """A run cut at gaps that are wider than between words, without the spaces there."""
    part: list[Glyph] = []
    spaces: list[Glyph] = []
    for glyph in run:
        if glyph.text.isspace():
            spaces.append(glyph)
            continue
        if part and glyph.left - part[-1].right > _COLUMN_GAP * size:
            yield part
            part = []
        elif part:
            part += spaces
        spaces = []
        part.append(glyph)
    if part:
        yield part


def _write(run: list[Glyph], size: float, foot: float) -> str:
    text, raised = "", ""
    for glyph in run:
        small = 0 < glyph.size < _SMALL * size and glyph.bottom > foot + _LIFT * size
        if small and (_RAISED.fullmatch(glyph.text) or (raised and glyph.text == " ")):
            raised += glyph.text
            continue
        text = _add_raised(text, raised) + glyph.text
        raised = ""
    return " ".join(_add_raised(text, raised).split())


def _add_raised(text: str, raised: str) -> str:
    """The text with a raised number put to the word that it stands at."""
    if not raised.strip():
        return text + raised
    written = write_raised(raised.strip(), text.rstrip())
    return text.rstrip() + (raised.strip() if written is None else written) + (" " if raised.endswith(" ") else "")
