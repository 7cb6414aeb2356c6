"""Learns the weights of the scope features that link a number to its source.

    python models/citation_scope/train.py SHARED             # writes lexicon/citation_weights.json
    python models/citation_scope/train.py SHARED --measure   # leave-one-article-out, writes nothing

A conditional logit: each place that names a source has the weight exp(features · weights), "no source" has 1. The
development gold, the corpus and texts of our own give the sources of numbers; citation_integrity gives the sentences
that a marker supports. The weights stay near hand-set ones (`prior.json`), because the gold is small. The two versions
of one article are left out together.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "benchmarks"), str(ROOT / "models")]
from citation_links import claim_of, gold_files, keys_of, prepare, read_gold  # noqa: E402
from citation_scope import passage_pairs  # noqa: E402
from marked_articles import read_marked_articles  # noqa: E402

from claimsift.stages.link_citations.discourse import Discourse  # noqa: E402
from claimsift.stages.link_citations.find_anchors import find_anchors  # noqa: E402
from claimsift.stages.link_citations.resolve_citations import subject_of  # noqa: E402
from claimsift.stages.link_citations.scope_features import scope_features  # noqa: E402
from claimsift.stages.link_citations.score_anchors import reach  # noqa: E402
from claimsift.train.fit_choice import Case as Choice  # noqa: E402
from claimsift.train.fit_choice import fit_choice  # noqa: E402

WEIGHTS = ROOT / "pipeline/claimsift/lexicon/citation_weights.json"
PRIOR = Path(__file__).parent / "prior.json"
STRENGTH = 3.0  # how strongly a weight is held to its prior
INTEGRITY_SHARE = 0.04  # weight of one sentence of citation_integrity beside one number of the gold
OWN_SHARE = 0.7  # and of a number of our own texts, which who wrote the features wrote
PASSAGES = 800
THRESHOLD = 0.5
SOURCES = Path(__file__).parent / "sources.json"
PASSAGES_FOLDER = Path(__file__).parent / "passages"
_MARK = re.compile(r"\{\{([^{}|]+)\|([^{}|]*)\}\}")

Article = tuple[str, str, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Case:
    """One number or sentence: the features of each place in reach, and which places name its source.

    `negative` turns the question round: the places in `right` are known not to be the source, the rest is unknown.
    """

    group: str
    features: tuple[dict[str, float], ...]
    right: tuple[bool, ...]
    weight: float
    keys: tuple[tuple[str, ...], ...] = ()
    wanted: frozenset[str] = frozenset()
    scored: bool = True
    negative: bool = False


def own_passages(folder: Path = PASSAGES_FOLDER) -> Iterator[Article]:
    """The passages that we wrote: each number is marked with the keys of its source (`{{28%|3}}`, `{{28%|}}`)."""
    for path in sorted(folder.glob("*.txt")):
        parts: list[str] = []
        rows: list[dict[str, Any]] = []
        length = end = 0
        marked = path.read_text(encoding="utf-8")
        for match in _MARK.finditer(marked):
            parts += [marked[end : match.start()], match[1]]
            start = length + match.start() - end
            length = start + len(match[1])
            end = match.end()
            keys = [key.strip() for key in match[2].split(";") if key.strip()]
            rows.append(_row(match[1], start, length, None if keys == ["?"] else keys))
        yield path.stem, "".join([*parts, marked[end:]]), rows


def own_articles() -> Iterator[Article]:
    """The articles that we wrote for other models, with the sources of their numbers; those not named have none."""
    sources = json.loads(SOURCES.read_text(encoding="utf-8"))
    for name, text, claims in read_marked_articles():
        if name not in sources:
            continue
        rows = [_row(claim["text"], claim["start"], claim["end"], []) for claim in claims]
        for told, offset, keys in sources[name]:
            same = [row for row in rows if row["text"] == told]
            # The article may have been edited above the number.
            min(same, key=lambda row: abs(row["start"] - offset))["references"] = keys
        yield name, text, rows


def _row(text: str, start: int, end: int, keys: list[str] | None) -> dict[str, Any]:
    return {"text": text, "start": start, "end": end, "kind": "measure", "references": keys, "optional": False}


def own_cases() -> list[Case]:
    """The numbers of the texts that we wrote."""
    return gold_cases([*own_passages(), *own_articles()], OWN_SHARE)


def group_of(article: str) -> str:
    """What the versions of one article share."""
    return re.sub(r"-20\d\d$", "", article)


def gold_cases(articles: Iterable[Article], share: float = 1.0) -> list[Case]:
    cases = []
    for article, text, rows in articles:
        layout, references = prepare(text)
        discourse = Discourse(text, layout)
        anchors = find_anchors(discourse, references)
        for row in rows:
            claim = claim_of(row)
            subject = subject_of(discourse, claim.quantity.start, claim.quantity.end)
            if row["references"] is None or subject is None:
                continue
            near = reach(anchors, subject)
            wanted = frozenset(row["references"])
            found = tuple(keys_of(anchor.keys) for anchor in near)
            # A link to a page is a source that the gold does not know: neither right nor wrong.
            kept = [i for i, anchor in enumerate(near) if anchor.kind != "link"]
            cases.append(
                Case(
                    group_of(article),
                    tuple(scope_features(discourse, subject, near[i], anchors) for i in kept),
                    tuple(bool(wanted) and found[i] == wanted for i in kept),
                    share * (0.5 if row["optional"] else 1.0),
                    tuple(tuple(sorted(found[i])) for i in kept),
                    wanted,
                    not row["optional"],
                )
            )
    return cases


def integrity_cases(shared: Path, part: str, share: float) -> list[Case]:
    cases = []
    lines = (shared / f"data/citation_integrity/{part}.jsonl").read_text(encoding="utf-8").splitlines()
    for line in lines[:PASSAGES]:
        for features, right, in_context in passage_pairs(json.loads(line)):
            if not any(right):
                continue
            cases.append(Case("integrity", features, right, share, scored=False, negative=not in_context))
    return cases


def fit(cases: list[Case], prior: dict[str, float], strength: float = STRENGTH) -> dict[str, float]:
    found = fit_choice([choice_of(case) for case in cases], prior, strength=strength)
    return {name: round(value, 3) for name, value in found.items()}


def choice_of(case: Case) -> Choice:
    """The case as a choice between its places and none."""
    known = tuple(flag != case.negative for flag in case.right)
    none_right = case.negative or not any(case.right)
    answers = (*range(len(known)), None)
    return Choice(case.group, (*case.features, {}), (*known, none_right), answers, case.weight)


def is_right(case: Case, weights: dict[str, float]) -> bool:
    """Whether the released decision rule gives the gold's answer."""
    mass = [math.exp(sum(weights.get(n, 0.0) * v for n, v in f.items())) for f in case.features]
    total = 1.0 + sum(mass)
    belief: dict[tuple[str, ...], float] = {}
    for keys, m in zip(case.keys, mass, strict=True):
        belief[keys] = belief.get(keys, 0.0) + m / total
    best = max(belief, key=lambda k: belief[k]) if belief else ()
    return frozenset(best if belief and belief[best] >= THRESHOLD else ()) == case.wanted


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("shared", type=Path)
    parser.add_argument("--measure", action="store_true")
    parser.add_argument("--strength", type=float, default=STRENGTH)
    parser.add_argument("--integrity", type=float, default=INTEGRITY_SHARE)
    args = parser.parse_args()
    prior = json.loads(PRIOR.read_text(encoding="utf-8"))
    sets = {path.stem: gold_cases(read_gold(path)) for path in gold_files(args.shared)}
    sets["own"] = own_cases()
    gold = [case for cases in sets.values() for case in cases]
    integrity = integrity_cases(args.shared, "train", args.integrity)
    if args.measure:
        left_out = {
            group: fit([case for case in gold if case.group != group] + integrity, prior, args.strength)
            for group in sorted({case.group for case in gold})
        }
        for name, cases in sets.items():
            mine = [case for case in cases if case.scored]
            good = Counter(case.group for case in mine if is_right(case, left_out[case.group]))
            size = Counter(case.group for case in mine)
            for group in size:
                print(f"{group:28} {good[group]:3}/{size[group]:3}")
            print(f"{name}, left out one article at a time: {good.total() / size.total():.3f} of {size.total()}")
        return
    weights = fit(gold + integrity, prior, args.strength)
    for name, cases in sets.items():
        mine = [case for case in cases if case.scored]
        print(f"on its own data, {name}: {sum(is_right(c, weights) for c in mine) / len(mine):.3f}")
    table = {
        "note": "Learned by models/citation_scope/train.py; a positive weight speaks for the place as the source.",
        "threshold": THRESHOLD,
        "weights": weights,
    }
    WEIGHTS.write_text(json.dumps(table, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
