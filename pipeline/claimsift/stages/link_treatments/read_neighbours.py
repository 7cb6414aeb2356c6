"""Features of what the claims around one are likely about: claims that stand together are mostly about one treatment.

The linker reads an article twice, once each claim by itself and once with what the first reading believed of the others
(stacked sequential learning: Cohen and Carvalho, IJCAI 2005).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from claimsift.records import Claim
from claimsift.stages.link_treatments.find_context import Context
from claimsift.stages.link_treatments.link_candidate import LinkCandidate, Part

_LEAST = 0.005  # of a belief that says anything
# How likely a claim is about each of its treatments; None stands for no treatment.
Belief = Mapping[str | None, float]


class Standing(NamedTuple):
    """Where a claim stands: block, section, and how the claim before it is joined ("" for the first)."""

    block: int | None
    section: int | None
    joined: str


def find_standings(context: Context, claims: Sequence[Claim]) -> list[Standing]:
    """Where the claims of an article stand to each other."""
    found: list[Standing] = []
    sentence_before: int | None = None
    for index, claim in enumerate(claims):
        start = claim.quantity.start
        block, sentence = context.layout.block_index_at(start), context.layout.sentence_index_at(start)
        section = context.section_of_block(block)
        joined = ""
        if found:
            before = found[-1]
            if sentence is not None and sentence == sentence_before:
                between = context.mentions_between(claims[index - 1].quantity.end, start)
                joined = "sentence_between" if between else "sentence"
            else:
                joined = "block" if block == before.block else "section" if section == before.section else "article"
        found.append(Standing(block, section, joined))
        sentence_before = sentence
    return found


def add_neighbours(
    found: Sequence[Sequence[LinkCandidate]], standings: Sequence[Standing], beliefs: Sequence[Belief]
) -> None:
    """Give each candidate, as its last part, what the first reading believed of its treatment for other claims.

    For the claim before its own, and on average over the others of the block, of the section and of the article.
    """
    blocks: defaultdict[int | None, list[Belief]] = defaultdict(list)
    sections: defaultdict[int | None, list[Belief]] = defaultdict(list)
    for standing, belief in zip(standings, beliefs, strict=True):
        blocks[standing.block].append(belief)
        sections[standing.section].append(belief)
    totals = {block: _total(group) for block, group in blocks.items()}
    totals_of_sections = {section: _total(group) for section, group in sections.items()}
    article, size = _total(beliefs), len(beliefs)
    for index, (candidates, standing, own) in enumerate(zip(found, standings, beliefs, strict=True)):
        groups = (
            ("belief_block", totals[standing.block], len(blocks[standing.block])),
            ("belief_section", totals_of_sections[standing.section], len(sections[standing.section])),
            ("belief_article", article, size),
        )
        alone = "" if any(candidate.place == "same_sentence" for candidate in candidates) else "_alone"
        parts: dict[str | None, Part] = {}
        for candidate in candidates:
            entity = candidate.entity
            part = parts.get(entity)
            if part is None:
                suffix = ("_none" if entity is None else "") + alone
                mine = own.get(entity, 0.0)
                features = {
                    name + suffix: (total.get(entity, 0.0) - mine) / (count - 1)
                    for name, total, count in groups
                    if count > 1
                }
                if standing.joined:
                    features[f"belief_before_{standing.joined}{suffix}"] = beliefs[index - 1].get(entity, 0.0)
                part = parts[entity] = {name: value for name, value in features.items() if value > _LEAST}
            candidate.parts.append(part)


def _total(beliefs: Sequence[Belief]) -> dict[str | None, float]:
    total: defaultdict[str | None, float] = defaultdict(float)
    for belief in beliefs:
        for entity, value in belief.items():
            total[entity] += value
    return total
