"""Writes the pages that are made from code: `python docs/build.py` (or `make docs`); a test compares them."""

from __future__ import annotations

from pathlib import Path

from claimsift.records.schema import render_docs

PAGES = {"records.md": render_docs}

if __name__ == "__main__":
    for name, render in PAGES.items():
        (Path(__file__).parent / name).write_text(render(), encoding="utf-8")
