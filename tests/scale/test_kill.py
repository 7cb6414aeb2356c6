"""kill -9 of a run with all its processes, at random times, resumed until done: the bytes of a run left in peace.

`CLAIMSIFT_KILLS` sets how many kills; `make soak` asks for 500.
"""

import itertools
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

KILLS = int(os.environ.get("CLAIMSIFT_KILLS", "20"))
DRIVER = Path(__file__).with_name("kill_driver.py")
LONGEST_S = 120
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills a process group")


def _start(mode: str, given: Path, out: Path, workers: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, str(DRIVER), mode, str(given), str(out), str(workers)],
        start_new_session=True,
        stderr=subprocess.PIPE,
    )


def _bytes(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def _finish(process: subprocess.Popen[bytes]) -> None:
    _, errors = process.communicate(timeout=LONGEST_S)
    assert process.returncode == 0, errors.decode()


def _kill_until(kills: int, mode: str, given: Path, tmp_path: Path) -> None:
    random_times = random.Random(20260101)  # noqa: S311
    _finish(_start(mode, given, tmp_path / "whole", 2))
    whole = _bytes(tmp_path / "whole")
    done, workers = 0, itertools.cycle((1, 2, 4))
    started = time.monotonic()
    _finish(_start(mode, given, tmp_path / "timed", 1))
    assert _bytes(tmp_path / "timed") == whole
    longest = time.monotonic() - started
    for number in itertools.count():
        out = tmp_path / f"out{number}"
        while True:
            process = _start(mode, given, out, next(workers))
            if done == kills:
                break
            try:
                process.wait(random_times.uniform(longest / 4, longest))
                break
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.communicate(timeout=LONGEST_S)
                done += 1
        _finish(process)
        assert _bytes(out) == whole, f"run {number}"
        if done == kills:
            return


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(60):
        (folder / f"{number}.txt").write_text(f"Pain came back in {number}% of {number} patients.\n", encoding="utf-8")
    return folder


def test_killed_processes_cost_no_byte(texts: Path, tmp_path: Path) -> None:
    _kill_until(KILLS, "echo", texts, tmp_path)


def test_the_killed_command_goes_on(texts: Path, tmp_path: Path) -> None:
    _kill_until(max(3, KILLS // 10), "pipeline", texts, tmp_path)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_polite_stop_is_130_and_can_be_gone_on_from(texts: Path, tmp_path: Path, number: signal.Signals) -> None:
    for article in range(60, 400):
        (texts / f"{article}.txt").write_text(f"Pain came back in {article} patients.\n", encoding="utf-8")
    process = _start("pipeline", texts, tmp_path / "out", 1)
    ledger = tmp_path / "out" / ".claimsift" / "ledger.jsonl"
    give_up = time.monotonic() + LONGEST_S
    # The second line is begun when the first shard is kept for sure.
    while not (ledger.exists() and ledger.read_bytes().count(b"\n") > 1) and time.monotonic() < give_up:
        time.sleep(0.005)
    process.send_signal(number)
    _, errors = process.communicate(timeout=LONGEST_S)
    assert (process.returncode, errors.decode()) == (130, "claimsift: interrupted\n")
    left = {path.name for path in (tmp_path / "out" / ".claimsift").iterdir()}
    assert left == {"plan.json", "ledger.jsonl", "shards"}
    assert not list((tmp_path / "out" / ".claimsift").rglob("*.part"))
