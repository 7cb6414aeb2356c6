"""Flat text tables and a workbook: CSV, XLSX. No cell is a formula."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

from claimsift.errors import MissingExtraError
from claimsift.export.columns import TABLES, table_columns, table_rows

# A spreadsheet program runs a cell that begins so (OWASP, "CSV Injection").
_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
# XML 1.0 has no place for these.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_MOST_IN_CELL = 32_767  # characters, Excel's limit


def write_csv(folder: Path, target: Path, *, reviewed: bool) -> None:
    """`claims.csv`, `references.csv`, `articles.csv`, `rejected.csv`: RFC 4180, UTF-8; lists are JSON."""
    target.mkdir(parents=True)
    for name in TABLES:
        with (target / f"{name}.csv").open("w", encoding="utf-8", errors="replace", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([column.name for column in table_columns(name)])
            for row in table_rows(folder, name, reviewed=reviewed):
                writer.writerow([_flat(neutralise(cell)) for cell in row])


def write_xlsx(folder: Path, target: Path, *, reviewed: bool) -> None:
    """One workbook with a sheet a table; texts longer than a cell may be are cut and end with `…`."""
    try:
        import xlsxwriter
    except ImportError as error:
        raise MissingExtraError("XlsxWriter", extra="tables") from error
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "in_memory": False,
    }
    with xlsxwriter.Workbook(str(target), options) as workbook:
        workbook.set_properties({"title": "claimsift run"})
        head = workbook.add_format({"bold": True})
        for name in TABLES:
            sheet = workbook.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            sheet.write_row(0, 0, [column.name for column in table_columns(name)], head)
            for number, row in enumerate(table_rows(folder, name, reviewed=reviewed), start=1):
                for index, cell in enumerate(map(_flat, row)):
                    if isinstance(cell, str):
                        sheet.write_string(number, index, _fit(cell))
                    elif cell is not None:
                        sheet.write_number(number, index, cell)


def neutralise(cell: Any) -> Any:
    """A cell that no spreadsheet program runs: text that begins like a formula gets an apostrophe before it."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in _FORMULA else cell


def _flat(cell: Any) -> Any:
    return json.dumps(cell, ensure_ascii=False) if isinstance(cell, list) else cell


def _fit(cell: str) -> str:
    clean = _CONTROL.sub("\ufffd", cell)
    return clean if len(clean) <= _MOST_IN_CELL else clean[: _MOST_IN_CELL - 1] + "…"
