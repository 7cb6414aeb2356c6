"""Says which blocks of a report on its own study are its methods and which its results."""

from __future__ import annotations

import re

from claimsift.lexicon import load_table
from claimsift.records import Layout

METHODS, RESULTS = "methods", "results"


def find_report_parts(text: str, layout: Layout) -> dict[int, str]:
    """Block index → `methods` or `results`.

    Sections such as "Participants" or "Effects on pain" that follow the one with the telling name belong to it, up to
    the next telling name ("Discussion").
    """
    cues = load_table("citation_cues")
    patterns = {part: re.compile(cues[f"{part}_part"]["pattern"]) for part in (METHODS, RESULTS, "other")}
    parts: dict[int, str] = {}
    part = "other"
    for index, block in enumerate(layout.blocks):
        if block.kind == "heading":
            head = text[block.text_start : block.end].strip(" #*:").lower()
            part = next((name for name, pattern in patterns.items() if pattern.match(head)), part)
        if part != "other":
            parts[index] = part
    return parts
