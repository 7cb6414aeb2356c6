"""Runs: same bytes whatever the circumstances, nothing lost, other runs not overwritten."""

import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from claimsift.errors import OutputError
from claimsift.records.fields import FILES
from claimsift.records.schema import json_schema
from claimsift.scale.run_articles import run_articles
from claimsift.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
CORPUS = str(ROOT / "corpus" / "*.[tmh]*")
ONE = Settings(workers=1)


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def _write(folder: Path, **texts: str) -> str:
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return str(folder)


@pytest.fixture(scope="module")
def corpus_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run") / "out"
    run_articles([CORPUS], folder, ONE)
    return folder


def test_two_workers_write_the_same_bytes_as_one(corpus_run: Path, tmp_path: Path) -> None:
    run_articles([CORPUS], tmp_path / "out", Settings(workers=2))
    assert _bytes(tmp_path / "out") == _bytes(corpus_run)


def test_locale_time_zone_hash_seed_and_folder_do_not_matter(corpus_run: Path, tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "claimsift",
        "run",
        "*.[tmh]*",
        "--out",
        str(tmp_path / "out"),
        "--workers",
        "1",
        "-q",
    ]
    environment = {**os.environ, "PYTHONHASHSEED": "7", "LC_ALL": "C", "TZ": "Asia/Kathmandu", "PYTHONUTF8": "0"}
    subprocess.run(command, check=True, env=environment, cwd=ROOT / "corpus")
    assert _bytes(tmp_path / "out") == _bytes(corpus_run)


@pytest.mark.parametrize("name", FILES)
def test_every_line_is_valid(corpus_run: Path, name: str) -> None:
    validator = jsonschema.Draft202012Validator(json_schema(name))
    text = (corpus_run / FILES[name].file).read_text(encoding="utf-8")
    lines = [text] if name == "run" else text.splitlines()
    for line in lines:
        validator.validate(json.loads(line))


def test_every_span_is_its_words(corpus_run: Path) -> None:
    texts = {}
    for line in (corpus_run / "articles.jsonl").read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        texts[article["article_id"]] = article["text"]
    checked = 0

    def check(value: object, text: str) -> None:
        nonlocal checked
        if isinstance(value, dict):
            if isinstance(value.get("start"), int) and "text" in value:
                assert text[value["start"] : value["end"]] == value["text"]
                checked += 1
            for item in value.values():
                check(item, text)
        elif isinstance(value, list):
            for item in value:
                check(item, text)

    for name in ("claims", "rejected", "references"):
        for line in (corpus_run / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            if name == "references" and record["raw"] is not None and record["start"] is not None:
                record["text"] = record["raw"]
            check(record, texts[record["article_id"]])
    assert checked > 500


def test_claims_are_sorted_and_ids_are_unique_in_an_article(corpus_run: Path) -> None:
    claims = [json.loads(line) for line in (corpus_run / "claims.jsonl").read_text(encoding="utf-8").splitlines()]
    order = [(claim["article_id"], claim["quantity"]["start"]) for claim in claims]
    assert order == sorted(order)
    ids = [(claim["article_id"], claim["claim_id"]) for claim in claims]
    assert len(set(ids)) == len(ids)


def test_each_input_is_one_line_and_the_states_add_up(tmp_path: Path) -> None:
    folder = Path(_write(tmp_path / "in", good="Pain in 28% of patients.\n", none="No figure at all.\n", empty=" \n"))
    (folder / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(64)))
    (folder / "bad.txt").write_bytes("Größe 28% – of patients’ pain".encode() + b"\xff")
    (folder / "table.xls").write_text("1,2")
    summary = run_articles([str(folder)], tmp_path / "out", ONE)
    states = summary.info["conservation"]
    assert states == {"inputs": 6, "ok": 2, "suspect": 1, "failed": 1, "skipped": 2}
    lines = [
        json.loads(line) for line in (tmp_path / "out" / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert [(line["article_id"], line["status"], line["reason"]) for line in lines] == [
        ("bad", "suspect", "replaced_bytes"),
        ("empty", "skipped", "empty"),
        ("good", "ok", None),
        ("none", "ok", None),
        ("picture", "failed", "binary"),
        ("table", "skipped", "unknown_format"),
    ]


def test_the_same_run_again_is_left_as_it_is(tmp_path: Path) -> None:
    given = _write(tmp_path / "in", a="Pain in 28% of patients.\n")
    assert not run_articles([given], tmp_path / "out", ONE).already_complete
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").iterdir()}
    assert run_articles([given], tmp_path / "out", Settings(workers=2)).already_complete
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "out").iterdir()} == before


@pytest.mark.parametrize(
    ("settings", "text", "message"),
    [
        (Settings(workers=1, max_bytes=1_000), "Pain in 28% of patients.\n", r"max_bytes 10000000 → 1000"),
        (ONE, "Pain in 29% of patients.\n", "other inputs"),
    ],
)
def test_another_run_is_not_overwritten_unasked(tmp_path: Path, settings: Settings, text: str, message: str) -> None:
    given = _write(tmp_path / "in", a="Pain in 28% of patients.\n")
    run_articles([given], tmp_path / "out", ONE)
    before = _bytes(tmp_path / "out")
    _write(tmp_path / "in", a=text)
    with pytest.raises(OutputError, match=message):
        run_articles([given], tmp_path / "out", settings)
    assert _bytes(tmp_path / "out") == before
    run_articles([given], tmp_path / "out", settings, overwrite=True)
    assert _bytes(tmp_path / "out") != before


def test_files_of_ours_without_a_run_are_not_overwritten_unasked(tmp_path: Path) -> None:
    given = _write(tmp_path / "in", a="Pain in 28% of patients.\n")
    (tmp_path / "claims.jsonl").write_text("mine")
    with pytest.raises(OutputError, match="no run"):
        run_articles([given], tmp_path, ONE)


def test_the_output_folder_inside_the_input_is_no_input(tmp_path: Path) -> None:
    given = _write(tmp_path / "in", a="Pain in 28% of patients.\n")
    run_articles([given], tmp_path / "in" / "out", ONE)
    assert run_articles([given], tmp_path / "in" / "out", ONE).already_complete
