"""Figures on the development gold that must not fall."""

import json

import pytest

from claimsift.stages.detect_claims import find_quantities
from claimsift.stages.detect_claims.find_claims import find_claims
from claimsift.stages.segment import find_layout


def _counts(folder):
    hit = said = wanted = kinds = modifiers = 0
    for line in (folder / "gold/dev.jsonl").read_text(encoding="utf-8").splitlines():
        gold = json.loads(line)
        text = (folder / gold["file"]).read_text(encoding="utf-8")
        layout = find_layout(text)
        claims, _ = find_claims(text, layout, find_quantities(text, layout)[0])
        for claim in claims:
            start, end = claim.quantity.start, claim.quantity.end
            over = [c for c in gold["claims"] if c["start"] < end and start < c["end"]]
            said += not over or not over[0]["optional"]
            hit += bool(over) and not over[0]["optional"]
            kinds += bool(over) and not over[0]["optional"] and over[0]["kind"] == claim.kind
            modifiers += bool(over) and not over[0]["optional"] and over[0]["modifier"] == claim.quantity.modifier
        wanted += sum(not c["optional"] for c in gold["claims"])
    return hit, said, wanted, kinds, modifiers


@pytest.mark.shared
def test_development_gold(shared):
    hit, said, wanted, kinds, modifiers = _counts(shared)
    assert 2 * hit / (said + wanted) >= 0.92
    assert kinds / hit >= 0.93
    assert modifiers / hit >= 0.95
