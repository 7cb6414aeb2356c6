"""benchmarks/RESULTS.md: every table is there below its command, and every script in the index exists."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"


@pytest.fixture(scope="module")
def results() -> ModuleType:
    spec = importlib.util.spec_from_file_location("benchmark_results", BENCHMARKS / "results.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["benchmark_results"] = module
    spec.loader.exec_module(module)
    return module


def test_the_page_is_what_the_command_writes(results: ModuleType) -> None:
    page = (BENCHMARKS / "RESULTS.md").read_text(encoding="utf-8")
    printed = results.read_printed(page)
    assert list(printed) == [section.name for section in results.SECTIONS]
    assert results.render(printed) == page


def test_commands_and_index_name_scripts_that_exist(results: ModuleType) -> None:
    index = (BENCHMARKS / "README.md").read_text(encoding="utf-8")
    scripts = re.findall(r"`((?:forms/)?\w+\.py)", index)
    scripts += [section.command.split()[1].removeprefix("benchmarks/") for section in results.SECTIONS]
    assert scripts
    assert [name for name in scripts if not (BENCHMARKS / name).is_file()] == []
