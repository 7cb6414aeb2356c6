"""Watching: what arrives is in the run, and only that was extracted."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from claimsift.cli.main import run_command
from claimsift.errors import OutputError
from claimsift.scale.run_articles import run_articles
from claimsift.scale.watch_folder import watch_folder
from claimsift.settings import Settings

ONE = Settings(workers=1)


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    (tmp_path / "in" / "sub").mkdir(parents=True)
    return tmp_path / "in"


def _put(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")


def test_what_comes_changes_and_goes_is_followed(inbox: Path, tmp_path: Path) -> None:
    out, seen, naps = inbox / "out", [], []  # the run's own folder is no news

    def sleep(seconds: float) -> None:
        naps.append(seconds)
        if len(naps) == 2:  # a folder without an article is waited at
            _put(inbox, "note.csvx", "no article")
        if len(naps) == 5:
            _put(inbox, "a.txt", "Pain in 28% of")
        if len(naps) == 6:  # still being written when looked at first
            _put(inbox, "a.txt", "Pain in 28% of patients.\n")

    watching = watch_folder(
        inbox, out, ONE, interval=0.5, sleep=sleep, on_article=lambda output: seen.append(output.article_id)
    )
    assert next(watching).info["counts"]["claims"] == 1
    assert seen == ["a", "note"]
    assert set(naps) == {0.5}
    _put(inbox, "sub/b.txt", "A cure in 5 of 7 patients.\n")
    assert next(watching).kept == 2
    assert seen == ["a", "note", "sub/b"]
    _put(inbox, "a.txt", "Pain in 29% of patients.\n")
    os.utime(inbox / "a.txt", ns=(1, 1))
    (inbox / "sub" / "b.txt").unlink()
    assert next(watching).info["conservation"]["inputs"] == 2
    assert seen == ["a", "note", "sub/b", "a"]
    shutil.copytree(inbox, tmp_path / "copy", ignore=shutil.ignore_patterns("out"))
    run_articles([str(tmp_path / "copy")], tmp_path / "fresh", ONE)
    assert '"29%"' in (out / "claims.jsonl").read_text(encoding="utf-8")
    assert (out / "claims.jsonl").read_bytes() == (tmp_path / "fresh" / "claims.jsonl").read_bytes()


def test_a_run_of_other_settings_is_not_overwritten_unasked(inbox: Path, tmp_path: Path) -> None:
    _put(inbox, "a.txt", "Pain in 28% of patients.\n")
    run_articles([str(inbox)], tmp_path / "out", Settings(workers=1, max_bytes=999))
    with pytest.raises(OutputError, match="max_bytes"):
        next(watch_folder(inbox, tmp_path / "out", ONE, sleep=lambda seconds: None))
    summary = next(watch_folder(inbox, tmp_path / "out", ONE, overwrite=True, sleep=lambda seconds: None))
    assert summary.info["settings"]["max_bytes"] == ONE.max_bytes


def test_a_folder_in_which_something_always_changes_is_read_all_the_same(inbox: Path, tmp_path: Path) -> None:
    _put(inbox, "a.txt", "Pain in 28% of patients.\n")
    looks = []

    def sleep(seconds: float) -> None:
        looks.append(seconds)
        _put(inbox, "log.tmpx", "x" * len(looks))

    assert next(watch_folder(inbox, tmp_path / "out", ONE, sleep=sleep)).info["counts"]["claims"] == 1
    assert len(looks) == 10


def test_a_folder_must_be_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["watch", str(tmp_path / "nowhere"), "--out", str(tmp_path / "out")]) == 1
    assert "no such folder" in capsys.readouterr().err


def test_the_command_watches_until_it_is_stopped(inbox: Path, tmp_path: Path) -> None:
    _put(inbox, "a.txt", "Pain in 28% of patients.\n")
    command = [sys.executable, "-m", "claimsift", "watch", str(inbox), "--out", str(tmp_path / "out"), "--workers", "1"]
    with subprocess.Popen([*command, "--interval", "0.1"], stderr=subprocess.PIPE) as process:
        give_up = time.monotonic() + 120
        while not (tmp_path / "out" / "run.json").exists() and time.monotonic() < give_up:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"claims       1" in errors or b"interrupted" in errors
    assert (tmp_path / "out" / "run.json").exists()
