"""Arms of trials on RCT-ART (development half): which are found, and which arm each value belongs to.

    python benchmarks/arms.py SHARED --peers /tmp/peers

Two tables, claimsift and spaCy's general NER in one run. Found: arms that a found span overlaps, and spans that overlap
an arm. Value to arm: of each value that belongs to an arm, the arm chosen without being given the arms; spaCy's answer
is its nearest entity. With the arms given, claimsift's linker stands beside the nearest arm.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "models"))

from ask import ask, install_peer  # noqa: E402
from train_treatment_links import choose  # noqa: E402
from treatment_examples import find_mentions, make_claim, read_trials  # noqa: E402

from claimsift.lexicon import load_table  # noqa: E402
from claimsift.stages.link_treatments.link_treatments import link_treatments  # noqa: E402
from claimsift.stages.segment import find_layout  # noqa: E402

Span = tuple[int, int]
# What a tool finds in a row: the spans of arms, and the span that it gives to each value.
Answer = tuple[list[Span], dict[Span, Span | None]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("shared", type=Path, help="folder of the development data")
    parser.add_argument("--peers", type=Path, metavar="FOLDER", help="install spaCy's model there, and score it too")
    options = parser.parse_args()
    data = options.shared / "data"
    rows = [json.loads(line) for line in (data / "rct_art/dev.jsonl").read_text(encoding="utf-8").splitlines()]
    rows = [{"id": row["id"], **row["detok"], "relations": row["relations"]} for row in rows]
    tools = {"claimsift": [answer_of_claimsift(row) for row in rows]}
    if options.peers is not None:
        tools["spaCy en_core_web_sm, nearest entity"] = answers_of_spacy(rows, install_peer("spacy_ner", options.peers))
    print("\n".join(found_table(rows, tools)))
    print()
    print("\n".join(link_table(rows, tools)))
    print()
    print("\n".join(given_table(data)))


def arms_of(row: Mapping[str, Any]) -> list[Span]:
    return [(s["start"], s["end"]) for s in row["spans"] if s["label"] == "INTV"]


def wanted_of(row: Mapping[str, Any]) -> dict[Span, list[Span]]:
    """The arms of each value that belongs to one; an arm that is named again by the same words counts too."""
    spans = {s["id"]: s for s in row["spans"]}
    wanted: dict[Span, list[Span]] = {}
    for relation in row["relations"]:
        arm, value = spans.get(relation["head"]), spans.get(relation["child"])
        if relation["type"] in ("A1_RES", "A2_RES") and arm and value and value["label"] == "MEAS":
            same = [s for s in spans.values() if s["label"] == "INTV" and s["text"].lower() == arm["text"].lower()]
            wanted.setdefault((value["start"], value["end"]), []).extend((s["start"], s["end"]) for s in same)
    return wanted


def answer_of_claimsift(row: Mapping[str, Any]) -> Answer:
    text = row["text"]
    layout = find_layout(text)
    values = sorted((s["start"], s["end"]) for s in row["spans"] if s["label"] == "MEAS")
    claims = tuple(make_claim(text, layout, start, end, kind="proportion") for start, end in values)
    mentions = find_mentions(text, layout, claims)
    links, _ = link_treatments(text, layout, claims, mentions)
    chosen = {value: (link.start, link.end) if link else None for value, link in zip(values, links, strict=True)}
    return [(m.start, m.end) for m in mentions], chosen


def answers_of_spacy(rows: Sequence[Mapping[str, Any]], python: str) -> list[Answer]:
    answers = ask("spacy_ner", python, rows)
    found = []
    for row in rows:
        spans = [(start, end) for start, end in answers[row["id"]]["spans"]]
        chosen = {value: min(spans, key=lambda span: _distance(span, value), default=None) for value in wanted_of(row)}
        found.append((spans, chosen))
    return found


def found_table(rows: Sequence[Mapping[str, Any]], tools: Mapping[str, Sequence[Answer]]) -> list[str]:
    lines = ["| arms found by | arms | found | precision | recall | F1 |", "| --- | --: | --: | --: | --: | --: |"]
    for name, answers in tools.items():
        arms = [(i, arm) for i, row in enumerate(rows) for arm in arms_of(row)]
        spans = [(i, span) for i, (found, _) in enumerate(answers) for span in found]
        touched = sum(any(i == k and _overlap(span, arm) for k, arm in arms) for i, span in spans)
        reached = sum(any(i == k and _overlap(span, arm) for k, span in spans) for i, arm in arms)
        precision, recall = touched / max(1, len(spans)), reached / max(1, len(arms))
        lines.append(f"| {name} | {len(arms)} | {len(spans)} | {_cells(precision, recall)} |")
    return lines


def link_table(rows: Sequence[Mapping[str, Any]], tools: Mapping[str, Sequence[Answer]]) -> list[str]:
    lines = ["| value to arm, arms not given | values | right | share |", "| --- | --: | --: | --: |"]
    for name, answers in tools.items():
        total = right = 0
        for row, (_, chosen) in zip(rows, answers, strict=True):
            for value, arms in wanted_of(row).items():
                span = chosen.get(value)
                total += 1
                right += span is not None and any(_overlap(span, arm) for arm in arms)
        lines.append(f"| {name} | {total} | {right} | {right / max(1, total):.3f} |")
    return lines


def given_table(data: Path) -> list[str]:
    """The pairs of a value and its arm where the arms are given, as the published figures have it."""
    weights = load_table("treatment_link_weights")["weights"]
    lines = ["| value to arm, arms given | precision | recall | F1 |", "| --- | --: | --: | --: |"]
    for name in ("claimsift", "nearest arm"):
        total = predicted = right = 0
        for example, wanted in read_trials(data, "dev"):
            total += wanted
            named = [(c, ok) for c, ok in zip(example.candidates, example.right, strict=True) if c.mention]
            if name == "claimsift":
                is_right, entity, _ = choose(example, weights)
                predicted, right = predicted + (entity is not None), right + (is_right and entity is not None)
            elif named:
                sides = ("distance_before", "distance_after")
                nearest = min(named, key=lambda pair: min(pair[0].features.get(side, 9.0) for side in sides))
                predicted, right = predicted + 1, right + nearest[1]
        lines.append(f"| {name} | {_cells(right / max(1, predicted), right / max(1, total))} |")
    lines.append("| BioBERT (published, RCT-ART's own test) | | | 0.804 |")
    return lines


def _cells(precision: float, recall: float) -> str:
    return f"{precision:.3f} | {recall:.3f} | {2 * precision * recall / max(1e-9, precision + recall):.3f}"


def _distance(span: Span, value: Span) -> int:
    return max(span[0] - value[1], value[0] - span[1], 0)


def _overlap(left: Span, right: Span) -> bool:
    return left[0] < right[1] and right[0] < left[1]


if __name__ == "__main__":
    main()
