"""Patterns that know no capitals find what the flag would, and keep escapes and names of groups."""

import re

import pytest

from claimsift.stages.detect_claims.any_case import AnyCase

ROWS = [
    (r"\b(?:fell|rose)\sby\s\Z", "Deaths FELL by ", True),
    (r"\b(?:VAS|score)\b", "on the vas", True),
    (r"(?P<Unit>HbA1c)\S", "an hba1c ", False),
    (r"(?P<Unit>HbA1c)\S", "an HBA1C,", True),
    (r"\A\S+\Z", "two words", False),
]


@pytest.mark.parametrize(("pattern", "text", "found"), ROWS)
def test_finds_what_the_flag_finds(pattern, text, found):
    assert (AnyCase(pattern).search(text) is not None) is found
    assert (re.search(pattern, text, re.IGNORECASE) is not None) is found
