"""The format options of the commands, and standard input."""

import io
import json
from pathlib import Path

import pytest

from claimsift.cli.main import run_command

PAGE = "<html><body><p>Pain came back in 28% of all the patients who had a discectomy.<sup>8</sup></p></body></html>"
ROWS = '{"key": "k1", "story": "Pain came back in 28% of patients."}\n{"key": "k2", "story": "None at all."}\n'


def _pipe(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8"))


@pytest.mark.parametrize("flags", [[], ["--format", "html"]])
def test_a_page_on_standard_input_is_read(
    flags: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _pipe(monkeypatch, PAGE)
    assert run_command(["extract", "-", *flags]) == 0
    (claim,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert claim["quantity"]["text"] == "28%"
    assert claim["sentence"]["text"].endswith("[8]")


def test_format_overrides_the_ending(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "page.data"
    path.write_text(PAGE)
    assert run_command(["extract", str(path)]) == 1
    assert "claimsift reads files that end in" in capsys.readouterr().err
    assert run_command(["extract", str(path), "--format", "html"]) == 0
    assert "28%" in capsys.readouterr().out


@pytest.mark.parametrize("source", ["-", "rows.jsonl"])
def test_rows_are_articles_and_their_fields_can_be_named(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    _pipe(monkeypatch, ROWS)
    Path("rows.jsonl").write_text(ROWS)
    flags = ["--text-field", "story", "--id-field", "key", "--workers", "1", "-q"]
    more = ["--format", "jsonl"] if source == "-" else []
    assert run_command(["run", source, "--out", "out", *flags, *more]) == 0
    found = [json.loads(line) for line in Path("out/articles.jsonl").read_text("utf-8").splitlines()]
    stem = "stdin" if source == "-" else "rows"
    assert [(row["article_id"], row["n_claims"], row["metadata"]) for row in found] == [
        (f"{stem}/k1", 1, {"key": "k1"}),
        (f"{stem}/k2", 0, {"key": "k2"}),
    ]


def test_a_file_of_many_is_for_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(ROWS)
    assert run_command(["extract", str(path)]) == 1
    assert "holds many articles: use claimsift run" in capsys.readouterr().err


def test_an_unknown_format_is_refused_with_those_that_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["extract", "x", "--format", "docx"]) == 1
    assert "there are text, markdown, html, jats, pdf" in capsys.readouterr().err
