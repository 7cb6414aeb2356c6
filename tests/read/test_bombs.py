"""Hostile files end in exactly one recorded status, cost only themselves, and lead nobody astray."""

import importlib.util
import json
import re
from pathlib import Path
from typing import Any

import pytest

from claimsift.errors import ReadError
from claimsift.scale.run_articles import run_articles
from claimsift.settings import Settings
from claimsift.stages.read import ReadOptions, expand_guarded, read_guarded
from claimsift.stages.read.expand_file import holds_many

_spec = importlib.util.spec_from_file_location("make_bombs", Path(__file__).with_name("make_bombs.py"))
assert _spec is not None and _spec.loader is not None
_module: Any = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_module)
BOMBS = _module.BOMBS

OPTIONS = ReadOptions(max_seconds=60.0, max_memory=1_000_000_000)
REASON = re.compile(
    r"reader_timeout|reader_died|too_much_memory|reader_error: MemoryError|damaged|encrypted|too_large|too_much_text|"
    r"unpacks_too_large|binary|unknown_format|unsafe_path|bad_row: .*|no_text_field: .*"
)
# Those that are read in the end: a reader may give up, but then the article is suspect, never `ok` without the claim.
KEPT = {
    "billion_laughs", "quadratic_entity", "external_entity", "external_dtd", "html_300_deep", "html_3000_deep",
    "xml_3000_deep", "huge_colspan", "sups_20000", "items_20000", "spans_20000", "huge_attribute", "huge_list_start",
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_ends_in_one_status(name: str, tmp_path: Path) -> None:
    file, make = BOMBS[name]
    path = tmp_path / file
    path.write_bytes(make())
    if holds_many(file, OPTIONS):
        (tmp_path / "spool").mkdir()
        for member in expand_guarded(path, name=file, folder=tmp_path / "spool", options=OPTIONS):
            assert member.status in (None, "skipped", "failed")
            assert (member.path is None) == (member.status is not None)
            assert member.status != "failed" or REASON.fullmatch(member.reason or ""), member
        return
    try:
        article = read_guarded(path, name, options=OPTIONS)
    except ReadError as error:
        assert REASON.fullmatch(error.reason), error
        assert name not in KEPT
        return
    assert article.status in ("ok", "suspect", "skipped")
    assert "root:" not in article.text
    assert len(article.text) < 4_000_000
    assert "28%" in article.text or article.status != "ok" or not article.text.strip()


def test_nothing_was_written_outside() -> None:
    assert not Path("/tmp/claimsift-was-here.txt").exists()  # noqa: S108 (the place that the archive names)


def test_poisoned_files_among_others_cost_only_themselves(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(20):
        (folder / f"good-{number:02}.html").write_text(
            f"<html><body><p>Pain came back in {number + 20}% of all the patients who were asked.</p></body></html>"
        )
    for name in ("html_100000_deep", "xml_100000_deep", "pdf_deep_array", "gzip_bomb"):
        file, make = BOMBS[name]
        (folder / f"{name}.{file.partition('.')[2]}").write_bytes(make())
    settings = Settings(workers=2, max_seconds=20, max_memory=1_000_000_000)
    summary = run_articles([str(folder)], tmp_path / "out", settings)
    lines = [json.loads(line) for line in (tmp_path / "out" / "articles.jsonl").read_text("utf-8").splitlines()]
    assert len(lines) == 24
    good = [line for line in lines if line["article_id"].startswith("good-")]
    assert {(line["status"], line["n_claims"]) for line in good} == {("ok", 1)}
    assert summary.info["conservation"]["inputs"] == 24
