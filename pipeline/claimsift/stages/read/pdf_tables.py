"""Tables of a PDF page: lines whose pieces stand in columns become rows, `| a | b |`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from claimsift.stages.read.pdf_lines import Line, Piece

_PITCH = 1.4  # line heights between the lines of one cell, at most
_APART = 4.0  # line heights between two rows
_LABEL_LINES = 3  # of the first cell of a row; more is a paragraph
_FLUSH = 0.3  # line heights by which the edges or middles of cells in a column differ, at most
_WIDE_GAP = 1.2
_LONE_ROWS = 2  # rows of one cell, a group's name, between others
_WORDS = 6  # of most cells, and
_LONGEST_CELL = 15  # of any; more are columns of prose
_ITEM = re.compile(r"\[?\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[\])]?[.):]?|[•●▪◦‣·–—*-]")


@dataclass(slots=True)
class _Row:
    """Cells from left to right, each of one or more pieces; the numbers of the first and last line that it is of."""

    cells: list[list[Piece]]
    first: int
    last: int
    size: float

    @property
    def top(self) -> float:
        return max(piece.bottom for cell in self.cells for piece in cell) + self.size

    @property
    def bottom(self) -> float:
        return min(piece.bottom for cell in self.cells for piece in cell)


def join_rows(lines: list[Line]) -> list[Line]:
    """The lines of a page, those of its tables as rows; a cell of several lines is one."""
    rows = [part for row in _rows(lines) for part in _without_names(row)]
    joined: list[Line] = []
    done = 0
    owners = Counter(number for row in rows for number in range(row.first, row.last + 1))
    for table in _tables(rows):
        if any(owners[number] > 1 for row in table for number in range(row.first, row.last + 1)):
            continue  # part of a line is not of the table: better no row than a lost word
        joined += lines[done : table[0].first]
        joined += (_line(cells, row, lines[row.first]) for cells, row in zip(_aligned(table), table, strict=True))
        done = table[-1].last + 1
    return joined + lines[done:]


def _rows(lines: list[Line]) -> Iterator[_Row]:
    """Pieces as rows, in the order of drawing: each is a cell to the right, a further line of a cell, or a new row."""
    row: _Row | None = None
    for number, line in enumerate(lines):
        for piece in line.pieces:
            if row is not None and _is_next_cell(row, piece, line.size):
                row.cells.append([piece])
            elif row is not None and _goes_on(row, piece, line.size):
                row.cells[-1].append(piece)
            else:
                if row is not None:
                    yield row
                row = _Row([[piece]], number, number, line.size)
            row.last = number
    if row is not None:
        yield row


def _is_next_cell(row: _Row, piece: Piece, size: float) -> bool:
    cell = row.cells[-1]
    if _is_level(cell[-1], piece, size):
        return piece.left > cell[-1].right
    within = row.bottom - 0.3 * size <= piece.bottom <= row.top - row.size + 0.3 * size
    is_label = len(row.cells) > 1 or len(cell) <= _LABEL_LINES
    return piece.left > max(part.right for part in cell) and within and is_label


def _is_level(piece: Piece, other: Piece, size: float) -> bool:
    return abs(piece.bottom - other.bottom) < 0.2 * size


def _goes_on(row: _Row, piece: Piece, size: float) -> bool:
    last = row.cells[-1][-1]
    left, right = min(part.left for part in row.cells[-1]), max(part.right for part in row.cells[-1])
    return piece.left < right and piece.right > left and 0 < last.bottom - piece.bottom < _PITCH * max(size, row.size)


def _without_names(row: _Row) -> Iterator[_Row]:
    """Lines above a row that name a group of rows: the other cells stand on the line of the last one alone."""
    first = row.cells[0]
    if len(row.cells) > 1 and len(first) > 1 and _is_level(row.cells[1][0], first[-1], row.size):
        last = row.first + len(first) - 1
        yield _Row([first[:-1]], row.first, last - 1, row.size)
        yield _Row([first[-1:], *row.cells[1:]], last, row.last, row.size)
    else:
        yield row


def _tables(rows: list[_Row]) -> Iterator[list[_Row]]:
    """Stretches of rows of which two or more have cells under each other."""
    table: list[_Row] = []
    lone: list[_Row] = []
    for row in rows:
        is_prose = any(len(_text(cell).split()) > _LONGEST_CELL for cell in row.cells)
        follows = bool(table) and not is_prose and _follows((lone or table)[-1], row)
        if len(row.cells) == 1:
            if follows and len(lone) < _LONE_ROWS:
                lone.append(row)
                continue
        elif follows and _is_below(table[-1], row):
            table += [*lone, row]
            lone = []
            continue
        if _is_table(table):
            yield table
        table, lone = ([row] if len(row.cells) > 1 and not is_prose else []), []
    if _is_table(table):
        yield table


def _follows(row: _Row, after: _Row) -> bool:
    return after.first > row.last and 0 < row.bottom - after.bottom < _APART * row.size


def _is_below(row: _Row, after: _Row) -> bool:
    """Whether two cells stand under two others: flush with them, or between wide gaps, as heads over numbers do."""
    above, below = [_span(cell) for cell in row.cells], [_span(cell) for cell in after.cells]
    slack = _FLUSH * row.size
    pairs = [(a, b) for a in above for b in below if b[0] < a[1] and b[1] > a[0]]
    if not (_has_wide_gaps(above, row.size) and _has_wide_gaps(below, row.size)):
        pairs = [(a, b) for a, b in pairs if min(abs(a[0] - b[0]), abs(a[1] - b[1]), abs(sum(a) - sum(b)) / 2) < slack]
    return len({a for a, _ in pairs}) > 1 and len({b for _, b in pairs}) > 1


def _has_wide_gaps(spans: list[tuple[float, float]], size: float) -> bool:
    return all(after[0] - before[1] > _WIDE_GAP * size for before, after in pairwise(spans))


def _is_table(rows: list[_Row]) -> bool:
    several = [row for row in rows if len(row.cells) > 1]
    if len(several) < 2 or any(a.last >= b.first for a, b in pairwise(rows)):
        return False
    numbers = sum(any(c.isdigit() for cell in row.cells[1:] for c in _text(cell)) for row in several)
    words = [len(_text(cell).split()) for row in several for cell in row.cells]
    items = all(len(row.cells) == 2 and _ITEM.fullmatch(_text(row.cells[0])) for row in several)
    return not items and 2 * numbers >= len(several) and median(words) <= _WORDS


def _aligned(table: list[_Row]) -> Iterator[list[str]]:
    """The cells of each row, with empty ones where a column has none; as they are where cells span several columns."""
    columns: list[tuple[float, float]] = []
    for left, right in sorted(_span(cell) for row in table if len(row.cells) > 1 for cell in row.cells):
        if columns and left < columns[-1][1]:
            columns[-1] = (columns[-1][0], max(right, columns[-1][1]))
        else:
            columns.append((left, right))
    for row in table:
        texts = [_text(cell).replace("|", "/") for cell in row.cells]
        places = [_column(columns, _span(cell)) for cell in row.cells]
        if len(row.cells) == 1 or len(set(places)) < len(places):
            yield texts
        else:
            by_place = dict(zip(places, texts, strict=True))
            yield [by_place.get(number, "") for number in range(len(columns))]


def _column(columns: list[tuple[float, float]], span: tuple[float, float]) -> int:
    return next((number for number, (_, right) in enumerate(columns) if span[0] < right), len(columns) - 1)


def _span(cell: list[Piece]) -> tuple[float, float]:
    return min(piece.left for piece in cell), max(piece.right for piece in cell)


def _text(cell: list[Piece]) -> str:
    return " ".join(piece.text for piece in cell)


def _line(cells: list[str], row: _Row, line: Line) -> Line:
    return replace(line, text=f"| {' | '.join(cells)} |", bottom=row.bottom, top=row.top, is_row=True)
