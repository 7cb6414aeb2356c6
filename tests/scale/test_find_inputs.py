"""Inputs: every file once, ids unique, order of no account."""

import gzip
import io
import itertools
from pathlib import Path

import pytest

from claimsift.errors import InputError
from claimsift.scale.find_inputs import find_inputs


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in (
        "a.txt",
        "b.md",
        "sub/a.txt",
        "sub/c.html",
        "README.md",
        "data.xls",
        ".hidden.txt",
        "sub/.git/x.txt",
        "out/x.txt",
    ):
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return tmp_path / "in"  # fmt: skip


def _ids(given: list[str], leave_out: Path | None = None) -> list[tuple[str, str | None]]:
    return [(item.article_id, item.skip) for item in find_inputs(given, leave_out=leave_out)]


def test_folder_gives_every_file_and_a_reason_for_those_not_read(folder: Path) -> None:
    assert _ids([str(folder)], folder / "out") == [
        ("README", "about_page"),
        ("a", None),
        ("b", None),
        ("data", "unknown_format"),
        ("sub/a", None),
        ("sub/c", None),
    ]


def test_a_file_that_is_named_is_read(folder: Path) -> None:
    assert _ids([str(folder / "README.md")]) == [("README", None)]


def test_a_table_without_texts_is_skipped_in_a_folder_and_fails_where_it_is_named(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("28% of patients")
    (tmp_path / "in" / "scores.jsonl").write_text('{"id": 1, "score": 0.5}\n{"id": 2, "score": 0.7}\n')
    (tmp_path / "in" / "texts.csv").write_text(f"id,text\n1,28% of patients\n2,\n3,{'a word ' * 20}\n")
    (tmp_path / "in" / "labels.csv").write_text("id,text\n1,28% of patients\n2,\n")
    table = str(tmp_path / "in" / "scores.jsonl")

    def found(name: str, *given: str) -> list[tuple[str, str | None, str | None]]:
        (tmp_path / name).mkdir()
        return [(item.article_id, item.skip, item.failure) for item in find_inputs(given, spool=tmp_path / name)]

    others = [("a", None, None), ("labels", "no_articles: texts of 3 words at most", None)]
    texts = [("texts/1", None, None), ("texts/2", "empty", None), ("texts/3", None, None)]
    reason = "no_text_field: there are id, score"
    assert found("one", str(tmp_path / "in")) == [*others, ("scores", reason, None), *texts]
    named = [*others, ("scores/1", None, reason), ("scores/2", None, reason), *texts]
    assert found("two", str(tmp_path / "in"), table) == found("three", table, str(tmp_path / "in")) == named


@pytest.mark.parametrize(
    ("data", "names"),
    [
        (b"28% of patients", ["stdin.txt"]),
        (b"<!DOCTYPE html><p>28% of patients</p>", ["stdin.html"]),
        (b'{"text": "28% of patients"}\n{"text": "5%"}\n', ["stdin.jsonl#000001", "stdin.jsonl#000002"]),
        (gzip.compress(b"<html><p>28% of patients</p></html>", mtime=0), ["stdin.html.gz"]),
        (b"{28% of patients}, it said, [and more\n", ["stdin.txt"]),
    ],
    ids=["text", "page", "table", "packed page", "brackets"],  # what is packed now has the time in it
)
def test_standard_input_is_what_its_bytes_show(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes, names: list[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
    assert [item.name for item in find_inputs(["-"], spool=tmp_path)] == names


def test_order_and_repetition_of_inputs_do_not_matter(folder: Path) -> None:
    given = [str(folder / "a.txt"), str(folder), str(folder / "sub")]
    seen = {tuple(_ids(list(order))) for order in itertools.permutations(given)}
    assert len(seen) == 1
    assert len(next(iter(seen))) == len({item.path for item in find_inputs([str(folder)])})


def test_glob_ids_are_relative_to_its_fixed_part(folder: Path) -> None:
    assert _ids([f"{folder}/**/*.txt"], folder / "out") == [("a", None), ("out/x", None), ("sub/a", None)]


def test_ids_that_collide_keep_their_ending_then_get_a_number(tmp_path: Path) -> None:
    for name in ("x/a.txt", "x/a.md", "y/a.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    ids = [item.article_id for item in find_inputs([str(tmp_path / "y"), str(tmp_path / "x")])]
    assert ids == ["a.md", "a.txt", "a.txt~2"]


def test_a_name_that_is_not_utf8_gets_an_id_that_can_be_written(tmp_path: Path) -> None:
    path = Path(str(tmp_path) + "/p\udcff.txt")
    path.write_text("28% of patients")
    (found,) = find_inputs([str(tmp_path)])
    assert found.article_id.encode("utf-8") == "p\ufffd".encode()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("nowhere", "no such file or folder"),
        ("in/*.pdf", "nothing matches"),
        ("in/data.xls", "no article in"),
        ("empty", "no article in"),
    ],
)
def test_inputs_without_an_article_are_refused(folder: Path, given: str, message: str) -> None:
    (folder.parent / "empty").mkdir()
    with pytest.raises(InputError, match=message):
        find_inputs([str(folder.parent / given)])
