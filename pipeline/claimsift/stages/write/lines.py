"""Records to JSON lines, with the keys of the field table in its order."""

from __future__ import annotations

import json
from typing import Any

from claimsift.records import SCHEMA_VERSION, Article, Claim, ExtractionResult, Reference, Rejection, TraceStep
from claimsift.records.codec import to_plain
from claimsift.records.fields import FILES, Field


def dump_json(value: Any) -> str:
    """One line of JSON: UTF-8 kept as it is, no NaN, the same text on every machine."""
    line = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(", ", ": "))
    # Many readers end a line at these too.
    return line.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").replace("\x85", "\\u0085")


def claim_line(claim: Claim) -> dict[str, Any]:
    return _arrange({"schema_version": SCHEMA_VERSION, **to_plain(claim)}, FILES["claims"].fields)


def rejected_line(article_id: str, rejection: Rejection) -> dict[str, Any]:
    return _arrange({"article_id": article_id, **to_plain(rejection)}, FILES["rejected"].fields)


def reference_line(reference: Reference) -> dict[str, Any]:
    return _arrange(to_plain(reference), FILES["references"].fields)


def article_line(article: Article, n_claims: int) -> dict[str, Any]:
    plain = to_plain(article)
    has_text = article.status in ("ok", "suspect")
    more = {
        "n_words": len(article.text.split()),
        "n_claims": n_claims,
        "same_article_as": None,
        "text": article.text if has_text else None,
        "source_map": plain["source_map"] if has_text else [],
    }
    return _arrange({**plain, **more, "path": article.path or ""}, FILES["articles"].fields)


def trace_line(article_id: str, claim_id: str, steps: tuple[TraceStep, ...]) -> dict[str, Any]:
    plain = {"claim_id": claim_id, "article_id": article_id, "steps": to_plain(steps)}
    return _arrange(plain, FILES["traces"].fields)


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


def _arrange(plain: dict[str, Any], fields: tuple[Field, ...]) -> dict[str, Any]:
    return {field.name: _arrange_value(plain[field.name], field) for field in fields}


def _arrange_value(value: Any, field: Field) -> Any:
    if value is None:
        return None
    if field.type == "object":
        return _arrange(value, field.of)
    if field.type == "list" and field.of:
        return [_arrange(item, field.of) for item in value]
    if field.type == "map":
        return dict(value)
    # 28 and 28.0 are one number; JSON readers that infer types want one spelling.
    if field.type == "number":
        return float(value)
    if field.type == "value":
        return [float(item) for item in value] if isinstance(value, list) else float(value)
    return value
