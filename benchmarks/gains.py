"""Prints what the working tree gains and loses against a commit: every claim of the corpus that came, went or changed.

    python benchmarks/gains.py main
    python benchmarks/gains.py HEAD --articles path/to/articles --gold path/to/gold.jsonl

Both versions read the articles of the working tree, and both are measured by the working tree's `claimsift evaluate`.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from claimsift.evaluate.evaluate_run import evaluate_run
from claimsift.evaluate.figures import RATES, Figures

ROOT = Path(__file__).resolve().parents[1]


# The corpus' own README is no article.
CORPUS = [str(ROOT / "corpus" / pattern) for pattern in ("*.txt", "*.html", "[a-z]*.md")]


def run_version(root: Path, articles: Sequence[str], out: Path) -> None:
    """Runs the claimsift of a source tree on the articles."""
    command = [sys.executable, "-m", "claimsift", "run", *articles, "--out", str(out), "--quiet"]
    # In a folder of its own, so that no source tree is found but the one on the path.
    subprocess.run(command, check=True, cwd=out.parent, env={**os.environ, "PYTHONPATH": str(root / "pipeline")})


@contextmanager
def checked_out(commit: str, folder: Path) -> Iterator[Path]:
    """A source tree of the commit, for as long as it is needed."""
    subprocess.run(["git", "worktree", "add", "--quiet", "--detach", str(folder), commit], check=True, cwd=ROOT)
    try:
        yield folder
    finally:
        subprocess.run(["git", "worktree", "remove", "--force", str(folder)], check=True, cwd=ROOT)


def figures_table(before: Figures, after: Figures) -> str:
    """A Markdown table of both versions' figures and the difference."""
    lines = ["| figure | before | after | change |", "| --- | --: | --: | --: |"]
    for name in RATES:
        old, new = before.rates[name] or 0.0, after.rates[name] or 0.0
        lines.append(f"| {name} | {old:.3f} | {new:.3f} | {new - old:+.3f} |")
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("commit", nargs="?", default="HEAD", help="what to compare the working tree with")
    parser.add_argument("--articles", type=Path, help="a folder; default: the corpus")
    parser.add_argument("--gold", type=Path, default=ROOT / "corpus" / "gold" / "corpus.jsonl")
    options = parser.parse_args()
    if subprocess.run(
        ["git", "rev-parse", "--quiet", "--verify", f"{options.commit}^{{commit}}"],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        check=False,
    ).returncode:
        parser.error(f"there is no commit '{options.commit}' in {ROOT}")
    articles = [str(options.articles.resolve())] if options.articles else CORPUS
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        before, after = folder / "before", folder / "after"
        with checked_out(options.commit, folder / "tree") as tree:
            run_version(tree, articles, before)
        run_version(ROOT, articles, after)
        command = [sys.executable, "-m", "claimsift", "compare", str(before), str(after)]
        subprocess.run(command, check=True, env={**os.environ, "PYTHONPATH": str(ROOT / "pipeline")})
        if options.gold.exists():
            print()
            print(figures_table(*(evaluate_run(run, options.gold, resamples=0).overall for run in (before, after))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
