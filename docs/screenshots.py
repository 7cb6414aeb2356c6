"""Makes the pictures of the pages that claimsift writes: `python docs/screenshots.py` (needs Chromium).

The corpus is read, two reviewers decide some of its claims, and the report, an article and an evaluation are taken.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "review"))

from browser import Browser, find_chromium

from claimsift.evaluate.compare_runs import compare_runs
from claimsift.evaluate.evaluate_run import evaluate_run
from claimsift.evaluate.report_html import render_evaluation
from claimsift.report.read_review import read_review
from claimsift.report.render_pages import render_article, render_report
from claimsift.report.statements import read_corpus
from claimsift.review.events import Draft
from claimsift.review.open_review import open_review
from claimsift.scale.run_articles import run_articles
from claimsift.settings import NO_MODEL, Settings

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "pictures"
ARTICLES = [str(ROOT / "corpus" / pattern) for pattern in ("*.txt", "*.html", "[a-z]*.md")]
# Name of the picture: page, what stands at its top, colours, width and height in px.
PICTURES = {
    "report": ("report", "body", "light", 1280, 1150),
    "report-rates": ("report", "#rates", "light", 1280, 1150),
    "report-coverage": ("report", "#coverage", "light", 1280, 900),
    "report-review": ("report", "#review", "light", 1280, 900),
    "report-claims": ("report", "#claims", "light", 1280, 800),
    "report-dark": ("report", "body", "dark", 1280, 1150),
    "report-narrow": ("report", "#rates", "light", 420, 1150),
    "article": ("article", "body", "light", 1280, 1150),
    "article-dark": ("article", "article mark:nth-of-type(9)", "dark", 1280, 900),
    "evaluation": ("evaluation", "body", "light", 1280, 1150),
    "evaluation-errors": ("evaluation", "details[open]", "light", 1280, 800),
}


def main() -> None:
    """Writes all pictures."""
    chromium = find_chromium()
    if chromium is None:
        raise SystemExit("Chromium is not installed")
    TARGET.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write_pages(folder)
        browser = Browser(chromium)
        try:
            for picture, (page, top, scheme, width, height) in PICTURES.items():
                browser.emulate(scheme=scheme, width=width, height=height)
                browser.open((folder / f"{page}.html").as_uri())
                browser.run("document.querySelectorAll('details').forEach((d, i) => { d.open = i < 3 })")
                if top != "body":
                    browser.run(f"document.querySelector({json.dumps(top)}).scrollIntoView()")
                browser.see(TARGET / f"{picture}.png", full=False)
        finally:
            browser.close()


def _write_pages(folder: Path) -> None:
    run, earlier = folder / "corpus", folder / "earlier"
    run_articles(ARTICLES, run, Settings())
    run_articles(ARTICLES, earlier, Settings(model=NO_MODEL))
    _decide(run)
    corpus = read_corpus(run)
    comparison = compare_runs(earlier, run).to_dict()
    evaluation = evaluate_run(run, ROOT / "corpus" / "gold" / "corpus.jsonl")
    pages = {
        "report": render_report(corpus, review=read_review(run), comparison=comparison),
        "article": render_article(corpus, "knee-injections"),
        "evaluation": render_evaluation(evaluation, title="The corpus measured against its gold"),
    }
    for name, page in pages.items():
        (folder / f"{name}.html").write_text(page, encoding="utf-8")


def _decide(run: Path) -> None:
    """Decisions of two reviewers on half of the claims, the same every time."""
    review = open_review(run)
    claims = [json.loads(line) for line in (run / "claims.jsonl").read_text(encoding="utf-8").splitlines()]
    for number, claim in enumerate(claims[: len(claims) // 2]):
        anchors = {claim["claim_id"]: review.reader.anchor(claim)}
        for actor, rejects, taken in (
            ("Ana", number % 9 == 3, 4200),
            ("Ben", number % 9 == 3 or number % 31 == 5, 5600),
        ):
            if actor == "Ben" and number % 4:
                continue
            action, reason = ("reject", "not_a_claim") if rejects else ("accept", None)
            key = f"{actor}-{number:06}"
            review.log.append(Draft(actor, action, anchors, key, reason=reason, elapsed_ms=taken + 37 * (number % 90)))
    review.log.close()


if __name__ == "__main__":
    main()
