"""Trains the weights that choose an outcome among its candidate stretches, and writes `describe_outcomes.json`.

    python models/train_describe_outcomes.py ../shared [--hold-out] [--out FILE]

It reads the development gold, our own corpus and `annotations/descriptions.jsonl` (stand-off: documents of the public
data, stretches of them and offsets into these), `describe_outcome_examples.txt` and `articles/` beside this file, trial
sentences with `OC_RES` relations (RCT-ART), and sentences that evidence-inference gives as evidence for one outcome,
if they name it in much the same words. A linear model over the features of `score_stretches` is fitted so that
stretches with a high token F1 against gold win. `--hold-out` prints the token F1 of each family of articles (versions
of one article, articles on one study) when none of it was trained on.
Needs numpy and scipy, which are not needed at run time.
"""

from __future__ import annotations

import argparse
import collections
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from held_back import HELD_BACK
from marked_articles import read_marked_articles
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from claimsift.records import Claim, Layout, Provenance, Quantity, TextSpan
from claimsift.stages.describe_claims.find_candidates import Stretch, list_stretches
from claimsift.stages.describe_claims.find_rows import Row, find_rows
from claimsift.stages.describe_claims.rank_stretches import count_said, rank_stretches
from claimsift.stages.describe_claims.score_stretches import features_of
from claimsift.stages.detect_claims import find_quantities
from claimsift.stages.detect_claims.find_claims import find_claims
from claimsift.stages.read import read_article
from claimsift.stages.segment import find_layout

SHARPNESS = 4.0  # how much a better token F1 counts in the target distribution
PENALTY = 0.0015
EXAMPLE_WEIGHT = 0.9  # our own sentences
# The rows of the annotations after these were written later, in a style of their own, and so were `articles/`: both
# teach most at half the weight.
FIRST = 33
HALF = 0.5
SENTENCE_WEIGHT = 0.3  # trial sentences name outcomes in another style than articles
EVIDENCE_WEIGHT = 0.1  # nobody checked that the outcome is that of each number
FOLDS = 6  # of families, for `--hold-out`
LIKELY = 0.75  # token F1 of an evidence's outcome and a stretch of its sentence that makes it worth learning from
SMALLEST = 0.02  # weights below are dropped from the file
STOP = frozenset(
    "a an the of in on at for to with and or after following by from as was were is are had have their his her".split()  # noqa: SIM905
)


MARK = re.compile(r"⟦([^|⟧]+)(?:\|(\w+))?⟧")
HERE = Path(__file__).resolve().parent
EXAMPLES = HERE / "describe_outcome_examples.txt"
ANNOTATIONS = HERE / "annotations/descriptions.jsonl"
# Articles on one study or one subject are left out together, so that no figure is of a thing already seen.
FAMILIES = {
    "spine": ("fbss", "back", "spinal"),
    "knee": ("knee", "ampion", "denosumab"),
    "oxygen": ("ltot", "home"),
    "mind": ("snakebite", "mindfulness", "lay"),
    "diabetes": ("diabetes", "blood"),
    "preterm": ("osteopathy", "preterm"),
    "iron": ("iron", "kidney"),
    "sterols": ("plant", "three"),
}


@dataclass(frozen=True)
class Passage:
    """One row of tokens; `wanted` are position, kind and accepted outcomes of its claimed numbers.

    Those of weight 1 are what `--hold-out` measures.
    """

    article: str
    text: str
    row: Row
    wanted: list[tuple[int, str, list[str]]]
    weight: float


@dataclass(frozen=True)
class Case:
    """One claim: the features and token F1 of its stretches; `chosen` is the one that weights chose."""

    features: list[tuple[str, ...]]
    quality: list[float]
    chosen: int
    weight: float


def words(text: str) -> collections.Counter[str]:
    found = [w for w in re.findall(r"[a-z0-9]+", text.lower().replace("-", " ")) if w not in STOP]
    return collections.Counter(w[:-1] if len(w) > 3 and w.endswith("s") and not w.endswith("ss") else w for w in found)


def token_f1(first: str, second: str) -> float:
    one, two = words(first), words(second)
    shared = sum((one & two).values())
    return 2 * shared / (sum(one.values()) + sum(two.values())) if shared else 0.0


def claim_of(text: str, start: int, end: int, kind: str) -> Claim:
    quantity = Quantity(text[start:end], start, end, None, None)
    return Claim("", "", kind, quantity, TextSpan("", 0, 0), Provenance("gold", "0"))  # type: ignore[arg-type]


def passages_of(
    article: str, text: str, layout: Layout, gold: list[tuple[Claim, list[str]]], weight: float
) -> Iterable[Passage]:
    gold = sorted(gold, key=lambda pair: pair[0].quantity.start)
    claims = tuple(claim for claim, _ in gold)
    for row in find_rows(layout, claims):
        wanted = [(position, claims[index].kind, gold[index][1]) for position, index in row.numbers()]
        yield Passage(article, text, row, wanted, weight)


def cases_of(passage: Passage, weights: dict[str, float] | None) -> Iterable[Case]:
    """The claims of a passage, one after the other: a choice is a feature of the next.

    Without weights the choice before is taken to be the best by gold.
    """
    previous: Stretch | None = None
    said = count_said(passage.row.tokens)
    for position, kind, outcomes in passage.wanted:
        stretches = list_stretches(passage.row.tokens, position)
        if not stretches:
            continue
        features = [features_of(passage.row.tokens, position, s, kind=kind, previous=previous) for s in stretches]
        quality = [
            max((token_f1(outcome, words_of(passage.text, passage.row, s)) for outcome in outcomes), default=0.0)
            for s in stretches
        ]
        if weights is None:
            chosen = int(np.argmax(quality))
        else:
            scores = [sum(weights.get(name, 0.0) for name in names) for names in features]
            chosen = stretches.index(rank_stretches(said, zip(scores, stretches, strict=True))[0][1])
        if outcomes or weights is not None:
            previous = stretches[chosen]
        if outcomes:
            yield Case(features, quality, chosen, passage.weight)


def words_of(text: str, row: Row, stretch: Stretch) -> str:
    first, last = stretch
    return text[row.tokens[first].start : row.tokens[last].end]


def read_gold(path: Path) -> Iterable[Passage]:
    """The passages of a gold file; its articles are named relative to a folder above it."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        file = next(folder / row["file"] for folder in path.resolve().parents if (folder / row["file"]).exists())
        text = read_article(file, row["id"]).text
        gold = [
            (claim_of(text, c["start"], c["end"], c["kind"]), [c["outcome"]] if c["outcome"] else [])
            for c in row["claims"]
        ]
        yield from passages_of(row["id"], text, find_layout(text), gold, 1.0)


def read_examples(path: Path) -> Iterable[Passage]:
    """The passages of the marked sentences: `text with ⟦28%⟧ and ⟦45|count⟧ => outcome | outcome`."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        marked, outcomes = line.replace("\\n", "\n").split(" => ")
        text = MARK.sub(r"\1", marked)
        found, shift = [], 0
        for match in MARK.finditer(marked):
            start = match.start() - shift
            shift += len(match[0]) - len(match[1])
            found.append(claim_of(text, start, start + len(match[1]), match[2] or "proportion"))
        gold = [(claim, [outcome]) for claim, outcome in zip(found, outcomes.split(" | "), strict=True)]
        yield from passages_of("example", text, find_layout(text), gold, EXAMPLE_WEIGHT)


def read_annotated(data: Path) -> Iterable[Passage]:
    """The passages of the annotated documents, put together from the public data."""
    documents = read_documents(data)
    for number, line in enumerate(ANNOTATIONS.read_text(encoding="utf-8").splitlines()):
        row = json.loads(line)
        pieces = [documents[row["document"]][str(part)][start:end] for part, start, end in row["pieces"]]
        starts = [sum(len(piece) + 2 for piece in pieces[:index]) for index in range(len(pieces))]
        text = "\n\n".join(pieces)
        gold = []
        for claim in row["claims"]:
            start = starts[claim["piece"]]
            made = claim_of(text, start + claim["start"], start + claim["end"], claim["kind"])
            gold.append((made, [claim["outcome"]] if claim["outcome"] else []))
        yield from passages_of(row["article"], text, find_layout(text), gold, 1.0 if number < FIRST else HALF)


def read_articles() -> Iterable[Passage]:
    """The passages of the articles that were written to learn from; each is a family of its own."""
    for name, text, claims in read_marked_articles():
        gold = [
            (claim_of(text, c["start"], c["end"], c["kind"]), [c["outcome"]] if c["outcome"] else []) for c in claims
        ]
        yield from passages_of(f"written:{name}", text, find_layout(text), gold, HALF)


def read_documents(data: Path) -> dict[str, dict[str, str]]:
    """The parts of each document of the public data, by its id."""
    found: dict[str, dict[str, str]] = {}
    for row in read_rows(data / "medquad/numeric_answers.jsonl"):
        found[f"{row['source']}:{row['id']}"] = {"text": row["text"]}
    for row in read_rows(data / "evidence_inference/validation.jsonl"):
        found[row["id"]] = {"text": row["text"]}
    for row in read_rows(data / "jats_ccby/articles.jsonl"):
        paragraphs = {str(index): paragraph["text"] for index, paragraph in enumerate(row["paragraphs"])}
        found[row["id"]] = {"title": row["title"]} | paragraphs
    return found


def read_rows(path: Path) -> Iterable[dict[str, Any]]:
    return map(json.loads, path.read_text(encoding="utf-8").splitlines())


def read_evidence(data: Path) -> Iterable[Passage]:
    """Sentences that are evidence for a single outcome, with the numbers whose neighbourhood names it."""
    for name in ("train", "validation"):
        for row in read_rows(data / f"evidence_inference/{name}.jsonl"):
            if row["id"] in HELD_BACK:
                continue
            outcomes: dict[str, set[str]] = collections.defaultdict(set)
            for prompt in row["prompts"]:
                for evidence in prompt["evidence"]:
                    outcomes[" ".join(evidence["text"].split())].add(prompt["outcome"].strip())
            for text, named in outcomes.items():
                if len(named) == 1 and len(text) <= 600:
                    yield from _likely_passages(row["id"], text, next(iter(named)))


def _likely_passages(article: str, text: str, outcome: str) -> Iterable[Passage]:
    layout = find_layout(text)
    claims, _ = find_claims(text, layout, find_quantities(text, layout)[0])
    gold = [(claim, [outcome] if claim.kind in {"proportion", "measure", "effect"} else []) for claim in claims]
    for passage in passages_of(article, text, layout, gold, EVIDENCE_WEIGHT):
        wanted = [
            (position, kind, outcomes if _is_named(passage, position, outcomes) else [])
            for position, kind, outcomes in passage.wanted
        ]
        if any(outcomes for *_, outcomes in wanted):
            yield replace(passage, wanted=wanted)


def _is_named(passage: Passage, position: int, outcomes: list[str]) -> bool:
    stretches = list_stretches(passage.row.tokens, position)
    found = [words_of(passage.text, passage.row, stretch) for stretch in stretches]
    return any(token_f1(outcome, words) >= LIKELY for outcome in outcomes for words in found)


def read_sentences(path: Path) -> Iterable[Passage]:
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        text, spans = row["detok"]["text"], {span["id"]: span for span in row["detok"]["spans"]}
        outcomes = collections.defaultdict(list)
        for relation in row["relations"]:
            head, child = spans.get(relation["head"]), spans.get(relation["child"])
            if (
                relation["type"] == "OC_RES"
                and head
                and child
                and not re.search(r"\d|baseline|week|month", head["text"])
            ):
                outcomes[relation["child"]].append(head["text"])
        gold = []
        for name, span in spans.items():
            if span["label"] == "MEAS":
                kind = "proportion" if "%" in span["text"] or "percent" in span["text"] else "measure"
                gold.append((claim_of(text, span["start"], span["end"], kind), outcomes[name]))
        yield from passages_of(row["id"], text, find_layout(text), gold, SENTENCE_WEIGHT)


def fit(cases: list[Case]) -> dict[str, float]:
    """Weights by feature: a softmax over each claim's stretches is drawn to those of high token F1."""
    names: dict[str, int] = {}
    rows, columns, groups = [], [], []
    target: list[float] = []
    weight = np.array([case.weight for case in cases])
    line = 0
    for number, case in enumerate(cases):
        wanted = np.exp(SHARPNESS * (np.array(case.quality) - max(case.quality)))
        target += list(wanted / wanted.sum())
        for features in case.features:
            for name in features:
                rows.append(line)
                columns.append(names.setdefault(name, len(names)))
            groups.append(number)
            line += 1
    matrix = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(line, len(names)))
    group, wanted = np.array(groups), np.array(target)
    starts = np.flatnonzero(np.r_[True, group[1:] != group[:-1]])

    def loss(parameters: np.ndarray) -> tuple[float, np.ndarray]:
        scores = matrix @ parameters
        scores -= np.maximum.reduceat(scores, starts)[group]
        exp = np.exp(scores)
        total = np.add.reduceat(exp, starts)
        likely = exp / total[group]
        value = -np.sum(weight[group] * wanted * (scores - np.log(total)[group]))
        slope = matrix.T @ (weight[group] * (likely - wanted))
        scale = weight.sum()
        return value / scale + PENALTY / 2 * parameters @ parameters, slope / scale + PENALTY * parameters

    result = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 80})
    return {name: round(float(result.x[i]), 4) for name, i in names.items() if abs(result.x[i]) >= SMALLEST}


def train(passages: list[Passage]) -> dict[str, float]:
    """Weights that also know the mistakes of their own choices: fitted twice, the second time on those as well."""
    ideal = [case for passage in passages for case in cases_of(passage, None) if max(case.quality) > 0]
    weights = fit(ideal)
    own = [case for passage in passages for case in cases_of(passage, weights) if max(case.quality) > 0]
    return fit(ideal + own)


def evaluate(weights: dict[str, float], passages: list[Passage]) -> tuple[float, float, int]:
    """Mean token F1 of the chosen stretches, of the best ones, and the number of claims."""
    cases = [case for passage in passages for case in cases_of(passage, weights)]
    got = sum(case.quality[case.chosen] for case in cases)
    return got / len(cases), sum(max(case.quality) for case in cases) / len(cases), len(cases)


def family(article: str) -> str:
    """Versions of an article, and the pages of one publisher, share the first word of their id."""
    word = article.split("-", maxsplit=1)[0]
    return next((name for name, words in FAMILIES.items() if word in words), word)


def hold_out(passages: list[Passage]) -> None:
    """Prints the token F1 of each family of articles under weights that have seen none of it nor of its fold."""
    families = sorted({family(passage.article) for passage in passages if passage.weight == 1.0})
    total, count = 0.0, 0
    for fold in range(FOLDS):
        names = families[fold::FOLDS]
        weights = train([p for p in passages if family(p.article) not in names])
        for name in names:
            held = [p for p in passages if p.weight == 1.0 and family(p.article) == name]
            value, best, size = evaluate(weights, held)
            total, count = total + value * size, count + size
            print(f"{name:20} {size:4} claims  outcome F1 {value:.3f}  best possible {best:.3f}")
    print(f"all {total / count:.3f} of {count} claims")


def read_all(shared: Path) -> list[Passage]:
    return [
        *read_gold(shared / "gold/dev.jsonl"),
        *read_gold(HERE.parent / "corpus/gold/corpus.jsonl"),
        *read_annotated(shared / "data"),
        *read_articles(),
        *read_examples(EXAMPLES),
        *read_sentences(shared / "data/rct_art/train.jsonl"),
        *read_evidence(shared / "data"),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--hold-out", action="store_true")
    parser.add_argument("--out", type=Path, default=HERE / "describe_outcomes.json")
    arguments = parser.parse_args()
    passages = read_all(arguments.shared)
    if arguments.hold_out:
        hold_out(passages)
        return
    weights = train(passages)
    value, _, size = evaluate(weights, passages)
    print(f"{size} claims, {len(weights)} weights, outcome F1 on the training claims {value:.3f}")
    body = {"weights": dict(sorted(weights.items()))}
    arguments.out.write_text(json.dumps(body, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
