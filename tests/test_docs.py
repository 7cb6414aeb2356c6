"""The pages: those made from code are up to date, README blocks print what they say, tables name what is there."""

import importlib.util
import re
from pathlib import Path
from typing import Any

import pytest
import typer

from claimsift.cli.app import app
from claimsift.settings import Settings
from claimsift.stages.read import READABLE

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def _load_build() -> Any:
    spec = importlib.util.spec_from_file_location("build_docs", ROOT / "docs" / "build.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


PAGES = _load_build().PAGES


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.filterwarnings("ignore::ResourceWarning")  # an example reads a file in one line
def test_page_is_up_to_date(name: str) -> None:
    page = (ROOT / name).read_text(encoding="utf-8")
    assert PAGES[name](page) == page, "run: make docs"


def test_readme_names_every_command() -> None:
    commands = set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
    assert set(re.findall(r"^\| `claimsift ([\w-]+)", README, re.MULTILINE)) == commands


def test_readme_names_every_setting_and_its_default() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| `?([^|`]+)`? \|", README, re.MULTILINE))
    rows["workers"] = str(Settings().workers)
    settings = {name: str(value) for name, value in Settings().model_dump().items()}
    assert {name: rows[name].strip() for name in settings} == settings


def test_readme_names_every_ending_that_is_read() -> None:
    sentence = re.search(r"^Read are (.*?)\. In HTML", README, re.MULTILINE | re.DOTALL)
    assert sentence is not None
    assert set(re.findall(r"`(\.\w+)`", sentence[1])) == set(READABLE)


def test_python_examples_are_short() -> None:
    for code in re.findall(r"^```python\n(.*?)^```", README, re.MULTILINE | re.DOTALL):
        assert len(code.splitlines()) <= 10
