"""Gathers what the linker asks of an article: where its treatments stand, and how often."""

from __future__ import annotations

import itertools
import math
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import lru_cache

from claimsift.lexicon.lower_text import lower_text
from claimsift.lexicon.split_words import WORD, article_words
from claimsift.lexicon.treatments import singular
from claimsift.records import Block, Claim, Layout, TreatmentMention
from claimsift.stages.link_treatments.find_phrases import Phrases
from claimsift.stages.link_treatments.link_candidate import Part
from claimsift.stages.link_treatments.read_contexts import is_measured, is_stopped, opens_contrast, weigh_context
from claimsift.stages.link_treatments.weigh_none import weigh_none

_TOP = 3
_WEIGHED = 8  # mentions
_PARAGRAPH = 120  # characters
_SEGMENT = 80  # characters on each side
_SIDE_BY_SIDE = 60  # characters between the names of two arms
_OPENING = 30  # characters
_CONTROLS = frozenset(("control", "controls", "usual", "standard", "conventional", "sham", "placebo", "no", "routine"))
_ARM_AFTER = re.compile(
    r"[- ]?(?:treated )?(?:group|arm|patients|participants|recipients|condition)s?\b|\s*(?:vs?\.?|versus)\s"
)
_ARM_BEFORE = re.compile(
    r"(?:compared (?:with|to)|versus|vs?\.?|than|assigned to|allocated to|randomi[sz]ed to|received|receiving)"
    r"\s+(?:a |the |either |those in the |in the )?\Z",
)


# The treatments of the sentences before one with their features, and how many sentences back the nearest stands.
Earlier = tuple[tuple[tuple[TreatmentMention, Part], ...], int]
# Where claims stand: the block, the treatment that it opens with, and how the names of features end there.
Place = tuple[int | None, str | None, str]


@dataclass(slots=True)
class Context:
    """The treatments of an article by sentence, by section and as a whole; built once for all of its claims.

    `lowered` is the masked text in lowercase, which patterns search in half the time of one that ignores case.
    An entity is the concept of a mention, or its lowercase name: all mentions of one treatment share it.
    """

    text: str
    layout: Layout
    lowered: str
    phrases: Phrases
    mentions: tuple[TreatmentMention, ...]
    by_sentence: dict[int, tuple[TreatmentMention, ...]] = field(default_factory=dict)
    sections: dict[int | None, Counter[str]] = field(default_factory=dict)
    blocks: dict[int | None, Counter[str]] = field(default_factory=dict)
    article: Counter[str] = field(default_factory=Counter)
    in_title: tuple[TreatmentMention, ...] = ()
    title_entities: frozenset[str] = frozenset()
    starts: tuple[int, ...] = ()
    by_entity: dict[str, list[TreatmentMention]] = field(default_factory=lambda: defaultdict(list))
    starts_of: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    top: tuple[str, ...] = ()
    words: int = 0
    claim_starts: tuple[int, ...] = ()
    claim_ends: tuple[int, ...] = ()
    claim_indexes: dict[tuple[int, int], int] = field(default_factory=dict)
    arms: tuple[str, ...] = ()
    prose_start: int = 0
    none: tuple[float, ...] = ()
    none_of_article: float = 0.0
    none_of_block: dict[int | None, float] = field(default_factory=dict)
    weighed: dict[str, tuple[float, float]] = field(default_factory=dict)
    weighed_mentions: dict[int, float] = field(default_factory=dict)
    measured: dict[int, bool] = field(default_factory=dict)
    measured_shares: dict[str, float] = field(default_factory=dict)
    kin: dict[str, tuple[str, ...]] = field(default_factory=dict)
    name_words: dict[str, frozenset[str]] = field(default_factory=dict)
    earlier: dict[int, Earlier] = field(default_factory=dict)
    tops: dict[int | None, tuple[str, ...]] = field(default_factory=dict)
    headings: dict[int | None, tuple[tuple[TreatmentMention, ...], ...]] = field(default_factory=dict)
    ties: dict[int, tuple[bool, bool, bool, bool]] = field(default_factory=dict)
    stopped: dict[int, bool] = field(default_factory=dict)
    entity_parts: dict[Place, dict[str, tuple[Part, ...]]] = field(default_factory=lambda: defaultdict(dict))
    article_parts: dict[tuple[str, str], Part] = field(default_factory=dict)
    none_part: Part | None = None
    none_parts: dict[int | None, Part] = field(default_factory=dict)

    def claims_between(self, start: int, end: int) -> int:
        """How many claims start between two offsets."""
        return bisect_left(self.claim_starts, end) - bisect_left(self.claim_starts, start)

    def index_of(self, claim: Claim) -> int:
        return self.claim_indexes[claim.quantity.start, claim.quantity.end]

    def segment_of(self, claim: Claim) -> tuple[int, int]:
        """The part of the claim's sentence that is nearer to its number than to any other, within limits."""
        at = bisect_left(self.claim_starts, claim.quantity.start)
        start = max(claim.sentence.start, claim.quantity.start - _SEGMENT)
        end = min(claim.sentence.end, claim.quantity.end + _SEGMENT)
        if at > 0:
            start = max(start, min(self.claim_ends[at - 1], claim.quantity.start))
        if at + 1 < len(self.claim_starts):
            end = min(end, self.claim_starts[at + 1])
        return start, end

    def mentions_between(self, start: int, end: int) -> tuple[TreatmentMention, ...]:
        return self.mentions[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def section_of_block(self, index: int | None) -> int | None:
        """Index of the heading block that a block stands under (a heading stands under itself)."""
        if index is None:
            return None
        block = self.layout.blocks[index]
        return index if block.kind == "heading" else block.section

    def headings_of(self, section: int | None) -> tuple[tuple[TreatmentMention, ...], ...]:
        """The treatments in the heading of a section, in the heading over that, and so on."""
        known = self.headings.get(section)
        if known is None:
            found: list[tuple[TreatmentMention, ...]] = []
            over = section
            while over is not None and len(found) < 4:
                block = self.layout.blocks[over]
                found.append(self.mentions_between(block.start, block.end))
                over = block.section
            known = self.headings[section] = tuple(found)
        return known

    def top_of_section(self, section: int | None) -> tuple[str, ...]:
        """The two treatments that a section names most."""
        known = self.tops.get(section)
        if known is None:
            counts = self.sections.get(section)
            known = self.tops[section] = tuple(name for name, _ in counts.most_common(2)) if counts else ()
        return known

    def weight_of(self, mention: TreatmentMention) -> float:
        """What the words around a mention say for a treatment, in log odds."""
        known = self.weighed_mentions.get(mention.start)
        if known is None:
            known = sum(weigh_context(self.lowered, mention.start, mention.end))
            self.weighed_mentions[mention.start] = known
        return known

    def evidence_of(self, entity: str) -> tuple[float, float]:
        """Mean and maximum, over the first mentions of a treatment, of what the words around them say for one."""
        known = self.weighed.get(entity)
        if known is None:
            mentions = self.by_entity[entity][:_WEIGHED]
            values = [self.weight_of(mention) for mention in mentions]
            known = self.weighed[entity] = (sum(values) / len(values), max(values))
        return known

    def kin_of(self, entity: str) -> tuple[str, ...]:
        """The treatments whose names are parts of this one's or the other way round: "oxygen" and "home oxygen"."""
        known = self.kin.get(entity)
        if known is None:
            if not self.name_words:
                self.name_words = {other: words_of(mentions[0]) for other, mentions in self.by_entity.items()}
            own = self.name_words[entity]
            known = self.kin[entity] = tuple(
                [other for other, words in self.name_words.items() if words < own or own < words]
            )
        return known

    def is_measured(self, mention: TreatmentMention) -> bool:
        """Whether the words beside a mention say that the treatment is what is counted."""
        known = self.measured.get(mention.start)
        if known is None:
            known = self.measured[mention.start] = is_measured(self.lowered, mention.start, mention.end)
        return known

    def measured_share(self, entity: str) -> float:
        """The share of a treatment's first mentions that are what is counted ("opioid use"), from 0 to 1."""
        known = self.measured_shares.get(entity)
        if known is None:
            mentions = self.by_entity[entity][:_WEIGHED]
            known = self.measured_shares[entity] = sum(map(self.is_measured, mentions)) / len(mentions)
        return known

    def is_stopped(self, mention: TreatmentMention) -> bool:
        """Whether the words beside a mention say that people came off the treatment."""
        known = self.stopped.get(mention.start)
        if known is None:
            known = self.stopped[mention.start] = is_stopped(self.lowered, mention.start, mention.end)
        return known

    def first_of_block(self, index: int | None) -> TreatmentMention | None:
        """The treatment that a block opens with ("Steroids. Prednisolone …"), or None."""
        if index is None:
            return None
        start = self.layout.blocks[index].text_start
        found = self.mentions_between(start, start + _OPENING)
        return found[0] if found else None

    def last_before(self, entity: str, offset: int) -> TreatmentMention | None:
        """The last mention of a treatment before the offset, or its first one after it."""
        mentions = self.by_entity.get(entity)
        if not mentions:
            return None
        return mentions[max(0, bisect_left(self.starts_of[entity], offset) - 1)]


def entity_of(mention: TreatmentMention) -> str:
    return mention.concept or mention.name.lower()


@lru_cache(maxsize=10_000)
def _split(name: str) -> frozenset[str]:
    return frozenset(singular(word) for word in WORD.findall(name.lower()))


def words_of(mention: TreatmentMention) -> frozenset[str]:
    """The words of a mention's name, in lowercase and singular."""
    return _split(mention.name)


def find_context(
    text: str, layout: Layout, mentions: tuple[TreatmentMention, ...], claims: tuple[Claim, ...]
) -> Context:
    """The context of an article for its claims; linear in its length."""
    lowered = lower_text(layout.masked)
    phrases = Phrases(article_words(layout.masked), lowered)
    context = Context(text, layout, lowered, phrases, mentions, starts=tuple(mention.start for mention in mentions))
    bounds = sorted((claim.quantity.start, claim.quantity.end) for claim in claims)
    context.claim_starts = tuple(start for start, _ in bounds)
    context.claim_ends = tuple(end for _, end in bounds)
    context.claim_indexes = {(claim.quantity.start, claim.quantity.end): index for index, claim in enumerate(claims)}
    by_sentence: dict[int, list[TreatmentMention]] = defaultdict(list)
    by_block: dict[int | None, list[str]] = defaultdict(list)
    by_section: dict[int | None, list[str]] = defaultdict(list)
    for mention in mentions:
        entity = entity_of(mention)
        sentence, block = layout.sentence_index_at(mention.start), layout.block_index_at(mention.start)
        if sentence is not None:
            by_sentence[sentence].append(mention)
        by_block[block].append(entity)
        by_section[context.section_of_block(block)].append(entity)
        context.by_entity[entity].append(mention)
        context.starts_of[entity].append(mention.start)
    context.article = Counter({entity: len(found) for entity, found in context.by_entity.items()})
    context.blocks = {block: Counter(entities) for block, entities in by_block.items()}
    context.sections = {section: Counter(entities) for section, entities in by_section.items()}
    context.top = tuple(name for name, _ in context.article.most_common(_TOP))
    context.by_sentence = {index: tuple(found) for index, found in by_sentence.items()}
    context.in_title = _title_mentions(context)
    context.title_entities = frozenset(entity_of(mention) for mention in context.in_title)
    context.words = sum(1 + text.count(" ", s.start, s.end) for s in layout.sentences)
    context.arms = _arms_of(context)
    context.none = weigh_none(layout.masked, claims)
    context.none_of_article = max(-1.5, min(1.5, math.fsum(context.none) / max(1, len(claims)) / 3))
    none_by_block: dict[int | None, list[float]] = defaultdict(list)
    for claim, value in zip(claims, context.none, strict=True):
        none_by_block[layout.block_index_at(claim.quantity.start)].append(value)
    context.none_of_block = {block: sum(values) / len(values) for block, values in none_by_block.items()}
    context.prose_start = next((block.start for block in layout.blocks if _is_prose(block)), 0)
    return context


def _is_prose(block: Block) -> bool:
    """Whether it is a paragraph of the article rather than a title, which a plain text does not tell from one."""
    return block.kind == "paragraph" and block.end - block.start >= _PARAGRAPH


def _arms_of(context: Context) -> tuple[str, ...]:
    """The two treatments that the article compares, its own before the comparator; empty where it compares none."""
    masked = context.layout.masked
    named: Counter[str] = Counter()
    comparators: set[str] = set()
    for mention in context.mentions:
        after = _ARM_AFTER.match(masked, mention.end)
        if after or _ARM_BEFORE.search(context.lowered, max(0, mention.start - 40), mention.start):
            named[entity_of(mention)] += 1
        if mention.role == "comparator":
            comparators.add(entity_of(mention))
    order = [name for name, _ in named.most_common()]
    control = [name for name in order if name in comparators or name.split()[0] in _CONTROLS]
    experimental = [name for name in order if name not in control]
    if control:
        most = next((name for name, _ in context.article.most_common() if name not in comparators), None)
        first = experimental[0] if experimental else most
        return _in_stated_order(context, first, control[0]) if first else ()
    pair = [name for name in experimental if named[name] > 1][:2]
    pair.sort(key=lambda name: context.by_entity[name][0].start)
    return _in_stated_order(context, *pair) if len(pair) > 1 else ()


def _in_stated_order(context: Context, first: str, second: str) -> tuple[str, str]:
    """The two arms in the order in which the article mostly names them side by side: that of its unlabelled numbers."""
    votes = 0
    names = [(entity_of(mention), mention) for mention in context.mentions]
    pairs = [(name, mention) for name, mention in names if name in (first, second)]
    for (name, mention), (other, following) in itertools.pairwise(pairs):
        if name != other and following.start - mention.end <= _SIDE_BY_SIDE:
            votes += 1 if (name == first) != opens_contrast(context.lowered, mention.start) else -1
    return (second, first) if votes < 0 else (first, second)


def _title_mentions(context: Context) -> tuple[TreatmentMention, ...]:
    """The treatments in the title: the first block, whatever its format marks it as."""
    for block in context.layout.blocks:
        if block.kind not in ("front_matter", "furniture"):
            return context.mentions_between(block.start, block.end)
    return ()
