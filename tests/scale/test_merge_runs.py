"""Joined parts have the bytes of the whole; what does not fit is refused."""

import errno
import os
import shutil
from functools import partial
from pathlib import Path

import pytest

from claimsift.cli.main import run_command
from claimsift.errors import OutputError, RunError
from claimsift.scale import merge_runs as merging
from claimsift.scale import run_articles as running
from claimsift.scale.merge_runs import merge_runs
from claimsift.scale.run_articles import run_articles
from claimsift.scale.verify_run import verify_run
from claimsift.settings import Settings
from claimsift.stages.write.file_layer import DiskFiles
from claimsift.stages.write.shards import ShardBuilder

ONE = Settings(workers=1)


def _bytes(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`whole` and its three parts, in shards of two articles; the inputs are in `in`."""
    folder = tmp_path_factory.mktemp("merge")
    (folder / "in").mkdir()
    for number in range(7):
        (folder / "in" / f"{number}.txt").write_text(f"Pain came back in {number}8% of patients.\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(running, "ShardBuilder", partial(ShardBuilder, max_articles=2))
        run_articles([str(folder / "in")], folder / "whole", ONE)
        for number in (1, 2, 3):
            run_articles([str(folder / "in")], folder / f"part{number}", ONE, part=(number, 3))
    return folder


@pytest.fixture(autouse=True)
def small_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merging, "ShardBuilder", partial(ShardBuilder, max_articles=2))


def _parts(runs: Path) -> list[Path]:
    return [runs / f"part{number}" for number in (3, 1, 2)]


def test_parts_are_whole_runs(runs: Path) -> None:
    found = [verify_run(path) for path in _parts(runs)]
    assert [(item.articles, item.problems) for item in found] == [(3, []), (2, []), (2, [])]


def test_joined_parts_have_the_bytes_of_the_whole(runs: Path, tmp_path: Path) -> None:
    merge_runs(_parts(runs), tmp_path / "out")
    assert _bytes(tmp_path / "out") == _bytes(runs / "whole")


def test_an_article_that_is_in_two_runs_is_kept_once(runs: Path, tmp_path: Path) -> None:
    merge_runs([runs / "whole", runs / "whole"], tmp_path / "out")
    assert _bytes(tmp_path / "out") == _bytes(runs / "whole")


def test_a_missing_part_is_named(runs: Path, tmp_path: Path) -> None:
    with pytest.raises(RunError, match="parts are missing: 2/3"):
        merge_runs([runs / "part1", runs / "part3"], tmp_path / "out")
    with pytest.raises(RunError, match="parts of different runs"):
        merge_runs([runs / "part1", runs / "whole"], tmp_path / "out")


def test_other_settings_and_other_articles_under_one_id_are_refused(runs: Path, tmp_path: Path) -> None:
    run_articles([str(runs / "in")], tmp_path / "settings", Settings(workers=1, max_bytes=999))
    with pytest.raises(RunError, match="max_bytes 10000000 → 999"):
        merge_runs([runs / "whole", tmp_path / "settings"], tmp_path / "out")
    (tmp_path / "3.txt").write_text("Pain came back in 99% of patients.\n")
    run_articles([str(tmp_path / "3.txt")], tmp_path / "three", ONE)
    with pytest.raises(RunError, match="both have an article 3"):
        merge_runs([runs / "whole", tmp_path / "three"], tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_damage_and_other_runs_are_not_passed_on_or_over(runs: Path, tmp_path: Path) -> None:
    damaged = Path(shutil.copytree(runs / "part1", tmp_path / "damaged"))
    with (damaged / "claims.jsonl").open("r+b") as file:
        file.write(b"[")
    with pytest.raises(RunError, match=r"is damaged \(claims.jsonl\)"):
        merge_runs([damaged, runs / "part2", runs / "part3"], tmp_path / "out")
    merge_runs(_parts(runs), tmp_path / "out")
    with pytest.raises(OutputError, match="holds another run"):
        merge_runs(_parts(runs), tmp_path / "out")
    merge_runs(_parts(runs), tmp_path / "out", overwrite=True)
    assert _bytes(tmp_path / "out") == _bytes(runs / "whole")


class FullDisk(DiskFiles):
    def sync(self, file: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_full_disk_is_said_and_the_command_can_be_given_again(runs: Path, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="No space left"):
        merge_runs(_parts(runs), tmp_path / "out", files=FullDisk())
    merge_runs(_parts(runs), tmp_path / "out")
    assert _bytes(tmp_path / "out") == _bytes(runs / "whole")


@pytest.mark.parametrize("text", ["0/3", "4/3", "1", "a/b", "1/0", "-1/3", ""])
def test_a_part_is_written_as_i_of_n(text: str, runs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["run", str(runs / "in"), "--out", str(tmp_path / "out"), "--shard", text]) == 2
    assert "give it as I/N" in capsys.readouterr().err


def test_more_parts_than_articles_are_joined_as_well(runs: Path, tmp_path: Path) -> None:
    for number in range(1, 11):
        assert (
            run_command(
                ["run", str(runs / "in"), "--out", str(tmp_path / str(number)), "--shard", f"{number}/10", "-q"]
            )
            == 0
        )
    parts = [str(tmp_path / str(number)) for number in range(1, 11)]
    assert run_command(["merge", *parts, "--out", str(tmp_path / "out"), "-q"]) == 0
    assert (tmp_path / "out" / "claims.jsonl").read_bytes() == (runs / "whole" / "claims.jsonl").read_bytes()
    assert verify_run(tmp_path / "out").problems == []


def test_an_unknown_engine_is_wrong_usage(runs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["run", str(runs / "in"), "--out", str(tmp_path / "out"), "--engine", "ray"]) == 2
    assert "there are local, spark" in capsys.readouterr().err
