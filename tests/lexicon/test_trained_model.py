"""Model folders: what they hold replaces what is packaged, and damage is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from claimsift.builder import load
from claimsift.errors import ModelError
from claimsift.lexicon import find_trained_model, load_model_table, load_table
from claimsift.lexicon.trained_model import hash_file
from claimsift.settings import PACKAGED_MODEL

TEXT = "Pain came back in 28% of patients after discectomy."


@pytest.fixture
def model(tmp_path: Path) -> Callable[..., Path]:
    """Writes a model folder of some tables."""

    def write(tables: dict[str, Any], **changes: Any) -> Path:
        folder = tmp_path / "mine"
        folder.mkdir()
        for name, table in tables.items():
            (folder / name).write_text(json.dumps(table), encoding="utf-8")
        files = {name: hash_file(folder / name) for name in tables}
        manifest = {"format": 1, "name": "mine", "base": PACKAGED_MODEL, "files": files} | changes
        (folder / "model.json").write_text(json.dumps(manifest), encoding="utf-8")
        return folder

    return write


def test_a_table_of_the_model_stands_in_for_the_packaged_one(model: Callable[..., Path]) -> None:
    shy = {"bias": -50.0, "threshold": 0.5, "weights": {}}
    folder = str(model({"claimhood_weights.json": shy}))
    assert load_model_table("claimhood_weights", folder) == shy
    assert load_model_table("citation_weights", folder) == load_table("citation_weights")
    assert load().extract(TEXT).claims
    assert load(model=folder).extract(TEXT).claims == ()


@pytest.mark.parametrize("other", [None, PACKAGED_MODEL, "/no/such/folder"])
def test_no_folder_no_trained_model(other: str | None) -> None:
    assert find_trained_model(other) is None


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"format": 7}, "has format 7"),
        ({"files": []}, "no manifest"),
        ({"files": {"../elsewhere.json": "0"}}, "damaged"),
        ({"files": {"citation_weights.json": "0"}}, "damaged"),
    ],
)
def test_damage_is_told(model: Callable[..., Path], changes: dict[str, Any], message: str) -> None:
    folder = model({"claimhood_weights.json": {}}, **changes)
    with pytest.raises(ModelError, match=message):
        find_trained_model(str(folder))


def test_a_changed_file_is_damage(model: Callable[..., Path]) -> None:
    folder = model({"claimhood_weights.json": {"bias": 0.0, "threshold": 0.5, "weights": {}}})
    (folder / "claimhood_weights.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ModelError, match=r"claimhood_weights\.json is not as model.json says"):
        load(model=str(folder))
