"""Finds what an article is about having done: the phrases that it names and repeats as its treatment.

A vocabulary does not hold "the course", "the spread" or "home oxygen"; an article that reports on them says them in its
title and headings, again and again, and beside words of giving and having.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from operator import add, mul
from typing import NamedTuple

from claimsift.lexicon import load_table, load_treatments
from claimsift.lexicon.conditions import is_condition
from claimsift.lexicon.treatments import singular
from claimsift.records import Layout
from claimsift.stages.link_treatments.read_pieces import HYPHENS, Pieces, read_blocks

_MOST_TOPICS = 6
# Words that end the name of a condition, a sign or a person rather than of a treatment.
_DISEASE = re.compile(
    r"(?:itis|osis|oses|emia|oma|omas|pathy|uria|algia|trophy|plegia|ism|syndrome|disease|cancer|pain|ache|disorder|"
    r"infection|tumou?r|fever|larvae?|virus|victim|survivor|patient|score|scale|symptom)\Z"
)


# What is known of a phrase, in the order in which it is weighed.
FEATURES = (
    *("bias", "share", "often", "once", "spread", "title", "headings", "part_of_longer"),
    *("odds_last", "odds_first", "odds_mean", "unknown_last", "words_1", "words_3"),
    *("weak", "head", "ing", "disease", "disease_before"),
    *("given", "given_often", "tied", "acts", "acts_often", "opens", "closes"),
    *("before_mean", "before_max", "before_min", "after_mean", "after_max", "after_min"),
    *("both_max", "evidence", "evidence_for"),
)

Words = tuple[str, ...]
Values = tuple[float, ...]
# A phrase's places: block, first and last word.
_Places = list[tuple[int, int, int]]


def find_topics(layout: Layout, *, weights: Mapping[str, float] | None = None) -> dict[tuple[str, ...], float]:
    """The phrases (words in lowercase, singular at the end) that are the article's treatments, with their probability.

    `weights` are those of the features; the default are the packaged ones.
    """
    table = load_table("treatment_topic_weights")
    weights = weights if weights is not None else table["weights"]
    weighed = [weights.get(name, 0.0) for name in FEATURES]
    scored = {
        words: 1 / (1 + math.exp(-sum(map(mul, weighed, values)))) for words, values in topic_features(layout).items()
    }
    return choose_topics(scored, table["threshold"])


def choose_topics(scored: Mapping[tuple[str, ...], float], threshold: float) -> dict[tuple[str, ...], float]:
    """The likeliest phrases of an article, the likeliest first."""
    likely = sorted((item for item in scored.items() if item[1] >= threshold), key=lambda item: (-item[1], item))
    return dict(likely[:_MOST_TOPICS])


def topic_features(layout: Layout) -> dict[Words, Values]:
    """The features of every phrase that could be a topic; training and finding read the same."""
    blocks = read_blocks(layout)
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
    return {
        words: (
            *_place_features(found, blocks, longest.get(words, 0), top),
            *_word_features(words),
            *_context_features(found, blocks),
        )
        for words, found in places.items()
        if (len(found) > 1 or _is_prominent(found[0], blocks)) and _is_unknown(words) and not is_condition(words)
    }


def _find_phrases(blocks: list[Pieces]) -> dict[Words, _Places]:
    """The phrases of one to three words, each with its places."""
    found: dict[Words, _Places] = defaultdict(list)
    for index, block in enumerate(blocks):
        pieces, kinds = block.pieces, block.kinds
        # The words right before, as ways to open a phrase: where it starts, and its words so far.
        two: tuple[int, Words] | None = None
        one: tuple[int, Words] | None = None
        hyphenated = False
        for at, kind in enumerate(kinds):
            piece = pieces[at]
            if kind is None:
                hyphenated = piece in HYPHENS
                if not hyphenated:
                    one = two = None
                continue
            if kind:
                # Nor is it about "grade pain".
                if not hyphenated:
                    found[(kind,)].append((index, at, at))
                if one is not None:
                    found[(*one[1], kind)].append((index, one[0], at))
                if two is not None:
                    found[(*two[1], kind)].append((index, two[0], at))
            two = None if one is None else (one[0], (*one[1], piece))
            one = None if hyphenated else (at, (piece,))
            hyphenated = False
    return found


def _is_prominent(place: tuple[int, int, int], blocks: list[Pieces]) -> bool:
    """Whether what stands once does so in a heading or beside a word of giving or having."""
    index, start, end = place
    block = blocks[index]
    return block.heading or block.title or block.is_given(start, end)


def _is_unknown(words: Words) -> bool:
    """Whether the vocabulary does not find the phrase anyway, by all of its words or by the last ones."""
    lexicon = load_treatments()
    for start, word in enumerate(words[:-1]):
        if word in lexicon.specific_heads:
            return False
        if lexicon.opens_name(word, words[start + 1]):
            entry = lexicon.find(words[start:])
            if entry and not entry.weak:
                return False
    return not _is_named_alone(words[-1])


@lru_cache(maxsize=50_000)
def _is_named_alone(word: str) -> bool:
    lexicon = load_treatments()
    entry = lexicon.find((word,))
    return word in lexicon.specific_heads or (entry is not None and not entry.weak)


def _place_features(places: _Places, blocks: list[Pieces], longer: int, top: int) -> Values:
    count = len(places)
    within = {index for index, _, _ in places}
    headings = sum([blocks[index].heading for index, _, _ in places])
    often = math.log1p(count)
    return (
        1.0,
        often / math.log1p(top),
        min(1.0, often / 4),
        float(count == 1),
        min(1.0, len(within) / 8),
        float(max([blocks[index].title for index in within])),
        min(1.0, headings / 2),
        float(longer >= 0.7 * count),
    )


def _word_features(words: Words) -> Values:
    *others, last = map(_look_of, words)
    values = [look.odds for look in (*others, last)]
    return (
        values[-1] / 3,
        values[0] / 3 if others else 0.0,
        sum(values) / len(values) / 3,
        float(values[-1] == 0.0),
        float(not others),
        float(len(values) == 3),
        float(_is_weak(words) if others else last.weak),
        last.head,
        last.ing,
        last.disease,
        max([look.disease for look in others], default=0.0),
    )


class _Look(NamedTuple):
    """What the features look at in one word."""

    odds: float
    weak: bool
    head: float
    ing: float
    disease: float


@lru_cache(maxsize=50_000)
def _look_of(word: str) -> _Look:
    lexicon = load_treatments()
    return _Look(
        load_table("treatment_words")["odds"].get(singular(word), 0.0),
        _is_weak((word,)),
        float(word in lexicon.open_heads or word in lexicon.specific_heads),
        float(word.endswith("ing")),
        float(_DISEASE.search(word) is not None),
    )


def _is_weak(words: Words) -> bool:
    """Whether the vocabulary holds a phrase, but believes it only beside a word of giving."""
    entry = load_treatments().find(words)
    return entry is not None and entry.weak


def _context_features(places: _Places, blocks: list[Pieces]) -> Values:
    count = len(places)
    given, tied, opens, before = zip(*[blocks[index].before(start) for index, start, _ in places], strict=True)
    acts, closes, after = zip(*[blocks[index].after(end) for index, _, end in places], strict=True)
    times_given, times_acting = sum(given), sum(acts)
    both = list(map(add, before, after))
    return (
        times_given / count,
        min(1.0, times_given / 4),
        sum(tied) / count,
        times_acting / count,
        min(1.0, times_acting / 4),
        sum(opens) / count,
        sum(closes) / count,
        sum(before) / count / 2,
        max(before) / 2,
        min(before) / 2,
        sum(after) / count / 2,
        max(after) / 2,
        min(after) / 2,
        max(both) / 3,
        max(-1.0, min(1.0, sum(both) / 10)),
        min(1.0, sum([value for value in both if value > 0]) / 10),
    )
