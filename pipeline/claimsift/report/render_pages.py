"""The report and the article view as single HTML files: nothing fetched, every text escaped, usable without scripts."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from claimsift.errors import RunError
from claimsift.report.count_claims import (
    NONE,
    claim_facets,
    count_flags,
    count_kinds,
    group_claims,
    measure_coverage,
    rank_sources,
)
from claimsift.report.find_disagreements import ABOUT, Row, find_disagreements
from claimsift.report.find_findings import find_findings
from claimsift.report.mark_article import mark_article
from claimsift.report.plot_rates import HEIGHT, WIDTH, draw, find_panels
from claimsift.report.quote_claims import (
    address,
    bounded,
    cite,
    cut,
    list_entries,
    name_source,
    quote_sentence,
    who,
)
from claimsift.report.read_review import STATUSES, ReviewState
from claimsift.report.statements import Corpus

_TEMPLATES = Path(__file__).parent / "templates"
# Not allowed in HTML, whatever the escape.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
# What a page shows at most: about two megabytes, which a browser opens at once. The tables of an export have all.
_MOST_GROUPS, _MOST_SOURCES, _MOST_CLAIMS, _MOST_ROWS = 200, 50, 3_000, 200


def render_report(
    corpus: Corpus, *, review: ReviewState | None = None, comparison: Mapping[str, Any] | None = None
) -> str:
    """The page about a whole run. The same run gives the same bytes.

    `comparison` is what `claimsift compare --json` says of an earlier run and this one.
    """
    findings = find_findings(corpus)
    disagreements = find_disagreements(corpus, findings)
    panels = [(panel, draw(panel)) for panel in find_panels(corpus)]
    groups, sources, coverage = group_claims(corpus), rank_sources(corpus), measure_coverage(corpus)
    by_kind = {kind: [row for row in disagreements if row.kind == kind] for kind in ABOUT}
    shown_rows = [row for rows in by_kind.values() for row in rows[:_MOST_ROWS]]
    several = [finding for finding in findings if finding.articles > 1]
    linked = {s.claim["claim_id"] for row in shown_rows for s in row.statements}
    linked |= {rate.statement.claim["claim_id"] for panel, _ in panels for rate in panel.rates}
    shown = [s for i, s in enumerate(corpus.statements) if i < _MOST_CLAIMS or s.claim["claim_id"] in linked]
    reached = {s.claim["claim_id"] for s in shown}
    changes, facets = _changes(comparison) if comparison else None, claim_facets(corpus)
    return _render(
        "report.html.j2",
        corpus=corpus,
        info=corpus.info,
        states=corpus.info["conservation"],
        review=review,
        statuses=STATUSES,
        changes=changes,
        groups=groups[:_MOST_GROUPS],
        group_count=len(groups),
        kinds=count_kinds(corpus),
        flags=count_flags(corpus),
        panels=panels,
        width=WIDTH,
        height=HEIGHT,
        coverage=coverage,
        most_rows=_MOST_ROWS,
        totals=Counter(facets.values()),
        sources=sources[:_MOST_SOURCES],
        source_count=len(sources),
        findings=several[:_MOST_ROWS],
        finding_count=len(several),
        disagreements=[(kind, ABOUT[kind], rows[:_MOST_ROWS], len(rows)) for kind, rows in by_kind.items()],
        disagreement_count=len(disagreements),
        by_versions=_by_versions(shown_rows),
        troubled=[m.article for m in corpus.materials if m.article["status"] != "ok"],
        facets=facets,
        entries=list_entries(corpus, shown),
        hidden=len(corpus.statements) - len(shown),
        shown_ids=reached,
        codes=_codes(corpus),
    )


def _codes(corpus: Corpus) -> dict[str, dict[str, int]]:
    """Short names for articles, treatments and outcomes, by which the list of claims is filtered."""
    names = {
        "article": (m.article["article_id"] for m in corpus.materials),
        "treatment": (s.treatment_name for s in corpus.statements),
        "outcome": (s.outcome or NONE for s in corpus.statements),
    }
    return {facet: {name: code for code, name in enumerate(dict.fromkeys(found))} for facet, found in names.items()}


def _by_versions(rows: Sequence[Row]) -> list[tuple[tuple[str, str], list[Row]]]:
    """What stands in one version only, by pair of versions."""
    pairs: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        if row.kind == "only_in_one_version" and row.versions:
            pairs.setdefault(row.versions, []).append(row)
    return list(pairs.items())


def _changes(comparison: Mapping[str, Any]) -> dict[str, Any]:
    """What differs from an earlier run, and which fields differ most often."""
    fields = Counter(field["field"] for change in comparison["changed"] for field in change["fields"])
    return {**comparison, "fields": sorted(fields.items(), key=lambda item: (-item[1], item[0]))}


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
    return _render(
        "article.html.j2",
        material=material,
        info=corpus.info,
        pieces=mark_article(material),
        references={r["reference_id"]: r for r in material.references},
    )


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
        "source": name_source,
        "bounded": bounded,
        "address": address,
        "quote": quote_sentence,
        "who": who,
        "cite": cite,
        "cut": cut,
        "plain": lambda value: value if isinstance(value, str) else _number(value),
    }
    script = (_TEMPLATES / "page.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    style = (_TEMPLATES / "page.css").read_text(encoding="utf-8")
    return environment.get_template(template).render(script=script, script_hash=digest, style=style, **values)


def _number(value: Any) -> str:
    if isinstance(value, list | tuple):
        return " to ".join(_number(part) for part in value)
    if isinstance(value, str | dict):
        return str(value)
    return "–" if value is None else f"{value:,.4g}" if abs(value) < 1e4 else f"{value:,.0f}"


def _anchor(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9-]", lambda match: f"_{ord(match[0]):x}_", text)
