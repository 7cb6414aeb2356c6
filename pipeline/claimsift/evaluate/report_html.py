"""The evaluation as one HTML file: no script, nothing fetched, every text escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from itertools import groupby

from claimsift.evaluate.causes import Fault, show_value
from claimsift.evaluate.evaluate_run import Evaluation
from claimsift.evaluate.figures import RATES, Figures
from claimsift.evaluate.match import ArticleMatch
from claimsift.evaluate.reliability import Reliability

_GROUP_RATES = ("precision", "recall", "detection_f1", "value", "kind", "citation", "treatment", "strict_f1")
# Not allowed in HTML, whatever the escape.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")

_STYLE = """
:root{color-scheme:light dark;--paper:#fbfaf7;--card:#fff;--ink:#1d2126;--quiet:#585f67;--line:#dcd9d1;--soft:#f1efe9;
--accent:#0b57a4;--right:#d3ebd3;--wrong:#ffe3a3;--missed:#f9d3d6;--spurious:#e6dcf8}
@media (prefers-color-scheme:dark){:root{--paper:#15171a;--card:#1c1f23;--ink:#e8e9eb;--quiet:#a9b0b8;--line:#363b42;
--soft:#24282d;--accent:#8fc1ff;--right:#1f4a26;--wrong:#6b4d00;--missed:#6d2630;--spurious:#463068}}
*{box-sizing:border-box}
body{background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;
margin:0 auto;max-width:76rem;overflow-wrap:break-word;padding:1.5rem 1.25rem 5rem}
h1{font-size:clamp(1.4rem,1.1rem + 1.2vw,1.9rem);line-height:1.2;margin:.2rem 0 .6rem}
h2{font-size:1.25rem;margin:2.6rem 0 .5rem}
a{color:var(--accent)}p{max-width:60rem}
table{border-collapse:collapse;font-variant-numeric:tabular-nums;margin:.4rem 0}
th,td{border-bottom:1px solid var(--line);padding:.35rem .8rem .35rem 0;text-align:right;vertical-align:top}
th{color:var(--quiet);font-size:.82rem}tbody tr:hover{background:var(--soft)}td{white-space:nowrap}
th:first-child,td:first-child{text-align:left}.wide td,.wide th{text-align:left;white-space:normal}
.scroll{overflow-x:auto}.wide td:nth-child(2){min-width:20rem}
.headline{display:flex;flex-wrap:wrap;gap:.6rem 2.2rem;margin:1rem 0}
.headline div{min-width:6rem}.headline dt{color:var(--quiet);font-size:.85rem}
.headline dd{font-size:1.6rem;font-weight:650;line-height:1.25;margin:0;font-variant-numeric:tabular-nums}
.headline dd span{color:var(--quiet);display:block;font-size:.82rem;font-weight:400}
details{background:var(--card);border:1px solid var(--line);border-radius:.5rem;margin:.6rem 0;padding:.5rem 1rem}
summary{cursor:pointer;font-weight:600}.text{line-height:1.65;max-width:50rem;overflow-wrap:anywhere;white-space:pre-wrap}
mark{border-radius:.2rem;color:var(--ink);padding:0 .15rem}mark:target{outline:3px solid var(--accent)}
.right{background:var(--right)}.wrong{background:var(--wrong);text-decoration:underline dotted}
.missed{background:var(--missed);text-decoration:underline dashed}
.spurious{background:var(--spurious);text-decoration:underline wavy}
.optional{background:var(--soft)}.small{color:var(--quiet);font-size:.85em}
@media print{:root{--paper:#fff;--card:#fff}body{font-size:10pt;max-width:none;padding:0}mark{print-color-adjust:exact}
tr{break-inside:avoid}}
""".strip()


def render_evaluation(evaluation: Evaluation, *, title: str) -> str:
    """The page: figures, groups, reliability, faults by cause, and the articles with every quantity marked."""
    parts = [
        "<!DOCTYPE html>",
        '<html lang="en"><head><meta charset="utf-8">',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{clean(title)}</title><style>{_STYLE}</style></head><body><main>",
        f"<h1>{clean(title)}</h1>",
        _overall(evaluation.overall, evaluation.unknown_articles),
        *(_group_table(name, groups) for name, groups in evaluation.groups.items()),
        _reliability(evaluation.reliability),
        _faults(evaluation.faults),
        _articles(evaluation),
        "</main></body></html>",
    ]
    return "\n".join(parts) + "\n"


def clean(text: str) -> str:
    """Text that is safe inside an element or a quoted attribute."""
    return escape(_CONTROL.sub("\ufffd", text), quote=True)


def _overall(figures: Figures, unknown: Sequence[str]) -> str:
    facts = "".join(
        f"<div><dt>{name.replace('_', ' ')}</dt><dd>{_number(figures.rates[name])}"
        f"<span>{_interval(figures.intervals[name])}</span></dd></div>"
        for name in RATES
    )
    lead = f"<p>{figures.articles} articles, {figures.gold} claims in gold, {figures.predicted} in the run.</p>"
    if unknown:
        lead += f"<p>Not in gold, left out: {clean(', '.join(unknown))}.</p>"
    return f'{lead}<dl class="headline">{facts}</dl><p class="small">Below each figure its 95 % interval.</p>'


def _group_table(grouping: str, groups: Mapping[str, Figures]) -> str:
    rows = [
        (
            name,
            str(f.gold),
            str(f.predicted),
            *(_number(f.rates[rate]) for rate in _GROUP_RATES),
            _interval(f.intervals["strict_f1"]),
        )
        for name, f in groups.items()
    ]
    head = (
        grouping.replace("_", " "),
        "gold",
        "run",
        *(rate.replace("_", " ") for rate in _GROUP_RATES),
        "strict f1, 95 % interval",
    )
    return f"<h2>By {clean(grouping.replace('_', ' '))}</h2>{_table(head, rows)}"


def _reliability(reliability: Reliability) -> str:
    rows = [
        (f"{b.low:.1f} to {b.high:.1f}", str(b.claims), _number(b.confidence), _number(b.right), _number(b.strict))
        for b in reliability.bins
    ]
    note = f"<p>Mean distance of confidence from the share right: {_number(reliability.error)}.</p>"
    head = ("confidence", "claims", "mean", "value right", "citation and treatment too")
    return f"<h2>Reliability of confidence</h2>{note}{_table(head, rows)}"


def _faults(faults: Sequence[Fault]) -> str:
    parts = ["<h2>Errors by cause</h2>"]
    for cause, group in groupby(faults, key=lambda fault: fault.cause):
        listed = list(group)
        rows = "".join(_fault_row(fault) for fault in listed)
        head = "<tr><th>article</th><th>text</th><th>gold</th><th>run</th></tr>"
        parts.append(
            f"<details><summary>{clean(cause)}: {len(listed)}</summary>"
            f'<div class="scroll" tabindex="0" role="region" aria-label="Errors: {clean(cause)}">'
            f'<table class="wide"><thead>{head}</thead><tbody>{rows}</tbody></table></div></details>'
        )
    return "\n".join(parts)


def _fault_row(fault: Fault) -> str:
    start, end = fault.start - fault.sentence_start, fault.end - fault.sentence_start
    sentence = fault.sentence or fault.text
    if not fault.sentence:
        start, end = 0, len(sentence)
    kind = fault.cause if fault.cause in ("missed", "spurious") else "wrong"
    quoted = f'{clean(sentence[:start])}<mark class="{kind}">{clean(sentence[start:end])}</mark>{clean(sentence[end:])}'
    heading = f'<br><span class="small">{clean(fault.heading)}</span>' if fault.heading else ""
    link = f'<a href="#{_anchor(fault.article_id, fault.start)}">{clean(fault.article_id)}</a>'
    cells = (link + heading, quoted, clean(fault.expected), clean(fault.found))
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _articles(evaluation: Evaluation) -> str:
    causes: dict[tuple[str, int], list[Fault]] = {}
    for fault in evaluation.faults:
        causes.setdefault((fault.article_id, fault.start), []).append(fault)
    parts = [
        "<h2>Articles</h2><p>",
        '<mark class="right">right</mark> <mark class="wrong">found, a field wrong</mark> ',
        '<mark class="missed">missed</mark> <mark class="spurious">not a claim</mark> ',
        '<mark class="optional">optional in gold</mark></p>',
    ]
    for match in evaluation.matches:
        text = evaluation.contexts[match.article_id].text
        if text is None:
            continue
        marked = _mark(text, match, causes)
        parts.append(f'<details><summary>{clean(match.article_id)}</summary><div class="text">{marked}</div></details>')
    return "\n".join(parts)


def _mark(text: str, match: ArticleMatch, causes: dict[tuple[str, int], list[Fault]]) -> str:
    """The text with every quantity in a `<mark>`; where two overlap, the earlier one is shown."""
    spans = [(found.start, found.end, "right", show_value(found)) for _, found in match.matched]
    spans += [(gold.start, gold.end, "missed", show_value(gold)) for gold in match.missed]
    spans += [(found.start, found.end, "spurious", show_value(found)) for found in match.spurious]
    spans += [(found.start, found.end, "optional", show_value(found)) for found in match.optional]
    parts, done = [], 0
    for start, end, kind, label in sorted(spans):
        if start < done or end > len(text):
            continue
        faults = causes.get((match.article_id, start), ())
        if kind == "right" and faults:
            kind = "wrong"  # noqa: PLW2901 (found, but not all of it is right)
        hint = "; ".join([label, *(f"{f.cause}: {f.expected or 'none'} / {f.found or 'none'}" for f in faults)])
        parts.append(
            f'{clean(text[done:start])}<mark class="{kind}" id="{_anchor(match.article_id, start)}" '
            f'title="{clean(hint)}">{clean(text[start:end])}</mark>'
        )
        done = end
    return "".join((*parts, clean(text[done:])))


def _anchor(article_id: str, start: int) -> str:
    safe = re.sub(r"[^A-Za-z0-9]", lambda match: f"_{ord(match[0]):x}_", article_id)
    return f"a-{safe}-{start}"


def _table(head: Sequence[str], rows: Iterable[Iterable[str]]) -> str:
    heads = "".join(f"<th>{clean(cell)}</th>" for cell in head)
    lines = ["<tr>" + "".join(f"<td>{clean(cell)}</td>" for cell in row) + "</tr>" for row in rows]
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="Table by {clean(head[0])}"><table>'
        f"<thead><tr>{heads}</tr></thead><tbody>{''.join(lines)}</tbody></table></div>"
    )


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _interval(interval: tuple[float, float] | None) -> str:
    return "–" if interval is None else f"{interval[0]:.3f} to {interval[1]:.3f}"
