"""Quantities on the public sets: claimsift and its peers in one run, all read in the same way.

`quantities.py` has our figures under each set's own conventions.

    python benchmarks/quantity_peers.py SHARED
    python benchmarks/quantity_peers.py SHARED --peers /tmp/peers --set rct_art

Conventions of the sets, the same for every extractor:

- `grobid_quantities`: a list (`41, 61 and 94 GHz`) is one gold quantity per member; a span without a number (a date) is
  neither rewarded nor punished.
- `rct_art` (development half): only the spans `MEAS` are gold; precision therefore counts every time point and dose as
  wrong, for everybody.
- `jats_ccby`: the share of the publisher's citation markers that overlap a quantity; lower is better.

claimsift reads a spread, an interval or a p-value as part of its estimate. Where a set has them apart
(`grobid_quantities`) the parts are given apart; where a set has them together (`rct_art`) the span is widened to a
spread, an interval and the noun that is counted.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from ask import ask_extractor, chosen_extractors
from citation_markers import flatten

Span = tuple[int, int]
_PARTS = ("spread", "interval", "p_value")
_REACH = 80  # a part stands within a clause of its estimate


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("shared", type=Path, help="folder of the development data")
    parser.add_argument("--set", action="append", choices=sorted(SETS), help="this set only; may be given again")
    parser.add_argument("--extractor", action="append", metavar="NAME[=PYTHON]", help="default: claimsift")
    parser.add_argument("--peers", type=Path, metavar="FOLDER", help="install the peers there, and score them too")
    parser.add_argument("--limit", type=int, help="the first documents of each set only: quantulum3 takes minutes")
    options = parser.parse_args()
    extractors = chosen_extractors(options.extractor or ["claimsift"], options.peers)
    for name in options.set or sorted(SETS):
        print(f"\n{name}\n")
        print("\n".join(SETS[name](options.shared / "data", extractors, options.limit)))


def score_grobid(data: Path, extractors: dict[str, str], limit: int | None) -> Iterable[str]:
    rows = read_lines(data / "grobid_quantities" / "quantities.jsonl")[:limit]
    gold, optional = {}, {}
    for row in rows:
        spans = row["spans"]
        gold[row["id"]] = [member for span in spans if span["nums"] for member in members_of(span)]
        optional[row["id"]] = [(span["start"], span["end"]) for span in spans if not span["nums"]]
    yield from span_table(rows, gold, optional, extractors, split_parts)


def score_rct_art(data: Path, extractors: dict[str, str], limit: int | None) -> Iterable[str]:
    lines = read_lines(data / "rct_art" / "dev.jsonl")[:limit]
    rows = [{"id": line["id"], "text": line["detok"]["text"]} for line in lines]
    gold = {
        line["id"]: [(span["start"], span["end"]) for span in line["detok"]["spans"] if span["label"] == "MEAS"]
        for line in lines
    }
    yield from span_table(rows, gold, {}, extractors, widen_to_parts)


def score_markers(data: Path, extractors: dict[str, str], limit: int | None) -> Iterable[str]:
    articles = read_lines(data / "jats_ccby" / "articles.jsonl")[:limit]
    yield "| extractor | markers | read as quantities | share |"
    yield "| --- | --: | --: | --: |"
    for name, python in extractors.items():
        # claimsift tells markers by the whole article; the peers look at a sentence, and need minutes for an article.
        marked = whole_articles(articles) if name.startswith("claimsift") else paragraphs(articles)
        answers = ask_extractor(name, python, [{"id": row_id, "text": text} for row_id, (text, _) in marked.items()])
        total = wrong = 0
        for row_id, (_, markers) in marked.items():
            spans = [(q["start"], q["end"]) for q in answers.get(row_id, ())]
            total += len(markers)
            wrong += sum(any(overlaps(span, marker) for span in spans) for marker in markers)
        yield f"| {name} | {total} | {wrong} | {wrong / max(1, total):.1%} |"


def whole_articles(articles: Iterable[dict[str, Any]]) -> dict[str, tuple[str, list[Span]]]:
    flat = {article["id"]: flatten(article) for article in articles}
    return {row_id: (text, [(m["start"], m["end"]) for m in markers]) for row_id, (text, markers) in flat.items()}


def paragraphs(articles: Iterable[dict[str, Any]]) -> dict[str, tuple[str, list[Span]]]:
    return {
        f"{article['id']}#{number}": (paragraph["text"], [(m["start"], m["end"]) for m in paragraph["markers"]])
        for article in articles
        for number, paragraph in enumerate(article["paragraphs"])
        if paragraph["markers"]
    }


def span_table(
    rows: Sequence[dict[str, Any]],
    gold: dict[str, list[Span]],
    optional: dict[str, list[Span]],
    extractors: dict[str, str],
    spans_of: Any,
) -> Iterable[str]:
    yield "| extractor | gold | found | overlap precision | overlap recall | overlap F1 | exact F1 |"
    yield "| --- | --: | --: | --: | --: | --: | --: |"
    for name, python in extractors.items():
        answers = ask_extractor(name, python, rows)
        n_gold = n_found = exact = touching = 0
        for row in rows:
            free = optional.get(row["id"], [])
            found = [
                span
                for quantity in answers.get(row["id"], ())
                for span in spans_of(row["text"], quantity)
                if not any(overlaps(span, other) for other in free)
            ]
            n_gold, n_found = n_gold + len(gold[row["id"]]), n_found + len(found)
            exact += len(set(gold[row["id"]]) & set(found))
            touching += count_pairs(gold[row["id"]], found)
        precision, recall = touching / max(1, n_found), touching / max(1, n_gold)
        f1, exact_f1 = (2 * hits / max(1, n_gold + n_found) for hits in (touching, exact))
        yield f"| {name} | {n_gold} | {n_found} | {precision:.3f} | {recall:.3f} | {f1:.3f} | {exact_f1:.3f} |"


def members_of(span: dict[str, Any]) -> list[Span]:
    """The members of a list, the last one with what follows it (the unit); any other span as it is."""
    if span["kind"] != "list":
        return [(span["start"], span["end"])]
    starts = [number["start"] for number in span["nums"]]
    ends = [number["end"] for number in span["nums"]]
    return list(zip(starts, [*ends[:-1], span["end"]], strict=True))


def split_parts(text: str, quantity: dict[str, Any]) -> list[Span]:
    """The quantity, and each of its parts that stands outside it."""
    span = (quantity["start"], quantity["end"])
    return [span, *(part for part in part_spans(text, quantity) if not overlaps(part, span))]


def widen_to_parts(text: str, quantity: dict[str, Any]) -> list[Span]:
    """One span from the quantity to the end of its last spread or interval, or of the noun that it counts."""
    parts = [*part_spans(text, quantity, ("spread", "interval"))]
    counted = quantity.get("counted")
    if counted and text[quantity["end"] : counted["start"]].isspace():
        parts.append((counted["start"], counted["end"]))
    end = max([quantity["end"], *(end for start, end in parts if start >= quantity["end"])])
    inside = text[quantity["start"] : end]
    if inside.count("(") > inside.count(")") and text[end : end + 1] == ")":
        end += 1
    return [(quantity["start"], end)]


def part_spans(text: str, quantity: dict[str, Any], names: Sequence[str] = _PARTS) -> list[Span]:
    spans = []
    for name in names:
        part = quantity.get(name) or {}
        words = part.get("text") or ""
        start = text.find(words, quantity["start"], quantity["end"] + _REACH) if words else -1
        if start >= 0:
            spans.append((start, start + len(words)))
    return spans


def count_pairs(gold: Sequence[Span], found: Sequence[Span]) -> int:
    """How many gold spans have a found one of their own that overlaps them; both are in the order of the text."""
    pairs, taken = 0, set()
    for span in sorted(gold):
        match = next((i for i, other in enumerate(found) if i not in taken and overlaps(span, other)), None)
        if match is not None:
            taken.add(match)
            pairs += 1
    return pairs


def overlaps(left: Span, right: Span) -> bool:
    return left[0] < right[1] and right[0] < left[1]


def read_lines(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


SETS = {"grobid_quantities": score_grobid, "rct_art": score_rct_art, "jats_ccby": score_markers}


if __name__ == "__main__":
    main()
