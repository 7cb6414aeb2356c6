"""Scores quantity spans on public sets, each under the set's own conventions.

    python benchmarks/quantities.py ../shared [--errors]

`rct_art`: result values (`MEAS`) of trial abstracts; `grobid_quantities`: every quantity of whole documents;
`jats_ccby`: citation markers, of which none may be read as a quantity. An adapter maps our spans to each set's habits
and is the only thing that knows them.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from claimsift.records import Claim, Quantity
from claimsift.stages.detect_claims import find_quantities
from claimsift.stages.detect_claims.find_claims import find_claims
from claimsift.stages.segment import find_layout

Span = tuple[int, int]
_PARTS = re.compile(r"\s?[(\[](?:SD|SE|95%|90%|99%|\+/-|±)[^()\[\]]{1,40}[)\]]|;\s95% CI[^()]{1,30}\)")
_GROUP = re.compile(r"[\s-](?:group|arm|dose)\b")
_EFFECT_NOUN = re.compile(r"\s(?:reduction|increase|decrease|difference|lower|higher|greater|less|more)\b")
_NOUN = re.compile(r"(?:\s(?:of\sthe\s)?(?:patients|subjects|women|men|eyes|pts|participants|children|infants))\b")


def read_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def print_scores(name: str, pairs: Iterable[tuple[str, list[Span], list[Span]]], *, errors: bool) -> None:
    """Exact F1, overlap F1 and overlap recall of predicted spans against gold spans."""
    exact = over_gold = over_said = gold_count = said_count = 0
    for text, gold, said in pairs:
        gold_count, said_count = gold_count + len(gold), said_count + len(said)
        exact += len(set(gold) & set(said))
        over_gold += sum(any(s < e2 and s2 < e for s2, e2 in said) for s, e in gold)
        over_said += sum(any(s < e2 and s2 < e for s2, e2 in gold) for s, e in said)
        if errors and set(gold) != set(said):
            print(f"  {text[:400]!r}\n    only gold {[text[a:b] for a, b in gold if (a, b) not in said]}")
            print(f"    only said {[text[a:b] for a, b in said if (a, b) not in gold]}")
    precision, recall = over_said / max(said_count, 1), over_gold / max(gold_count, 1)
    print(
        f"{name}: exact F1 {2 * exact / max(gold_count + said_count, 1):.3f}, overlap F1 "
        f"{2 * precision * recall / max(precision + recall, 1e-9):.3f}, overlap recall {recall:.3f}, "
        f"overlap precision {precision:.3f} ({gold_count} gold, {said_count} said)"
    )


def result_values(text: str) -> list[Span]:
    """Our claims as `MEAS` spans: results alone, a change as one, with a count's noun and the parts in brackets."""
    layout = find_layout(text)
    quantities, _ = find_quantities(text, layout)
    claims, _ = find_claims(text, layout, quantities)
    spans: list[Span] = []
    for claim in claims:
        quantity = claim.quantity
        if _compares(text, claim) or _describes(text, claim) or quantity.form == "n_equals":
            continue
        if quantity.modifier in ("at_least", "at_most", "less_than") and quantity.form != "n_percent":
            continue
        end = _end_with_noun(text, quantity)
        if quantity.baseline and spans and spans[-1][0] == quantity.baseline.start:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((quantity.start, end))
    return spans


def _compares(text: str, claim: Claim) -> bool:
    """Whether a number compares the arms (a ratio, a difference) where `MEAS` are an arm's own results."""
    quantity = claim.quantity
    if claim.kind != "effect" or quantity.unit == "percentage point":
        return False
    return quantity.unit != "%" or (
        text[quantity.start - 1 : quantity.start] != "(" and _EFFECT_NOUN.match(text, quantity.end) is not None
    )


def _describes(text: str, claim: Claim) -> bool:
    """Whether a dose or a time says how the arm was treated, not what came out."""
    quantity = claim.quantity
    if quantity.form == "adjective" or _GROUP.match(text, quantity.end):
        return True
    before = text[max(0, quantity.start - 140) : quantity.start]
    if claim.kind == "dose":
        return not re.search(r"\b(?:[Mm]ean|[Mm]edian|[Aa]verage)\b[^.;]*\Z", before) and not _in_brackets(
            text, quantity
        )
    changed = quantity.spread or quantity.interval or quantity.baseline
    return claim.kind == "duration" and not changed and _is_time(text, quantity)


def _in_brackets(text: str, quantity: Quantity) -> bool:
    return text[quantity.start - 1 : quantity.start] == "(" and quantity.unit == "%"


def _is_time(text: str, quantity: Quantity) -> bool:
    before = text[max(0, quantity.start - 20) : quantity.start]
    return bool(re.search(r"\b(?:at|after|within|during|over|for|by|of|in|every|the)\s(?:the\s)?\Z", before))


def _end_with_noun(text: str, quantity: Quantity) -> int:
    noun = _NOUN.match(text, quantity.end)
    takes = quantity.form in ("number", "n_of_m", "n_percent", "zero") and (quantity.form != "zero")
    end = noun.end() if noun and takes else quantity.end
    parts = _PARTS.match(text, end)
    return parts.end() if parts and (quantity.spread or quantity.interval) else end


def all_values(text: str) -> list[Span]:
    """Our quantities as grobid's: a list with one unit is one span, and a spread is part of its value."""
    layout = find_layout(text)
    spans: list[Span] = []
    for quantity in find_quantities(text, layout)[0]:
        gap = text[spans[-1][1] : quantity.start] if spans else ""
        listed = spans and re.fullmatch(r",\s?|,?\s(?:and|or)\s", gap) and text[spans[-1][0] : spans[-1][1]].isdigit()
        if listed:
            spans[-1] = (spans[-1][0], quantity.end)
        else:
            spans.append((quantity.start, quantity.end))
    return spans


def print_markers(folder: Path) -> None:
    """The share of the publishers' own citation markers that a quantity touches, with each reference list."""
    entries: dict[str, list[str]] = {}
    for row in read_lines(folder / "references.jsonl"):
        entries.setdefault(row["id"].split(":")[0], []).append(f"{row['number']}. {row['text']}")
    markers = touched = 0
    for article in read_lines(folder / "articles.jsonl"):
        spans: list[Span] = []
        text = ""
        for paragraph in article["paragraphs"]:
            spans += [(m["start"] + len(text), m["end"] + len(text)) for m in paragraph["markers"]]
            text += paragraph["text"] + "\n\n"
        text += "References\n\n" + "\n".join(entries.get(article["id"], []))
        quantities, _ = find_quantities(text, find_layout(text))
        markers += len(spans)
        touched += sum(any(q.start < end and start < q.end for q in quantities) for start, end in spans)
    print(f"jats_ccby: {touched} of {markers} markers read as quantities ({touched / markers:.2%})")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--errors", action="store_true")
    options = parser.parse_args()
    data = options.shared / "data"
    rows = [row["detok"] for row in read_lines(data / "rct_art/dev.jsonl")]
    gold = [[(s["start"], s["end"]) for s in row["spans"] if s["label"] == "MEAS"] for row in rows]
    said = [result_values(row["text"]) for row in rows]
    print_scores("rct_art", zip([r["text"] for r in rows], gold, said, strict=True), errors=options.errors)
    rows = read_lines(data / "grobid_quantities/quantities.jsonl")
    gold = [[(s["start"], s["end"]) for s in row["spans"]] for row in rows]
    said = [all_values(row["text"]) for row in rows]
    print_scores("grobid_quantities", zip([r["text"] for r in rows], gold, said, strict=True), errors=False)
    print_markers(data / "jats_ccby")


if __name__ == "__main__":
    main()
