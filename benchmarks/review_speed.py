"""Times the review of a large run in the browser: `python benchmarks/review_speed.py [--claims 100000]`.

A run of the corpus is repeated with its text shifted until it has that many claims. Then headless Chromium reviews it:
from the key to the next claim painted (with the decision on the disk), a filter, the first page.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "review"))

from browser import Browser, find_chromium
from test_browser import Server

from claimsift.records import hash_text, make_claim_id
from claimsift.review.open_review import open_review
from claimsift.scale.run_articles import run_articles
from claimsift.settings import Settings
from claimsift.stages.write.lines import dump_json

ROOT = Path(__file__).resolve().parents[1]
FILTERS = (
    "kind=proportion",
    "citation=absent",
    "treatment=surgery",
    "q=patients",
    "status=open&least=0.9",
    "outcome=pain",
)
# Presses a key and gives the milliseconds until the next claim is painted.
PRESS = """key => new Promise(resolve => {
  const before = location.pathname, start = performance.now();
  new MutationObserver((_, seen) => {
    if (location.pathname === before) return;
    seen.disconnect();
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
  }).observe(document.getElementById('main'), {childList: true});
  document.body.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true}));
})"""


def main() -> None:
    """Prints one line a figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--decisions", type=int, default=300)
    options = parser.parse_args()
    chromium = find_chromium()
    if chromium is None:
        raise SystemExit("Chromium is not installed")
    with tempfile.TemporaryDirectory() as folder:
        small, large = Path(folder) / "small", Path(folder) / "large"
        run_articles([str(ROOT / "corpus" / "*.txt")], small, Settings(workers=1))
        print(f"claims                {repeat_run(small, large, options.claims):>9,}")
        start = time.process_time()
        open_review(large)
        print(f"index, once           {time.process_time() - start:9.1f} s of processor")
        shutil.rmtree(small)
        server = Server(large)
        browser = Browser(chromium)
        try:
            measure(browser, server, options.decisions)
        finally:
            browser.close()
            server.stop()


def measure(browser: Browser, server: Server, decisions: int) -> None:
    """Prints the times of pages, filters and decisions."""
    start = time.perf_counter()
    browser.open(server.link)
    print(f"first page            {(time.perf_counter() - start) * 1000:9.0f} ms")
    for query in FILTERS:
        before = cpu_seconds(server)
        times = [
            browser.run(
                "(async () => { const s = performance.now(); "
                f"await (await fetch('/queue?{query}')).text(); return performance.now() - s; }})()"
            )
            for _ in range(5)
        ]
        spent = (cpu_seconds(server) - before) / len(times) * 1000
        print(f"filter                {statistics.median(times):9.1f} ms  {query} (processor {spent:.0f} ms)")
    before = cpu_seconds(server)
    taken = sorted(browser.run(f"({PRESS})('a')") for _ in range(decisions))
    for name, share in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99)):
        print(f"key to painted {name}    {taken[min(len(taken) - 1, int(share * len(taken)))]:9.1f} ms")
    spent = (cpu_seconds(server) - before) / len(taken) * 1000
    print(f"server's processor    {spent:9.1f} ms a decision")


def cpu_seconds(server: Server) -> float:
    """Processor time that the server has used so far; a busy machine does not change it."""
    fields = Path(f"/proc/{server.process.pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def repeat_run(small: Path, large: Path, claims: int) -> int:
    """Writes a run of copies of a run, each article moved by a line of its own; the number of claims."""
    large.mkdir()
    articles = _lines(small, "articles")
    held = {name: _by_article(small, name) for name in ("claims", "references", "rejected", "traces")}
    files = {name: (large / f"{name}.jsonl").open("w", encoding="utf-8") for name in (*held, "articles")}
    written = copy = 0
    while written < claims:
        copy += 1
        for article in articles:
            head = f"Copy {copy}.\n\n"
            text, name = head + (article["text"] or ""), f"{article['article_id']}-{copy:05}"
            text_hash = hash_text(text)
            ids: dict[str, str] = {}
            for line in held["claims"].get(article["article_id"], ()):
                moved = move(line, len(head), name)
                quantity = moved["quantity"]
                ids[line["claim_id"]] = make_claim_id(text_hash, quantity["start"], quantity["end"], line["kind"])
                files["claims"].write(dump_json(moved | {"claim_id": ids[line["claim_id"]]}) + "\n")
                written += 1
            for part in ("references", "rejected"):
                for line in held[part].get(article["article_id"], ()):
                    files[part].write(dump_json(move(line, len(head), name)) + "\n")
            for line in held["traces"].get(article["article_id"], ()):
                files["traces"].write(
                    dump_json(move(line, len(head), name) | {"claim_id": ids[line["claim_id"]]}) + "\n"
                )
            files["articles"].write(dump_json(article | {"article_id": name, "text": text}) + "\n")
    for file in files.values():
        file.close()
    info = json.loads((small / "run.json").read_text(encoding="utf-8"))
    for name in files:
        info["outputs"][f"{name}.jsonl"]["sha256"] = hashlib.sha256((large / f"{name}.jsonl").read_bytes()).hexdigest()
    (large / "run.json").write_text(json.dumps(info), encoding="utf-8")
    return written


def move(value: Any, by: int, article_id: str) -> Any:
    """A copy of a line with every offset moved and another article."""
    if isinstance(value, list):
        return [move(item, by, article_id) for item in value]
    if not isinstance(value, dict):
        return value
    moved = {key: move(item, by, article_id) for key, item in value.items()}
    for key in ("start", "end"):
        if isinstance(moved.get(key), int):
            moved[key] += by
    return moved | ({"article_id": article_id} if "article_id" in moved else {})


def _lines(folder: Path, name: str) -> list[dict[str, Any]]:
    return list(map(json.loads, (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()))


def _by_article(folder: Path, name: str) -> dict[str, list[dict[str, Any]]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for line in _lines(folder, name):
        groups.setdefault(line["article_id"], []).append(line)
    return groups


if __name__ == "__main__":
    main()
