"""The page of `claimsift evaluate --html` in a real browser, offline."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from evaluate_factories import claim_line, gold_claim, write_lines

from claimsift.evaluate.evaluate_run import evaluate_run
from claimsift.evaluate.report_html import render_evaluation

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
TEXT = "Results\n\n\U0001f9b4 Pain came back in 40% of <b>runners</b> & others. Another 12% fell."


def open_page(path: Path) -> tuple[str, list[str]]:
    """The document as the browser sees it, and what it says on its console; no name can be looked up."""
    if CHROMIUM is None:
        pytest.skip("no Chromium to open the page in (apt-get install chromium)")
    command = [
        CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
        f"--user-data-dir={path.parent / 'profile'}", "--host-resolver-rules=MAP * ~NOTFOUND",
        "--enable-logging=stderr", "--dump-dom", path.as_uri(),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=120, check=True)
    return done.stdout, [line for line in done.stderr.splitlines() if "CONSOLE" in line]


def test_page_opens_offline_without_a_word_on_the_console(tmp_path: Path) -> None:
    claims = [claim_line("40%", TEXT.index("40%"), citation={"references": ["3"]})]
    write_lines(tmp_path / "run" / "claims.jsonl", claims)
    write_lines(tmp_path / "run" / "articles.jsonl", [{"article_id": "a", "text": TEXT}])
    gold = [gold_claim("40%", TEXT.index("40%")), gold_claim("12%", TEXT.index("12%"), value=12)]
    gold_file = write_lines(tmp_path / "gold.jsonl", [{"id": "a", "claims": gold}])
    page = tmp_path / "page.html"
    page.write_text(render_evaluation(evaluate_run(tmp_path / "run", gold_file), title="Measured"), encoding="utf-8")
    seen, said = open_page(page)
    assert said == []
    assert ">12%</mark> fell." in seen
    assert "<b>runners" not in seen


def test_a_blocked_request_would_be_seen(tmp_path: Path) -> None:
    """The console is really read: a page that asks for a picture against its own policy complains."""
    page = tmp_path / "page.html"
    policy = "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'\">"
    page.write_text(f"<!DOCTYPE html>{policy}<title>x</title><img src='http://example.org/x.png'>", encoding="utf-8")
    assert open_page(page)[1]
