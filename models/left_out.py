"""Measures each development article with every learned table trained without it and its family.

    python models/left_out.py ../shared [--together 3]

For each family of the development gold (versions of one article, articles on one study or subject; own corpus and
annotated extracts included) it trains claimhood, topics, treatment links, citation scope and outcomes on the rest with
the functions of the training scripts, puts the weights into a copy of the package in place of its own, runs `claimsift
run` of that copy on the family's articles, and scores them with the gold's scorer. Rules and word tables cannot be left
out: they were written with these articles in view. The recogniser of treatments learns from none of them. `--together`
leaves out so many families at once, which takes as much less time and never flatters.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "citation_scope"), str(HERE.parent / "benchmarks")]
import train_claimhood  # noqa: E402
import train_describe_outcomes  # noqa: E402
import train_treatment_links  # noqa: E402
import train_treatment_topics  # noqa: E402
from citation_links import gold_files, read_gold  # noqa: E402
from treatment_articles import GoldArticle, load_scorer, read_all  # noqa: E402
from treatment_examples import Passage  # noqa: E402

import train as citation_scope  # noqa: E402  (models/citation_scope/train.py)

PACKAGE = HERE.parent / "pipeline/claimsift"
LEXICON = "pipeline/claimsift/lexicon"
COLUMNS = (
    ("detection_f1", "detection F1"), ("value", "value"), ("kind", "kind"), ("modifier", "modifier"),
    ("assertion", "assertion"), ("timepoint", "time point"), ("outcome", "outcome F1"), ("treatment", "treatment"),
    ("citation", "citation"),
)  # fmt: skip

Table = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Material:
    """What all tables learn from, read once."""

    articles: list[GoldArticle]
    claimhood: list[train_claimhood.Row]
    topics: list[train_treatment_topics.Row]
    other_topics: list[train_treatment_topics.Row]
    links: list[Passage]
    trials: list[Passage]
    citations: list[citation_scope.Case]
    outcomes: list[train_describe_outcomes.Passage]


def read_material(shared: Path, scorer: ModuleType) -> Material:
    """Reads everything; each article's treatment candidates come from topics that have not seen its family."""
    articles = read_all(shared)
    return Material(
        articles,
        train_claimhood.read_rows(shared),
        train_treatment_topics.gold_rows(articles, scorer),
        list(train_treatment_topics.other_rows(shared / "data", scorer)),
        train_treatment_links.read_gold(shared),
        train_treatment_links.read_training_trials(shared / "data"),
        [
            *(case for path in gold_files(shared) for case in citation_scope.gold_cases(read_gold(path))),
            *citation_scope.own_cases(),
            *citation_scope.integrity_cases(shared, "train", citation_scope.INTEGRITY_SHARE),
        ],
        train_describe_outcomes.read_all(shared),
    )


def train_without(material: Material, left_out: frozenset[str], families: frozenset[str]) -> dict[str, Table]:
    """Every learned table, by its path in the repository, from all but some articles and the families they make."""
    claimhood = train_claimhood.fit([row for row in material.claimhood if row[0] not in left_out])
    topic_rows = [*(row for row in material.topics if row.family not in families), *material.other_topics]
    passages_of_links = [passage for passage in material.links if passage.family not in families]
    stems = {citation_scope.group_of(article) for article in left_out}
    cases = [case for case in material.citations if case.group not in stems]
    prior = json.loads(citation_scope.PRIOR.read_text(encoding="utf-8"))
    kin = {train_describe_outcomes.family(article) for article in left_out}
    passages = [
        passage
        for passage in material.outcomes
        if passage.weight != 1.0
        or (passage.article not in left_out and train_describe_outcomes.family(passage.article) not in kin)
    ]
    return {
        f"{LEXICON}/claimhood_weights.json": {"bias": claimhood.pop(train_claimhood.BIAS), "weights": claimhood},
        f"{LEXICON}/treatment_topic_weights.json": {"weights": train_treatment_topics.fit(topic_rows)},
        f"{LEXICON}/treatment_link_weights.json": train_treatment_links.fit(passages_of_links, material.trials).table,
        f"{LEXICON}/citation_weights.json": {"weights": citation_scope.fit(cases, prior)},
        "models/describe_outcomes.json": {"weights": train_describe_outcomes.train(passages)},
    }


def copy_package(folder: Path) -> None:
    """A copy of the package and of the packaged models, which then hold other weights."""
    shutil.copytree(PACKAGE, folder / "pipeline/claimsift", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(HERE, folder / "models", ignore=shutil.ignore_patterns("__pycache__", "annotations", "articles"))


def put_weights(folder: Path, tables: dict[str, Table]) -> None:
    """Puts tables into a copy; what they do not hold (thresholds, notes) stays."""
    for path, table in tables.items():
        kept = json.loads((HERE.parent / path).read_text(encoding="utf-8"))
        (folder / path).write_text(json.dumps(kept | table), encoding="utf-8")


def run_copy(folder: Path, files: Sequence[Path]) -> list[Table]:
    """The claims that the package in a folder finds in some articles."""
    out = folder / "run"
    shutil.rmtree(out, ignore_errors=True)
    command = [sys.executable, "-m", "claimsift", "run", *map(str, files), "--out", str(out), "--quiet"]
    environment = os.environ | {"PYTHONPATH": str(folder / "pipeline")}
    subprocess.run(command, check=True, env=environment, cwd=folder)  # noqa: S603
    return [json.loads(line) for line in (out / "claims.jsonl").read_text(encoding="utf-8").splitlines()]


def folds_of(material: Material, together: int) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    """The families of the development articles, some at a time, with the names of all their articles."""
    families = list(dict.fromkeys(a.family for a in material.articles if a.part == "development gold"))
    for first in range(0, len(families), together):
        fold = frozenset(families[first : first + together])
        yield fold, frozenset(article.name for article in material.articles if article.family in fold)


def format_row(name: str, figures: Table) -> str:
    return f"| {name} | {figures['gold']} | " + " | ".join(f"{figures[key]:.3f}" for key, _ in COLUMNS) + " |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--together", type=int, default=1)
    options = parser.parse_args()
    shared = options.shared.resolve()
    scorer = load_scorer(shared)
    lines = (shared / "gold/dev.jsonl").read_text(encoding="utf-8").splitlines()
    gold = {row["id"]: row for row in map(json.loads, lines)}
    material = read_material(shared, scorer)
    found: list[Table] = []
    print("| article left out | claims | " + " | ".join(title for _, title in COLUMNS) + " |")
    print("| --- | --: |" + " --: |" * len(COLUMNS))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        copy_package(folder)
        packaged = run_copy(folder, [shared / row["file"] for row in gold.values()])
        for families, left_out in folds_of(material, options.together):
            put_weights(folder, train_without(material, left_out, families))
            mine = [row for article, row in gold.items() if article in left_out]
            claims = run_copy(folder, [shared / row["file"] for row in mine])
            found += claims
            for row in mine:
                own = [claim for claim in claims if claim["article_id"] == row["id"]]
                print(format_row(row["id"], scorer.score([row], own)[0]), flush=True)
    print(format_row("**all, left out**", scorer.score(list(gold.values()), found)[0]))
    print(format_row("all, packaged weights", scorer.score(list(gold.values()), packaged)[0]))
    usage = time.process_time()
    print(f"\n{usage / 60:.0f} CPU minutes for training, besides the runs", file=sys.stderr)


if __name__ == "__main__":
    main()
