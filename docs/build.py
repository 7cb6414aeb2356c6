"""Writes the pages that are made from code: `python docs/build.py` (or `make docs`); a test compares them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from readers_page import render_input_formats
from run_blocks import ROOT, run_blocks

from claimsift.export.formats import render_docs as render_formats
from claimsift.records.schema import render_docs


def _render_records(page: str) -> str:
    return render_docs()


def _render_analysts(page: str) -> str:
    """The page with its blocks run and the table of formats between its two marks."""
    before, rest = page.split("<!-- formats -->\n")
    after = rest.split("<!-- /formats -->", 1)[1]
    return run_blocks(f"{before}<!-- formats -->\n{render_formats()}<!-- /formats -->{after}")


PAGES: dict[str, Callable[[str], str]] = {
    "docs/records.md": _render_records,
    "docs/batch.md": run_blocks,
    "docs/evaluate.md": run_blocks,
    "docs/models.md": run_blocks,
    "docs/quantities.md": run_blocks,
    "docs/readers.md": render_input_formats,
    "docs/analysts.md": _render_analysts,
    "README.md": run_blocks,
}


def build() -> None:
    """Write every page as it would be now."""
    for name, render in PAGES.items():
        path = ROOT / name
        path.write_text(render(path.read_text(encoding="utf-8") if path.exists() else ""), encoding="utf-8")


if __name__ == "__main__":
    build()
