"""Makes the pictures of `docs/analysts.md`: `python docs/screenshots.py`; needs Chromium."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from claimsift.report.render_pages import render_article, render_report
from claimsift.report.statements import read_corpus
from claimsift.scale.run_articles import run_articles
from claimsift.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def main() -> None:
    """Run the corpus and photograph its report and one article."""
    if CHROMIUM is None:
        sys.exit("no Chromium found: apt-get install chromium")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        inputs = [str(ROOT / "corpus" / pattern) for pattern in ("*.txt", "*.html", "[a-z]*.md")]
        run_articles(inputs, folder / "run", Settings())
        corpus = read_corpus(folder / "run")
        _photograph(render_report(corpus), folder, ROOT / "docs" / "report.png")
        _photograph(render_article(corpus, "knee-injections"), folder, ROOT / "docs" / "article.png")


def _photograph(page: str, folder: Path, target: Path) -> None:
    path = folder / "page.html"
    path.write_text(page, encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--window-size=1100,1500"]
    profile = f"--user-data-dir={folder / 'profile'}"
    command = [str(CHROMIUM), *options, profile, f"--screenshot={target}", path.as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=120)


if __name__ == "__main__":
    main()
