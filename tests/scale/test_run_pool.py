"""The pool: all outputs in order, and a process that dies or hangs costs one article."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from claimsift.errors import ModelError, RunError
from claimsift.scale.find_inputs import InputFile
from claimsift.scale.run_batch import ArticleOutput, failed_output
from claimsift.scale.run_pool import run_in_order
from claimsift.settings import Settings

INPUTS = tuple(InputFile(f"{number:03}", f"{number:03}.txt", Path(f"{number:03}.txt")) for number in range(300))


def echo(inputs: Sequence[InputFile], settings: Settings) -> list[ArticleOutput]:
    return [failed_output(item, "echo") for item in inputs]


def die_on_seven(inputs: Sequence[InputFile], settings: Settings) -> list[ArticleOutput]:
    if inputs[0].article_id == "007":
        os.kill(os.getpid(), signal.SIGKILL)
    return echo(inputs, settings)


def die_once_on_seven(inputs: Sequence[InputFile], settings: Settings) -> list[ArticleOutput]:
    """The second attempt finds the mark of the first, at the place that stands in for the input's path."""
    item = inputs[0]
    if item.article_id == "007" and not item.path.exists():
        item.path.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return echo(inputs, settings)


def hang_on_seven(inputs: Sequence[InputFile], settings: Settings) -> list[ArticleOutput]:
    if inputs[0].article_id == "007":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        time.sleep(3600)
    return echo(inputs, settings)


def lack_a_model(inputs: Sequence[InputFile], settings: Settings) -> list[ArticleOutput]:
    raise ModelError("no model 'x'")


def _reasons(outputs: list[ArticleOutput]) -> dict[str, str | None]:
    assert [output.article_id for output in outputs] == [item.article_id for item in INPUTS[: len(outputs)]]
    return {output.article_id: output.reason for output in outputs if output.reason != "echo"}


@pytest.mark.parametrize("workers", [1, 3])
def test_outputs_come_in_order(workers: int) -> None:
    outputs = list(run_in_order(INPUTS, Settings(workers=workers), function=echo))
    assert len(outputs) == len(INPUTS)
    assert _reasons(outputs) == {}


def test_no_input_no_process() -> None:
    assert list(run_in_order((), Settings(workers=2), function=lack_a_model)) == []


@pytest.mark.parametrize("workers", [1, 2])
def test_an_article_that_kills_its_process_fails_alone(workers: int) -> None:
    outputs = list(run_in_order(INPUTS[:20], Settings(workers=workers), function=die_on_seven))
    assert _reasons(outputs) == {"007": "worker_died"}


def test_a_process_that_was_killed_from_outside_costs_nothing(tmp_path: Path) -> None:
    inputs = [InputFile(item.article_id, item.name, tmp_path / item.name) for item in INPUTS[:20]]
    outputs = list(run_in_order(inputs, Settings(workers=2), function=die_once_on_seven))
    assert (tmp_path / "007.txt").exists()
    assert _reasons(outputs) == {}


@pytest.mark.parametrize("workers", [1, 2])
def test_an_article_that_takes_too_long_fails_alone(workers: int) -> None:
    outputs = list(run_in_order(INPUTS[:20], Settings(workers=workers, timeout=0.5), function=hang_on_seven))
    assert _reasons(outputs) == {"007": "timeout"}


def test_an_error_that_is_no_articles_fault_ends_the_run() -> None:
    with pytest.raises(ModelError, match="no model"):
        list(run_in_order(INPUTS, Settings(workers=2), function=lack_a_model))


def die_at_once(settings: object) -> None:
    os._exit(1)


class Unloadable:
    """Cannot be unpickled in a worker, which then dies before its first article."""

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return die_at_once, (None,)

    def __call__(self, inputs: Sequence[InputFile], settings: Settings) -> list[ArticleOutput]:
        return []


def test_processes_that_do_not_start_end_the_run() -> None:
    with pytest.raises(RunError, match="end as soon as they start"):
        list(run_in_order(INPUTS, Settings(workers=1), function=Unloadable()))


def _children() -> set[int]:
    out = set()
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:  # it has ended
            continue
        if int(fields[2]) == os.getpgid(0) and fields[0] != "Z":
            out.add(int(status.parent.name))
    return out


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc")
def test_no_process_is_left_when_the_caller_has_seen_enough() -> None:
    list(run_in_order(INPUTS[:2], Settings(workers=1), function=echo))  # the server of processes stays
    before = _children()
    outputs = run_in_order(INPUTS, Settings(workers=2), function=echo)
    next(outputs)
    outputs.close()
    assert not _children() - before


def test_a_script_without_a_guard_is_not_run_again(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Pain in 28% of patients.\n")
    script = (
        "from pathlib import Path\nprint('once')\nfrom claimsift.scale.run_articles import run_articles\n"
        "from claimsift.settings import Settings\n"
        f"print(run_articles([{str(tmp_path / 'a.txt')!r}], Path({str(tmp_path / 'out')!r}), Settings(workers=1))"
        ".info['counts']['claims'])\n"
    )
    result = subprocess.run([sys.executable, "-"], input=script, check=True, capture_output=True, text=True)
    assert result.stdout.split() == ["once", "1"]
