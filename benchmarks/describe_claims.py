"""Measures describe_claims on gold spans: outcome, population, time point and assertion, without a detector's mistakes.

    python benchmarks/describe_claims.py GOLD.jsonl [--errors]

Claims are made of the gold's own spans, kinds and values, so that every figure is of this stage alone. Only the
outcome is chosen by a trained model: `python models/train_describe_outcomes.py … --leave-one-out` gives its token F1 on
articles that were not trained on. The definitions are those of the gold's scorer.
"""

from __future__ import annotations

import argparse
import collections
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from claimsift.records import Claim, Provenance, Quantity, TextSpan
from claimsift.stages.describe_claims.describe_claims import describe_claims
from claimsift.stages.read import read_article
from claimsift.stages.segment import find_layout

STOP = frozenset(
    "a an the of in on at for to with and or after following by from as was were is are had have their his her".split()  # noqa: SIM905
)


def words(text: str | None) -> collections.Counter[str]:
    found = [w for w in re.findall(r"[a-z0-9]+", (text or "").lower().replace("-", " ")) if w not in STOP]
    return collections.Counter(w[:-1] if len(w) > 3 and w.endswith("s") and not w.endswith("ss") else w for w in found)


def token_f1(first: str | None, second: str | None) -> float:
    one, two = words(first), words(second)
    shared = sum((one & two).values())
    return 2 * shared / (sum(one.values()) + sum(two.values())) if shared else 0.0


def read_gold(path: Path) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The text and the gold claims of each article; articles are named relative to a folder above the gold file."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        file = next(folder / row["file"] for folder in path.resolve().parents if (folder / row["file"]).exists())
        yield read_article(file, row["id"]).text, sorted(row["claims"], key=lambda c: (c["start"], c["end"]))


def claim_of(gold: dict[str, Any]) -> Claim:
    value = tuple(gold["value"]) if isinstance(gold["value"], list) else gold["value"]
    quantity = Quantity(gold["text"], gold["start"], gold["end"], value, gold["unit"], gold["modifier"])
    name = f"{gold['start']}-{gold['end']}"
    return Claim(name, "", gold["kind"], quantity, TextSpan("", 0, 0), Provenance("gold", "0"))


def compare(path: Path) -> Iterator[tuple[dict[str, Any], Claim]]:
    for text, gold in read_gold(path):
        described = describe_claims(text, find_layout(text), tuple(claim_of(row) for row in gold))
        yield from ((row, claim) for row, claim in zip(gold, described, strict=True) if not row["optional"])


def is_right_time(gold: str | None, got: str | None) -> bool:
    return token_f1(gold, got) >= 0.5 if gold else not got


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--errors", action="store_true", help="print every claim with a wrong field")
    arguments = parser.parse_args()
    figures: dict[str, list[float]] = collections.defaultdict(list)
    for gold, claim in compare(arguments.gold):
        outcome, population = (span.text if span else None for span in (claim.outcome, claim.population))
        timepoint = claim.timepoint.text if claim.timepoint else None
        right = {
            "outcome": token_f1(gold["outcome"], outcome) if gold["outcome"] else None,
            "population": token_f1(gold["population"], population) if gold["population"] else None,
            "timepoint": float(is_right_time(gold["timepoint"], timepoint)),
            "assertion": float(gold["assertion"] == claim.assertion),
        }
        got = {"outcome": outcome, "population": population, "timepoint": timepoint, "assertion": claim.assertion}
        for name, value in right.items():
            if value is None:
                continue
            figures[name].append(value)
            if arguments.errors and value < 0.5:
                print(f"{name} | {gold['text']} | want {gold[name]} | got {got[name]}")
    for name, values in figures.items():
        print(f"{name:12} {sum(values) / len(values):.3f}  of {len(values)} claims")


if __name__ == "__main__":
    main()
