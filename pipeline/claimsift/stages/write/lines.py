"""Records to JSON lines, with the keys of the field table in its order."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from claimsift.records import SCHEMA_VERSION, Article, Claim, ExtractionResult, Reference, Rejection, TraceStep
from claimsift.records.codec import to_plain
from claimsift.records.fields import FILES, Field

Convert = Callable[[Any], Any]
_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(", ", ": ")).encode


def dump_json(value: Any) -> str:
    """One line of JSON: UTF-8 kept as it is, no NaN, the same text on every machine."""
    # Many readers end a line at these too.
    return _encode(value).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").replace("\x85", "\\u0085")


def _arranger(fields: tuple[Field, ...], *, without: tuple[str, ...] = ()) -> Callable[[Any], dict[str, Any]]:
    """A function that makes the plain dict of a record, with the keys of the table in its order.

    What has to be done with each value is looked up here, once, and not again for each of thousands of records.
    """
    columns = tuple((field.name, _converter(field)) for field in fields if field.name not in without)

    def arrange(record: Any) -> dict[str, Any]:
        plain = {}
        for name, convert in columns:
            value = getattr(record, name)
            plain[name] = value if value is None or convert is None else convert(value)
        return plain

    return arrange


def _converter(field: Field) -> Convert | None:
    """What makes a value of a field plain; None where it is so already."""
    if field.type == "object":
        return _arranger(field.of)
    if field.type == "list" and field.of:
        arrange = _arranger(field.of)
        return lambda records: [arrange(record) for record in records]
    if field.type == "list":
        return to_plain
    if field.type == "map":
        return lambda value: to_plain(value) if isinstance(value, dict) else dict(value)
    # 28 and 28.0 are one number; JSON readers that infer types want one spelling.
    if field.type == "number":
        return float
    if field.type == "value":
        return lambda value: [float(item) for item in value] if isinstance(value, (list, tuple)) else float(value)
    return None


_arrange_claim = _arranger(FILES["claims"].fields, without=("schema_version",))
_arrange_rejection = _arranger(FILES["rejected"].fields, without=("article_id",))
_arrange_reference = _arranger(FILES["references"].fields)
_COUNTED = ("n_words", "n_claims", "same_article_as")
_arrange_article = _arranger(FILES["articles"].fields, without=_COUNTED)
_ARTICLE_KEYS = tuple(field.name for field in FILES["articles"].fields)
(_steps,) = (field for field in FILES["traces"].fields if field.name == "steps")
_arrange_step = _arranger(_steps.of)


def claim_line(claim: Claim) -> dict[str, Any]:
    return {"schema_version": SCHEMA_VERSION, **_arrange_claim(claim)}


def rejected_line(article_id: str, rejection: Rejection) -> dict[str, Any]:
    return {"article_id": article_id, **_arrange_rejection(rejection)}


def reference_line(reference: Reference) -> dict[str, Any]:
    return _arrange_reference(reference)


def article_line(article: Article, n_claims: int) -> dict[str, Any]:
    plain = _arrange_article(article)
    plain["path"] = article.path or ""
    if article.status not in ("ok", "suspect"):
        plain["text"], plain["source_map"] = None, []
    plain.update(zip(_COUNTED, (len(article.text.split()), n_claims, None), strict=True))
    return {name: plain[name] for name in _ARTICLE_KEYS}


def trace_line(article_id: str, claim_id: str, steps: tuple[TraceStep, ...]) -> dict[str, Any]:
    return {"claim_id": claim_id, "article_id": article_id, "steps": [_arrange_step(step) for step in steps]}


def result_lines(result: ExtractionResult) -> dict[str, list[str]]:
    """The finished lines of one article, by name of file (`claims`, `rejected`, …)."""
    article = result.article
    rejected = sorted(result.rejected, key=lambda item: (item.start, item.end, item.reason))
    return {
        "claims": [dump_json(claim_line(claim)) for claim in result.claims],
        "rejected": [dump_json(rejected_line(article.article_id, item)) for item in rejected],
        "references": [dump_json(reference_line(reference)) for reference in result.references],
        "articles": [dump_json(article_line(article, len(result.claims)))],
        "traces": [dump_json(trace_line(article.article_id, claim_id, steps)) for claim_id, steps in result.traces],
    }
