"""Each format, read back by a reader of its own: spans quote the text, values are those of the run."""

import csv
import json
import re
from pathlib import Path
from typing import Any

import bioc.biocjson
import jsonschema
import pytest
import spacy
from spacy.tokens import DocBin

from claimsift.errors import OutputError, RunError
from claimsift.export.export_run import export_run
from claimsift.export.formats import FORMATS, render_docs
from claimsift.export.spans import spans_of
from claimsift.export.write_annotation_tools import write_tokens
from claimsift.export.write_sheets import neutralise
from claimsift.stages.write.read_material import REVIEWED, read_material
from claimsift.stages.write.read_run import read_lines


@pytest.fixture(scope="module")
def exported(small_run: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("exported")
    return {
        name: export_run(small_run, name, out=folder / row.target.rstrip("/"))
        for name, row in FORMATS.items()
        if name not in ("parquet", "duckdb", "xlsx")
    }


@pytest.fixture(scope="module")
def claims(small_run: Path) -> dict[str, dict[str, Any]]:
    return {claim["claim_id"]: claim for claim in read_lines(small_run, "claims")}


def test_the_run_has_what_breaks_exporters(claims: dict[str, dict[str, Any]]) -> None:
    assert {"12%", "3 of 8", "20–30%"} <= {claim["quantity"]["text"] for claim in claims.values()}


def test_material_is_grouped_by_article(small_run: Path, claims: dict[str, dict[str, Any]]) -> None:
    found = list(read_material(small_run))
    assert [m.article["article_id"] for m in found] == ["emoji", "markup", "no-claims", "sub/plain"]
    assert sum(len(m.claims) for m in found) == len(claims)
    for material in found:
        for claim in material.claims:
            for span in spans_of(claim):
                assert material.text[span.start : span.end] == span.text


def test_label_studio(exported: dict[str, Path], claims: dict[str, dict[str, Any]]) -> None:
    tasks = json.loads((exported["label-studio"] / "tasks.json").read_text(encoding="utf-8"))
    assert [task["data"]["claim_id"] for task in tasks] == list(claims)
    labels = set(re.findall(r'<Label value="(\w+)"/>', (exported["label-studio"] / "config.xml").read_text()))
    for task in tasks:
        text, result = task["data"]["text"], task["predictions"][0]["result"]
        regions = {item["id"] for item in result if item["type"] == "labels"}
        for item in result:
            if item["type"] == "labels":
                value = item["value"]
                assert text[value["start"] : value["end"]] == value["text"]
                assert set(value["labels"]) <= labels
            elif item["type"] == "relation":
                assert {item["from_id"], item["to_id"]} <= regions
            else:
                assert item["value"]["number"] == claims[task["data"]["claim_id"]]["quantity"]["value"]


def test_doccano(exported: dict[str, Path], claims: dict[str, dict[str, Any]]) -> None:
    examples = [json.loads(line) for line in exported["doccano"].read_text(encoding="utf-8").splitlines()]
    assert [example["claim_id"] for example in examples] == list(claims)
    ids = [entity["id"] for example in examples for entity in example["entities"]]
    assert len(ids) == len(set(ids))
    for example in examples:
        entity = example["entities"][0]
        quantity = claims[example["claim_id"]]["quantity"]["text"]
        assert example["text"][entity["start_offset"] : entity["end_offset"]] == quantity


def test_prodigy(exported: dict[str, Path], claims: dict[str, dict[str, Any]]) -> None:
    for line in exported["prodigy"].read_text(encoding="utf-8").splitlines():
        task = json.loads(line)
        text, tokens = task["text"], task["tokens"]
        assert all(text[token["start"] : token["end"]] == token["text"] for token in tokens)
        for span in task["spans"]:
            assert tokens[span["token_start"]]["start"] <= span["start"]
            assert tokens[span["token_end"]]["end"] >= span["end"]
        first = task["spans"][0]
        assert text[first["start"] : first["end"]] == claims[task["meta"]["claim_id"]]["quantity"]["text"]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("About 20–30%.", [("About", True), ("20", False), ("–", False), ("30", False), ("%", False), (".", False)]),
        ("  a\u00a0b \n", [("a", True), ("b", True)]),
        ('"x_1" \\ y\x00', [('"', False), ("x_1", False), ('"', True), ("\\", True), ("y", False), ("\x00", False)]),
        ("💩 80", [("💩", True), ("80", False)]),
        ("", []),
    ],
)
def test_tokens(text: str, tokens: list[tuple[str, bool]]) -> None:
    starts, listed = write_tokens(text)
    found = json.loads(f"[{listed}]")
    assert [(token["text"], token["ws"]) for token in found] == tokens
    assert [token["start"] for token in found] == starts
    assert [token["id"] for token in found] == list(range(len(tokens)))
    assert all(text[token["start"] : token["end"]] == token["text"] for token in found)


def test_brat(exported: dict[str, Path], claims: dict[str, dict[str, Any]]) -> None:
    seen = []
    for path in sorted(exported["brat"].glob("*.ann")):
        data = path.with_suffix(".txt").read_bytes()
        assert not data.startswith(b"\xef\xbb\xbf")
        text = data.decode()
        for line in path.read_text(encoding="utf-8").splitlines():
            key, body, *rest = line.split("\t")
            if key.startswith("T"):
                offsets = body.split(" ", 1)[1].split(";")
                pieces = [text[int(a) : int(b)] for a, b in (piece.split(" ") for piece in offsets)]
                assert " ".join(pieces) == rest[0]
            elif key.startswith("#"):
                seen.append(json.loads(rest[0])["claim_id"])
    assert sorted(seen) == sorted(claims)


def test_bioc_is_read_by_its_own_library(exported: dict[str, Path], claims: dict[str, dict[str, Any]]) -> None:
    with exported["bioc"].open(encoding="utf-8") as file:
        collection = bioc.biocjson.load(file)
    relations = {}
    for document in collection.documents:
        for passage in document.passages:
            for annotation in passage.annotations:
                place = annotation.locations[0]
                assert passage.text[place.offset : place.offset + place.length] == annotation.text
            relations |= {relation.id: relation for relation in passage.relations}
    assert list(relations) == list(claims)
    assert all(json.loads(r.infons["value"]) == claims[key]["quantity"]["value"] for key, r in relations.items())


def test_web_annotation(exported: dict[str, Path], small_run: Path, claims: dict[str, dict[str, Any]]) -> None:
    page = json.loads(exported["web-annotation"].read_text(encoding="utf-8"))
    texts = {m.article["article_id"]: m.text for m in read_material(small_run)}
    assert len(page["items"]) == len(claims)
    for item, claim in zip(page["items"], claims.values(), strict=True):
        position, quote = item["target"]["selector"]
        text = texts[claim["article_id"]]
        assert text[position["start"] : position["end"]] == quote["exact"]
        assert quote["prefix"] + quote["exact"] + quote["suffix"] in text


def test_schema_org(exported: dict[str, Path], claims: dict[str, dict[str, Any]]) -> None:
    graph = json.loads(exported["schema-org"].read_text(encoding="utf-8"))["@graph"]
    nodes = {node["@id"]: node for node in graph}
    found = [node for node in graph if node["@type"] == "Claim"]
    assert len(found) == len(claims)
    for node, claim in zip(found, claims.values(), strict=True):
        assert nodes[node["appearance"]["@id"]]["identifier"] == claim["article_id"]
        assert all(cited["@id"] in nodes for cited in node.get("citation", ()))
    ranged = next(
        n["mentions"] for n, c in zip(found, claims.values(), strict=True) if c["quantity"]["value"] == [20, 30]
    )
    assert (ranged["minValue"], ranged["maxValue"], ranged["unitText"]) == (20, 30, "%")


def test_spacy_docbin_survives(exported: dict[str, Path], claims: dict[str, dict[str, Any]]) -> None:
    nlp = spacy.blank("en")
    docs = list(DocBin().from_disk(exported["spacy"]).get_docs(nlp.vocab))
    spans = {span.id_: span for doc in docs for span in doc.spans["claims"]}
    assert list(spans) == list(claims)
    assert all(claims[key]["quantity"]["text"] in span.text for key, span in spans.items())
    kept = [claim for doc in docs for claim in doc.user_data["claimsift_claims"]]
    assert json.loads(json.dumps(kept)) == list(claims.values())  # msgpack gives tuples for lists


def test_csv_has_no_formula(exported: dict[str, Path], claims: dict[str, dict[str, Any]]) -> None:
    with (exported["csv"] / "claims.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["claim_id"] for row in rows] == list(claims)
    texts = [path.read_text(encoding="utf-8") for path in exported["csv"].glob("*.csv")]
    cells = [cell for text in texts for row in csv.reader(text.splitlines(keepends=True)) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))]
    assert any(cell.startswith("'=HYPERLINK") for cell in cells)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("=1+1", "'=1+1"),
        ("-3%", "'-3%"),
        ("\t=1", "'\t=1"),
        ("＝1", "'＝1"),
        ("28%", "28%"),
        (-3.0, -3.0),
        (None, None),
    ],
)
def test_neutralise(cell: Any, expected: Any) -> None:
    assert neutralise(cell) == expected


def test_croissant_names_the_bytes_beside_it(exported: dict[str, Path], small_run: Path) -> None:
    import hashlib

    folder = exported["croissant"]
    metadata = json.loads((folder / "croissant.json").read_text(encoding="utf-8"))
    for entry in metadata["distribution"]:
        assert hashlib.sha256((folder / entry["contentUrl"]).read_bytes()).hexdigest() == entry["sha256"]
    assert (folder / "claims.jsonl").read_bytes() == (small_run / "claims.jsonl").read_bytes()
    assert "not reviewed" in (folder / "README.md").read_text(encoding="utf-8")
    for entry in metadata["distribution"]:
        lines = [json.loads(line) for line in (folder / entry["contentUrl"]).read_text(encoding="utf-8").splitlines()]
        schema = json.loads((folder / "schema" / f"{Path(entry['name']).stem}.schema.json").read_text(encoding="utf-8"))
        assert not [e.message for line in lines for e in jsonschema.Draft202012Validator(schema).iter_errors(line)]


def test_articles_are_published_without_their_texts(exported: dict[str, Path]) -> None:
    lines = (exported["croissant"] / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["text"] for line in lines] == [None] * 4


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph")
def test_croissant_is_read_by_its_own_library(exported: dict[str, Path], claims: dict[str, dict[str, Any]]) -> None:
    """mlcroissant finds no error in the metadata, and gives back every field, nested ones too, as the files have it."""
    import mlcroissant

    dataset = mlcroissant.Dataset(jsonld=str(exported["croissant"] / "croissant.json"))
    assert not dataset.metadata.ctx.issues.errors
    # What only the publisher can say.
    assert {re.search(r"schema.org/(\w+)", warning)[1] for warning in dataset.metadata.ctx.issues.warnings} == {  # type: ignore[index]
        "license", "datePublished",
    }  # fmt: skip
    rows = list(dataset.records(record_set="claims"))
    assert [row["claims/claim_id"].decode() for row in rows] == list(claims)
    for row, claim in zip(rows, claims.values(), strict=True):
        quantity = claim["quantity"]
        assert row["claims/quantity"]["claims/quantity/value"] == quantity["value"]
        assert row["claims/quantity"]["claims/quantity/text"].decode() == quantity["text"]
        treatment = claim["treatment"]["name"].encode() if claim["treatment"] else None
        assert row["claims/treatment"]["claims/treatment/name"] == treatment
        references = [key.encode() for key in claim["citation"]["references"]] if claim["citation"] else None
        assert row["claims/citation"]["claims/citation/references"] == references
    for name in ("references", "rejected", "articles"):
        assert list(dataset.records(record_set=name))


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"duckdb", "xlsx"}))
def test_same_run_same_bytes(name: str, small_run: Path, tmp_path: Path) -> None:
    def content(target: Path) -> list[bytes]:
        files = sorted(target.rglob("*")) if target.is_dir() else [target]
        return [path.read_bytes() for path in files if path.is_file()]

    assert content(export_run(small_run, name, out=tmp_path / "a")) == content(
        export_run(small_run, name, out=tmp_path / "b")
    )


def test_what_is_there_is_not_replaced_unasked(small_run: Path, tmp_path: Path) -> None:
    target = export_run(small_run, "doccano", out=tmp_path / "x.jsonl")
    with pytest.raises(OutputError, match="--overwrite"):
        export_run(small_run, "doccano", out=target)
    export_run(small_run, "doccano", out=target, overwrite=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x.jsonl"]


def test_reviewed_claims_are_taken_where_there_are_some(small_run: Path, tmp_path: Path) -> None:
    with pytest.raises(RunError, match="no reviewed state"):
        export_run(small_run, "doccano", out=tmp_path / "x", reviewed=True)
    kept = (small_run / "claims.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)[:1]
    (small_run / REVIEWED).write_text("".join(kept), encoding="utf-8")
    try:
        target = export_run(small_run, "doccano", out=tmp_path / "y", reviewed=True)
        assert len(target.read_text(encoding="utf-8").splitlines()) == 1
    finally:
        (small_run / REVIEWED).unlink()


def test_every_format_is_in_the_documentation() -> None:
    assert all(f"| `{name}` |" in render_docs() for name in FORMATS)
