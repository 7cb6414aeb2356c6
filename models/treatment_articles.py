"""Reads the articles whose claims have a known treatment: the development gold, our own corpus, our annotations, and
the articles that we wrote to learn from.

The annotations (`annotations/treatments.jsonl`) are stand-off: they name a document of the public data, stretches of it
and offsets into these; the text is read from the data.
"""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from marked_articles import read_marked_articles

from claimsift.records import Claim, Layout, Provenance, Quantity, TextSpan
from claimsift.stages.describe_claims.describe_claims import describe_claims
from claimsift.stages.read import read_article
from claimsift.stages.segment import find_layout

HERE = Path(__file__).resolve().parent
CORPUS = HERE.parent / "corpus"
_JOINED = "\n\n"
# Articles on one study or one subject are left out together, so that no figure is of a thing already seen.
_FAMILIES = {
    "spine": ("fbss-2018", "fbss-2021", "back-surgery-2022", "back-surgery-2024", "spinal-cord-stimulation"),
    "prolotherapy": ("prolotherapy-elbow", "prolotherapy-elbow-abstract", "tennis-elbow-clinic-blog"),
    "knee": ("knee-injections", "ampion-knee-trial", "denosumab-knee-trial"),
    "cholera": ("cholera-ring", "cholera-ring-vaccination"),
    "oxygen": ("ltot", "home-oxygen-hours"),
    "mind": ("snakebite-psych", "mindfulness-and-depression", "lay-support-pregnancy"),
    "prevention-of-diabetes": ("diabetes-prevention", "diabetes-prevention-program"),
    "lifestyle": ("cholesterol-treatment", "stroke-lifestyle", "carotid-lifestyle"),
    "helminths": ("helminth-education", "helminth-deworming"),
    "diabetes": ("diabetes-education", "blood-sugar-basics", "diabetes-seniors", "b09-insurer-diabetes"),
    "preterm": ("osteopathy-preterms", "preterm-babies"),
    "iron": ("iron-ckd", "kidney-iron-trial"),
    "scan": ("chest-pain-scan", "ctca-symptoms"),
    "sterols": ("plant-sterol-spread", "three-supplements", "selenium-q10", "flavonoids-crc"),
    "prolactinoma": ("prolactinoma", "prolactinoma-surgery"),
}
_FAMILY_OF = {article: family for family, articles in _FAMILIES.items() for article in articles}


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """An article with its claims; `wanted` holds the accepted treatments of each claim, None where it is not scored."""

    part: str
    name: str
    text: str
    layout: Layout
    claims: tuple[Claim, ...]
    wanted: tuple[tuple[str, ...] | None, ...]

    @property
    def family(self) -> str:
        return _FAMILY_OF.get(self.name, self.name)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(sorted({name for names in self.wanted for name in names or ()}))


def read_all(shared: Path) -> list[GoldArticle]:
    """The development gold, our own corpus, the annotated articles and those written to learn from."""
    return [
        *read_gold_articles("development gold", shared / "gold/dev.jsonl", shared),
        *read_gold_articles("corpus", CORPUS / "gold/corpus.jsonl", CORPUS.parent),
        *(_article("annotated", *row) for row in read_annotated_claims(shared / "data")),
        *(_article("written", *row) for row in read_marked_articles()),
    ]


def read_gold_articles(part: str, gold: Path, folder: Path) -> Iterator[GoldArticle]:
    """The articles of a gold file whose files lie in `folder`."""
    for line in gold.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        text = read_article(folder / row["file"], row["id"]).text
        yield _article(part, row["id"], text, row["claims"])


def read_annotated_claims(data: Path) -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
    """Name, text and claims of the annotated articles, with offsets into the text."""
    documents = _documents(data)
    for line in (HERE / "annotations/treatments.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        parts = documents[row["document"]]
        pieces = [parts[str(part)][start:end] for part, start, end in row["pieces"]]
        starts, text = [], ""
        for piece in pieces:
            text += _JOINED if text else ""
            starts.append(len(text))
            text += piece
        claims = [
            claim | {"start": starts[claim["piece"]] + claim["start"], "end": starts[claim["piece"]] + claim["end"]}
            for claim in row["claims"]
        ]
        yield row["article"], text, claims


def _documents(data: Path) -> dict[str, dict[str, str]]:
    """The parts of each document of the public data, by its id."""
    found: dict[str, dict[str, str]] = {}
    for line in (data / "medquad/numeric_answers.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        found[f"{row['source']}:{row['id']}"] = {"text": row["text"]}
    for line in (data / "evidence_inference/validation.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        found[row["id"]] = {"text": row["text"]}
    for line in (data / "jats_ccby/articles.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        paragraphs = {str(index): paragraph["text"] for index, paragraph in enumerate(row["paragraphs"])}
        found[row["id"]] = {"title": row["title"]} | paragraphs
    return found


def _article(part: str, name: str, text: str, rows: list[dict[str, Any]]) -> GoldArticle:
    layout = find_layout(text)
    rows = sorted(rows, key=lambda row: (row["start"], row["end"]))
    claims = tuple(make_claim(text, layout, row["start"], row["end"], kind=row["kind"]) for row in rows)
    wanted = tuple(None if row["optional"] or row["treatment"] is None else tuple(row["treatment"]) for row in rows)
    return GoldArticle(part, name, text, layout, describe_claims(text, layout, claims), wanted)


def make_claim(text: str, layout: Layout, start: int, end: int, *, kind: Any) -> Claim:
    """A claim with nothing but its number."""
    sentence = layout.sentence_at(start)
    bounds = (sentence.start, sentence.end) if sentence else (start, end)
    return Claim(
        f"clm_{start}_{end}",
        "example",
        kind,
        Quantity(text[start:end], start, end, None, None),
        TextSpan(text[slice(*bounds)], *bounds),
        Provenance("gold", "0"),
    )


def load_scorer(shared: Path) -> ModuleType:
    """The gold's own scorer, so that right means what it means there."""
    spec = importlib.util.spec_from_file_location("gold_score", shared / "gold/score.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(shared / "gold/score.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
