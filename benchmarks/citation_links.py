"""Citations of the development gold and of the corpus, linked from gold claim spans.

    python benchmarks/citation_links.py SHARED [--errors] [--gold FILE]

`--gold` reads one other gold file instead, whose articles lie beside it or where its rows say.

The claims are those of the gold, so that the figure is the linking's own. `held out` is what the released weights are
trained without: see models/citation_scope/train.py --measure.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from claimsift.records import Claim, Layout, Provenance, Quantity, Reference, TextSpan
from claimsift.stages.link_citations.parse_list import parse_list
from claimsift.stages.link_citations.resolve_citations import resolve_citations
from claimsift.stages.read import read_article
from claimsift.stages.segment import find_layout

ROOT = Path(__file__).resolve().parents[1]


def gold_files(shared: Path) -> list[Path]:
    """The gold that the weights are learned on: development articles and corpus."""
    return [shared / "gold/dev.jsonl", ROOT / "corpus/gold/corpus.jsonl"]


def read_gold(gold: Path) -> list[tuple[str, str, list[dict[str, Any]]]]:
    """Article id, text and gold claims of each article."""
    found = []
    for line in gold.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        folders = (gold.parents[1], gold.parents[2], gold.parent)
        path = next(p for folder in folders if (p := folder / row["file"]).exists())
        found.append((row["id"], read_article(path, row["id"]).text, row["claims"]))
    return found


def prepare(text: str) -> tuple[Layout, tuple[Reference, ...]]:
    layout = find_layout(text)
    return layout, parse_list("", layout.references)


def claim_of(row: dict[str, Any]) -> Claim:
    """A claim with no more than what linking reads."""
    quantity = Quantity(row["text"], row["start"], row["end"], None, None)
    return Claim("clm_gold", "", row["kind"], quantity, TextSpan("", 0, 0), Provenance("gold", ""))


def keys_of(references: tuple[str, ...]) -> set[str]:
    """The printed keys, as the gold scorer compares them."""
    return {key.split(":")[-1] for key in references if not key.startswith("link:")}


def main() -> None:
    files = [Path(sys.argv[sys.argv.index("--gold") + 1])] if "--gold" in sys.argv else gold_files(Path(sys.argv[1]))
    for gold in files:
        report(gold, show="--errors" in sys.argv)


def report(gold: Path, *, show: bool) -> None:
    right, total = Counter[str](), Counter[str]()
    for article, text, rows in read_gold(gold):
        layout, references = prepare(text)
        found = resolve_citations(text, layout, references, tuple(claim_of(row) for row in rows))
        for row, (link, step) in zip(rows, found, strict=True):
            if row["optional"] or row["references"] is None:
                continue
            keys = keys_of(link.references) if link else set()
            total[article] += 1
            right[article] += keys == set(row["references"])
            if show and keys != set(row["references"]):
                method = link.method if link else None
                print(f"{article} {row['text']!r} want {row['references']} got {sorted(keys)} {method}")
                for candidate in step.candidates[:3]:
                    print(f"      {candidate.name} {candidate.score:.2f} {dict(candidate.features)}")
    for article in total:
        print(f"{article:28} {right[article]:3}/{total[article]:3}  {right[article] / total[article]:.3f}")
    fbss = [article for article in total if article.startswith("fbss")]
    if fbss:
        print(f"{'fbss':28} {sum(right[a] for a in fbss) / max(1, sum(total[a] for a in fbss)):.3f}")
    print(f"{'all of ' + gold.name:28} {right.total() / total.total():.3f} of {total.total()}")


if __name__ == "__main__":
    main()
