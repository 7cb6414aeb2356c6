"""The workbook of an export, read by openpyxl (`pip install openpyxl` in an environment of its own).

Writes one line: how many rows there are, and the cells that are formulas, links or errors.
"""

from __future__ import annotations

import json
import sys

from openpyxl import load_workbook


def main() -> None:
    rows, faults = 0, []
    for sheet in load_workbook(sys.argv[1]):
        for row in sheet.iter_rows(min_row=2):
            rows += 1
            faults += [f"{sheet.title}!{cell.coordinate}" for cell in row if cell.data_type in "fe" or cell.hyperlink]
    print(json.dumps({"items": rows, "faults": faults}))


if __name__ == "__main__":
    main()
