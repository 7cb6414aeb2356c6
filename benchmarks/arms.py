"""Arms of trials on RCT-ART (development half): which are found, and which arm each value belongs to.

    python benchmarks/arms.py SHARED --peers /tmp/peers

Two tables, claimsift and spaCy's general NER in one run. Found: arms that a found span overlaps, and spans that overlap
an arm. Value to arm: of each value that belongs to an arm, the arm chosen without being given the arms; spaCy's answer
is its nearest entity. With the arms given, claimsift's linker stands beside the nearest arm.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ask import ask, install_peer

from claimsift.builder import load
from claimsift.records import Claim, Layout, Provenance, Quantity, TextSpan, TreatmentMention
from claimsift.stages.link_treatments.link_treatments import link_treatments
from claimsift.stages.segment import find_layout

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
    linker = load().nlp.get_pipe("claimsift_link_treatments")
    tools = {"claimsift": [answer_of_claimsift(row, linker) for row in rows]}
    if options.peers is not None:
        tools["spaCy en_core_web_sm, nearest entity"] = answers_of_spacy(rows, install_peer("spacy_ner", options.peers))
    print("\n".join(found_table(rows, tools)))
    print()
    print("\n".join(link_table(rows, tools)))
    print()
    print("\n".join(given_table(rows)))


def arms_of(row: Mapping[str, Any]) -> list[Span]:
    return sorted((s["start"], s["end"]) for s in row["spans"] if s["label"] == "INTV")


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


def claims_of(row: Mapping[str, Any], layout: Layout) -> tuple[Claim, ...]:
    """The row's values as claims with no more than what linking reads."""
    text, claims = row["text"], []
    for start, end in sorted((s["start"], s["end"]) for s in row["spans"] if s["label"] == "MEAS"):
        sentence = layout.sentence_at(start)
        first, last = (sentence.start, sentence.end) if sentence else (start, end)
        quantity = Quantity(text[start:end], start, end, None, None)
        whole = TextSpan(text[first:last], first, last)
        claims.append(Claim(f"clm_{start}", "example", "proportion", quantity, whole, Provenance("gold", "0")))
    return tuple(claims)


def answer_of_claimsift(row: Mapping[str, Any], linker: Any) -> Answer:
    layout = find_layout(row["text"])
    claims = claims_of(row, layout)
    mentions = linker.find_mentions(row["text"], layout, claims)
    links, _ = link_treatments(row["text"], layout, claims, mentions)
    chosen = {
        (claim.quantity.start, claim.quantity.end): (link.start, link.end) if link else None
        for claim, link in zip(claims, links, strict=True)
    }
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


def given_table(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The pairs of a value and its arm where the arms are given, as the published figures have it."""
    lines = ["| value to arm, arms given | precision | recall | F1 |", "| --- | --: | --: | --: |"]
    for name, choose in (("claimsift", choose_by_linker), ("nearest arm", choose_nearest)):
        total = predicted = right = 0
        for row in rows:
            wanted = wanted_of(row)
            for value, arm in choose(row).items():
                total += len({row["text"][slice(*span)].lower() for span in wanted.get(value, ())})
                predicted += arm is not None
                right += arm is not None and arm in wanted.get(value, ())
        lines.append(f"| {name} | {_cells(right / max(1, predicted), right / max(1, total))} |")
    lines.append("| BioBERT (published, RCT-ART's own test) | | | 0.804 |")
    return lines


def choose_by_linker(row: Mapping[str, Any]) -> dict[Span, Span | None]:
    text, layout = row["text"], find_layout(row["text"])
    mentions = tuple(TreatmentMention(text[start:end], text[start:end], start, end) for start, end in arms_of(row))
    claims = claims_of(row, layout)
    links, _ = link_treatments(text, layout, claims, mentions)
    return {
        (claim.quantity.start, claim.quantity.end): (link.start, link.end) if link else None
        for claim, link in zip(claims, links, strict=True)
    }


def choose_nearest(row: Mapping[str, Any]) -> dict[Span, Span | None]:
    arms = arms_of(row)
    values = ((s["start"], s["end"]) for s in row["spans"] if s["label"] == "MEAS")
    return {value: min(arms, key=lambda arm: _distance(arm, value), default=None) for value in values}


def _cells(precision: float, recall: float) -> str:
    return f"{precision:.3f} | {recall:.3f} | {2 * precision * recall / max(1e-9, precision + recall):.3f}"


def _distance(span: Span, value: Span) -> int:
    return max(span[0] - value[1], value[0] - span[1], 0)


def _overlap(left: Span, right: Span) -> bool:
    return left[0] < right[1] and right[0] < left[1]


if __name__ == "__main__":
    main()
