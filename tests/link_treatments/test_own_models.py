"""Pipelines made by spaCy with the labels of scispaCy's, which are installed by URL and so not by these tests."""

import json
import shutil
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.training import Example
from typer.testing import CliRunner

from claimsift.cli.app import app
from claimsift.errors import ModelError
from claimsift.records import Span
from claimsift.stages.link_treatments.load_model import load_model

TEXT = "They took zorblax for gout. One group received spinning; the wheel was spinning."
VERSION = "0.5.4"


def train(sentences: list[tuple[str, list[tuple[str, str]]]]) -> Language:
    """A pipeline with spaCy's own trained entity recogniser; the pairs are words and their labels."""
    spacy.util.fix_random_seed(0)
    nlp = spacy.blank("en")
    nlp.add_pipe("ner")
    examples = []
    for text, named in sentences:
        places = [(text.index(word), text.index(word) + len(word), label) for word, label in named]
        examples.append(Example.from_dict(nlp.make_doc(text), {"entities": places}))
    nlp.initialize(lambda: examples)
    for _ in range(15):
        nlp.update(examples)
    return nlp


def save(nlp: Language, folder: Path, name: str) -> Path:
    """An installed package as `spacy package` makes it, with the versions that scispaCy's models ask for."""
    package = folder / name
    data = package / f"{name}-{VERSION}"
    nlp.meta.update({"lang": "en", "name": name.removeprefix("en_"), "version": VERSION})
    package.mkdir()
    nlp.to_disk(data)
    meta = json.loads((data / "meta.json").read_text()) | {"spacy_version": ">=3.7.4,<3.8.0"}
    (data / "meta.json").write_text(json.dumps(meta))
    shutil.copy(data / "meta.json", package / "meta.json")
    code = "from spacy.util import load_model_from_init_py\n\n\ndef load(**options):\n"
    (package / "__init__.py").write_text(f"{code}    return load_model_from_init_py(__file__, **options)\n")
    info = folder / f"{name}-{VERSION}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {VERSION}\n")
    (info / "entry_points.txt").write_text(f"[spacy_models]\n{name} = {name}\n")
    return data


def find(model: str, labels: tuple[str, ...] = ()) -> list[str]:
    finder = load_model(model, labels=labels)
    assert finder is not None
    return [TEXT[span.start : span.end] for span in finder(TEXT, [Span(0, 27), Span(28, len(TEXT))])]


def test_chemicals_are_treatments_and_diseases_are_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As `en_ner_bc5cdr_md`: installed for an older spaCy, found by `claimsift info`, loaded by name and by path."""
    plain = "One group received spinning; the wheel was spinning."
    nlp = train([("They took zorblax for gout.", [("zorblax", "CHEMICAL"), ("gout", "DISEASE")]), (plain, [])])
    path = save(nlp, tmp_path, "en_ner_own_md")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert find("en_ner_own_md") == find(str(path)) == ["zorblax"]
    assert find("en_ner_own_md", ("DISEASE",)) == ["gout"]
    assert f"en_ner_own_md {VERSION}" in CliRunner().invoke(app, ["info"]).output


def test_one_label_for_everything_is_believed_beside_words_of_giving(tmp_path: Path) -> None:
    """As `en_core_sci_sm`, whose only label is `ENTITY`."""
    named = [("One group received spinning; the wheel was spinning.", [("spinning", "ENTITY")])]
    nlp = train([*named, ("They took zorblax for gout.", [("zorblax", "ENTITY"), ("gout", "ENTITY")])])
    found = find(str(save(nlp, tmp_path, "en_core_own_sm")))
    assert found[0] == "zorblax" and found.count("spinning") == 1


@pytest.mark.parametrize(
    "content, message",
    [
        ("", "cannot be loaded"),  # a package of that name that is no model
        ("import no_such_module_anywhere", "cannot be loaded: No module named"),
    ],
)
def test_a_package_that_is_no_model_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str, message: str
) -> None:
    name = f"en_no_model_{len(content)}"
    save(train([("They took zorblax.", [("zorblax", "CHEMICAL")])]), tmp_path, name)
    (tmp_path / name / "__init__.py").write_text(content)
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(ModelError, match=message):
        load_model(name)


def test_a_model_without_labels_of_treatments_names_its_own(tmp_path: Path) -> None:
    nlp = train([("Zorblax moved to Paris.", [("Zorblax", "ORG"), ("Paris", "GPE")])])
    nlp.to_disk(tmp_path / "model")
    with pytest.raises(ModelError, match=r"set model_labels to those that are; it has GPE, ORG"):
        load_model(str(tmp_path / "model"))
