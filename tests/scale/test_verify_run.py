"""Verification: a run as it was written is whole; anything else is named."""

import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from claimsift.cli.main import run_command
from claimsift.errors import RunError
from claimsift.records.fields import FILES
from claimsift.scale.check_lines import find_type_fault
from claimsift.scale.run_articles import run_articles
from claimsift.scale.stored_run import open_run
from claimsift.scale.verify_run import verify_run
from claimsift.settings import Settings
from claimsift.stages.write.file_layer import DiskFiles
from claimsift.stages.write.shards import ShardBuilder, split_articles
from claimsift.stages.write.write_run import RunWriter

TEXT = (
    "# Pain\n\nPain came back in 28% of patients after discectomy (1). Some had it in 5%.\n\n## References\n\n"
    "1. Lakkol S, Bhatia C. Efficacy of surgery for recurrent symptoms. J Bone Joint Surg Br. 2011;93:1518-23.\n"
)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("verify")
    (folder / "in").mkdir()
    for number in range(3):
        (folder / "in" / f"{number}.md").write_text(TEXT.replace("28", f"2{number}"), encoding="utf-8")
    run_articles([str(folder / "in")], folder / "out", Settings(workers=1))
    return folder / "out"


@pytest.fixture
def run(good: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(good, tmp_path / "run"))


def test_a_run_is_whole(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = verify_run(run)
    assert (found.problems, found.articles, found.claims, found.shards) == ([], 3, 6, 1)
    assert run_command(["verify-run", str(run)]) == 0
    assert "is whole: 3 articles, 6 claims, 1 shards" in capsys.readouterr().out


@pytest.mark.parametrize("name", [shape.file for shape in FILES.values() if shape.file != "run.json"])
def test_a_flipped_byte_is_named(run: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    data = (run / name).read_bytes()
    places = random.Random(20260101).sample(range(len(data)), 20)  # noqa: S311
    for place in places:
        flipped = bytearray(data)
        flipped[place] ^= 1 << (place % 8)
        (run / name).write_bytes(flipped)
        problems = verify_run(run).problems
        assert problems
        assert all(name in problem for problem in problems)
    assert run_command(["verify-run", str(run)]) == 1
    assert name in capsys.readouterr().out


@pytest.mark.parametrize("name", [shape.file for shape in FILES.values()])
def test_a_missing_file_is_named(run: Path, name: str) -> None:
    (run / name).unlink()
    with pytest.raises(RunError, match=name):
        raise RunError(*verify_run(run).problems)


def test_bytes_after_the_end_are_named(run: Path) -> None:
    with (run / "claims.jsonl").open("ab") as file:
        file.write(b"{}\n")
    assert verify_run(run).problems == ["claims.jsonl: bytes that belong to no shard"]


def test_an_unfinished_run_beside_it_is_named(run: Path) -> None:
    (run / ".claimsift").mkdir()
    assert [problem for problem in verify_run(run).problems if problem.startswith(".claimsift")]


Change = Callable[[dict[str, list[dict[str, Any]]]], None]


def _forge(run: Path, change: Change, *, changed_info: dict[str, Any] | None = None) -> list[str]:
    """What is found in a run with changed lines whose hashes are all right."""
    stored = open_run(run)
    ((_, sections, _),) = list(stored.sections())
    builder = ShardBuilder(0, 0)
    for number, (article, lines) in enumerate(split_articles(sections)):
        records = {name: [json.loads(line) for line in items] for name, items in lines.items()}
        if number == 1:
            change(records)
        again = {name: [json.dumps(record, ensure_ascii=False) for record in items] for name, items in records.items()}
        builder.add(article["article_id"], again, {})
    builder.counts.update(stored.entries[0].counts)
    with RunWriter(run, run, DiskFiles()) as writer:
        writer.append(*builder.finish())
        writer.finish({**stored.info, **(changed_info or {}), "outputs": writer.outputs()})
    return verify_run(run).problems


def _set(name: str, path: str, value: object) -> Change:
    def change(records: dict[str, list[dict[str, Any]]]) -> None:
        *keys, last = path.split(".")
        target: Any = records[name][0]
        for key in keys:
            target = target[key]
        target[last] = value

    return change


def _swap(records: dict[str, list[dict[str, Any]]]) -> None:
    records["claims"].reverse()


def _drop_key(records: dict[str, list[dict[str, Any]]]) -> None:
    del records["claims"][0]["section"]


def _nothing(records: dict[str, list[dict[str, Any]]]) -> None:
    pass


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (_set("claims", "quantity.start", 9), "offsets 9 to"),
        (_set("claims", "quantity.text", "29%"), "not '29%'"),
        (_set("claims", "sentence.end", 10**6), "offsets"),
        (_set("claims", "kind", "guess"), "kind: 'guess' is none of"),
        (_set("claims", "quantity.value", "21"), "quantity.value: '21' is no number or pair"),
        (_set("claims", "confidence", True), "confidence: True is no number"),
        (_set("claims", "assertion", None), "assertion: null"),
        (_set("claims", "citation.references", [1]), "citation.references[]: not a string"),
        (_set("claims", "extra", 1), "keys missing or unknown: extra"),
        (_drop_key, "keys missing or unknown: section"),
        (_swap, "out of order"),
        (_set("rejected", "start", 0), "offsets 0 to"),
        (_set("references", "start", 0), "offsets 0 to"),
        (_set("articles", "n_claims", 7), "has 2 claims, not n_claims"),
        (_set("articles", "n_words", 7), "counts are not those of its lines"),
        (_set("articles", "sha256", ""), "the inputs are not those of articles.jsonl"),
        (_set("articles", "text", None), "give no text"),
        (_set("articles", "status", "failed"), "inputs = ok + suspect + failed + skipped does not hold"),
    ],
)
def test_lines_that_are_wrong_are_named_though_all_hashes_are_right(run: Path, change: Change, message: str) -> None:
    assert any(message in problem for problem in _forge(run, change))


def test_forging_alone_changes_nothing(run: Path) -> None:
    assert _forge(run, _nothing) == []


def test_counts_that_are_wrong_are_named(run: Path) -> None:
    counts = {**open_run(run).info["counts"], "claims": 7}
    assert _forge(run, _nothing, changed_info={"counts": counts}) == ["run.json: counts are not those of the lines"]


def test_what_is_no_object_is_a_fault() -> None:
    assert find_type_fault([], FILES["claims"].fields) == "not an object"
