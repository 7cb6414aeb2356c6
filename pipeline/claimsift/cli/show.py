"""Prints a run's claims as a table."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from claimsift.stages.write.read_run import read_info, read_lines

_COLUMNS = (("article", 22), ("number", 18), ("kind", 10), ("outcome", 26), ("treatment", 22))
_SOURCE = 30  # the last column: at least this wide, else what the terminal leaves


def show_lines(folder: Path, limit: int) -> Iterator[str]:
    """The first `limit` claims of a run, a row each, and the count of the rest.

    Raises:
        RunError: the folder holds no complete run.
    """
    total = read_info(folder)["counts"]["claims"]
    sources = {(line["article_id"], line["reference_id"]): line for line in read_lines(folder, "references")}
    widths = [width for _, width in _COLUMNS]
    widths.append(max(_SOURCE, shutil.get_terminal_size((140, 0)).columns - sum(widths) - len(widths)))
    yield _line([*(name for name, _ in _COLUMNS), "source"], widths)
    for claim in islice(read_lines(folder, "claims"), limit):
        yield _line(_row(claim, sources), widths)
    if total > limit:
        yield f"… and {total - limit:,} more in {folder / 'claims.jsonl'}"


def _line(cells: list[str], widths: list[int]) -> str:
    tidy = [" ".join(cell.split()) for cell in cells]
    cut = [cell if len(cell) <= width else cell[: width - 1] + "…" for cell, width in zip(tidy, widths, strict=True)]
    return " ".join(cell.ljust(width) for cell, width in zip(cut, widths, strict=True)).rstrip()


def _row(claim: dict[str, Any], sources: dict[tuple[str, str], dict[str, Any]]) -> list[str]:
    bound = (claim["quantity"]["modifier"] or "").replace("_", " ")
    outcome = claim["outcome"]["text"] if claim["outcome"] else "–"
    treatment = claim["treatment"]["name"] if claim["treatment"] else "–"
    number = f"{bound} {claim['quantity']['text']}"
    return [claim["article_id"], number, claim["kind"], outcome, treatment, _source(claim, sources)]


def _source(claim: dict[str, Any], sources: dict[tuple[str, str], dict[str, Any]]) -> str:
    keys = claim["citation"]["references"] if claim["citation"] else []
    entries = [(key, sources.get((claim["article_id"], key), {})) for key in keys]
    return "; ".join(f"[{key}] {entry.get('raw') or entry.get('url') or ''}" for key, entry in entries) or "none named"
