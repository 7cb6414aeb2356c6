"""The house rules that no linter knows."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "pipeline" / "claimsift"
MODULES = sorted(PACKAGE.rglob("*.py"))
LINES = 350
IDS = [str(path.relative_to(PACKAGE)) for path in MODULES]


@pytest.mark.parametrize("path", MODULES, ids=IDS)
def test_module_and_its_functions_are_short(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert source.count("\n") <= LINES
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or node.lineno) - node.lineno < 60, node.name


@pytest.mark.parametrize("path", MODULES, ids=IDS)
def test_library_asserts_nothing_and_has_no_drawer_for_odds_and_ends(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert not [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Assert)]
    assert path.stem not in ("utils", "helpers", "common", "misc")


@pytest.mark.parametrize("path", MODULES, ids=IDS)
def test_spacy_is_imported_by_components_or_inside_functions(path: Path) -> None:
    if path.name == "component.py":
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in tree.body:  # a guarded import (TYPE_CHECKING) is no import at run time
        if isinstance(node, ast.Import):
            assert not [alias.name for alias in node.names if alias.name.split(".")[0] == "spacy"]
        if isinstance(node, ast.ImportFrom):
            assert (node.module or "").split(".")[0] != "spacy"


@pytest.mark.parametrize(
    "path", [path for path in MODULES if path.relative_to(PACKAGE).parts[0] in ("lexicon", "stages")]
)
def test_what_is_compiled_caches_no_property(path: Path) -> None:
    # mypyc makes it a plain property, which is worked out each time that it is asked.
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert "cached_property" not in {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
