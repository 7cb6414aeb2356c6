"""A reader that hangs, dies or grows is ended, and costs only its file."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from claimsift.errors import ReadError
from claimsift.stages.read import ReadOptions, expand_guarded, read_guarded
from claimsift.stages.read.guard import ReaderProcess, reader_process
from claimsift.stages.read.serve import limit_memory

PAGE = "<html><body><p>Pain came back in 28% of all the patients after the operation.</p></body></html>"


def test_a_page_is_read_in_another_process_as_it_is_in_this_one(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(PAGE)
    article = read_guarded(path, "a", name="in/a.html")
    assert (article.article_id, article.path, article.status) == ("a", "in/a.html", "ok")
    assert article.text.startswith("Pain came back in 28%")
    assert article.source_map[0].element is not None


def test_errors_of_the_reader_come_through(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(b"\x00\x01\x02" * 1_000)
    with pytest.raises(ReadError) as caught:
        read_guarded(path, "a")
    assert caught.value.reason == "binary"


def test_a_reader_that_takes_too_long_is_killed_and_the_next_file_is_read(tmp_path: Path) -> None:
    slow, good = tmp_path / "slow.html", tmp_path / "good.html"
    os.mkfifo(slow)  # reading it waits for a writer that never comes
    good.write_text(PAGE)
    reader = ReaderProcess()
    options = ReadOptions(max_seconds=0.3)
    reader.read(good, "good", name="good", kind=None, options=ReadOptions())
    with pytest.raises(ReadError) as caught:
        reader.read(slow, "slow", name="slow", kind=None, options=options)
    assert caught.value.reason == "reader_timeout"
    assert "28%" in reader.read(good, "good", name="good", kind=None, options=ReadOptions()).text
    reader.close()


def test_a_reader_that_dies_costs_only_its_file(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(PAGE)
    read_guarded(path, "a")
    process = reader_process()._process
    assert process is not None
    process.send_signal(signal.SIGSTOP)  # so that the question is put before it is dead
    process.kill()
    process.wait()
    assert "28%" in read_guarded(path, "a").text


def test_a_table_that_cannot_be_expanded_is_a_member_that_failed(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    path.write_bytes(b"PAR1")
    (member,) = expand_guarded(path, name="t.parquet", folder=tmp_path)
    assert (member.status, member.reason) == ("failed", "damaged")


def test_memory_is_bounded() -> None:
    code = (
        "from claimsift.stages.read.serve import limit_memory\nlimit_memory(50_000_000)\n"
        "try:\n    b'x' * 200_000_000\nexcept MemoryError:\n    print('refused')"
    )
    result = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert result.stdout == "refused\n"
    assert limit_memory.__doc__
