"""`claimsift train`: better weights are written and used, worse ones are not called better."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import spacy
from evaluate_factories import write_lines

from claimsift.builder import load
from claimsift.errors import InputError, MissingExtraError, OutputError
from claimsift.evaluate.judge import FIELDS
from claimsift.evaluate.predictions import load_lines
from claimsift.lexicon import find_trained_model, load_table
from claimsift.settings import PACKAGED_MODEL
from claimsift.train.fit_choice import fit_choice, is_right
from claimsift.train.make_cases import citation_cases, read_article_with, treatment_cases
from claimsift.train.read_labels import LabelledArticle, read_labels
from claimsift.train.train_model import split_articles, train_model
from claimsift.train.write_model import write_model


def train(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "claimsift", "train", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)


@pytest.fixture(scope="module")
def shy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that takes hardly any number for a claim, so that there is something to learn."""
    table = load_table("claimhood_weights")
    bad = {"claimhood_weights": {**table, "bias": table["bias"] - 5}}
    return write_model(tmp_path_factory.mktemp("models") / "shy", name="shy", base=PACKAGED_MODEL, tables=bad)


def test_a_better_model_is_written_and_used(corpus_run: Path, corpus_gold: Path, shy: Path, tmp_path: Path) -> None:
    out = tmp_path / "mine"
    done = train(corpus_run, "--gold", corpus_gold, "--model", shy, "--out", out, "--quiet")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"claimsift run … --model {out}" in done.stdout
    manifest = json.loads((out / "model.json").read_text(encoding="utf-8"))
    strict = manifest["training"]["figures"]["strict_f1"]
    assert strict["after"] > strict["before"]
    assert manifest["base"] == PACKAGED_MODEL, "a model stands on what finds names, not on another model"
    assert set(manifest["training"]["trained_on"]).isdisjoint(manifest["training"]["held_out"])
    text = next(iter(load_lines(corpus_run / "articles.jsonl")))["text"]
    fewer, more = (len(load(model=str(folder)).extract(text).claims) for folder in (shy, out))
    assert fewer < more
    again = tmp_path / "again"
    assert train(corpus_run, "--gold", corpus_gold, "--model", shy, "--out", again, "--name", "mine").returncode == 0
    assert {p.name: p.read_bytes() for p in out.iterdir()} == {p.name: p.read_bytes() for p in again.iterdir()}


def test_what_is_fitted_is_what_the_pipeline_decides(corpus_run: Path, corpus_gold: Path) -> None:
    """The cases of citation and treatment are right where the pipeline is: training raises what is measured."""
    sift = load()
    tables = {name: load_table(f"{name}_weights") for name in ("treatment_link", "citation")}
    decided: dict[str, list[tuple[bool, bool]]] = {"treatment": [], "citation": []}
    for labels in read_labels(corpus_run, [corpus_gold], [])[:3]:
        article = read_article_with(sift, labels)
        predictions = {found.claim_id: found for found in article.predictions}
        for field, table, cases, known in (
            ("treatment", tables["treatment_link"], treatment_cases(article, sift), lambda gold: gold.treatment),
            ("citation", tables["citation"], citation_cases(article), lambda gold: gold.references),
        ):
            pairs = [(gold, predictions[claim.claim_id]) for gold, claim in article.pairs if known(gold) is not None]
            decided[field] += [
                (is_right(case, table["weights"], threshold=table.get("threshold")), FIELDS[field](*pair))
                for case, pair in zip(cases, pairs, strict=True)
            ]
    for field, pairs in decided.items():
        assert len(pairs) > 60
        assert sum(fitted != measured for fitted, measured in pairs) <= 1, field


def test_a_spacy_model_can_be_the_base(corpus_run: Path, corpus_gold: Path, tmp_path: Path) -> None:
    """A user's own spaCy pipeline, with labels of its own in the settings, takes the place of the packaged finder."""
    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler", name="ner").add_patterns([{"label": "REMEDY", "pattern": "prolotherapy"}])
    nlp.to_disk(tmp_path / "own")
    (tmp_path / "settings.toml").write_text(
        f'model = "{(tmp_path / "own").as_posix()}"\nmodel_labels = ["REMEDY"]\n', encoding="utf-8"
    )
    out = tmp_path / "mine"
    done = train(
        corpus_run, "--gold", corpus_gold, "--config", tmp_path / "settings.toml", "--out", out, "--json", "-q"
    )
    assert done.returncode in (0, 1), done.stderr
    report = json.loads(done.stdout)
    assert [part["name"] for part in report["parts"]] == ["recogniser", "claimhood", "citation", "treatment_link"]
    assert report["parts"][0]["reason"] != "there is no model to tune"
    assert report["better"] == (done.returncode == 0) == out.exists()
    if out.exists():
        assert json.loads((out / "model.json").read_text(encoding="utf-8"))["base"] == str(tmp_path / "own")


def test_what_is_not_better_is_not_written(corpus_run: Path, tmp_path: Path) -> None:
    """Reviewers who accept everything leave nothing to learn."""
    lines = load_lines(corpus_run / "claims.jsonl")
    decisions = [{"claim_id": line["claim_id"], "actor": "ana", "action": "accept"} for line in lines]
    path = write_lines(tmp_path / "decisions.jsonl", decisions)
    done = train(corpus_run, "--decisions", path, "--out", tmp_path / "mine", "--quiet")
    assert done.returncode == 1
    assert "nothing is written, the old weights stay" in done.stdout
    assert "not better" in done.stderr
    assert not (tmp_path / "mine").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ([], 2, "give --gold, --decisions or both"),
        (["--gold", "no-such-file"], 1, "cannot read the gold file"),
        (["--decisions", "no-such-file"], 1, "cannot read the decisions"),
    ],
)
def test_wrong_use(corpus_run: Path, tmp_path: Path, arguments: list[str], code: int, message: str) -> None:
    done = train(corpus_run, "--out", tmp_path / "mine", *arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert message in done.stderr


def test_too_few_articles(corpus_run: Path, corpus_gold: Path, tmp_path: Path) -> None:
    articles = read_labels(corpus_run, [corpus_gold], [])[:3]
    with pytest.raises(InputError, match="needs 4 labelled articles or more, there are 3"):
        train_model(articles, tmp_path / "mine")


def test_versions_of_an_article_stay_on_one_side() -> None:
    articles = [LabelledArticle(f"{name}{i}", name, "", ()) for name in "abcde" for i in (1, 2)]
    for seed in range(20):
        learned, held_out = split_articles(articles, share=0.4, seed=seed)
        assert len(learned) + len(held_out) == len(articles)
        assert len(held_out) == 4
        assert {a.group for a in learned}.isdisjoint(a.group for a in held_out)


def test_a_model_does_not_replace_other_files(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="holds something that is no model"):
        write_model(tmp_path, name="m", base=PACKAGED_MODEL, tables={})


def test_a_model_on_a_model_keeps_what_it_does_not_replace(shy: Path, tmp_path: Path) -> None:
    table = load_table("citation_weights")
    folder = write_model(tmp_path / "m", name="m", base=str(shy), tables={"citation_weights": table})
    model = find_trained_model(str(folder))
    assert model is not None
    assert model.base == PACKAGED_MODEL
    assert set(model.files) == {"citation_weights.json", "claimhood_weights.json"}


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "scipy.optimize", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'claimsift\[train\]'"):
        fit_choice([], {}, strength=1.0)
