"""Fixtures for all tests."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]

# A busy machine is no failure: what is slow is told by benchmarks.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The development data beside the project; the test is skipped where there is none."""
    folder = Path(os.environ.get("CLAIMSIFT_SHARED", ROOT.parent / "shared"))
    if not (folder / "gold").is_dir():
        pytest.skip(f"no development data at {folder}")
    return folder
