"""Makes the linker's training examples: claims whose treatment is known, with the candidates of each."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType

from treatment_articles import GoldArticle, make_claim

from claimsift.records import Claim, Layout, TreatmentMention
from claimsift.stages.link_treatments.find_abbreviations import find_definitions
from claimsift.stages.link_treatments.find_topics import find_topics
from claimsift.stages.link_treatments.find_treatments import find_treatments
from claimsift.stages.link_treatments.link_candidate import LinkCandidate
from claimsift.stages.link_treatments.link_treatments import bare_candidates_of, believe
from claimsift.stages.link_treatments.load_model import PACKAGED, focus_sentences, load_model
from claimsift.stages.link_treatments.read_neighbours import Standing, add_neighbours
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


@dataclass(frozen=True, slots=True)
class Passage:
    """The claims of one text as the linker first reads them, and those whose treatment is known as examples."""

    family: str
    found: tuple[list[LinkCandidate], ...]
    standings: list[Standing]
    known: dict[int, Example]

    @property
    def examples(self) -> list[Example]:
        """The examples for the first reading: each claim by itself."""
        return list(self.known.values())

    def read_again(self, first: Mapping[str, float]) -> list[Example]:
        """The examples for the second reading, after a first one with these weights."""
        found = [[replace(candidate, parts=[*candidate.parts]) for candidate in claim] for claim in self.found]
        add_neighbours(found, self.standings, [_believe(candidates, first) for candidates in found])
        return [replace(example, candidates=found[index]) for index, example in self.known.items()]


def _believe(candidates: list[LinkCandidate], weights: Mapping[str, float]) -> dict[str | None, float]:
    return believe(candidates, [sum(weights.get(n, 0.0) * v for n, v in c.features.items()) for c in candidates])


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


def read_passages(
    articles: Iterable[GoldArticle], scorer: ModuleType, *, mentions: Mentions = find_mentions
) -> Iterator[Passage]:
    """Some articles with their scored claims; right is what the gold's scorer accepts."""
    for article in articles:
        found, standings = bare_candidates_of(article.text, article.layout, article.claims, mentions(article))
        known = {}
        for index, (claim, wanted) in enumerate(zip(article.claims, article.wanted, strict=True)):
            if wanted is None:
                continue
            gold = {"treatment": list(wanted)}
            right = tuple(scorer.treatment_ok(gold, {"treatment": _as_treatment(c.mention)}) for c in found[index])
            shown = _shown(article.text, claim) + f" want {list(wanted[:2])}"
            known[index] = Example(
                article.name, article.family, article.part, shown, found[index], right, wants_none=not wanted
            )
        yield Passage(article.family, found, standings, known)


def read_trials(data: Path, part: str) -> Iterator[tuple[Passage, list[int]]]:
    """The sentences of RCT-ART with its own arm spans, and how many arms each of their measures wants (0, 1 or 2)."""
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
        found, standings = bare_candidates_of(text, layout, claims, named)
        wanted = [
            {
                arms[r["head"]]["text"].lower()
                for r in row["relations"]
                if r["child"] == measure["id"] and r["type"] in ("A1_RES", "A2_RES") and r["head"] in arms
            }
            for measure in measures
        ]
        known = {
            index: Example(
                row["id"],
                row["id"],
                "trial",
                _shown(text, claims[index]),
                found[index],
                tuple((c.mention.name.lower() in names) if c.mention else not names for c in found[index]),
                wants_none=not names,
            )
            for index, names in enumerate(wanted)
        }
        yield Passage(row["id"], found, standings, known), list(map(len, wanted))


def _shown(text: str, claim: Claim) -> str:
    start, end = claim.quantity.start, claim.quantity.end
    return f"{text[max(0, start - 70) : start]}<<{text[start:end]}>>{text[end : end + 50]}".replace("\n", " ")


def _as_treatment(mention: TreatmentMention | None) -> dict[str, str] | None:
    return {"name": mention.name, "text": mention.text} if mention else None
