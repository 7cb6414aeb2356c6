"""Measures a trained reference parser against tagged references, field by field."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from pathlib import Path

from training_data import Sample, read_samples

from claimsift.stages.link_citations.parse_reference import ParsedReference, parse_reference
from claimsift.stages.link_citations.read_names import read_names

FIELDS = ("author", "title", "container", "date", "volume", "issue", "pages", "publisher", "location")


def plain(text: str) -> str:
    """Letters and digits only, without accents and case: what a strict comparison should not trip over."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in folded if c.isalnum())


def _names(part: str) -> str:
    part = re.sub(r",?\s*\bet\.?\s?al\b.*", "", part, flags=re.DOTALL)
    return "|".join(plain(name.get("literal") or name["family"] + name.get("given", "")) for name in read_names(part))


def gold_fields(sample: Sample) -> dict[str, str]:
    fields: dict[str, str] = {}
    for start, end, label in sorted(sample.spans):
        fields[label] = fields.get(label, "") + " " + sample.raw[start:end]
    return {label: _compare(label, text) for label, text in fields.items() if label in FIELDS and _compare(label, text)}


def found_fields(parsed: ParsedReference) -> dict[str, str]:
    fields = {label: " ".join(part[0] for part in parts) for label, parts in parsed.parts.items()}
    return {label: _compare(label, text) for label, text in fields.items() if label in FIELDS and _compare(label, text)}


def _compare(label: str, text: str) -> str:
    if label == "author":
        return _names(text)
    if label == "date":
        year = re.search(r"\d{4}", text)
        return year[0] if year else ""
    return plain(text)


def measure_samples(shared: Path, weights: Path, groups: set[str] | None, name: str, *, show: int = 0) -> None:
    """Prints precision, recall and F1 over all fields and each, and the share of references that are right in all."""
    from train import held_out

    source = "grobid" if groups is None else "jats"
    samples = [s for s in read_samples(shared, source) if (held_out(s) if groups is None else s.group in groups)]
    right, wanted, given = Counter[str](), Counter[str](), Counter[str]()
    whole = 0
    for sample in samples:
        gold, found = gold_fields(sample), found_fields(parse_reference(sample.raw, weights=weights))
        wanted.update(gold.keys())
        given.update(found.keys())
        right.update(label for label in gold if found.get(label) == gold[label])
        is_whole = gold == found
        whole += is_whole
        if show and not is_whole:
            show -= 1
            print("  ", sample.raw[:220])
            for label in sorted(gold.keys() | found.keys()):
                if gold.get(label) != found.get(label):
                    print(f"       {label}: want {gold.get(label)} got {found.get(label)}")
    total = 2 * right.total() / max(1, wanted.total() + given.total())
    each = " ".join(f"{f} {2 * right[f] / max(1, wanted[f] + given[f]):.3f}" for f in FIELDS)
    share = whole / max(1, len(samples))
    print(f"{name}: {len(samples)} references, field F1 {total:.4f}, whole record {share:.3f} | {each}")
