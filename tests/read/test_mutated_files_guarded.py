# ruff: noqa: E501 (files and pieces are long lines)
"""Damaged pages, JATS files and PDFs end in one status each; `make soak` tries 1,000 of each, the default suite some."""

import importlib.util
import os
import random
from pathlib import Path
from typing import Any

import pytest

from claimsift.errors import ReadError
from claimsift.stages.read import ReadOptions, read_guarded

SOAK = os.environ.get("CLAIMSIFT_SOAK") == "1"
MUTATIONS = 1_000 if SOAK else 40
OPTIONS = ReadOptions(max_seconds=60.0, max_memory=1_000_000_000)


def _load(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


HTML = (
    b'<!doctype html><html lang="en"><head><title>Pain</title></head><body><nav><a href="/">Home</a></nav><main><h1>Pain</h1>'
    b"<p>Pain came back in 28% of patients.<sup><a href='#r1'>1</a></sup> It was 31 kg/m<sup>2</sup> in others.</p>"
    b"<table><caption>Rates</caption><tr><td colspan='2'>5%</td></tr></table><ol start='2'><li>Smith A. 2011</li></ol></main></html>"
)
JATS = (
    b'<?xml version="1.0"?><article xmlns:xlink="http://www.w3.org/1999/xlink"><front><article-meta><title-group>'
    b"<article-title>Pain</article-title></title-group><abstract><p>In short, 5%.</p></abstract></article-meta></front><body>"
    b"<sec><label>1</label><title>Results</title><p>Pain in 28%<sup><xref ref-type='bibr' rid='B1'>1</xref></sup>.</p>"
    b"<table-wrap><label>Table 1</label><caption><p>Rates</p></caption><table><tr><td>5%</td></tr></table></table-wrap></sec>"
    b"</body><back><ref-list><ref id='B1'><label>1</label><element-citation><name><surname>Weir</surname></name><year>2011"
    b"</year><article-title>Pain</article-title></element-citation></ref></ref-list></back></article>"
)
PDF: bytes = _load("make_pdf").make_pdf(
    [[(72, 700, 10, "Pain came back in 28% of patients"), (240, 704, 6, "8")], [(72, 700, 10, "References")]],
    picture_pages=[2],
)
SEEDS = {"html": (HTML, ".html"), "jats": (JATS, ".xml"), "pdf": (PDF, ".pdf")}
PIECES = [b"<", b">", b"</p>", b"</sec>", b"<sec>" * 300, b"<ref-list>", b"&", b"&#0;", b"&#xD800;", b"\x00", b"\xff\xfe", b"<!--",
          b"<![CDATA[", b"<?xml", b"<!DOCTYPE", b"'", b'"', b"xmlns:a='b'", b"<a:b>", b" 0 R", b"[", b"<<", b">>", b"99999999999",
          b"-1", b"endobj", b"stream", b"/Kids", b"/Length 2147483647", b"/Filter /FlateDecode", b"trailer", b"%%EOF"]  # fmt: skip


def _mutate(data: bytes, rng: random.Random) -> bytes:
    for _ in range(rng.randint(1, 10)):
        start = rng.randrange(len(data))
        end = min(len(data), start + rng.choice((0, 0, 1, 5, 60)))
        piece = rng.choice(PIECES) if rng.random() < 0.7 else data[start : start + rng.randrange(80)] * rng.randrange(3)
        data = data[:start] + piece + data[end:]
        if rng.random() < 0.1:
            data = data[: rng.randrange(1, len(data) + 1)]
    return data


@pytest.mark.parametrize("kind", SEEDS)
def test_every_mutation_ends_in_one_status(kind: str, tmp_path: Path) -> None:
    seed, ending = SEEDS[kind]
    path = tmp_path / f"a{ending}"
    died = []
    for number in range(MUTATIONS):
        path.write_bytes(_mutate(seed, random.Random(f"{kind}{number}")))  # noqa: S311 (mutations, not secrets)
        try:
            article = read_guarded(path, "a", options=OPTIONS)
        except ReadError as error:
            assert error.reason
            if error.reason.startswith(("reader_timeout", "reader_died", "reader_error")):
                died.append((number, error.reason))
        else:
            article.text.encode("utf-8")
            assert article.status in ("ok", "suspect", "skipped")
            assert (article.status == "ok") == (article.reason is None)
            assert all(0 <= p.start <= p.end <= len(article.text) for p in article.source_map)
            assert all(article.text[r.start : r.end] for r in article.tagged_references)
    assert died == []
