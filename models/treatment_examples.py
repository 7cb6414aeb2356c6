"""Makes the linker's training examples: claims whose treatment is known, with the candidates of each."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from treatment_articles import GoldArticle, make_claim

from claimsift.records import Claim, Layout, TreatmentMention
from claimsift.stages.link_treatments.find_abbreviations import find_definitions
from claimsift.stages.link_treatments.find_topics import find_topics
from claimsift.stages.link_treatments.find_treatments import find_treatments
from claimsift.stages.link_treatments.link_candidate import LinkCandidate
from claimsift.stages.link_treatments.link_treatments import candidates_of
from claimsift.stages.link_treatments.load_model import PACKAGED, focus_sentences, load_model
from claimsift.stages.segment import find_layout

Topics = Mapping[tuple[str, ...], float]
Mentions = Callable[[GoldArticle], tuple[TreatmentMention, ...]]


@dataclass(frozen=True, slots=True)
class Example:
    """One claim: its candidates, and which of them are right; `wants_none` where no treatment is involved."""

    group: str
    family: str
    part: str
    text: str
    candidates: list[LinkCandidate]
    right: tuple[bool, ...]
    wants_none: bool


def find_mentions(article: GoldArticle, topics: Topics | None = None) -> tuple[TreatmentMention, ...]:
    """The mentions with the packaged model, as the pipeline finds them; `topics` replaces those it would find."""
    find_spans = load_model(PACKAGED)
    layout = article.layout
    spans = find_spans(layout.masked, focus_sentences(layout, article.claims)) if find_spans else ()
    topics = find_topics(layout) if topics is None else topics
    return find_treatments(article.text, layout, find_definitions(layout.masked), model_spans=spans, topics=topics)


def find_mentions_by_rules(article: GoldArticle) -> tuple[TreatmentMention, ...]:
    """The mentions without any model."""
    layout = article.layout
    return find_treatments(article.text, layout, find_definitions(layout.masked), topics=find_topics(layout))


def make_examples(
    articles: Iterable[GoldArticle], scorer: ModuleType, *, mentions: Mentions = find_mentions
) -> Iterator[Example]:
    """The scored claims of some articles; right is what the gold's scorer accepts."""
    for article in articles:
        found = candidates_of(article.text, article.layout, article.claims, mentions(article))
        for claim, wanted, candidates in zip(article.claims, article.wanted, found, strict=True):
            if wanted is None:
                continue
            gold = {"treatment": list(wanted)}
            right = tuple(scorer.treatment_ok(gold, {"treatment": _as_treatment(c.mention)}) for c in candidates)
            shown = _shown(article.text, claim) + f" want {list(wanted[:2])}"
            yield Example(article.name, article.family, article.part, shown, candidates, right, not wanted)


def read_trials(data: Path, part: str) -> Iterator[tuple[Example, int]]:
    """The measures of RCT-ART with its own arm spans, each with the number of arms it wants (0, 1 or 2)."""
    for line in (data / f"rct_art/{part}.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        text, spans = row["detok"]["text"], row["detok"]["spans"]
        layout: Layout = find_layout(text)
        arms = {s["id"]: s for s in spans if s["label"] == "INTV"}
        measures = sorted((s for s in spans if s["label"] == "MEAS"), key=lambda s: s["start"])
        named = tuple(
            TreatmentMention(s["text"], text[s["start"] : s["end"]], s["start"], s["end"])
            for s in sorted(arms.values(), key=lambda s: s["start"])
        )
        claims = tuple(make_claim(text, layout, s["start"], s["end"], kind="proportion") for s in measures)
        for measure, claim, candidates in zip(
            measures, claims, candidates_of(text, layout, claims, named), strict=True
        ):
            wanted = {
                arms[r["head"]]["text"].lower()
                for r in row["relations"]
                if r["child"] == measure["id"] and r["type"] in ("A1_RES", "A2_RES") and r["head"] in arms
            }
            right = tuple((c.mention.name.lower() in wanted) if c.mention else not wanted for c in candidates)
            yield (
                Example(row["id"], row["id"], "trial", _shown(text, claim), candidates, right, not wanted),
                len(wanted),
            )


def _shown(text: str, claim: Claim) -> str:
    start, end = claim.quantity.start, claim.quantity.end
    return f"{text[max(0, start - 70) : start]}<<{text[start:end]}>>{text[end : end + 50]}".replace("\n", " ")


def _as_treatment(mention: TreatmentMention | None) -> dict[str, str] | None:
    return {"name": mention.name, "text": mention.text} if mention else None
