"""Reads the linker's training examples: claims whose treatment is known, with the candidates of each."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from claimsift.records import Claim, Layout, Provenance, Quantity, TextSpan, TreatmentMention
from claimsift.stages.link_treatments.find_abbreviations import find_definitions
from claimsift.stages.link_treatments.find_candidates import LinkCandidate
from claimsift.stages.link_treatments.find_topics import find_topics
from claimsift.stages.link_treatments.find_treatments import find_treatments
from claimsift.stages.link_treatments.link_treatments import candidates_of
from claimsift.stages.link_treatments.load_model import PACKAGED, focus_sentences, load_model
from claimsift.stages.read import read_article
from claimsift.stages.segment import find_layout

Mentions = Callable[[str, Layout, tuple[Claim, ...]], tuple[TreatmentMention, ...]]


@dataclass(frozen=True, slots=True)
class Example:
    """One claim: its candidates, and which of them are right; `wants_none` where no treatment is involved."""

    group: str
    text: str
    candidates: list[LinkCandidate]
    right: tuple[bool, ...]
    wants_none: bool


def find_mentions(text: str, layout: Layout, claims: tuple[Claim, ...]) -> tuple[TreatmentMention, ...]:
    """The mentions with the packaged model, as the pipeline finds them."""
    find_spans = load_model(PACKAGED)
    spans = find_spans(layout.masked, focus_sentences(layout, claims)) if find_spans else ()
    return find_treatments(text, layout, find_definitions(layout.masked), model_spans=spans, topics=find_topics(layout))


def find_mentions_by_rules(text: str, layout: Layout, claims: tuple[Claim, ...]) -> tuple[TreatmentMention, ...]:
    """The mentions without any model."""
    return find_treatments(text, layout, find_definitions(layout.masked), topics=find_topics(layout))


def read_gold(
    gold: Path, folder: Path, scorer: ModuleType, *, mentions: Mentions = find_mentions, only: Collection[str] = ()
) -> Iterator[Example]:
    """The scored claims of a gold file whose articles lie in `folder`; right is what its scorer accepts."""
    for line in gold.read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        if only and article["id"] not in only:
            continue
        text = read_article(folder / article["file"], article["id"]).text
        layout = find_layout(text)
        rows = article["claims"]
        claims = tuple(make_claim(text, layout, row["start"], row["end"], kind=row["kind"]) for row in rows)
        for row, candidates in zip(
            rows, candidates_of(text, layout, claims, mentions(text, layout, claims)), strict=True
        ):
            if not row["optional"] and row["treatment"] is not None:
                right = tuple(scorer.treatment_ok(row, {"treatment": as_treatment(c.mention)}) for c in candidates)
                start = max(0, row["start"] - 70)
                shown = f"{text[start : row['start']]}<<{row['text']}>>{text[row['end'] : row['end'] + 50]}"
                wants = f" want {row['treatment'][:2]}"
                yield Example(article["id"], shown.replace("\n", " ") + wants, candidates, right, not row["treatment"])


def read_trials(shared: Path, part: str) -> Iterator[tuple[Example, int]]:
    """The measures of RCT-ART with its own arm spans, each with the number of arms it wants (0, 1 or 2)."""
    for line in (shared / f"rct_art/{part}.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        text, spans = row["detok"]["text"], row["detok"]["spans"]
        layout = find_layout(text)
        arms = {s["id"]: s for s in spans if s["label"] == "INTV"}
        measures = sorted((s for s in spans if s["label"] == "MEAS"), key=lambda s: s["start"])
        named = tuple(
            TreatmentMention(s["text"], text[s["start"] : s["end"]], s["start"], s["end"])
            for s in sorted(arms.values(), key=lambda s: s["start"])
        )
        claims = tuple(make_claim(text, layout, s["start"], s["end"], kind="proportion") for s in measures)
        for measure, candidates in zip(measures, candidates_of(text, layout, claims, named), strict=True):
            wanted = {
                arms[r["head"]]["text"].lower()
                for r in row["relations"]
                if r["child"] == measure["id"] and r["type"] in ("A1_RES", "A2_RES") and r["head"] in arms
            }
            right = tuple((c.mention.name.lower() in wanted) if c.mention else not wanted for c in candidates)
            shown = f"{text[: measure['start']]}<<{measure['text']}>>{text[measure['end'] :]}"
            yield Example(row["id"], shown, candidates, right, not wanted), len(wanted)


def make_claim(text: str, layout: Layout, start: int, end: int, *, kind: Any) -> Claim:
    sentence = layout.sentence_at(start)
    bounds = (sentence.start, sentence.end) if sentence else (start, end)
    return Claim(
        f"clm_{start}",
        "example",
        kind,
        Quantity(text[start:end], start, end, None, None),
        TextSpan(text[slice(*bounds)], *bounds),
        Provenance("gold", "0"),
    )


def as_treatment(mention: TreatmentMention | None) -> dict[str, str] | None:
    return {"name": mention.name, "text": mention.text} if mention else None


def load_scorer(shared: Path) -> ModuleType:
    """The gold's own scorer, so that right means what it means there."""
    spec = importlib.util.spec_from_file_location("gold_score", shared / "gold/score.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(shared / "gold/score.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
