"""The packaged recogniser, and a user's own model in its place."""

from pathlib import Path

import pytest
import spacy

from claimsift.errors import ModelError
from claimsift.lexicon import find_weights
from claimsift.records import Span
from claimsift.stages.link_treatments.load_model import PACKAGED, load_model
from claimsift.stages.link_treatments.recognise import Recogniser, spans_of, token_features


@pytest.mark.parametrize(
    "text, expected",
    [
        ("Pain fell by 20% in the XQR group and by 5% in the placebo group.", ["XQR", "placebo"]),
        ("Seizures followed treatment with benzolamide in 3 of 12 rats.", ["benzolamide"]),
        ("We walked home along the river.", []),
    ],
)
def test_recogniser_finds_names_that_no_list_holds(text: str, expected: list[str]) -> None:
    spans = Recogniser(find_weights(PACKAGED)).find(text, [Span(0, len(text))])
    assert [text[span.start : span.end] for span in spans] == expected


def test_spans_stay_inside_their_sentences() -> None:
    text = "Ibuprofen helped. Aspirin did not. Naproxen was best."
    spans = Recogniser(find_weights(PACKAGED)).find(text, [Span(18, 34)])
    assert spans and all(18 <= span.start < span.end <= 34 for span in spans)


def test_weights_are_small() -> None:
    assert sum(path.stat().st_size for path in find_weights(PACKAGED).iterdir()) < 6_000_000


def test_labels_become_spans() -> None:
    assert list(spans_of(["O", "B-A", "I-A", "B-A", "O"])) == [(1, 2, "A"), (3, 3, "A")]


def test_features_tell_the_edges_of_a_sentence() -> None:
    first, last = token_features(["took", "aspirin"])
    assert "-1edge" in first and "1edge" in last and "-1w=took" in last


def test_missing_models_name_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="--no-model"):
        load_model("no_such_model_anywhere")
    with pytest.raises(ModelError, match="reinstall"):
        Recogniser(tmp_path)


def test_no_model_finds_nothing() -> None:
    assert load_model(None) is None


def test_entities_of_a_spacy_model_are_mapped(tmp_path: Path) -> None:
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("entity_ruler", name="ner")
    ruler.add_patterns(  # type: ignore[attr-defined]
        [
            {"label": "CHEMICAL", "pattern": "zorblax"},
            {"label": "DISEASE", "pattern": "gout"},
            {"label": "ENTITY", "pattern": "spinning"},
        ]
    )
    nlp.to_disk(tmp_path / "model")
    find = load_model(str(tmp_path / "model"))
    assert find is not None
    text = "They took zorblax for gout. One group received spinning; the wheel was spinning."
    assert [text[s.start : s.end] for s in find(text, [Span(0, 27), Span(28, len(text))])] == ["zorblax", "spinning"]
    only = load_model(str(tmp_path / "model"), labels=["disease"])
    assert only is not None and [text[s.start : s.end] for s in only(text, [Span(0, 27)])] == ["gout"]


def test_a_model_without_entities_is_refused(tmp_path: Path) -> None:
    spacy.blank("en").to_disk(tmp_path / "model")
    with pytest.raises(ModelError, match="finds no entities"):
        load_model(str(tmp_path / "model"))


def test_names_are_hidden_whole_and_always_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).resolve().parents[2] / "models"))
    from train_recogniser import hide_names

    words = "Spinal cord stimulation and aspirin and ibuprofen helped".split()  # noqa: SIM905
    shown, hidden, half = (hide_names(words, percent) for percent in (0, 100, 50))
    assert [mark[0] for mark in shown] == list("BIIOBOBO")
    assert hidden == ["O"] * len(words)
    assert half == hide_names(words, 50)
    assert all(mark in (before, "O") for mark, before in zip(half, shown, strict=True))
