"""Fixtures of training: a run on a few articles of the corpus, with their gold."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("prolotherapy-elbow", "back-surgery-2022", "kidney-iron-trial", "home-oxygen-hours", "knee-injections")

# Tests are imported by file, not as packages: what they share is found on the path.
sys.path.insert(0, str(ROOT / "tests" / "evaluate"))


@pytest.fixture(scope="session")
def corpus_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("train") / "run"
    articles = [next((ROOT / "corpus").glob(f"{name}.*")) for name in NAMES]
    command = [sys.executable, "-m", "claimsift", "run", *articles, "--out", folder, "--quiet", "--workers", "1"]
    subprocess.run(command, check=True)
    return folder


@pytest.fixture(scope="session")
def corpus_gold(tmp_path_factory: pytest.TempPathFactory) -> Path:
    lines = (ROOT / "corpus" / "gold" / "corpus.jsonl").read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if json.loads(line)["id"] in NAMES]
    path = tmp_path_factory.mktemp("train") / "gold.jsonl"
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")
    return path
