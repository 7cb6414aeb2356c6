"""The real engine on two cores: the same bytes as a local run, with a worker killed and a poison article among them."""

import os
import shutil
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from claimsift.cli.main import run_command
from claimsift.errors import RunError
from claimsift.scale.on_spark import extract_articles, read_articles, write_lines
from claimsift.scale.run_articles import run_articles
from claimsift.scale.run_pool import run_in_order
from claimsift.scale.spark_engine import open_session, spark_engine
from claimsift.scale.verify_run import verify_run
from claimsift.settings import Settings
from claimsift.stages.write.shards import LINE_FILES

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

pytest.importorskip("pyspark", reason="needs the extra spark")
pytestmark = [
    pytest.mark.skipif(shutil.which("java") is None and "JAVA_HOME" not in os.environ, reason="needs Java"),
    pytest.mark.filterwarnings("ignore"),  # PySpark's own
    pytest.mark.xdist_group("spark"),  # one session, in one process
]
SETTINGS = Settings(workers=2)
HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def session() -> Iterator["SparkSession"]:
    # Workers import the functions of this folder.
    path = os.pathsep.join([str(HERE), os.environ.get("PYTHONPATH", "")])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", path)
        patch.setattr(sys, "path", [str(HERE), *sys.path])
        with open_session(SETTINGS, master="local[2,4]") as session:
            yield session


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    (folder / "sub").mkdir(parents=True)
    for number in range(16):
        text = f"# Pain\n\nPain came back in {number}% of patients after discectomy (1).\n\n1. Weir S. Pain. 2020.\n"
        (folder / f"{number}.md").write_text(text, encoding="utf-8")
    (folder / "sub" / "same.md").write_text("A cure in 5 of 7 patients.\n", encoding="utf-8")
    (folder / "sub" / "same.txt").write_text("A cure in 6 of 7 patients.\n", encoding="utf-8")
    return folder


def _bytes(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_run_has_the_bytes_of_a_local_run_whatever_happens(
    session: "SparkSession", texts: Path, tmp_path: Path
) -> None:
    from spark_functions import perilous  # type: ignore[import-not-found]

    (texts / "7poison.txt").write_text("poison\n")
    (texts / "21murder.txt").write_text(f"murder {tmp_path / 'mark'} in 5% of patients.\n")
    summary = run_articles([str(texts)], tmp_path / "spark", SETTINGS, engine=spark_engine(session, function=perilous))
    assert (tmp_path / "mark").exists()
    assert summary.troubled == (("7poison", "failed", "worker_died"),)
    assert summary.info["conservation"]["inputs"] == 20
    run_articles([str(texts)], tmp_path / "local", SETTINGS, engine=partial(run_in_order, function=perilous))
    assert _bytes(tmp_path / "spark") == _bytes(tmp_path / "local")
    assert verify_run(tmp_path / "spark").problems == []


def test_frames_hold_the_lines_of_a_local_run(session: "SparkSession", texts: Path, tmp_path: Path) -> None:
    frame = extract_articles(read_articles(session, f"file://{texts}"), SETTINGS)
    write_lines(frame, f"file://{tmp_path}/lines")
    run_articles([str(texts)], tmp_path / "local", SETTINGS)
    for name in LINE_FILES:
        parts = (tmp_path / "lines").glob(f"file={name}/part-*")
        lines = sorted(line for part in parts for line in part.read_bytes().splitlines(keepends=True))
        assert lines == sorted((tmp_path / "local" / f"{name}.jsonl").read_bytes().splitlines(keepends=True))
    assert lines


def test_a_job_that_fails_says_so_and_leaves_nothing(session: "SparkSession", texts: Path, tmp_path: Path) -> None:
    from spark_functions import lack_a_model

    with pytest.raises(RunError, match=r"Spark gave up: claimsift\.errors\.ModelError: no model 'x'$"):
        run_articles(
            [str(texts / "7.md")], tmp_path / "out", SETTINGS, engine=spark_engine(session, function=lack_a_model)
        )
    assert list((tmp_path / "out").iterdir()) == []


def test_the_command_runs_on_spark(session: "SparkSession", texts: Path, tmp_path: Path) -> None:
    for engine in ("spark", "local"):
        arguments = ["run", str(texts / "sub"), "--out", str(tmp_path / engine), "--engine", engine, "--workers", "1"]
        assert run_command([*arguments, "-q"]) == 0
    assert _bytes(tmp_path / "spark") == _bytes(tmp_path / "local")
