"""The report and the article view as single HTML files: nothing fetched, every text escaped, usable without scripts."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from claimsift.errors import RunError
from claimsift.report.count_claims import count_treatments, group_claims, measure_coverage, rank_sources
from claimsift.report.find_disagreements import ABOUT, find_disagreements
from claimsift.report.find_findings import find_findings
from claimsift.report.mark_article import mark_article
from claimsift.report.plot_rates import Rate, draw, find_panels, label, right_label
from claimsift.report.statements import Corpus, Statement
from claimsift.stages.write.read_material import ArticleMaterial

_TEMPLATES = Path(__file__).parent / "templates"
# Not allowed in HTML, whatever the escape.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_CONTEXT = 200  # characters each side of a claim
_MOST_GROUPS, _MOST_SOURCES, _MOST_CLAIMS = 200, 50, 5_000


def render_report(corpus: Corpus) -> str:
    """The page about a whole run. The same run gives the same bytes."""
    findings = find_findings(corpus)
    disagreements = find_disagreements(corpus, findings)
    panels = [(panel, draw(panel)) for panel in find_panels(corpus)]
    groups, sources = group_claims(corpus), rank_sources(corpus)
    linked = {s.claim["claim_id"] for row in disagreements for s in row.statements}
    linked |= {rate.statement.claim["claim_id"] for panel, _ in panels for rate in panel.rates}
    shown = [s for i, s in enumerate(corpus.statements) if i < _MOST_CLAIMS or s.claim["claim_id"] in linked]
    troubled = [m.article for m in corpus.materials if m.article["status"] != "ok"]
    return _render(
        "report.html.j2",
        corpus=corpus,
        info=corpus.info,
        states=corpus.info["conservation"],
        groups=groups[:_MOST_GROUPS],
        group_count=len(groups),
        treatments=count_treatments(corpus),
        panels=panels,
        coverage=measure_coverage(corpus),
        sources=sources[:_MOST_SOURCES],
        source_count=len(sources),
        findings=[finding for finding in findings if finding.articles > 1],
        disagreements=[(ABOUT[kind], [row for row in disagreements if row.kind == kind]) for kind in ABOUT],
        disagreement_count=len(disagreements),
        troubled=troubled,
        entries=list(_entries(shown, {m.article["article_id"]: m for m in corpus.materials})),
        hidden=len(corpus.statements) - len(shown),
        right_label=lambda rate: _right_label(corpus, rate),
        shown_ids={s.claim["claim_id"] for s in shown},
    )


def render_article(corpus: Corpus, article_id: str) -> str:
    """The page of one article: its text with every claim marked and linked to its references.

    Raises:
        RunError: the run has no such article, or it has no text.
    """
    material = next((m for m in corpus.materials if m.article["article_id"] == article_id), None)
    if material is None:
        near = ", ".join(m.article["article_id"] for m in corpus.materials[:5])
        raise RunError(f"no article '{article_id}' in {corpus.folder}: there are {near}, …")
    if not material.text:
        raise RunError(f"{article_id} has no text: {material.article['status']}, {material.article['reason']}")
    return _render("article.html.j2", material=material, info=corpus.info, pieces=mark_article(material))


def _render(template: str, **values: Any) -> str:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: _CONTROL.sub("\ufffd", value) if type(value) is str else value,
    )
    environment.filters |= {
        "number": _number,
        "anchor": _anchor,
        "source": _source,
        "bounded": _bounded,
        "row": label,
        "address": _address,
    }
    script = (_TEMPLATES / "sort.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    style = (_TEMPLATES / "page.css").read_text(encoding="utf-8")
    return environment.get_template(template).render(script=script, script_hash=digest, style=style, **values)


def _entries(
    statements: Iterable[Statement], materials: Mapping[str, ArticleMaterial]
) -> Iterable[tuple[Mapping[str, Any], str, str, str, list[tuple[str, str | None, str | None]]]]:
    """Each claim with the text before, at and after its number, and its sources as (key, entry, address)."""
    for statement in statements:
        claim = statement.claim
        material = materials[statement.article_id]
        start, end = claim["quantity"]["start"], claim["quantity"]["end"]
        references = {reference["reference_id"]: reference for reference in material.references}
        keys = claim["citation"]["references"] if claim["citation"] else ()
        sources = [(key, *_source_parts(references.get(key))) for key in keys]
        text = material.text
        yield claim, text[max(0, start - _CONTEXT) : start], text[start:end], text[end : end + _CONTEXT], sources


def _source_parts(reference: Mapping[str, Any] | None) -> tuple[str | None, str | None]:
    return (None, None) if reference is None else (reference["raw"] or reference["url"], _address(reference))


def _address(reference: Mapping[str, Any]) -> str | None:
    """Where the work is to be found; only http addresses become links."""
    if reference["doi"]:
        return f"https://doi.org/{reference['doi']}"
    url = reference["url"]
    return url if url and re.match(r"https?://", url) else None


def _right_label(corpus: Corpus, rate: Rate) -> str:
    """The number with first author and year of its source, and a word where it is not simply asserted."""
    claim = rate.statement.claim
    sources = [_who(corpus.works[work]) for work in sorted(rate.statement.works)]
    said = "" if claim["assertion"] == "asserted" else claim["assertion"]
    return right_label(_bounded(claim), ", ".join(part for part in (*sources[:1], said) if part))


def _who(reference: Mapping[str, Any]) -> str:
    csl = reference["csl"] or {}
    authors = [name.get("family") or name.get("literal") or "" for name in csl.get("author", ())]
    return " ".join(part for part in (authors[0] if authors else "", _year(csl)) if part)


def _year(csl: Mapping[str, Any]) -> str:
    return str(next(iter((csl.get("issued") or {}).get("date-parts", [[""]])[0]), ""))


def _source(reference: Mapping[str, Any]) -> str:
    """A work in one line: authors, year, title."""
    csl = reference["csl"] or {}
    authors = [name.get("family") or name.get("literal") or "" for name in csl.get("author", ())]
    who = authors[0] + (" et al." if len(authors) > 1 else "") if authors else ""
    parts = [part for part in (who, _year(csl), csl.get("title", "")) if part]
    return ". ".join(parts) if csl.get("title") else reference["raw"] or reference["url"] or reference["reference_id"]


def _number(value: Any) -> str:
    if isinstance(value, list | tuple):
        return " to ".join(_number(part) for part in value)
    return "–" if value is None else f"{value:,.4g}" if abs(value) < 1e4 else f"{value:,.0f}"


def _bounded(claim: Mapping[str, Any]) -> str:
    """The number as the article has it, with its modifier: `at most 28%`; `three or more` says it itself."""
    quantity = claim["quantity"]
    said = re.search(r"\bor (?:more|less|fewer|over|under|older|younger|above|below)\b", quantity["text"])
    modifier = "" if said else (quantity["modifier"] or "").replace("_", " ")
    return f"{modifier} {quantity['text']}".strip()


def _anchor(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9-]", lambda match: f"_{ord(match[0]):x}_", text)
