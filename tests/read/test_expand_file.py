# ruff: noqa: E501 (a case is a line)
"""Tables, archives and crawls: every article in them comes out once, or is named with the reason why not."""

import gzip
import io
import json
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from claimsift.errors import OutputError
from claimsift.stages.read import ReadOptions, expand_guarded, read_article
from claimsift.stages.read.expand_file import expand_file

ROWS: list[dict[str, Any]] = [
    {"id": "a/1", "title": "Knee", "text": "Pain in 28% of patients.", "year": 2001},
    {
        "id": "b 2",
        "title": "Hip",
        "text": "<html><body><p>Pain in 5% of all patients with a new hip.<sup>8</sup></p></body></html>",
        "year": 2002,
    },
]
Row = tuple[str, str, str | None]


def _jsonl(*more: str) -> bytes:
    return ("\n".join([*map(json.dumps, ROWS), *more]) + "\n").encode()


def _csv(delimiter: str = ",") -> bytes:
    lines = [delimiter.join(ROWS[0]), *(delimiter.join(f'"{value}"' for value in row.values()) for row in ROWS)]
    return ("\r\n".join(lines) + "\r\n").encode()


def _parquet() -> bytes:
    buffer = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(ROWS), buffer)
    return buffer.getvalue()


def _zip(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def _tar(files: dict[str, bytes], *, links: tuple[str, ...] = ()) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        for name in links:
            info = tarfile.TarInfo(name)
            info.type, info.linkname = tarfile.SYMTYPE, "/etc/hostname"
            archive.addfile(info)
    return buffer.getvalue()


def _warc(*records: tuple[str, str, str, bytes]) -> bytes:
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=True)
    for url, status, kind, body in records:
        headers = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.0")
        record = writer.create_warc_record(url, "response", payload=io.BytesIO(body), http_headers=headers)
        writer.write_record(record)
    return buffer.getvalue()


def _expand(folder: Path, name: str, data: bytes, **options: Any) -> list[Any]:
    path = folder / name
    path.write_bytes(data)
    (folder / "spool").mkdir()
    return list(expand_file(path, name, folder / "spool", ReadOptions(**options)))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("t.jsonl", _jsonl()),
        ("t.ndjson", _jsonl("", "   ")),
        ("t.csv", _csv()),
        ("t.csv", _csv(";")),
        ("t.tsv", _csv("\t")),
        ("t.csv", b"\xef\xbb\xbf" + _csv()),
        ("t.parquet", _parquet()),
        ("t.jsonl.gz", gzip.compress(_jsonl())),
        ("t.csv.zst", zstandard.compress(_csv())),
        ("t.parquet.gz", gzip.compress(_parquet())),
    ],
)
def test_each_row_of_a_table_is_an_article_with_its_metadata(tmp_path: Path, name: str, data: bytes) -> None:
    first, second = _expand(tmp_path, name, data)
    assert (first.name, first.stem, second.name, second.stem) == (f"{name}#a/1", "t/a/1", f"{name}#b_2", "t/b_2")
    article = read_article(Path(first.path), "x", name=first.name, kind=first.kind)
    assert (article.text, article.title, article.path) == ("Pain in 28% of patients.", "Knee", f"{name}#a/1")
    assert [(p.start, p.end, p.element) for p in article.source_map] == [(0, 24, "row=1")]
    assert {**article.metadata, "year": int(article.metadata["year"])} == {"id": "a/1", "title": "Knee", "year": 2001}
    page = read_article(Path(second.path), "x", name=second.name, kind=second.kind)
    assert page.text == "Pain in 5% of all patients with a new hip.[8]\n"


def test_fields_can_be_named(tmp_path: Path) -> None:
    data = json.dumps({"id": 1, "text": "no", "story": "Pain in 28%.", "key": "k7"}).encode()
    (member,) = _expand(tmp_path, "t.jsonl", data, text_field="story", id_field="key")
    article = read_article(Path(member.path), "x", kind=member.kind)
    assert (member.stem, article.text, article.metadata) == (
        "t/k7",
        "Pain in 28%.",
        {"id": 1, "text": "no", "key": "k7"},
    )


@pytest.mark.parametrize(
    ("line", "status", "reason"),
    [
        ("{broken", "failed", "bad_row: JSONDecodeError"),
        ("[" * 100_000, "failed", "bad_row: RecursionError"),
        ("[1, 2]", "failed", "bad_row: not an object"),
        ('{"id": 9, "x": "y"}', "failed", "no_text_field: there are id, x"),
        ('{"id": 9, "text": 5}', "failed", "no_text_field: there are id, text"),
        ('{"id": 9, "text": " "}', "skipped", "empty"),
        ('{"id": 9, "text": null}', "skipped", "empty"),
        ('{"id": 9, "text": "' + "x" * 3_000_000 + '"}', "failed", "too_large"),
    ],
)
def test_a_row_that_cannot_be_read_costs_only_itself(tmp_path: Path, line: str, status: str, reason: str) -> None:
    data = (line + "\n").encode() + _jsonl()
    bad, first, second = _expand(tmp_path, "t.jsonl", data, max_bytes=2_000_000)
    assert (bad.status, bad.reason) == (status, reason)
    assert (first.status, second.status) == (None, None)


def test_half_a_surrogate_pair_and_what_is_no_number_are_made_writable(tmp_path: Path) -> None:
    (member,) = _expand(tmp_path, "t.jsonl", b'{"id": "\\ud800", "text": "28% \\ud83d of", "x": NaN, "y": [1e999]}')
    article = read_article(Path(member.path), "x", kind=member.kind)
    assert article.text == "28% \ufffd of"
    assert article.metadata == {"id": "\ufffd", "x": None, "y": [None]}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.zip", _zip({"x/one.txt": b"28%", "two.html.gz": gzip.compress(b"<p>5%</p>"), "pic.png": b"x", ".h.txt": b"x", "__MACOSX/x.txt": b"", "../up.txt": b"x", "/abs.txt": b"x", "C:\\w.txt": b"x", "in.zip": b"PK", "t.jsonl": _jsonl()})),
        ("a.tar", _tar({"x/one.txt": b"28%", "two.html.gz": gzip.compress(b"<p>5%</p>"), "pic.png": b"x", ".h.txt": b"x", "__MACOSX/x.txt": b"", "../up.txt": b"x", "/abs.txt": b"x", "C:\\w.txt": b"x", "in.zip": b"PK", "t.jsonl": _jsonl()})),
    ],
)  # fmt: skip
def test_every_file_of_an_archive_is_an_input(tmp_path: Path, name: str, data: bytes) -> None:
    members = _expand(tmp_path, name, data)
    assert [(member.name.removeprefix(f"{name}/"), member.status, member.reason) for member in members] == [
        ("x/one.txt", None, None),
        ("two.html.gz", None, None),
        ("pic.png", "skipped", "unknown_format"),
        ("../up.txt", "failed", "unsafe_path"),
        ("/abs.txt", "failed", "unsafe_path"),
        (members[5].name.removeprefix(f"{name}/"), "failed", "unsafe_path"),  # zipfile turns its backslash round
        ("in.zip", "skipped", "nested_archive"),
        ("t.jsonl#a/1", None, None),
        ("t.jsonl#b_2", None, None),
    ]
    assert {path.parent for path in tmp_path.rglob("*") if path.is_file()} == {tmp_path, tmp_path / "spool"}


def test_a_table_without_texts_in_an_archive_is_skipped(tmp_path: Path) -> None:
    (member,) = _expand(tmp_path, "a.zip", _zip({"scores.csv": b"id,score\n1,5\n2,7\n"}))
    assert (member.stem, member.status, member.reason) == (
        "a.zip/scores",
        "skipped",
        "no_text_field: there are id, score",
    )


def test_what_only_a_typesetter_wants_is_not_in_the_text_of_a_row(tmp_path: Path) -> None:
    (member,) = _expand(tmp_path, "t.jsonl", json.dumps({"text": "28% of of\ufb01ce work\u00aders"}).encode())
    assert read_article(Path(member.path), "x", kind=member.kind).text == "28% of office workers"


def test_a_link_in_an_archive_is_refused(tmp_path: Path) -> None:
    (member,) = _expand(tmp_path, "a.tgz", gzip.compress(_tar({}, links=("link.txt",))))
    assert (member.status, member.reason) == ("failed", "not_a_file")


# The writer leaves its temporary files to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
def test_pages_of_a_crawl(tmp_path: Path) -> None:
    page = b"<html><body><p>Pain came back in 28% of all patients after surgery.</p></body></html>"
    data = _warc(
        ("http://e.org/a", "200 OK", "text/html; charset=utf-8", page),
        ("http://e.org/b", "301 Moved", "text/html", b""),
        ("http://e.org/c.png", "200 OK", "image/png", b"x"),
    )
    first, moved, picture = _expand(tmp_path, "c.warc.gz", data)
    assert first.stem == "c/http://e.org/a"
    assert "28%" in read_article(Path(first.path), "x").text
    assert (moved.reason, picture.reason) == ("http_status: 301", "unknown_format")


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.zip", b"PK\x03\x04 nothing", "damaged"),
        ("a.zip", _zip({"a.txt": b"28% of patients" * 50})[:120], "damaged"),
        ("a.tar", b"x" * 2_000, "damaged"),
        ("a.tgz", b"\x1f\x8b nothing", "damaged"),
        ("t.jsonl.gz", gzip.compress(_jsonl())[:-20], "damaged"),
        ("t.jsonl.zst", b"\x28\xb5\x2f\xfd nothing", "damaged"),
        ("t.parquet", b"PAR1 nothing PAR1", "damaged"),
        ("c.warc", b"WARC/9 nothing", "damaged"),
        ("t.jsonl", b"", "empty"),
        ("a.zip", _zip({}), "empty"),
    ],
)
def test_a_file_that_breaks_off_is_named_beside_what_came_before(
    tmp_path: Path, name: str, data: bytes, reason: str
) -> None:
    members = _expand(tmp_path, name, data)
    assert members[-1].name == name
    assert (members[-1].status, members[-1].reason) == ("skipped" if reason == "empty" else "failed", reason)
    assert all(member.status is None for member in members[:-1])


def test_what_unpacks_beyond_its_limits_is_stopped(tmp_path: Path) -> None:
    bomb = _zip({f"{n}.txt": b" " * 9_000_000 for n in range(20)})
    *read, last = _expand(tmp_path, "a.zip", bomb)
    assert (last.name, last.reason, len(read)) == ("a.zip", "unpacks_too_large", 11)
    (large,) = _expand(_fresh(tmp_path), "b.zip", _zip({"a.txt": b" " * 11_000_000}))
    assert (large.name, large.reason) == ("b.zip/a.txt", "too_large")


def test_a_folder_that_cannot_be_written_ends_the_run_and_fails_no_article(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_bytes(_jsonl())
    with pytest.raises(OutputError, match=r"cannot unpack t.jsonl#a/1 into .*: No such file or directory; set TMPDIR"):
        list(expand_guarded(path, name="t.jsonl", folder=tmp_path / "nowhere" / "0", options=ReadOptions()))


def test_no_more_articles_than_allowed_come_out(tmp_path: Path) -> None:
    *read, last = _expand(tmp_path, "t.jsonl", b'{"text": "28% of patients"}\n' * 50, max_articles=5)
    assert (last.reason, len(read)) == ("too_many_articles", 5)


def _fresh(folder: Path) -> Path:
    (folder / "more").mkdir()
    return folder / "more"
