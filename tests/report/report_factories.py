"""Runs written by hand, so that a test says everything that matters in a few lines."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

_RUN = {
    "schema_version": "1.0",
    "versions": {"claimsift": "0.1.0"},
    "settings": {},
    "model": {"id": "m", "sha256": "0" * 64},
    "inputs": {"count": 0, "sha256": "0" * 64},
    "outputs": {},
    "counts": {},
}


HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style><svg onload=alert(1)>",
    "{{ 7*7 }}",
    "javascript:alert(1)",
    "<!--",
    "\x00\x1b[31m",
    "&lt;b&gt;",
    "' onmouseover='alert(1)",
)
PAIN = "😀 Cafe\u0301: pain came back in {} of patients after surgery."


def claim(
    article: str,
    text: str,
    sentence: str,
    *,
    value: Any = None,
    unit: str | None = "%",
    kind: str = "proportion",
    modifier: str | None = None,
    outcome: str | None = None,
    treatment: str | None = None,
    references: Iterable[str] = (),
    **quantity: Any,
) -> dict[str, Any]:
    """A claim whose parts stand in its sentence, which `write_run` makes a paragraph of the article."""
    return {
        "article": article,
        "text": text,
        "sentence": sentence,
        "value": value if value is not None else float(text.rstrip("%")),
        "unit": unit,
        "kind": kind,
        "modifier": modifier,
        "outcome": outcome,
        "treatment": treatment,
        "references": list(references),
        "quantity": quantity,
    }


def reference(article: str, key: str, title: str | None, **fields: Any) -> dict[str, Any]:
    csl = {"id": key, "type": "article-journal", "title": title, "issued": {"date-parts": [[2011]]}} if title else None
    line = {"article_id": article, "reference_id": key, "raw": title, "start": None, "end": None, "csl": csl}
    return line | {"doi": None, "pmid": None, "url": None} | fields


def write_run(
    folder: Path,
    claims: Iterable[dict[str, Any]],
    references: Iterable[dict[str, Any]] = (),
    *,
    versions: dict[str, str] | None = None,
) -> Path:
    """A run's files; articles are those that the claims name, their texts the claims' sentences."""
    folder.mkdir(parents=True, exist_ok=True)
    texts: dict[str, str] = {}
    lines = [_claim_line(number, row, texts) for number, row in enumerate(claims)]
    lines.sort(key=lambda line: (line["article_id"], line["quantity"]["start"]))
    articles = [_article_line(name, texts[name], lines, (versions or {}).get(name)) for name in sorted(texts)]
    states = {"inputs": len(articles), "ok": len(articles), "suspect": 0, "failed": 0, "skipped": 0}
    files = {"claims": lines, "articles": articles, "rejected": [], "traces": []}
    files["references"] = sorted(references, key=lambda line: line["article_id"])
    for name, rows in files.items():
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    (folder / "run.json").write_text(json.dumps(_RUN | {"conservation": states}), encoding="utf-8")
    return folder


def write_hostile_run(folder: Path) -> Path:
    """Articles with claims of every sort, and every hostile text in every field."""
    claims = [
        claim("a", "28%", PAIN.format("28%"), outcome="pain", treatment="surgery", references=["1"]),
        claim("a", "12%", PAIN.format("12%"), outcome="pain", treatment="surgery", references=["1", "2"]),
        claim("a", "9 of 40", PAIN.format("9 of 40"), value=22.5, numerator=9.0, denominator=40.0, outcome="pain"),
        claim("b", "28%", PAIN.format("up to 28%"), modifier="at_most", outcome="pain", references=["7"]),
        claim("b", "5 mg", "They took 5 mg daily.", value=5.0, unit="mg", kind="dose"),
    ]
    for index, text in enumerate(HOSTILE):
        words = f"{text} fell in 3{index}% of {text} men."
        claims.append(
            claim("c" + text.replace("\x00", ""), f"3{index}%", words, outcome=text, treatment=text, references=[text])
        )
    references = [reference("a", "1", "A study of pain after surgery of the spine", doi="10.1/x")]
    references += [reference("a", "2", None), reference("a", "9", "A paper that no claim of this article cites")]
    references += [reference("b", "7", "A study of pain after surgery of the spine")]
    references += [
        reference("c" + text.replace("\x00", ""), text, text * 9, url="javascript:alert(1)") for text in HOSTILE
    ]
    return write_run(folder, claims, references)


def _claim_line(number: int, row: dict[str, Any], texts: dict[str, str]) -> dict[str, Any]:
    text = texts.get(row["article"], "")
    base = text.find(row["sentence"])
    if base < 0:
        base = len(text)
        texts[row["article"]] = text + row["sentence"] + "\n\n"

    def span(part: str) -> dict[str, Any]:
        start = base + row["sentence"].index(part)
        return {"text": part, "start": start, "end": start + len(part)}

    empty = dict.fromkeys(("numerator", "denominator", "interval", "spread", "p_value", "baseline"))
    more = {"concept_id": None, "role": "intervention", "method": "same_sentence", "confidence": 0.9}
    citation = {"references": row["references"], "markers": [], "method": "same_sentence", "confidence": 0.9}
    return {
        "schema_version": "1.0",
        "claim_id": f"clm_{number:020d}",
        "article_id": row["article"],
        "kind": row["kind"],
        "quantity": span(row["text"])
        | {"value": row["value"], "unit": row["unit"], "modifier": row["modifier"]}
        | empty
        | row["quantity"],
        "outcome": span(row["outcome"]) if row["outcome"] else None,
        "population": None,
        "timepoint": None,
        "treatment": {"name": row["treatment"], **span(row["treatment"]), **more} if row["treatment"] else None,
        "citation": citation if row["references"] else None,
        "assertion": "asserted",
        "sentence": {"text": row["sentence"], "start": base, "end": base + len(row["sentence"])},
        "section": None,
        "confidence": 0.9,
        "checks": [],
        "provenance": {"detector": "test", "version": "0.1.0"},
    }


def _article_line(name: str, text: str, claims: list[dict[str, Any]], version_of: str | None) -> dict[str, Any]:
    return {
        "article_id": name,
        "path": f"{name}.txt",
        "sha256": "0" * 64,
        "status": "ok",
        "reason": None,
        "title": None,
        "language": None,
        "n_words": len(text.split()),
        "n_claims": sum(1 for line in claims if line["article_id"] == name),
        "same_article_as": version_of,
        "metadata": {},
        "text": text,
    }
