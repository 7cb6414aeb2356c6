"""The report and the article view: figures as SQL gives them, hostile texts harmless."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from report_factories import PAIN, claim, reference, write_run

from claimsift.cli.main import run_command
from claimsift.errors import RunError
from claimsift.export.write_tables import query
from claimsift.report.count_claims import count_treatments, group_claims, measure_coverage, rank_sources
from claimsift.report.plot_rates import WIDTH, draw, find_panels, wilson_interval
from claimsift.report.render_pages import render_article, render_report
from claimsift.report.statements import Corpus, read_corpus


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
    assert [(sum(panel.claims for panel in find_panels(corpus)),)] == _one(
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
    for panel in find_panels(corpus):
        assert all(0 <= mark.x <= mark.x_high <= WIDTH for mark in draw(panel).marks)


def test_a_rate_of_one_source_is_one_row(tmp_path: Path) -> None:
    """The same number of the same source in another article, or in another version, is no second dot."""
    claims = [
        claim("a", "28%", PAIN.format("28%"), outcome="pain", references=["1"]),
        claim("b", "28%", PAIN.format("28%"), outcome="pain", references=["7"]),
        claim("c", "28%", PAIN.format("28%"), outcome="pain"),
        claim("v1", "12%", PAIN.format("12%"), outcome="pain"),
        claim("v2", "12%", PAIN.format("12%"), outcome="pain"),
    ]
    references = [
        reference(name, key, "A study of pain after surgery of the spine") for name, key in (("a", "1"), ("b", "7"))
    ]
    (panel,) = find_panels(read_corpus(write_run(tmp_path, claims, references, versions={"v2": "v1"})))
    assert [[s.article_id for s in rate.statements] for rate in panel.rates] == [["a", "b"], ["c"], ["v1", "v2"]]
    assert panel.claims == len(claims)


@pytest.mark.parametrize(("highest", "scale"), [("4%", 5), ("12%", 20), ("55%", 100), ("100%", 100)])
def test_the_scale_holds_the_highest_rate(tmp_path: Path, highest: str, scale: float) -> None:
    claims = [claim("a", text, PAIN.format(text), outcome="pain") for text in ("1%", highest)]
    (panel,) = find_panels(read_corpus(write_run(tmp_path, claims)))
    assert draw(panel).ticks[-1][1] == scale


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


def test_numbers_link_to_claims_that_are_shown(corpus: Corpus) -> None:
    """Each count of the page's tables leads to as many claims of the list as it says."""
    page = render_report(corpus)
    listed = [dict(re.findall(r'data-(\w)="([^"]*)"', item)) for item in re.findall(r"<li id=[^>]*>", page)]
    assert len(listed) == len(corpus.statements)
    counts = re.findall(r'<a href="#claims" data-show="([^"]+)">(?:\w+ <b>)?(\d+)<', page)
    assert len(counts) > 20
    for show, count in counts:
        wanted = dict(part.split("=") for part in show.split())
        assert sum(wanted.items() <= item.items() for item in listed) == int(count), show


def test_a_large_run_makes_a_page_of_bounded_size(tmp_path: Path) -> None:
    """What is left out is said, and counts are of all claims."""
    claims = [
        claim(f"a{n // 20:03}", f"{n}%", f"Pain came back in {n}% of the men.", outcome="Pain") for n in range(3200)
    ]
    run = read_corpus(write_run(tmp_path, claims))
    page = render_report(run)
    assert len(page.encode()) < 2_500_000
    assert '<a href="#claims" data-show="">3200</a>' in page
    assert "claims that nothing above points to are left out here" in page


def test_claims_whose_numbers_overlap_are_all_reached(tmp_path: Path) -> None:
    sentence = "Pain came back in 9 of 40 (22.5%) patients."
    claims = [claim("a", "9 of 40 (22.5%)", sentence, value=22.5), claim("a", "22.5%", sentence)]
    page = render_article(read_corpus(write_run(tmp_path, claims)), "a")
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)
    assert page.count("<mark id=") == 1


def test_the_earlier_run_is_compared(corpus: Corpus) -> None:
    gained, changed = corpus.statements[0].claim, corpus.statements[1].claim
    fields = [
        {"field": "value", "before": 5.0, "after": [12.0, 13.0]},
        {"field": "unit", "before": None, "after": "<%>"},
    ]
    comparison = {
        "same": 3, "gained": [gained], "lost": [{**gained, "claim_id": "clm_gone"}],
        "changed": [{"fields": fields, "before": changed, "after": changed}],
    }  # fmt: skip
    page = render_report(corpus, comparison=comparison)
    assert "1 claims gained, 1 lost, 1 changed, 3 the same." in page
    assert "<td>5</td><td>12 to 13</td>" in page
    assert "<td>–</td><td>&lt;%&gt;</td>" in page
    assert "Since the earlier run" not in render_report(corpus)


def test_commands(corpus: Corpus, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = str(corpus.folder)
    assert run_command(["report", run, "--against", run, "--out", str(tmp_path / "r.html")]) == 0
    assert "0 claims gained" in (tmp_path / "r.html").read_text(encoding="utf-8")
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
