"""Inputs: every file once, ids unique, order of no account."""

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
