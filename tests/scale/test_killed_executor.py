"""An executor of a Spark cluster is killed in the middle of a run: nothing is lost, nothing doubled. In `make soak`."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from claimsift.scale.find_inputs import InputFile
from claimsift.scale.on_spark import pack_input, unpack_input
from claimsift.scale.run_articles import run_articles
from claimsift.settings import Settings

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
LONGEST_S = 400
ARTICLES = 40


def _processes(session: int, words: str) -> list[int]:
    """The processes of a session whose command line holds some words."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            own = int((place / "stat").read_text().rpartition(")")[2].split()[3])
            if own == session and words in (place / "cmdline").read_text().replace("\0", " "):
                found.append(int(place.name))
        except OSError:  # it has ended
            continue
    return sorted(found)


@pytest.mark.skipif(os.environ.get("CLAIMSIFT_SOAK") != "1", reason="takes minutes: make soak")
@pytest.mark.skipif(not Path("/proc").is_dir(), reason="needs /proc")
@pytest.mark.skipif(shutil.which("java") is None and "JAVA_HOME" not in os.environ, reason="needs Java")
def test_a_killed_executor_costs_no_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pyspark = pytest.importorskip("pyspark", reason="needs the extra spark")
    texts = [path.read_text(encoding="utf-8") for path in sorted(CORPUS.glob("*.txt"))]
    (tmp_path / "in").mkdir()
    for number in range(ARTICLES):
        (tmp_path / "in" / f"{number}.txt").write_text(
            f"{texts[number % len(texts)]}\nCopy {number}.\n", encoding="utf-8"
        )
    monkeypatch.chdir(tmp_path)
    # Two executors, each a process of its own with its own working folder, as on two machines.
    command = ["run", "in", "--out", "out", "--engine", "spark", "--spark-master", "local-cluster[2,1,1024]", "-q"]
    environment = {
        **os.environ, "SPARK_HOME": str(Path(pyspark.__file__).parent),
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
    }  # fmt: skip
    with subprocess.Popen(
        [sys.executable, "-m", "claimsift", *command], start_new_session=True, env=environment
    ) as process:
        give_up = time.monotonic() + LONGEST_S
        while len(_processes(process.pid, "pyspark.daemon")) < 2 and time.monotonic() < give_up:  # both are at work
            time.sleep(0.2)
        os.kill(_processes(process.pid, "CoarseGrainedExecutorBackend")[0], signal.SIGKILL)
        assert process.wait(LONGEST_S) == 0
    run_articles(["in"], tmp_path / "local", Settings())
    for path in (tmp_path / "local").iterdir():
        assert (tmp_path / "out" / path.name).read_bytes() == path.read_bytes(), path.name


def test_executors_get_absolute_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    item = unpack_input(pack_input(InputFile("a", "a.txt", Path("in/a.txt"))))
    assert item.path == tmp_path / "in" / "a.txt"
