"""Bad input: a clear message or a recorded article, never a traceback; offsets stay right."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from claimsift.cli.main import run_command

CLAIM = "Pain came back in 28% of patients."


def run_on(folder: Path, data: bytes, *flags: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The article's line and its claims, offsets checked."""
    (folder / "in.txt").write_bytes(data)
    code = run_command(["run", str(folder / "in.txt"), "--out", str(folder / "out"), "--workers", "1", "-q", *flags])
    lines = [json.loads(line) for line in (folder / "out" / "articles.jsonl").read_text(encoding="utf-8").splitlines()]
    claims = [
        json.loads(line) for line in (folder / "out" / "claims.jsonl").read_text(encoding="utf-8").split("\n")[:-1]
    ]
    (article,) = lines
    assert code == (1 if article["status"] == "failed" else 0)
    for claim in claims:
        for span in (claim["quantity"], claim["sentence"]):
            assert article["text"][span["start"] : span["end"]] == span["text"]
    return article, claims


@pytest.mark.parametrize(
    ("data", "status", "reason"),
    [
        (b"", "skipped", "empty"),
        (b" \n\t\n", "skipped", "empty"),
        (b"\xef\xbb\xbf", "skipped", "empty"),
        (b"No figure stands in this text.\n", "ok", None),
        (b"\x7fELF\x02\x01\x01" + bytes(64), "failed", "binary"),
        ("Größe – “28%” of patients’ pain \xe9".encode() + b"\xff\xfe", "suspect", "replaced_bytes"),
    ],
    ids=["empty", "white space", "only a mark", "no number", "binary", "undecodable bytes"],
)
def test_the_article_is_recorded(tmp_path: Path, data: bytes, status: str, reason: str | None) -> None:
    article, _ = run_on(tmp_path, data)
    assert (article["status"], article["reason"]) == (status, reason)


@pytest.mark.parametrize(
    ("text", "data"),
    [
        (CLAIM, b"\xef\xbb\xbf" + CLAIM.encode()),
        (f"One.\n{CLAIM}\n", f"One.\r\n{CLAIM}\r\n".encode()),
        (f"Before.\x00 {CLAIM}", f"Before.\x00 {CLAIM}".encode()),
        (f"😀👨‍👩‍👧 e\u0301 {CLAIM}", f"😀👨‍👩‍👧 e\u0301 {CLAIM}".encode()),
        (f"הכאב חזר. {CLAIM}", f"הכאב חזר. {CLAIM}".encode()),
        (f"\u202e{CLAIM}\u202c", f"\u202e{CLAIM}\u202c".encode()),
        (f"One.\u2028{CLAIM}", f"One.\u2028{CLAIM}".encode()),
        (f"One.\x85 {CLAIM}", f"One.\x85 {CLAIM}".encode()),
        (CLAIM, CLAIM.encode("utf-16")),
    ],
    ids=["BOM", "CRLF", "NUL", "emoji and combining marks", "right to left", "override", "U+2028", "U+0085", "UTF-16"],
)
def test_offsets_stay_right(tmp_path: Path, text: str, data: bytes) -> None:
    article, claims = run_on(tmp_path, data)
    assert article["text"] == text
    assert [claim["quantity"]["text"] for claim in claims] == ["28%"]


def test_a_line_of_a_million_characters(tmp_path: Path) -> None:
    text = (CLAIM + " The pain was mild, and nobody asked for more of it in the end." * 79 + " ") * 200
    assert len(text) > 1_000_000
    article, claims = run_on(tmp_path, text.encode())
    assert article["status"] == "ok"
    assert len(claims) == 200


def test_a_text_of_50_mb_is_recorded(tmp_path: Path) -> None:
    article, _ = run_on(tmp_path, (CLAIM + "\n\n").encode() * 1_400_000)
    assert (article["status"], article["reason"], article["text"]) == ("failed", "too_large", None)


def test_a_file_over_the_limit_says_how_to_raise_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in.txt").write_text(CLAIM)
    config = tmp_path / "claimsift.toml"
    config.write_text("max_bytes = 10\n")
    assert run_command(["extract", str(tmp_path / "in.txt"), "--config", str(config)]) == 1
    assert "the setting max_bytes allows 10" in capsys.readouterr().err


def test_one_bad_file_costs_only_itself(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "bad.txt").write_bytes(bytes(100))
    (tmp_path / "in" / "good.txt").write_text(CLAIM)
    (tmp_path / "in" / "gone.txt").symlink_to(tmp_path / "nowhere")
    assert run_command(["run", str(tmp_path / "in"), "--out", str(tmp_path / "out"), "--workers", "1", "-q"]) == 0
    lines = [json.loads(line) for line in (tmp_path / "out" / "articles.jsonl").read_text().splitlines()]
    assert [(line["article_id"], line["status"], line["reason"]) for line in lines] == [
        ("bad", "failed", "binary"),
        ("gone", "failed", "unreadable"),
        ("good", "ok", None),
    ]


@pytest.mark.parametrize("arguments", [["run", "x", "--out", "y"], ["extract", "x"], ["explain", "x", "y"], ["bogus"]])
def test_no_traceback_reaches_the_user(arguments: list[str], tmp_path: Path) -> None:
    command = [sys.executable, "-m", "claimsift", *arguments]
    result = subprocess.run(command, check=False, capture_output=True, text=True, cwd=tmp_path)
    assert result.returncode in (1, 2)
    assert result.stderr.startswith("claimsift: ")
    assert result.stderr.count("\n") == 1


def test_a_reader_that_stops_early_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text(f"{CLAIM}\n\n" * 2_000)
    command = f"{sys.executable} -m claimsift extract in.txt | head -1"
    result = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"], check=False, capture_output=True, text=True, cwd=tmp_path
    )
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.count("\n") == 1
