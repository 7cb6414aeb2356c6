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
PAUSE = 250  # milliseconds from a claim painted to the next key: four decisions a second are faster than anybody reads
# Presses a key after a pause and gives the milliseconds until the next claim is painted and until it is saved.
PRESS = """(key, pause) => new Promise(resolve => setTimeout(() => {
  const before = location.pathname, start = performance.now(), status = document.getElementById('status');
  const times = {};
  const note = name => {
    times[name] = performance.now() - start;
    if (Object.keys(times).length === 2) resolve(times);
  };
  status.textContent = '';
  new MutationObserver((_, seen) => {
    if (location.pathname === before) return;
    seen.disconnect();
    requestAnimationFrame(() => setTimeout(() => note('painted')));
  }).observe(document.getElementById('main'), {childList: true});
  new MutationObserver((_, seen) => {
    if (status.textContent !== 'Accepted') return;
    seen.disconnect();
    note('saved');
  }).observe(status, {childList: true});
  document.body.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true}));
}, pause))"""


def main() -> None:
    """Prints one line a figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--decisions", type=int, default=300)
    parser.add_argument(
        "--run", type=Path, help="where the run is made, or was made before; default: for this time only"
    )
    parser.add_argument("--soak", type=int, default=0, help="so many decisions more, and what they do to the memory")
    options = parser.parse_args()
    chromium = find_chromium()
    if chromium is None:
        raise SystemExit("Chromium is not installed")
    with tempfile.TemporaryDirectory() as folder:
        large = options.run or Path(folder) / "large"
        if not large.exists():
            make_run(large, options.claims)
        shutil.rmtree(large / "review", ignore_errors=True)
        start = time.process_time()
        print(f"claims                {open_review(large).reader.total:>9,}")
        print(f"index, once           {time.process_time() - start:9.1f} s of processor")
        server = Server(large)
        browser = Browser(chromium)
        try:
            measure(browser, server, options.decisions)
            if options.soak:
                soak(browser, server, options.soak)
        finally:
            browser.close()
            server.stop()


def make_run(large: Path, claims: int) -> None:
    """Writes a run of so many claims, made of the corpus."""
    with tempfile.TemporaryDirectory() as folder:
        small = Path(folder) / "small"
        run_articles([str(ROOT / "corpus" / "*.txt")], small, Settings(workers=1))
        repeat_run(small, large, claims)


def measure(browser: Browser, server: Server, decisions: int) -> None:
    """Prints the times of pages, filters and decisions."""
    browser.open(server.link)
    browser.wait("performance.getEntriesByName('first-contentful-paint').length > 0")
    painted = browser.run("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    print(f"first page painted    {painted:9.0f} ms (processor {cpu_seconds(server) * 1000:.0f} ms, start included)")
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
    before, before_page = cpu_seconds(server), page_seconds(browser)
    pressed = [browser.run(f"({PRESS})('a', {PAUSE})") for _ in range(decisions)]
    show_times("key to painted", [one["painted"] for one in pressed])
    show_times("key to saved", [one["saved"] for one in pressed])
    print(f"server's processor    {(cpu_seconds(server) - before) / decisions * 1000:9.1f} ms a decision")
    print(f"page's main thread    {(page_seconds(browser) - before_page) / decisions * 1000:9.1f} ms a decision")
    rushed = [browser.run(f"({PRESS})('a', 0)")["painted"] for _ in range(decisions // 3)]
    show_times("without a pause", rushed)
    print(f"load of the machine   {os.getloadavg()[0]:9.1f} on {os.cpu_count()} cores")


# Accepts open claims as the page does: the form of one, and the page of the next.
ACCEPT = """(async times => {
  const live = {'X-Claimsift': 'live'};
  let page = await (await fetch('/next')).text();
  for (let i = 0; i < times; i++) {
    const parsed = new DOMParser().parseFromString(page, 'text/html');
    const form = parsed.querySelector('[data-action=accept]').form;
    const body = new URLSearchParams([...new FormData(form), ['action', 'accept']]).toString();
    const headers = {...live, 'Content-Type': 'application/x-www-form-urlencoded'};
    const answer = await fetch(form.getAttribute('action'), {method: 'POST', body, headers});
    if (!answer.ok) throw new Error(answer.status);
    page = (await answer.json()).html;
  }
})"""


def soak(browser: Browser, server: Server, decisions: int) -> None:
    """Prints the server's memory before and after many decisions."""
    step = 500
    browser.run(f"{ACCEPT}({step})")
    before, start = memory(server), cpu_seconds(server)
    for _ in range(decisions // step):
        browser.run(f"{ACCEPT}({step})")
    after = memory(server)
    print(f"memory                {before / 1e6:9.1f} MB, after {decisions:,} decisions {after / 1e6:.1f} MB")
    print(f"                      {(after / before - 1) * 100:+9.1f} %")
    print(f"server's processor    {(cpu_seconds(server) - start) / decisions * 1000:9.1f} ms a decision")


def memory(server: Server) -> int:
    """Resident memory of the server in bytes."""
    pages = Path(f"/proc/{server.process.pid}/statm").read_text(encoding="utf-8").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def show_times(name: str, times: list[float]) -> None:
    """Prints three quantiles of some milliseconds."""
    taken = sorted(times)
    for label, share in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99)):
        print(f"{name + ' ' + label:<22}{taken[min(len(taken) - 1, int(share * len(taken)))]:9.1f} ms")


def page_seconds(browser: Browser) -> float:
    """Time that the page's main thread has been at work so far: script, style, layout."""
    browser.call("Performance.enable", timeDomain="threadTicks")
    metrics = {one["name"]: one["value"] for one in browser.call("Performance.getMetrics")["metrics"]}
    return float(metrics["TaskDuration"])


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
