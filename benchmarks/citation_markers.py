"""Markers and their entries on the jats_ccby articles, flattened to plain text.

    python benchmarks/citation_markers.py SHARED [--errors]

Each article becomes its paragraphs, then "References" and the numbered entries. A found marker counts where it
overlaps one of the publisher's; its entries are right where the numbers are the same. Superscripts that the
flattening glued to a word are reported apart.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from claimsift.records import CitationMarker
from claimsift.stages.segment import find_layout


def flatten(article: dict[str, Any]) -> tuple[str, list[dict[str, Any]]]:
    """The article as plain text, and the publisher's markers with offsets into it."""
    parts: list[str] = []
    gold: list[dict[str, Any]] = []
    position = 0
    for paragraph in article["paragraphs"]:
        gold += [{**m, "start": m["start"] + position, "end": m["end"] + position} for m in paragraph["markers"]]
        parts.append(paragraph["text"] + "\n\n")
        position += len(parts[-1])
    parts.append("References\n\n")
    parts += [f"{number}. {raw}\n" for number, raw in references_of(article)]
    return "".join(parts), gold


def references_of(article: dict[str, Any]) -> list[tuple[int, str]]:
    return [(r["number"], " ".join(r["text"].split())) for r in article["references"]]


def score(gold: list[dict[str, Any]], found: list[CitationMarker]) -> tuple[Counter[str], list[str]]:
    """Counts of matched, missed, spurious and rightly resolved markers, by kind of gold marker."""
    counts: Counter[str] = Counter()
    errors: list[str] = []
    used: set[int] = set()
    for marker in gold:
        kind = "superscript" if marker["sup"] else "inline"
        match = next(
            (i for i, f in enumerate(found) if i not in used and f.start < marker["end"] and marker["start"] < f.end),
            None,
        )
        if match is None:
            counts[f"{kind} missed"] += 1
            errors.append(f"missed {marker['text']!r} at {marker['start']}")
            continue
        used.add(match)
        counts[f"{kind} found"] += 1
        if set(found[match].keys) == {str(n) for n in marker["refs"]}:
            counts[f"{kind} right"] += 1
        else:
            errors.append(
                f"keys of {marker['text']!r}: {found[match].text!r} {found[match].keys}, want {marker['refs']}"
            )
    kind = "superscript" if sum(m["sup"] for m in gold) > len(gold) / 2 else "inline"
    for index, marker in enumerate(found):
        if index not in used:
            counts[f"{kind} spurious"] += 1
            errors.append(f"spurious {marker.text!r} {marker.style} at {marker.start}")
    return counts, errors


def main() -> None:
    shared = Path(sys.argv[1])
    total: Counter[str] = Counter()
    for line in (shared / "data/jats_ccby/articles.jsonl").open(encoding="utf-8"):
        article = json.loads(line)
        text, gold = flatten(article)
        layout = find_layout(text)
        found = [m for m in layout.markers if m.style != "hyperlink"]
        counts, errors = score(gold, found)
        total += counts
        if "--errors" in sys.argv and errors:
            print(article["id"], dict(counts), len([r for r in layout.references if r.raw]), len(article["references"]))
            for error in errors[:12]:
                at = int(error.rsplit(" ", 1)[1]) if " at " in error else None
                print("   ", error, "" if at is None else repr(text[max(0, at - 30) : at + 25]))
    for kind in ("inline", "superscript"):
        found_, missed, spurious = (total[f"{kind} {what}"] for what in ("found", "missed", "spurious"))
        f1 = 2 * found_ / max(1, 2 * found_ + missed + spurious)
        print(
            f"{kind:12} markers F1 {f1:.4f}  found {found_} missed {missed} spurious {spurious}"
            f"  right entries {total[f'{kind} right'] / max(1, found_):.4f}"
        )


if __name__ == "__main__":
    main()
