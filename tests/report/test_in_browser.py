"""Report and article view in a real browser, from the file system: silent, accessible, and what its script does."""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from browser import Browser, find_chromium

from claimsift.export.write_tables import query
from claimsift.report.read_review import ReviewState
from claimsift.report.render_pages import render_article, render_report
from claimsift.report.statements import Corpus

LOOKS: tuple[dict[str, Any], ...] = (
    {"scheme": "light"},
    {"scheme": "dark"},
    {"scheme": "light", "width": 400, "height": 800},
    {"scheme": "dark", "more": {"forced-colors": "active"}},
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = find_chromium()
    if chromium is None:
        pytest.skip("no Chromium to open the page in (apt-get install chromium)")
    opened = Browser(chromium)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def pages(corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Addresses of the pages as files."""
    folder = tmp_path_factory.mktemp("pages")
    ids = corpus.claim_ids
    review = ReviewState({ids[0]: "accepted", ids[1]: "contested"}, ("ana", "ben"), 2, 1, 3.0)
    lost = {**corpus.statements[0].claim, "claim_id": "clm_gone"}
    comparison = {"same": 1, "gained": [], "lost": [lost], "changed": []}
    written = {
        "report": render_report(corpus),
        "reviewed": render_report(corpus, review=review, comparison=comparison),
        "article": render_article(corpus, "a"),
        "hostile": render_article(corpus, corpus.materials[-1].article["article_id"]),
    }
    for name, page in written.items():
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
    return {name: (folder / f"{name}.html").as_uri() for name in written}


def test_pages_are_silent_accessible_and_ask_for_nothing(browser: Browser, pages: dict[str, str]) -> None:
    axe = Path(os.environ.get("AXE_JS") or str(files("axe_core_python") / "axe.min.js")).read_text(encoding="utf-8")
    browser.requests.clear()
    browser.errors.clear()
    for look in LOOKS:
        browser.emulate(**look)
        for name, url in pages.items():
            browser.open(url)
            assert browser.run("document.documentElement.scrollWidth <= innerWidth"), (name, look)
            browser.run(axe)
            found = browser.run("axe.run().then(r => r.violations.map(v => v.id + ' ' + v.nodes[0].html))")
            assert found == [], (name, look)
    browser.emulate()
    assert browser.errors == []
    assert {url for url in browser.requests if not url.startswith(("file:", "about:", "data:"))} == set()


def _shown(browser: Browser) -> int:
    count: int = browser.run("[...document.querySelectorAll('ol.claims > li')].filter(i => i.checkVisibility()).length")
    return count


def test_a_count_shows_its_claims(browser: Browser, pages: dict[str, str], corpus: Corpus) -> None:
    browser.open(pages["report"])
    assert _shown(browser) == len(corpus.statements)
    browser.run("document.querySelector('a[data-show=\"k=dose\"]').click()")
    doses = query(corpus.folder, "SELECT count(*) FROM claims WHERE kind = 'dose'")[1][0][0]
    assert _shown(browser) == doses
    assert browser.run("document.querySelector('output').textContent") == f"{doses} of {len(corpus.statements)} claims"
    browser.run("document.querySelector('a[data-show=\"s=uncited\"]').click()")
    assert _shown(browser) == query(corpus.folder, "SELECT count(*) FROM uncited_claims")[1][0][0]
    browser.run("document.querySelector('button[type=reset]').click()")
    browser.wait(f"document.querySelector('output').textContent.startsWith('{len(corpus.statements)} of')")


def test_a_link_shows_a_claim_that_is_filtered_out(browser: Browser, pages: dict[str, str], corpus: Corpus) -> None:
    browser.open(pages["report"])
    browser.run("document.querySelector('a[data-show=\"k=dose\"]').click()")
    first = browser.run("document.querySelector('ol.claims > li[hidden]').id")
    browser.run(f"location.hash = '{first}'")
    browser.wait(f"document.getElementById('{first}').checkVisibility()")


def test_a_heading_sorts_its_table(browser: Browser, pages: dict[str, str]) -> None:
    browser.open(pages["report"])
    table = "document.querySelector('[aria-labelledby=coverage] table')"
    column = f"[...{table}.tBodies[0].rows].map(row => Number(row.cells[2].textContent))"
    for pressed, order in ((1, 1), (2, -1)):
        browser.run(f"{table}.tHead.rows[0].cells[2].querySelector('button').click()")
        numbers = browser.run(column)
        assert numbers == sorted(numbers, reverse=order < 0), pressed


def test_without_scripts_everything_is_there(browser: Browser, pages: dict[str, str], corpus: Corpus) -> None:
    browser.call("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser.call("Page.navigate", url=pages["report"])
        browser.wait("document.querySelectorAll('ol.claims > li').length > 0")
        assert _shown(browser) == len(corpus.statements)
        assert not browser.run("document.querySelector('form.filter').checkVisibility()")
    finally:
        browser.call("Emulation.setScriptExecutionDisabled", value=False)
