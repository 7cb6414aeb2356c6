"""Makes the pictures in docs/review.md: `python docs/review_pictures.py` (needs Chromium and the extra `review`).

The corpus is read, two reviewers decide a few claims, and every page is taken in light, some in dark and narrow.
"""

from __future__ import annotations

import sys
import tempfile
import time
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "review"))

from browser import Browser, find_chromium
from test_browser import Server

from claimsift.review.event_log import EventLog
from claimsift.review.events import Draft
from claimsift.review.open_review import Review, open_review
from claimsift.review.queue import Filter, list_claims, next_open
from claimsift.scale.run_articles import run_articles
from claimsift.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "review"
# Name of the picture: page, colours, width, keys pressed before it is taken.
PICTURES = {
    "claim": ("/next", "light", 1280, ""),
    "claim-dark": ("/next", "dark", 1280, ""),
    "claim-reject": ("/next", "light", 1280, "r"),
    "claim-treatment": ("/next", "light", 1280, "t"),
    "claim-citation": ("/queue?citation=present&sort=article", "light", 1280, "vc"),
    "claim-why": ("/next", "light", 1280, "w"),
    "claim-missed": ("/next", "light", 1280, "m"),
    "claim-guideline": ("/next", "light", 1280, "g"),
    "claim-narrow": ("/next", "light", 640, ""),
    "claim-phone": ("/next", "light", 400, ""),
    "conflict": ("{conflict}", "light", 1280, "r5"),
    "queue": ("/queue", "light", 1280, ""),
    "queue-dark": ("/queue?citation=absent", "dark", 1280, ""),
    "queue-narrow": ("/queue", "light", 640, ""),
    "article": ("/next", "light", 1280, "o"),
    "articles": ("/articles", "light", 1280, ""),
    "rejected": ("/rejected?id=back-surgery-2022", "light", 1280, ""),
    "adjudicate": ("/adjudicate", "light", 1280, ""),
    "adjudication": ("/adjudicate/{contested}", "light", 1280, ""),
    "agreement": ("/agreement", "light", 1280, ""),
    "progress": ("/progress", "light", 1280, ""),
    "orphans": ("/orphans", "light", 1280, ""),
    "guideline": ("/guideline", "dark", 1280, ""),
    "keys": ("/help", "light", 1280, ""),
    "export": ("/export", "light", 1280, ""),
    "reviewer": ("/reviewer", "light", 1280, ""),
}


def main() -> None:
    """Writes one picture a page."""
    chromium = find_chromium()
    if chromium is None:
        raise SystemExit("Chromium is not installed")
    TARGET.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        run = Path(folder) / "demo"
        run_articles([str(ROOT / "corpus" / "*.txt")], run, Settings(workers=1))
        contested = decide_some(open_review(run))
        server = Server(run)
        browser = Browser(chromium)
        try:
            browser.open(server.link)
            for name, (page, scheme, width, keys) in PICTURES.items():
                browser.emulate(scheme=scheme, width=width, height=800)
                browser.open(server.origin + page.format(contested=contested, conflict="/next"))
                if name == "conflict":
                    decide_beside(run)
                for key in keys:
                    browser.press(key)
                    time.sleep(0.5)
                browser.see(TARGET / f"{name}.png", full=False)
        finally:
            browser.close()
            server.stop()


def decide_some(review: Review) -> str:
    """Decisions of Ana and Bo, on one claim different ones; its id."""
    # One decision in twenty seconds: what the page of the progress counts.
    moments = (datetime.now(UTC) - timedelta(seconds=3600 - 20 * number) for number in range(100))
    log = EventLog(review.log.path, clock=lambda: next(moments))
    rows = list_claims(review.reader.connection, Filter(), reviewer="ana", limit=12)
    for actor in ("ana", "bo"):
        for number, row in enumerate(rows):
            claim = review.reader.claim_at(row)
            action = "reject" if number % 4 == 3 or (number == 5 and actor == "bo") else "accept"
            log.append(
                Draft(
                    actor,
                    action,
                    {row.claim_id: review.reader.anchor(claim)},
                    uuid.uuid4().hex,
                    reason="not_a_claim" if action == "reject" else None,
                )
            )
    return rows[5].claim_id


def decide_beside(run: Path) -> None:
    """Skips Ana's next claim, as another window of hers would."""
    review = open_review(run)
    claim_id = next_open(review.reader.connection, Filter(), reviewer="ana")
    claim = review.reader.claim(claim_id or "")
    if claim is not None:
        anchors = {claim["claim_id"]: review.reader.anchor(claim)}
        review.log.append(Draft("ana", "skip", anchors, uuid.uuid4().hex))


if __name__ == "__main__":
    main()
