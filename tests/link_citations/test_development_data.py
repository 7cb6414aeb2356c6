"""Figures that must not fall, on the development data; skipped where it is absent."""

import json
import re
from pathlib import Path

import pytest

from claimsift.records import Claim, Provenance, Quantity, TextSpan
from claimsift.stages.link_citations.find_identifiers import find_identifiers
from claimsift.stages.link_citations.parse_list import parse_list
from claimsift.stages.link_citations.resolve_citations import resolve_citations
from claimsift.stages.segment import find_layout

pytestmark = pytest.mark.shared

ENTRIES = {
    "fbss-2018": 27, "fbss-2021": 34, "nci-breast-risk": 0, "nci-preventive-mastectomy": 0, "nci-ibrutinib": 0,
    "nci-hpv-men": 0, "prolotherapy-elbow-abstract": 0, "ampion-knee-trial": 16, "pdq-liver-screening": 13,
    "denosumab-knee-trial": 13,
}  # fmt: skip


def test_every_entry_of_every_article(shared: Path) -> None:
    found = {}
    for article in ENTRIES:
        layout = find_layout((shared / f"articles/{article}.txt").read_text(encoding="utf-8"))
        found[article] = sum(entry.raw is not None and entry.url is None for entry in layout.references)
    assert found == ENTRIES


def test_printed_dois_are_all_found(shared: Path) -> None:
    missed = []
    for line in (shared / "data/jats_ccby/references.jsonl").read_text(encoding="utf-8").split("\n")[:-1]:
        raw = json.loads(line)["text"]
        printed = re.findall(r"\b10\.\d{4,9}/\S+?(?=[.,;)\]]*(?:\s|$))", raw)
        found = {i.value for i in find_identifiers(raw) if i.kind == "doi"}
        missed += [doi for doi in printed if not any(doi.startswith(value[:12]) for value in found)]
    assert missed == []


def test_every_printed_entry_has_author_title_container_and_year(shared: Path) -> None:
    """The two versions of one article: 61 entries, of which one prints no year and two are a book."""
    incomplete = []
    for article in ("fbss-2018", "fbss-2021"):
        layout = find_layout((shared / f"articles/{article}.txt").read_text(encoding="utf-8"))
        for reference in parse_list(article, layout.references):
            item = reference.csl or {}
            wanted = {"author", "title", "issued", "container-title" if item.get("type") != "book" else "publisher"}
            if missing := wanted - item.keys():
                incomplete.append((article, reference.reference_id, missing))
    assert incomplete == [("fbss-2021", "4", {"issued"})]


def test_citations_of_the_gold(shared: Path) -> None:
    right = total = 0
    for line in (shared / "gold/dev.jsonl").read_text(encoding="utf-8").split("\n")[:-1]:
        row = json.loads(line)
        text = (shared / row["file"]).read_text(encoding="utf-8")
        layout = find_layout(text)
        scored = [c for c in row["claims"] if not c["optional"] and c["references"] is not None]
        claims = tuple(
            Claim(
                "clm_1", "", c["kind"], Quantity(c["text"], c["start"], c["end"], None, None), TextSpan("", 0, 0),
                Provenance("", ""),
            )
            for c in scored
        )  # fmt: skip
        found = resolve_citations(text, layout, parse_list("", layout.references), claims)
        for claim, (link, _) in zip(scored, found, strict=True):
            keys = {k.split(":")[-1] for k in (link.references if link else ()) if not k.startswith("link:")}
            right += keys == set(claim["references"])
            total += 1
    assert right / total >= 0.94
