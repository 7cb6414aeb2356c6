"""Runs that die, fail or are damaged at any point: resumed, they have the bytes of a run that did not."""

import errno
import json
import os
from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from typing import BinaryIO

import pytest

from claimsift.errors import OutputError
from claimsift.records import Article, Claim, ExtractionResult, Provenance, Quantity, Rejection, TextSpan, hash_text
from claimsift.scale import run_articles as module
from claimsift.scale.find_inputs import InputFile
from claimsift.scale.run_articles import RunSummary, run_articles
from claimsift.scale.run_batch import ArticleOutput, failed_output, output_of_result
from claimsift.settings import Settings
from claimsift.stages.write.file_layer import DiskFiles, FileLayer
from claimsift.stages.write.shards import ShardBuilder

SETTINGS = Settings(workers=1)
PER_SHARD = 3
ARTICLES = 8


def small(inputs: Sequence[InputFile], settings: Settings) -> Generator[ArticleOutput, None, None]:
    """An engine without a model: one claim and one rejection an article."""
    for item in inputs:
        data = item.path.read_bytes()
        text = data.decode()
        article = Article(item.article_id, text, item.name, hash_text(text))
        quantity = Quantity(text[:2], 0, 2, float(text[:2]), "%")
        claim = Claim(
            f"clm_{item.article_id}",
            item.article_id,
            "proportion",
            quantity,
            TextSpan(text, 0, len(text)),
            Provenance("r", "0"),
        )
        yield output_of_result(ExtractionResult(article, (claim,), (Rejection(text[:1], 0, 1, "label"),), (), ()))


class Counting:
    """`small`, noting which articles went through it; it can be told to stop as Ctrl-C does."""

    def __init__(self, *, stop_after: int | None = None) -> None:
        self.seen: list[str] = []
        self._stop_after = stop_after

    def __call__(self, inputs: Sequence[InputFile], settings: Settings) -> Generator[ArticleOutput, None, None]:
        for output in small(inputs, settings):
            if len(self.seen) == self._stop_after:
                raise KeyboardInterrupt
            self.seen.append(output.article_id)
            yield output


class Died(BaseException):
    """Stands for the death of the process: from then on the layer does nothing for anybody."""


class FaultyFiles(DiskFiles):
    """Counts writes, syncs, renames and opens; at number `at` it raises `error`, or dies where there is none.

    A write that fails has written half of its bytes.
    """

    def __init__(self, *, at: int | None = None, error: OSError | None = None) -> None:
        self.calls: list[str] = []
        self._at = at
        self._error = error
        self._dead = False

    def open(self, path: Path, mode: str) -> BinaryIO:
        self._count("open")
        return super().open(path, mode)

    def write(self, file: BinaryIO, data: bytes) -> None:
        self._count("write", file, data)
        super().write(file, data)

    def sync(self, file: BinaryIO) -> None:
        self._count("sync")  # what syncing is for, a power cut, cannot be tested here: it would only cost time

    def rename(self, source: Path, target: Path) -> None:
        self._count("rename")
        source.replace(target)

    def remove(self, path: Path) -> None:
        self._count("remove")
        super().remove(path)

    def _count(self, name: str, file: BinaryIO | None = None, data: bytes = b"") -> None:
        if self._dead:
            raise Died
        self.calls.append(name)
        if len(self.calls) - 1 != self._at:
            return
        if file is not None:
            super().write(file, data[: len(data) // 2])
        self._dead = self._error is None
        raise self._error or Died


@pytest.fixture(autouse=True)
def small_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    def build(shard: int, first: int) -> ShardBuilder:
        return ShardBuilder(shard, first, max_articles=PER_SHARD)

    monkeypatch.setattr(module, "ShardBuilder", build)


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(ARTICLES):
        (folder / f"{number}.txt").write_text(f"{number}8% of patients \u2028 é\n", encoding="utf-8")
    return folder


def _run(texts: Path, out: Path, *, files: FileLayer | None = None, **more: object) -> RunSummary:
    engine = more.pop("engine", small)
    return run_articles([str(texts)], out, SETTINGS, engine=engine, files=files or FaultyFiles(), **more)  # type: ignore[arg-type]


def _bytes(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture
def whole(texts: Path, tmp_path: Path) -> dict[str, bytes]:
    _run(texts, tmp_path / "whole")
    return _bytes(tmp_path / "whole")


def _points(texts: Path, out: Path) -> list[str]:
    files = FaultyFiles()
    _run(texts, out, files=files)
    return files.calls


def test_a_death_at_any_point_costs_no_byte(texts: Path, tmp_path: Path, whole: dict[str, bytes]) -> None:
    calls = _points(texts, tmp_path / "points")
    assert {"open", "write", "sync", "rename", "remove"} == set(calls)
    for point in range(len(calls)):
        out = tmp_path / f"dies{point}"
        with pytest.raises(Died):
            _run(texts, out, files=FaultyFiles(at=point))
        _run(texts, out)
        assert _bytes(out) == whole, (point, calls[point])


def test_two_deaths_cost_no_byte_either(texts: Path, tmp_path: Path, whole: dict[str, bytes]) -> None:
    calls = _points(texts, tmp_path / "points")
    for point in range(0, len(calls), 7):
        out = tmp_path / f"dies{point}"
        with pytest.raises(Died):
            _run(texts, out, files=FaultyFiles(at=point))
        try:
            _run(texts, out, files=FaultyFiles(at=point // 2))
        except Died:
            _run(texts, out)
        assert _bytes(out) == whole, (point, calls[point])


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EMFILE, errno.EROFS, errno.EDQUOT])
def test_an_error_at_any_point_is_said_and_can_be_gone_on_from(
    texts: Path, tmp_path: Path, whole: dict[str, bytes], number: int
) -> None:
    calls = _points(texts, tmp_path / "points")
    for point in range(len(calls)):
        out = tmp_path / f"fails{point}"
        error = OSError(number, os.strerror(number))
        try:
            _run(texts, out, files=FaultyFiles(at=point, error=error))
        except OutputError as raised:
            assert str(raised).startswith(f"cannot write to {out}: {os.strerror(number)};")
        else:
            assert calls[point] == "remove"  # of what a stop left: its own error is the one to show
        _run(texts, out)
        assert _bytes(out) == whole, (point, calls[point])


def test_ctrl_c_rolls_the_open_shard_back(texts: Path, tmp_path: Path, whole: dict[str, bytes]) -> None:
    out = tmp_path / "out"
    with pytest.raises(KeyboardInterrupt):
        _run(texts, out, engine=Counting(stop_after=5))
    assert not [path for path in out.rglob("*") if path.name.endswith(".part") or path.name == "lock"]
    again = Counting()
    summary = _run(texts, out, engine=again)
    assert (summary.kept, again.seen) == (3, ["3", "4", "5", "6", "7"])
    assert _bytes(out) == whole


def test_a_stop_before_the_first_shard_leaves_no_trace(texts: Path, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        _run(texts, tmp_path / "out", engine=Counting(stop_after=2))
    assert list((tmp_path / "out").iterdir()) == []


def test_a_flipped_byte_in_a_finished_shard_costs_that_shard(
    texts: Path, tmp_path: Path, whole: dict[str, bytes]
) -> None:
    out = tmp_path / "out"
    with pytest.raises(KeyboardInterrupt):
        _run(texts, out, engine=Counting(stop_after=7))
    shard = out / ".claimsift" / "shards" / "000000"
    size = shard.stat().st_size
    for place in range(0, size, 97):
        _flip(shard, place)
        again = Counting(stop_after=3)
        with pytest.raises(KeyboardInterrupt):
            _run(texts, out, engine=again)
        assert again.seen == ["0", "1", "2"]
    assert _run(texts, out).kept == 6
    assert _bytes(out) == whole


@pytest.mark.parametrize("name", ["claims.jsonl", "rejected.jsonl", "articles.jsonl"])
def test_a_flipped_byte_in_a_complete_run_costs_its_shard(
    texts: Path, tmp_path: Path, whole: dict[str, bytes], name: str
) -> None:
    out = tmp_path / "out"
    _run(texts, out)
    size = len(whole[name])
    for place in range(0, size, max(1, size // 10)):
        _flip(out / name, place)
        again = Counting()
        _run(texts, out, engine=again)
        assert len(again.seen) in (2, 3)
        assert _bytes(out) == whole


@pytest.mark.parametrize("name", ["shards.jsonl", "run.json"])
def test_a_damaged_list_of_shards_is_made_again(
    texts: Path, tmp_path: Path, whole: dict[str, bytes], name: str
) -> None:
    out = tmp_path / "out"
    _run(texts, out)
    _flip(out / name, 5)
    try:
        _run(texts, out)
    except OutputError:
        assert name == "run.json"  # it says what the run is of: without it nothing is overwritten unasked
        _run(texts, out, overwrite=True)
    assert _bytes(out) == whole


def test_a_repair_that_dies_is_gone_on_from(texts: Path, tmp_path: Path, whole: dict[str, bytes]) -> None:
    for point in range(0, 60, 4):
        out = tmp_path / f"repair{point}"
        _run(texts, out)
        _flip(out / "claims.jsonl", len(whole["claims.jsonl"]) // 2)
        with pytest.raises(Died):
            _run(texts, out, files=FaultyFiles(at=point))
        _run(texts, out)
        assert _bytes(out) == whole, point


def test_an_input_that_changes_between_attempts_is_read_again(texts: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with pytest.raises(KeyboardInterrupt):
        _run(texts, out, engine=Counting(stop_after=7))
    (texts / "4.txt").write_text("99% of patients\n")
    assert _run(texts, out).kept == 3
    _run(texts, tmp_path / "fresh")
    assert _bytes(out) == _bytes(tmp_path / "fresh")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda texts: None, "max_bytes 10000000 → 999"),
        (lambda texts: (texts / "new.txt").write_text("28%"), "other inputs"),
    ],
)
def test_an_unfinished_run_of_something_else_is_refused(
    texts: Path, tmp_path: Path, change: Callable[[Path], None], message: str
) -> None:
    out = tmp_path / "out"
    with pytest.raises(KeyboardInterrupt):
        _run(texts, out, engine=Counting(stop_after=7))
    change(texts)
    settings = Settings(workers=1, max_bytes=999) if "max_bytes" in message else SETTINGS
    before = _bytes(out)
    with pytest.raises(OutputError, match=message):
        run_articles([str(texts)], out, settings, engine=small)
    assert _bytes(out) == before
    run_articles([str(texts)], out, settings, engine=small, overwrite=True)
    run_articles([str(texts)], tmp_path / "fresh", settings, engine=small)
    assert _bytes(out) == _bytes(tmp_path / "fresh")


def test_an_overwriting_run_goes_on_as_well(texts: Path, tmp_path: Path) -> None:
    out, settings = tmp_path / "out", Settings(workers=1, max_bytes=999)
    _run(texts, out)
    with pytest.raises(KeyboardInterrupt):
        run_articles([str(texts)], out, settings, engine=Counting(stop_after=7), overwrite=True)
    assert json.loads((out / "run.json").read_text())["settings"]["max_bytes"] == 10_000_000  # until the other is whole
    again = Counting()
    run_articles([str(texts)], out, settings, engine=again)
    assert again.seen == ["6", "7"]
    run_articles([str(texts)], tmp_path / "fresh", settings, engine=small)
    assert _bytes(out) == _bytes(tmp_path / "fresh")


def test_update_extracts_what_is_new_or_changed(texts: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    _run(texts, out)
    (texts / "10.txt").write_text("10% of patients\n")
    (texts / "2.txt").write_text("92% of patients\n")
    (texts / "5.txt").unlink()
    with pytest.raises(OutputError, match="other inputs"):
        _run(texts, out)
    again = Counting()
    assert _run(texts, out, engine=again, update=True).kept == 6
    assert again.seen == ["10", "2"]
    _run(texts, tmp_path / "fresh")
    assert _bytes(out) == _bytes(tmp_path / "fresh")


def test_a_complete_run_in_a_folder_that_cannot_be_written_is_complete(texts: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    _run(texts, out)
    out.chmod(0o555)
    try:
        assert _run(texts, out).already_complete
    finally:
        out.chmod(0o755)


def _flip(path: Path, place: int) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)


def test_too_many_open_files_are_no_articles_fault(texts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    item = InputFile("0", "0.txt", texts / "0.txt")

    def refuse(path: Path, mode: str = "r", *more: object, **options: object) -> BinaryIO:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(OSError, match="Too many open files"):
        failed_output(item, "unreadable")
