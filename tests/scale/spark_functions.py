"""What stands in for the pipeline in tests of Spark; workers import it by name, so it is a module of its own."""

import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path

from claimsift.errors import ModelError
from claimsift.scale.find_inputs import InputFile
from claimsift.scale.run_batch import ArticleOutput, run_batch
from claimsift.settings import Settings


def perilous(inputs: Sequence[InputFile], settings: Settings) -> list[ArticleOutput]:
    """The pipeline, but some articles kill their process, hang, or kill the Spark Python worker above it, once."""
    for item in inputs:
        text = item.path.read_text(encoding="utf-8")
        if text.startswith("poison"):
            os.kill(os.getpid(), signal.SIGKILL)
        if text.startswith("hang"):
            time.sleep(3600)
        if text.startswith("murder"):
            _kill_spark_worker(Path(text.split()[1]))
    return run_batch(inputs, settings)


def lack_a_model(inputs: Sequence[InputFile], settings: Settings) -> list[ArticleOutput]:
    raise ModelError("no model 'x'")


def _kill_spark_worker(mark: Path) -> None:
    """The mark keeps it to one kill; where the worker is none of Spark's there is none."""
    server = os.getppid()
    above = int(Path(f"/proc/{server}/stat").read_text().rpartition(")")[2].split()[1])
    if mark.exists() or b"pyspark" not in Path(f"/proc/{above}/cmdline").read_bytes():
        return
    mark.touch()
    os.kill(above, signal.SIGKILL)
    time.sleep(3600)
