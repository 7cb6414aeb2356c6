"""The report and the article view: figures as SQL gives them, hostile texts harmless, quiet in a real browser."""

from __future__ import annotations

import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from report_factories import claim, reference, write_run

from claimsift.cli.main import run_command
from claimsift.errors import RunError
from claimsift.export.write_tables import query
from claimsift.report.count_claims import count_treatments, group_claims, measure_coverage, rank_sources
from claimsift.report.plot_rates import draw, find_panels, wilson_interval
from claimsift.report.render_pages import render_article, render_report
from claimsift.report.statements import Corpus, read_corpus

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
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


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
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
    folder = tmp_path_factory.mktemp("report") / "run"
    return read_corpus(write_run(folder, claims, references))


def _one(corpus: Corpus, statement: str) -> Any:
    return query(corpus.folder, statement)[1]


def test_figures_equal_sql(corpus: Corpus) -> None:
    coverage = measure_coverage(corpus)
    sources = rank_sources(corpus)
    groups = group_claims(corpus)
    resolved = "SELECT count(DISTINCT claim_id) FROM sourced_claims WHERE reference IS NOT NULL OR url IS NOT NULL"
    treatments = "SELECT lower(coalesce(treatment_name, 'none')), count(*) FROM claims GROUP BY 1"
    assert [(len(corpus.statements),)] == _one(corpus, "SELECT count(*) FROM claims")
    assert [(sum(row.uncited for row in coverage),)] == _one(corpus, "SELECT count(*) FROM uncited_claims")
    assert [(sum(row.resolved for row in coverage),)] == _one(corpus, resolved)
    assert [(sum(row.resolved + row.unresolved for row in coverage),)] == _one(
        corpus, "SELECT count(*) FROM claims WHERE citation_references IS NOT NULL"
    )
    assert [(row.article_id, row.claims) for row in coverage] == _one(
        corpus, "SELECT article_id, count(*) FROM claims GROUP BY 1 ORDER BY 1"
    )
    assert dict(count_treatments(corpus)) == dict(_one(corpus, treatments))
    assert [(sum(group.claims for group in groups),)] == _one(corpus, "SELECT count(*) FROM claims")
    assert [(sum(group.cited for group in groups),)] == _one(
        corpus, "SELECT count(*) FROM claims WHERE citation_references IS NOT NULL"
    )
    assert max(row.claims for row in sources) == 3
    assert [(sum(row.references for row in coverage),)] == _one(
        corpus, "SELECT count(*) FROM article_references WHERE raw IS NOT NULL"
    )
    assert [(sum(len(panel.rates) for panel in find_panels(corpus)),)] == _one(
        corpus, "SELECT count(*) FROM rates WHERE outcome_text = 'pain'"
    )


@pytest.mark.parametrize(
    ("events", "total", "low", "high"),
    # Newcombe 1998, table I, method 3.
    [(81, 263, 25.53, 36.62), (15, 148, 6.24, 16.05), (0, 20, 0.00, 16.11), (1, 29, 0.61, 17.18)],
)
def test_wilson_interval(events: int, total: int, low: float, high: float) -> None:
    assert wilson_interval(events, total) == pytest.approx((low, high), abs=0.006)


def test_intervals_are_computed_from_counts_only(corpus: Corpus) -> None:
    rates = {rate.statement.claim["quantity"]["text"]: rate for panel in find_panels(corpus) for rate in panel.rates}
    assert rates["28%"].basis is None
    assert rates["9 of 40"].basis == "computed"
    drawing = draw(find_panels(corpus)[0])
    assert all(drawing.left <= mark.x <= drawing.right for mark in drawing.marks)


class _Collector(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def _pages(corpus: Corpus) -> list[str]:
    return [render_report(corpus), *(render_article(corpus, m.article["article_id"]) for m in corpus.materials)]


def test_hostile_texts_stay_text(corpus: Corpus) -> None:
    for page in _pages(corpus):
        collector = _Collector()
        collector.feed(page)
        assert [tag for tag, _ in collector.tags].count("script") == 1
        assert not [tag for tag, _ in collector.tags if tag in ("img", "iframe", "object", "embed")]
        for _, attributes in collector.tags:
            assert not [name for name in attributes if name.startswith("on")]
            assert re.match(r"#|https://doi\.org/|https?://|data:,$", attributes.get("href") or "#")
        assert "\x00" not in page
        assert "\x1b" not in page


def test_every_link_has_its_target(corpus: Corpus) -> None:
    for page in _pages(corpus):
        collector = _Collector()
        collector.feed(page)
        ids = [attributes["id"] for _, attributes in collector.tags if attributes.get("id")]
        assert len(ids) == len(set(ids))
        inside = {attributes["href"] for tag, attributes in collector.tags if tag == "a"}
        assert {link[1:] for link in inside if link and link.startswith("#")} <= set(ids)


def test_same_run_same_bytes(corpus: Corpus) -> None:
    assert render_report(corpus) == render_report(read_corpus(corpus.folder))


@pytest.mark.parametrize("index", [0, 1, 2])
def test_pages_are_quiet_in_a_browser(corpus: Corpus, tmp_path: Path, index: int) -> None:
    if CHROMIUM is None:
        pytest.skip("no Chromium to open the page in (apt-get install chromium)")
    path = tmp_path / "page.html"
    path.write_text(_pages(corpus)[index], encoding="utf-8")
    command = [
        CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
        f"--user-data-dir={tmp_path / 'profile'}", "--host-resolver-rules=MAP * ~NOTFOUND",
        "--enable-logging=stderr", "--dump-dom", path.as_uri(),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=120, check=True)
    assert [line for line in done.stderr.splitlines() if "CONSOLE" in line] == []
    assert "<th><button" in done.stdout  # the script ran: the policy's hash is right


def test_commands(corpus: Corpus, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = str(corpus.folder)
    assert run_command(["report", run, "--out", str(tmp_path / "r.html")]) == 0
    assert run_command(["show", run, "a", "--out", str(tmp_path / "a.html")]) == 0
    assert "A study of pain" in (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "28%" in (tmp_path / "a.html").read_text(encoding="utf-8")
    assert run_command(["findings", run]) == 0
    assert "1 findings in more than one article" in capsys.readouterr().out
    assert run_command(["show", run, "zz"]) == 1
    assert run_command(["report", str(tmp_path)]) == 1
    assert "no complete run" in capsys.readouterr().err


def test_an_article_without_text_has_no_page(corpus: Corpus) -> None:
    with pytest.raises(RunError, match="no article 'zz'"):
        render_article(corpus, "zz")
