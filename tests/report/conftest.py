"""Fixtures of the measuring commands."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

# Tests are imported by file, not as packages: what they share is found on the path.
sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def claimsift() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs the command line in a process of its own."""

    def run(*arguments: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "claimsift", *map(str, arguments)]
        return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)

    return run


@pytest.fixture(scope="session")
def shared_run(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of the tool on some of the development articles: the others count as missed, which is fair to both."""
    folder = tmp_path_factory.mktemp("runs") / "shared"
    articles = [shared / "articles" / f"{name}.txt" for name in ("fbss-2021", "nci-ibrutinib", "pdq-liver-screening")]
    command = [sys.executable, "-m", "claimsift", "run", *articles, "--out", folder, "--quiet", "--workers", "1"]
    subprocess.run(command, check=True)
    return folder
