"""Renders the table of formats for docs/readers.md."""

from __future__ import annotations

import re

from claimsift.stages.read.formats import COMPRESSIONS, FORMATS, Format

_TABLE = re.compile(r"(<!-- formats -->\n).*?(<!-- end of formats -->)", re.DOTALL)


def render_input_formats(page: str) -> str:
    """The page with the table of formats as it is now."""
    rows = ["| format | endings | what is read | install |", "| --- | --- | --- | --- |"]
    rows += [_row(entry) for entry in (*FORMATS.values(), *COMPRESSIONS.values())]
    return _TABLE.sub(lambda match: match[1] + "\n".join(rows) + "\n" + match[2], page)


def _row(entry: Format) -> str:
    endings = " ".join(f"`{ending}`" for ending in entry.endings)
    install = f"`pip install 'claimsift[{entry.extra}]'`" if entry.extra else ""
    return f"| `{entry.name}` | {endings} | {entry.about} | {install} |"
