"""The stages as components of anybody's spaCy pipeline."""

import pytest
import spacy
from spacy.tokens import Doc, DocBin

from claimsift.annotations import annotations_of
from claimsift.builder import STAGES, load

TEXT = "Pain came back in 28% of patients after discectomy."


def _pipeline(*stages: str) -> spacy.Language:
    nlp = spacy.blank("en")
    for stage in stages:
        nlp.add_pipe(stage)
    return nlp


@pytest.fixture(scope="module")
def nlp() -> spacy.Language:
    return _pipeline(*STAGES)


def test_the_entry_points_are_the_stages() -> None:
    from importlib.metadata import entry_points

    assert {point.name for point in entry_points(group="spacy_factories") if "claimsift" in point.name} == set(STAGES)


def test_a_pipeline_built_by_hand_finds_what_load_finds(nlp: spacy.Language) -> None:
    assert annotations_of(nlp(TEXT)).claims == tuple(
        claim.__class__(**{**_fields(claim), "article_id": ""}) for claim in load().extract(TEXT).claims
    )


def _fields(record: object) -> dict[str, object]:
    return {name: getattr(record, name) for name in record.__slots__}  # type: ignore[attr-defined]


def test_annotations_survive_bytes(nlp: spacy.Language) -> None:
    doc = nlp(TEXT)
    assert annotations_of(doc).claims
    again = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert annotations_of(again) == annotations_of(doc)
    stored = DocBin(docs=[doc], store_user_data=True).to_bytes()
    (other,) = DocBin().from_bytes(stored).get_docs(nlp.vocab)
    assert annotations_of(other) == annotations_of(doc)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # spaCy forks while threads may run (Python 3.12)
def test_several_processes_give_the_same(nlp: spacy.Language) -> None:
    texts = [TEXT, "No figure here.", TEXT.replace("28", "29")]
    one, two = (list(nlp.pipe(texts, n_process=number)) for number in (1, 2))
    assert [annotations_of(doc) for doc in two] == [annotations_of(doc) for doc in one]
    assert [len(annotations_of(doc).claims) for doc in two] == [1, 0, 1]


@pytest.mark.parametrize(
    ("stages", "missing"),
    [
        (("claimsift_detect_claims",), "claimsift_segment"),
        (("claimsift_link_citations",), "claimsift_segment"),
        (("claimsift_segment", "claimsift_describe_claims"), "claimsift_detect_claims"),
        (("claimsift_segment", "claimsift_link_treatments"), "claimsift_detect_claims"),
        (("claimsift_segment", "claimsift_link_citations"), "claimsift_detect_claims"),
    ],
)
def test_a_component_without_its_predecessor_says_so(stages: tuple[str, ...], missing: str) -> None:
    with pytest.raises(ValueError, match=f"{stages[-1]} needs {missing} earlier in the pipeline"):
        _pipeline(*stages)(TEXT)


def test_a_component_of_ones_own_reads_the_text_as_it_is() -> None:
    seen: list[str] = []

    @spacy.Language.component("remember_text")
    def remember_text(doc: Doc) -> Doc:
        seen.append(doc.text)
        return doc

    sift = load()
    sift.nlp.add_pipe("remember_text", first=True)
    text = "  Pain\u00a0came back\n\n in 28%\tof (2,3) patients.[4]\n"
    sift.extract(text)
    assert seen == [text]
