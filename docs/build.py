"""Writes the pages that are made from code: `python docs/build.py` (or `make docs`); a test compares them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from readers_page import render_formats
from run_blocks import ROOT, run_blocks

from claimsift.records.schema import render_docs


def _render_records(page: str) -> str:
    return render_docs()


PAGES: dict[str, Callable[[str], str]] = {
    "docs/records.md": _render_records,
    "docs/evaluate.md": run_blocks,
    "docs/readers.md": render_formats,
    "README.md": run_blocks,
}


def build() -> None:
    """Write every page as it would be now."""
    for name, render in PAGES.items():
        path = ROOT / name
        path.write_text(render(path.read_text(encoding="utf-8") if path.exists() else ""), encoding="utf-8")


if __name__ == "__main__":
    build()
