"""The example notebook: every cell runs on a run of the corpus, and every question has an answer."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest

from claimsift.scale.run_articles import run_articles
from claimsift.settings import Settings

ROOT = Path(__file__).resolve().parents[2]


def test_ten_questions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inputs = [str(ROOT / "corpus" / f"{name}*") for name in ("back-surgery-2022", "blood-sugar", "knee-injections")]
    run_articles(inputs, tmp_path / "outputs" / "demo", Settings(workers=1))
    monkeypatch.chdir(tmp_path)
    notebook = json.loads((ROOT / "docs" / "ten_questions.ipynb").read_text(encoding="utf-8"))
    names: dict[str, Any] = {}
    sources = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    answers = [_run_cell(source, names) for source in sources]
    assert len(answers) == 11
    assert all(len(answer) for answer in answers[1:])


def _run_cell(source: str, names: dict[str, Any]) -> Any:
    """What a cell shows: the value of its last expression."""
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), names)  # noqa: S102 (the notebook is our own)
    return None if last is None else eval(compile(ast.Expression(last.value), "cell", "eval"), names)  # noqa: S307
