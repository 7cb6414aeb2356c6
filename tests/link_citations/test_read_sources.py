"""The names of entries: what of a sentence is asked before it is read word by word."""

import pytest

from claimsift.records import Reference
from claimsift.stages.link_citations.read_sources import clues_of, is_hinted, read_source

ENTRY = Reference(
    "a",
    "1",
    "Brandvold P, Weir S. Slow walks after knee surgery: a trial. Eur J Orthop. 2019;3:1-5.",
    None,
    None,
    csl={
        "author": [{"family": "Brandvold", "given": "P"}, {"family": "Weir", "given": "S"}],
        "container-title": "Eur J Orthop",
        "title": "Slow walks after knee surgery: a trial",
        "issued": {"date-parts": [[2019, 8]]},
    },
)


@pytest.mark.parametrize(
    ("text", "hinted"),
    [
        ("Brandvold and colleagues saw less pain.", True),
        ("In the European Journal of Orthopaedics they saw less pain.", True),
        ("In “Slow walks after knee surgery” they saw less pain.", True),
        ("In the Journal of Pain they saw less of it.", False),
        ("Weir saw less pain.", False),  # the second author names no entry by himself
    ],
)
def test_only_what_may_name_an_entry_is_read(text: str, hinted: bool) -> None:
    source = read_source(ENTRY)
    assert source is not None
    assert is_hinted(clues_of(source), text.lower()) == hinted


def test_an_entry_that_was_not_understood_has_no_names() -> None:
    assert read_source(Reference("a", "1", "Brandvold", None, None, csl={})) is None
