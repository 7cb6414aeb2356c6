"""Whatever a text holds, its entries and markers lie in it, and each citation names entries that exist."""

import re
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claimsift.records import Claim, Provenance, Quantity, TextSpan
from claimsift.stages.link_citations.parse_list import parse_list
from claimsift.stages.link_citations.resolve_citations import resolve_citations
from claimsift.stages.segment import find_layout

# What articles, lists and mark-up are made of, to be put together in any order.
PIECES = [
    "\n", "\n\n", " ", ". ", "1. ", "2. ", "[1] ", "(2) ", "**3.** ", "- ", "* ", "<sup>1</sup>", "[^1]",
    "[^a]: ", "[^a]", '<a href="#r1">1</a>', '<a href="https://doi.org/10.1/x">a study</a>', "(1,2)", "[1–3]",
    "(ref. 2)", "[see 4]", "word.1 ", "References\n", "## References\n\n", "Sources: ", "# Methods\n\n",
    "# Results\n\n", "Lind M, Roe K. ", "Lind, M. (2011). ", "A trial of rest. ", "J Rest. 2011;3(2):4-9. ",
    "doi: 10.1000/r.2", "PMID: 12345678", "https://example.org/a ", "(Lind et al., 2011)",
    "Lind and Roe (2011) found ", "(ibid.)", "28% of patients improved ", "in 2013, ", "“", "”",
    "This study found ", "respectively", "National Ward Board. ", "| a | 5% |\n", "In our clinic ", "é", "\xa0",
    "\\[1\\]",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=40).map("".join)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS)
def test_any_text_can_be_linked(text: str) -> None:
    layout = find_layout(text)
    printed = [entry for entry in layout.references if entry.raw is not None and entry.url is None]
    assert all(text[entry.start : entry.end] == entry.raw for entry in printed)
    assert all(
        one.end <= other.start for one, other in pairwise(printed) if one.end is not None and other.start is not None
    )
    ids = [entry.reference_id for entry in layout.references]
    assert len(ids) == len(set(ids))
    for marker in layout.markers:
        assert text[marker.start : marker.end] == marker.text
        assert marker.keys
        assert set(ids).issuperset(marker.keys)
    claims = tuple(
        Claim("clm_1", "", "count", Quantity(m[0], *m.span(), None, None), TextSpan("", 0, 0), Provenance("", ""))
        for m in re.finditer(r"28%|5%", text)
    )
    for link, step in resolve_citations(text, layout, parse_list("a", layout.references), claims):
        assert step.stage == "link_citations"
        if link is not None:
            assert set(ids).issuperset(link.references)
            assert all(text[marker.start : marker.end] == marker.text for marker in link.markers)
