"""The same article in another format gives the same claims: the corpus whole, and each marker style in each format."""

import importlib.util
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import claimsift
from claimsift.records import Article, Claim
from claimsift.stages.read import read_article, read_bytes
from claimsift.stages.segment import find_layout

ROOT = Path(__file__).resolve().parents[2]
CORPUS = sorted(p for p in (ROOT / "corpus").iterdir() if p.suffix in (".txt", ".md", ".html") and p.stem != "README")


def _load(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


RENDER = _load("render_formats")
PDF = _load("make_pdf")


@cache
def _pipeline() -> claimsift.Claimsift:
    return claimsift.load()


def _key(claim: Claim) -> tuple[object, ...]:
    quantity, citation, treatment = claim.quantity, claim.citation, claim.treatment
    return (
        claim.kind,
        quantity.text,
        quantity.value,
        quantity.unit,
        quantity.modifier,
        citation.references if citation else None,
        treatment.name if treatment else None,
    )


def _claims(article: Article) -> Counter[tuple[object, ...]]:
    return Counter(map(_key, _pipeline().extract(article).claims))


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_an_article_of_the_corpus_gives_equal_claims_in_every_format(path: Path) -> None:
    article = read_article(path, path.stem)
    layout = find_layout(article.text)
    expected = _claims(article)
    assert expected.total() > 20
    for kind in ("text", "markdown", "html", "jats"):
        rendered = getattr(RENDER, f"as_{kind}")(article.text, layout).encode()
        read = read_bytes(rendered, path.stem, kind=kind, name=path.stem)
        assert (read.status, read.reason) == ("ok", None)
        assert _claims(read) == expected, kind


ENTRIES = {
    "8": "Smith AB, Weir C. Pain after lumbar discectomy: a cohort study. Spine. 2011;36(4):112-9.",
    "9": "Pope DE. Outcomes of spinal surgery in older adults. Eur Spine J. 2014;23:801-7.",
    "10": "Lind F, Moe G. Return to work after discectomy. Clin Spine Surg. 2016;29(2):44-50.",
}
BEFORE = "Pain came back in 28% of patients after discectomy"
REST = "It was mild in most of them, and nobody was operated on again."
PLAIN_MARKERS = {
    " [8]": ("8",),
    " [8,9]": ("8", "9"),
    " [8-10]": ("8", "9", "10"),
    " [8, 10]": ("8", "10"),
}
HTML_MARKERS = {
    "<sup>8</sup>": ("8",),
    '<sup><a href="#r8">8</a></sup>': ("8",),
    '<sup>[<a href="#r8">8</a>]</sup>': ("8",),
    ' <a href="#r8">[8]</a>': ("8",),
    ' [<a href="#r8">8</a>, <a href="#r9">9</a>]': ("8", "9"),
    "<sup>8,9</sup>": ("8", "9"),
    '<sup><a href="#r8">8</a>–<a href="#r10">10</a></sup>': ("8", "9", "10"),
}
JATS_MARKERS = {
    '<sup><xref ref-type="bibr" rid="B8">8</xref></sup>': ("8",),
    ' [<xref ref-type="bibr" rid="B8">8</xref>]': ("8",),
    ' <xref ref-type="bibr" rid="B8">[8]</xref>': ("8",),
    '<sup><xref ref-type="bibr" rid="B8">8</xref>, <xref ref-type="bibr" rid="B10">10</xref></sup>': ("8", "10"),
    '<sup><xref ref-type="bibr" rid="B8">8</xref>–<xref ref-type="bibr" rid="B10">10</xref></sup>': ("8", "9", "10"),
    ' [<xref ref-type="bibr" rid="B8">8</xref>-<xref ref-type="bibr" rid="B10">10</xref>]': ("8", "9", "10"),
    '<xref ref-type="bibr" rid="B8"><sup>8</sup></xref>': ("8",),
}


def _text(marker: str) -> bytes:
    entries = "\n".join(f"{key}. {raw}" for key, raw in ENTRIES.items())
    return f"{BEFORE}{marker}. {REST}\n\nReferences\n\n{entries}\n".encode()


def _html(marker: str) -> bytes:
    entries = "".join(f'<li id="r{key}" value="{key}">{raw}</li>' for key, raw in ENTRIES.items())
    return f"<main><p>{BEFORE}{marker}. {REST}</p><h2>References</h2><ol>{entries}</ol></main>".encode()


def _jats(marker: str) -> bytes:
    entries = "".join(
        f'<ref id="B{key}"><label>{key}</label><mixed-citation>{raw}</mixed-citation></ref>'
        for key, raw in ENTRIES.items()
    )
    back = f"<back><ref-list><title>References</title>{entries}</ref-list></back>"
    return f"<article><body><p>{BEFORE}{marker}. {REST}</p></body>{back}</article>".encode()


def _pdf(marker: str, *, raised: bool) -> bytes:
    line = [(72.0, 700.0, 10.0, BEFORE)]
    # Helvetica sets the words before the marker 223 points wide.
    line += [(295.5, 704.0, 6.0, marker)] if raised else [(298.0, 700.0, 10.0, f"{marker.strip()}.")]
    rest = [(72.0, 688.0, 10.0, REST), (72.0, 650.0, 10.0, "References")]
    rest += [(72.0, 630.0 - 12 * n, 10.0, f"{key}. {raw}") for n, (key, raw) in enumerate(ENTRIES.items())]
    data: bytes = PDF.make_pdf([[*line, *rest]])
    return data


@pytest.mark.parametrize(
    ("kind", "data", "keys"),
    [
        *(("text", _text(marker), keys) for marker, keys in PLAIN_MARKERS.items()),
        *(("markdown", _text(marker), keys) for marker, keys in PLAIN_MARKERS.items()),
        ("markdown", _text("[^8]"), ("8",)),
        ("markdown", _text(" [[8]](#r8)"), ("8",)),
        ("markdown", _text("^8^"), ("8",)),
        *(("html", _html(marker), keys) for marker, keys in PLAIN_MARKERS.items()),
        *(("html", _html(marker), keys) for marker, keys in HTML_MARKERS.items()),
        *(("jats", _jats(marker), keys) for marker, keys in PLAIN_MARKERS.items()),
        *(("jats", _jats(marker), keys) for marker, keys in JATS_MARKERS.items()),
        *(("pdf", _pdf(marker, raised=False), keys) for marker, keys in PLAIN_MARKERS.items()),
        ("pdf", _pdf("8", raised=True), ("8",)),
        ("pdf", _pdf("8,9", raised=True), ("8", "9")),
        ("pdf", _pdf("8-10", raised=True), ("8", "9", "10")),
    ],
)
def test_a_marker_is_read_alike_in_every_format(kind: str, data: bytes, keys: tuple[str, ...]) -> None:
    article = read_bytes(data, "x", kind=kind, name="x")
    (claim,) = (claim for claim in _pipeline().extract(article).claims if claim.kind == "proportion")
    assert (claim.quantity.text, claim.quantity.value, claim.treatment and claim.treatment.name) == (
        "28%",
        28.0,
        "discectomy",
    )
    assert claim.citation is not None, article.text
    assert claim.citation.references == keys
    raws = {reference.reference_id: reference.raw for reference in _pipeline().extract(article).references}
    assert {key: raws[key] for key in keys} == {key: ENTRIES[key] for key in keys}
