"""Inputs and outputs behind addresses: the bytes of a local run, and nothing half-put."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fsspec
import pytest

from claimsift.cli.main import run_command
from claimsift.errors import InputError, OutputError
from claimsift.scale.addresses import fetch_files, local_run
from claimsift.scale.find_inputs import find_inputs

TEXTS = {
    "a.txt": "Pain in 28% of patients.",
    "sub/b.md": "Pain in 5%.",
    "sub/README.md": "x",
    ".git/c.txt": "x",
    "d.xls": "x",
}


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Any]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    memory = fsspec.filesystem("memory")
    for name, text in TEXTS.items():
        memory.pipe_file(f"/in/{name}", text.encode())
    yield memory
    memory.rm("/", recursive=True)


def _local(tmp_path: Path) -> Path:
    for name, text in TEXTS.items():
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "in"


def _found(tmp_path: Path, *given: str) -> list[tuple[str, str, str | None]]:
    spool = tmp_path / f"spool{len(list(tmp_path.iterdir()))}"
    spool.mkdir()
    return [(item.article_id, item.name, item.skip) for item in find_inputs(given, spool=spool)]


def test_a_folder_behind_an_address_gives_the_inputs_of_a_local_one(store: Any, tmp_path: Path) -> None:
    found = _found(tmp_path, "memory://in")
    assert found == _found(tmp_path, str(_local(tmp_path)))
    assert [article_id for article_id, _, skip in found if skip is None] == ["a", "sub/b"]
    assert found == _found(tmp_path, f"file://{tmp_path / 'in'}")
    assert found == _found(tmp_path, "memory://in", "memory://in/a.txt")


def test_files_and_patterns_are_addresses_too(store: Any, tmp_path: Path) -> None:
    assert _found(tmp_path, "memory://in/sub/README.md") == [("README", "README.md", None)]
    assert _found(tmp_path, "memory://in/**/*.md") == [
        ("sub/README", "sub/README.md", None),
        ("sub/b", "sub/b.md", None),
    ]


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("memory://nowhere", "no such file or folder: memory://nowhere"),
        ("memory://in/*.pdf", "nothing matches memory://in/"),
        ("nosuch://bucket/a", "cannot open nosuch://bucket/a"),
    ],
)
def test_what_is_not_there_is_named(store: Any, tmp_path: Path, address: str, message: str) -> None:
    with pytest.raises(InputError, match=message.replace("*", r"\*")):
        fetch_files(address, tmp_path)


def test_a_run_from_an_address_to_an_address_has_the_bytes_of_a_local_run(
    store: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["run", "memory://in", "--out", "memory://out/run", "--workers", "1"]
    assert run_command(command) == 0
    assert "files        memory://out/run" in capsys.readouterr().err
    assert run_command(["run", str(_local(tmp_path)), "--out", str(tmp_path / "out"), "--workers", "1", "-q"]) == 0
    written = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    assert {name.rpartition("/")[2]: store.cat_file(name) for name in store.find("/out/run")} == written
    assert not list((tmp_path / "cache" / "claimsift" / "runs").iterdir())
    assert run_command(command) == 0
    assert "memory://out/run is already complete" in capsys.readouterr().err
    assert run_command([*command, "--max-bytes", "500"]) == 1
    assert "memory://out/run holds another run (max_bytes" in capsys.readouterr().err
    assert not list((tmp_path / "cache" / "claimsift" / "runs").iterdir())


def test_files_that_could_not_be_put_are_put_the_next_time(store: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def write(folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("claims", "rejected", "references", "articles", "traces", "shards"):
            (folder / f"{name}.jsonl").write_text(name)
        (folder / "run.json").write_text("{}")

    def refuse(*_: object) -> None:
        raise PermissionError("no rights")

    with monkeypatch.context() as patched:
        patched.setattr(type(store), "put_file", refuse)
        with pytest.raises(OutputError, match="cannot write to /out: no rights"), local_run("memory://out") as folder:
            write(folder)
    assert not store.exists("/out/run.json")
    with local_run("memory://out") as folder:
        assert (folder / "claims.jsonl").read_text() == "claims"
    assert store.cat_file("/out/traces.jsonl") == b"traces"
    assert not folder.exists()
