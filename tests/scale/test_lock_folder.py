"""The lock: one owner, named; nobody's when the owner is dead."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from claimsift.errors import OutputError
from claimsift.scale.lock_folder import lock_folder

HOLD = """
import sys, time
from pathlib import Path
from claimsift.scale.lock_folder import lock_folder
with lock_folder(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_lock_is_gone_afterwards_and_can_be_taken_again(tmp_path: Path) -> None:
    for _ in range(2):
        with lock_folder(tmp_path / "out" / "work"):
            assert (tmp_path / "out" / "work" / "lock").read_text() == f"{os.getpid()}\n"
        assert list((tmp_path / "out" / "work").iterdir()) == []


def test_a_living_owner_keeps_it_and_a_dead_one_does_not(tmp_path: Path) -> None:
    folder = tmp_path / "out" / "work"
    with subprocess.Popen([sys.executable, "-c", HOLD, str(folder)], stdout=subprocess.PIPE) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == b"held\n"
        for _ in range(20):
            with pytest.raises(OutputError, match=rf"out is being .* \(process {owner.pid}\)"), lock_folder(folder):
                pass
        os.kill(owner.pid, signal.SIGKILL)
    assert (folder / "lock").exists()
    with lock_folder(folder):
        assert (folder / "lock").read_text() == f"{os.getpid()}\n"


def test_a_file_with_a_pid_that_lives_is_no_lock(tmp_path: Path) -> None:
    (tmp_path / "lock").write_text("1\n")
    with lock_folder(tmp_path):
        pass
