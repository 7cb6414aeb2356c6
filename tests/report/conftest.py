"""A run with claims of every sort and hostile texts in every field, for the pages."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from claimsift.report.statements import Corpus, read_corpus

# Tests are imported by file, not as packages: what they share is found on the path.
sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "review")]


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    from report_factories import write_hostile_run

    return read_corpus(write_hostile_run(tmp_path_factory.mktemp("report") / "run"))
