"""How long each export of 100,000 claims takes: `python benchmarks/export_speed.py`.

The claims are those of the corpus, repeated under other article names. CPU seconds, and the same against the time that
reading the run alone takes, which says more about another machine.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from claimsift.export.export_run import export_run
from claimsift.export.formats import FORMATS
from claimsift.scale.run_articles import run_articles
from claimsift.settings import Settings
from claimsift.stages.write.read_material import read_material

ROOT = Path(__file__).resolve().parents[1]
CLAIMS = 100_000


def main() -> None:
    """Print a row for each format."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        inputs = [str(ROOT / "corpus" / pattern) for pattern in ("*.txt", "*.html", "[a-z]*.md")]
        run_articles(inputs, folder / "small", Settings())
        claims = _repeat(folder / "small", folder / "run")
        reading = _seconds(lambda: [None for _ in read_material(folder / "run")])
        print(f"{claims:,} claims; reading the run takes {reading:.1f} s\n")
        print("| format | seconds | times reading |\n| --- | ---: | ---: |")
        for format_name in FORMATS:
            taken = _seconds(lambda format_name=format_name: export_run(folder / "run", format_name))
            print(f"| `{format_name}` | {taken:.1f} | {taken / reading:.1f} |", flush=True)


def _seconds(work: Callable[[], object]) -> float:
    before = time.process_time()
    work()
    return time.process_time() - before


def _repeat(small: Path, folder: Path) -> int:
    """A run with at least `CLAIMS` claims, whose articles are those of a small run many times."""
    folder.mkdir()
    (folder / "run.json").write_bytes((small / "run.json").read_bytes())
    count = len((small / "claims.jsonl").read_text(encoding="utf-8").splitlines())
    times = -(-CLAIMS // count)
    for path in (small / f"{name}.jsonl" for name in ("claims", "references", "articles", "rejected")):
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        by_article: dict[str, list[dict[str, object]]] = {}
        for line in lines:
            by_article.setdefault(str(line["article_id"]), []).append(line)
        with (folder / path.name).open("w", encoding="utf-8") as file:
            for article_id in sorted(by_article):
                for number in range(times):
                    for line in by_article[article_id]:
                        again = {**line, "article_id": f"{article_id}-{number:05}"}
                        if "claim_id" in line:
                            again["claim_id"] = f"{line['claim_id']}{number:05}"
                        file.write(json.dumps(again, ensure_ascii=False) + "\n")
    return count * times


if __name__ == "__main__":
    main()
