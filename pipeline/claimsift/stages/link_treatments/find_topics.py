"""Finds what an article is about having done: the phrases that it names and repeats as its treatment.

A vocabulary does not hold "the course", "the spread" or "home oxygen"; an article that reports on them says them in its
title and headings, again and again, and beside words of giving and having.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import NamedTuple

from claimsift.lexicon import TreatmentLexicon, load_table, load_treatments
from claimsift.lexicon.conditions import is_condition
from claimsift.lexicon.treatments import singular
from claimsift.records import Block, Layout
from claimsift.stages.link_treatments.read_contexts import (
    DETERMINERS,
    EDGE_AFTER,
    EDGE_BEFORE,
    PIECE,
    before_key,
    weigh_after,
    weigh_before,
)

_PROSE = frozenset({"heading", "paragraph", "list_item", "caption"})
_MOST_TOPICS = 6
_LONGEST = 3  # words
_SUBTITLE = 1  # the block after the title, which one format marks as a heading and another does not
# Words that end the name of a condition, a sign or a person rather than of a treatment.
_DISEASE = re.compile(
    r"(?:itis|osis|oses|emia|oma|omas|pathy|uria|algia|trophy|plegia|ism|syndrome|disease|cancer|pain|ache|disorder|"
    r"infection|tumou?r|fever|larvae?|virus|victim|survivor|patient|score|scale|symptom)\Z"
)
_HYPHENS = frozenset("-‑–")


Words = tuple[str, ...]


@dataclass(slots=True)
class _Pieces:
    """The words and signs of a block, and which of them may stand in the name of a treatment.

    `ends` holds the singular of each word that may end such a name, else "".
    """

    pieces: list[str]
    content: list[bool]
    ends: list[str]
    heading: bool
    title: bool
    sides: _Sides
    befores: dict[int, _Before] = field(default_factory=dict)
    afters: dict[int, _After] = field(default_factory=dict)

    def last_before(self, start: int) -> int:
        """Where the last word before a phrase stands, articles left out; -1 where there is none."""
        last = start - 1
        while last >= 0 and self.pieces[last] in DETERMINERS:
            last -= 1
        return last

    def is_given(self, start: int, end: int) -> bool:
        """Whether a word of giving stands before a phrase, or one of effects after it."""
        pieces, last = self.pieces, self.last_before(start)
        if last >= 0 and pieces[last] in self.sides.given:
            return True
        return end + 1 < len(pieces) and pieces[end + 1] in self.sides.acts

    def before(self, start: int) -> _Before:
        """What the word before a phrase says of it, articles left out, and the one before that."""
        known = self.befores.get(start)
        if known is None:
            pieces, last = self.pieces, self.last_before(start)
            nearest = before_key(pieces[last]) if last >= 0 else EDGE_BEFORE
            farther = before_key(pieces[last - 1]) if last >= 1 else EDGE_BEFORE
            opens = start == 0 or not self.content[start - 1]
            known = self.befores[start] = _Before(
                nearest in self.sides.given, nearest in self.sides.tied, opens, weigh_before(nearest, farther)
            )
        return known

    def after(self, end: int) -> _After:
        """What the two words after a phrase that ends with the word `end` say of it."""
        known = self.afters.get(end)
        if known is None:
            pieces = self.pieces
            nearest = before_key(pieces[end + 1]) if end + 1 < len(pieces) else EDGE_AFTER
            farther = before_key(pieces[end + 2]) if end + 2 < len(pieces) else EDGE_AFTER
            closes = not (end + 1 < len(pieces) and self.content[end + 1])
            known = self.afters[end] = _After(nearest in self.sides.acts, closes, weigh_after(nearest, farther))
        return known


class _Before(NamedTuple):
    """Whether the word before a phrase is one of giving or of having, whether the phrase opens there; its log odds."""

    given: bool
    tied: bool
    opens: bool
    odds: float


class _After(NamedTuple):
    """Whether the word after a phrase says that it acts, whether the phrase closes there; its log odds."""

    acts: bool
    closes: bool
    odds: float


class _Sides(NamedTuple):
    """The words that stand beside treatments: of giving, of having, of effects."""

    given: frozenset[str]
    tied: frozenset[str]
    acts: frozenset[str]


@dataclass(slots=True)
class _Phrase:
    """What is known of one phrase: how often it stands where, and the log odds of the words around it."""

    words: Words
    count: int = 0
    given: int = 0
    tied: int = 0
    acts: int = 0
    headings: int = 0
    title: int = 0
    opens: int = 0
    closes: int = 0
    blocks: set[int] = field(default_factory=set)
    before: list[float] = field(default_factory=list)
    after: list[float] = field(default_factory=list)


# A phrase's places: block, first and last word.
_Places = list[tuple[int, int, int]]


def find_topics(layout: Layout, *, weights: Mapping[str, float] | None = None) -> dict[tuple[str, ...], float]:
    """The phrases (words in lowercase, singular at the end) that are the article's treatments, with their probability.

    `weights` are those of the features; the default are the packaged ones.
    """
    table = load_table("treatment_topic_weights")
    weights = weights if weights is not None else table["weights"]
    scored = {
        words: 1 / (1 + math.exp(-sum([weights[name] * value for name, value in features.items() if name in weights])))
        for words, features in topic_features(layout).items()
    }
    return choose_topics(scored, table["threshold"])


def choose_topics(scored: Mapping[tuple[str, ...], float], threshold: float) -> dict[tuple[str, ...], float]:
    """The likeliest phrases of an article, the likeliest first."""
    likely = sorted((item for item in scored.items() if item[1] >= threshold), key=lambda item: (-item[1], item))
    return dict(likely[:_MOST_TOPICS])


def topic_features(layout: Layout) -> dict[Words, dict[str, float]]:
    """The features of every phrase that could be a topic; training and finding read the same."""
    blocks = _read_blocks(layout)
    places = _find_phrases(blocks)
    if not places:
        return {}
    top = max(map(len, places.values()))
    longest: dict[Words, int] = {}
    for words, found in places.items():
        if len(words) > 1:
            for part in (words[1:], words[:-1]):
                if len(found) > longest.get(part, 0):
                    longest[part] = len(found)
    lexicon = load_treatments()
    return {
        words: _features(_phrase_of(words, found, blocks), longest.get(words, 0), top)
        for words, found in places.items()
        if _is_prominent(found, blocks) and _is_unknown(words, lexicon) and not is_condition(words)
    }


@cache
def _sides() -> _Sides:
    topics = load_table("treatments")["topics"]
    return _Sides(*(frozenset(topics[side]) for side in ("given", "tied", "acts")))


def _read_blocks(layout: Layout) -> list[_Pieces]:
    titles = _title_blocks(layout.blocks)
    sides = _sides()
    found = []
    for index, block in enumerate(layout.blocks):
        if block.kind in _PROSE:
            pieces = PIECE.findall(layout.masked[block.text_start : block.end].lower())
            kinds = [_kind_of(piece) for piece in pieces]
            content = [kind is not None for kind in kinds]
            ends = [kind or "" for kind in kinds]
            for hyphen in _HYPHENS.intersection(pieces):
                for at, piece in enumerate(pieces):
                    # A part of a hyphenated word is no phrase of its own: "low-grade pain" is not about "low".
                    if piece == hyphen and at:
                        ends[at - 1] = ""
            heading = block.kind == "heading" and index != _SUBTITLE
            found.append(_Pieces(pieces, content, ends, heading, index in titles, sides))
    return found


@lru_cache(maxsize=100_000)
def _kind_of(piece: str) -> str | None:
    """The singular of a word that may end a treatment's name, "" for one that may stand in it only; else None."""
    if len(piece) < 2 or not piece[0].isalpha() or piece.endswith("ly") or piece in _stop_words():
        return None
    return "" if piece in _no_ends() else singular(piece)


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(load_table("treatments")["not_topics"]["words"])


@cache
def _no_ends() -> frozenset[str]:
    """A name ends in no verb and no adjective ("anti-inflammatory", "oral")."""
    tags = load_table("word_tags")
    return frozenset(word for tag in ("verb", "adjective") for word in tags[tag].split() if not word.endswith("ing"))


def _find_phrases(blocks: list[_Pieces]) -> dict[Words, _Places]:
    """The phrases of one to three words, each with its places."""
    found: dict[Words, _Places] = defaultdict(list)
    for index, block in enumerate(blocks):
        pieces, content, ends = block.pieces, block.content, block.ends
        size = len(pieces)
        for start, opens in enumerate(content):
            # Nor is it about "grade pain".
            if not opens or (start and pieces[start - 1] in _HYPHENS):
                continue
            words: Words = ()
            for end in range(start, size):
                if content[end]:
                    if ends[end]:
                        found[(*words, ends[end])].append((index, start, end))
                    words = (*words, pieces[end])
                    if len(words) == _LONGEST:
                        break
                elif pieces[end] not in _HYPHENS:
                    break
    return found


def _is_prominent(places: _Places, blocks: list[_Pieces]) -> bool:
    """Whether it stands twice, or once in a heading or beside a word of giving or having."""
    if len(places) > 1:
        return True
    index, start, end = places[0]
    block = blocks[index]
    return block.heading or block.title or block.is_given(start, end)


def _is_unknown(words: Words, lexicon: TreatmentLexicon) -> bool:
    """Whether the vocabulary does not find the phrase anyway, by all of its words or by the last ones."""
    for start in range(len(words)):
        if words[start] in lexicon.specific_heads:
            return False
        if words[start] in lexicon.longest or start == len(words) - 1:
            entry = lexicon.find(list(words[start:]))
            if entry and not entry.weak:
                return False
    return True


def _phrase_of(words: Words, places: _Places, blocks: list[_Pieces]) -> _Phrase:
    phrase = _Phrase(words, len(places))
    for index, start, end in places:
        block = blocks[index]
        before, after = block.before(start), block.after(end)
        phrase.given += before.given
        phrase.tied += before.tied
        phrase.acts += after.acts
        phrase.headings += block.heading
        phrase.title += block.title
        phrase.opens += before.opens
        phrase.closes += after.closes
        phrase.blocks.add(index)
        phrase.before.append(before.odds)
        phrase.after.append(after.odds)
    return phrase


def _title_blocks(blocks: tuple[Block, ...]) -> frozenset[int]:
    """The first heading, or the first block of all."""
    first = next((index for index, block in enumerate(blocks) if block.kind in _PROSE), None)
    return frozenset() if first is None else frozenset({first})


def _features(phrase: _Phrase, longer: int, top: int) -> dict[str, float]:
    return _place_features(phrase, longer, top) | _word_features(phrase) | _context_features(phrase)


def _place_features(phrase: _Phrase, longer: int, top: int) -> dict[str, float]:
    count = phrase.count
    return {
        "bias": 1.0,
        "share": math.log1p(count) / math.log1p(top),
        "often": min(1.0, math.log1p(count) / 4),
        "once": float(count == 1),
        "spread": min(1.0, len(phrase.blocks) / 8),
        "title": float(phrase.title > 0),
        "headings": min(1.0, phrase.headings / 2),
        "part_of_longer": float(longer >= 0.7 * count),
    }


def _word_features(phrase: _Phrase) -> dict[str, float]:
    odds = load_table("treatment_words")["odds"]
    lexicon = load_treatments()
    values = [odds.get(singular(word), 0.0) for word in phrase.words]
    entry = lexicon.find(list(phrase.words))
    last = phrase.words[-1]
    return {
        "odds_last": values[-1] / 3,
        "odds_first": values[0] / 3 if len(values) > 1 else 0.0,
        "odds_mean": sum(values) / len(values) / 3,
        "unknown_last": float(values[-1] == 0.0),
        "words_1": float(len(values) == 1),
        "words_3": float(len(values) == 3),
        "weak": float(entry is not None and entry.weak),
        "head": float(last in lexicon.open_heads or last in lexicon.specific_heads),
        "ing": float(last.endswith("ing")),
        "disease": float(_is_disease(last)),
        "disease_before": float(any(_is_disease(word) for word in phrase.words[:-1])),
    }


@lru_cache(maxsize=50_000)
def _is_disease(word: str) -> bool:
    return bool(_DISEASE.search(word))


def _context_features(phrase: _Phrase) -> dict[str, float]:
    count = phrase.count
    both = [before + after for before, after in zip(phrase.before, phrase.after, strict=True)]
    return {
        "given": phrase.given / count,
        "given_often": min(1.0, phrase.given / 4),
        "tied": phrase.tied / count,
        "acts": phrase.acts / count,
        "acts_often": min(1.0, phrase.acts / 4),
        "opens": phrase.opens / count,
        "closes": phrase.closes / count,
        "before_mean": sum(phrase.before) / count / 2,
        "before_max": max(phrase.before) / 2,
        "before_min": min(phrase.before) / 2,
        "after_mean": sum(phrase.after) / count / 2,
        "after_max": max(phrase.after) / 2,
        "after_min": min(phrase.after) / 2,
        "both_max": max(both) / 3,
        "evidence": max(-1.0, min(1.0, sum(both) / 10)),
        "evidence_for": min(1.0, sum(value for value in both if value > 0) / 10),
    }
