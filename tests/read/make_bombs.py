"""Hostile files, each by its name: small to write, made to exhaust, hang, crash or lead astray a reader."""

import gzip
import io
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable

PROSE = "Back pain that lasts is common, and many people ask what an operation would do for them in the end. " * 3
CLAIM = "<p>Pain came back in 28% of all the patients who were asked about it.</p>"


def _page(body: str) -> bytes:
    return f"<html><body><main><h1>Pain</h1><p>{PROSE}</p>{body}{CLAIM}</main></body></html>".encode()


def _jats(body: str, *, doctype: str = "") -> bytes:
    return f'<?xml version="1.0"?>{doctype}<article><body><p>{PROSE}</p>{body}{CLAIM}</body></article>'.encode()


def _entities(count: int, size: int) -> str:
    rows = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * size if n else "ha" * size}">' for n in range(count))
    return f"<!DOCTYPE article [{rows}]>"


def _pdf(*objects: bytes) -> bytes:
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (n, data) for n, data in enumerate(objects, start=1))
    return b"%PDF-1.7\n" + body + b"trailer\n<< /Root 1 0 R /Size %d >>\n%%%%EOF\n" % (len(objects) + 1)


def _flate(data: bytes, times: int = 1) -> bytes:
    for _ in range(times):
        data = zlib.compress(data, 9)
    filters = b"[" + b"/FlateDecode " * times + b"]"
    return b"<< /Filter %s /Length %d >>\nstream\n%s\nendstream" % (filters, len(data), data)


_CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
_ONE_PAGE = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
_PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R >>"


def _zip_of(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def _zip_that_lies() -> bytes:
    """An archive whose directory says that its file has one byte."""
    data = _zip_of({"a.txt": b"28% " * 1_000_000})
    at = data.rindex(b"PK\x01\x02")
    return data[: at + 24] + struct.pack("<I", 1) + data[at + 28 :]


def _tar_of(name: str, size: int, data: bytes) -> bytes:
    info = tarfile.TarInfo(name)
    info.size = size
    return info.tobuf(tarfile.GNU_FORMAT) + data + bytes(-len(data) % 512)


BOMBS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "billion_laughs": ("a.xml", lambda: _jats("<p>&e9;</p>", doctype=_entities(10, 10))),
    "quadratic_entity": ("a.xml", lambda: _jats(f"<p>{'&e0;' * 50_000}</p>", doctype=_entities(1, 50_000))),
    "external_entity": (
        "a.xml",
        lambda: _jats("<p>&x;</p>", doctype='<!DOCTYPE article [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
    ),
    "external_dtd": ("a.xml", lambda: _jats("", doctype='<!DOCTYPE article SYSTEM "http://127.0.0.1:9/a.dtd">')),
    "html_300_deep": ("a.html", lambda: _page("<div>" * 300 + "deep words" + "</div>" * 300)),
    "html_3000_deep": ("a.html", lambda: _page("<div>" * 3_000 + "deep words" + "</div>" * 3_000)),
    "html_100000_deep": ("a.html", lambda: _page("<div>" * 100_000 + "deep words")),
    "xml_3000_deep": ("a.xml", lambda: _jats("<sec>" * 3_000 + "<p>deep words</p>" + "</sec>" * 3_000)),
    "xml_100000_deep": ("a.xml", lambda: _jats("<sec>" * 100_000)),
    "huge_colspan": (
        "a.html",
        lambda: _page("<table><tr><td colspan=9007199254740991 rowspan=9007199254740991>5%</td></tr></table>"),
    ),
    "sups_20000": ("a.html", lambda: _page("<p>" + "word<sup>1</sup> " * 20_000 + "</p>")),
    "items_20000": (
        "a.html",
        lambda: _page(f"<ol>{'<li>Smith A. Pain, and what it <i>costs</i>. 2011.</li>' * 20_000}</ol>"),
    ),
    "spans_20000": ("a.html", lambda: _page(f"<p>{'<span>Pain costs 5% of it.</span> ' * 20_000}</p>")),
    "open_links_20000": ("a.html", lambda: _page("<a href='#x'>" * 20_000)),
    "tags_never_closed": ("a.html", lambda: _page("<p" * 200_000)),
    "comments_never_closed": ("a.html", lambda: _page("<!--" * 200_000)),
    "half_entities": ("a.html", lambda: _page("&" * 1_000_000)),
    "huge_attribute": ("a.html", lambda: _page(f"<p title='{'x' * 3_000_000}'>5%</p>")),
    "huge_list_start": ("a.html", lambda: _page(f"<ol start='{'9' * 100_000}'><li value='{'9' * 100_000}'>x</ol>")),
    "gzip_bomb": ("a.html.gz", lambda: gzip.compress(bytes(200_000_000), 1)),
    "zip_bomb": ("a.zip", lambda: _zip_of({f"{n}.txt": b" " * 9_000_000 for n in range(15)})),
    "zip_that_lies": ("a.zip", _zip_that_lies),
    "zip_of_many_files": ("a.zip", lambda: _zip_of({f"{n}.x": b"" for n in range(3_000)})),
    "tar_that_lies": ("a.tar", lambda: _tar_of("a.txt", 8**11 - 1, b"28% of patients")),
    "tar_traversal": ("a.tar", lambda: _tar_of("../../../../tmp/claimsift-was-here.txt", 3, b"28%")),
    "pdf_flate_bomb": ("a.pdf", lambda: _pdf(_CATALOG, _ONE_PAGE, _PAGE, _flate(b"q " * 5_000_000, 3))),
    "pdf_pages_in_a_circle": (
        "a.pdf",
        lambda: _pdf(_CATALOG, b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2147483647 >>"),
    ),
    "pdf_deep_array": ("a.pdf", lambda: _pdf(_CATALOG, b"<< /Type /Pages /Kids " + b"[" * 200_000 + b" >>")),
    "json_100000_deep": ("a.jsonl", lambda: b'{"text": ' + b"[" * 100_000 + b"\n"),
    "csv_quote_never_closed": ("a.csv", lambda: b'text,id\n"28% of patients,' + b"x,\n" * 2_000_000),
    "parquet_huge_footer": ("a.parquet", lambda: b"PAR1" + bytes(100) + struct.pack("<I", 2**31 - 1) + b"PAR1"),
    "nul_bytes": ("a.txt", lambda: bytes(5_000_000)),
    "front_matter_never_closed": ("a.md", lambda: b"---\n" + b"key: value\n" * 300_000),
    "one_line_of_brackets": ("a.md", lambda: b"[" * 300_000 + b"28% of patients" + b"](" * 100_000),
}
