"""A run without the packaged model, and with a user's own in its place."""

import json
from pathlib import Path

import pytest
import spacy
from typer.testing import CliRunner

import claimsift
from claimsift.cli.app import app
from claimsift.errors import ModelError
from claimsift.settings import Settings

TEXT = "News of the day\n\nPain fell by 20% with Zolbax."


@pytest.fixture
def own_model(tmp_path: Path) -> Path:
    """A spaCy pipeline on disk that knows one medicine, under a label of its own."""
    return save_model(tmp_path / "own", "REMEDY")


def save_model(folder: Path, label: str) -> Path:
    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler", name="ner").add_patterns([{"label": label, "pattern": "Zolbax"}])  # type: ignore[attr-defined]
    nlp.to_disk(folder)
    return folder


def treatment(settings: Settings) -> str | None:
    (claim,) = claimsift.load(settings).extract(TEXT).claims
    return claim.treatment.name if claim.treatment else None


def test_labels_of_an_own_model_are_mapped_by_the_settings(own_model: Path) -> None:
    assert treatment(Settings(model=str(own_model), model_labels=("remedy",))) == "Zolbax"
    with pytest.raises(ModelError, match=r"none of the labels .* is a treatment's: set model_labels .* has REMEDY"):
        treatment(Settings(model=str(own_model)))


def test_vocabulary_and_rules_work_without_a_model() -> None:
    (claim,) = claimsift.load(model="none").extract("Pain came back in 28% of patients after discectomy.").claims
    assert claim.treatment is not None and claim.treatment.name == "discectomy"


def test_run_records_which_model_was_used(tmp_path: Path) -> None:
    own_model = save_model(tmp_path / "own_model", "DRUG")
    (tmp_path / "pain.txt").write_text(TEXT)
    seen = {}
    for name, flags in (("none", ["--no-model"]), ("own", ["--model", str(own_model)]), ("packaged", [])):
        result = CliRunner().invoke(
            app, ["run", str(tmp_path / "pain.txt"), "--out", str(tmp_path / name), "--quiet", "--workers", "1", *flags]
        )
        assert result.exit_code == 0, result.output
        seen[name] = json.loads((tmp_path / name / "run.json").read_text())["model"]
    assert [model["id"] for model in seen.values()] == ["none", str(own_model), "en_claimsift_sm"]
    assert seen["own"]["sha256"] != seen["packaged"]["sha256"]


def test_a_run_is_not_done_again_with_the_same_labels(tmp_path: Path) -> None:
    (tmp_path / "pain.txt").write_text(TEXT)
    (tmp_path / "claimsift.toml").write_text('model_labels = ["REMEDY"]\n')
    command = ["run", str(tmp_path / "pain.txt"), "--out", str(tmp_path / "out"), "--workers", "1"]
    for _ in range(2):
        result = CliRunner().invoke(app, [*command, "--config", str(tmp_path / "claimsift.toml")])
        assert result.exit_code == 0, result.output


def test_missing_model_names_the_ways_out() -> None:
    with pytest.raises(
        ModelError, match=r"no model .no_such_model. is installed; there is en_claimsift_sm.*--no-model"
    ):
        claimsift.load(model="no_such_model")


def test_damaged_model_says_so(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be loaded"):
        claimsift.load(model=str(tmp_path))


def test_info_names_the_ways_to_choose_a_model() -> None:
    lines = CliRunner().invoke(app, ["info"]).output.splitlines()
    (models,) = [line for line in lines if line.startswith("models ")]
    assert "en_claimsift_sm" in models and models.endswith("--no-model")
