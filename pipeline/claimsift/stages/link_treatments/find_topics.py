"""Finds what an article is about having done: the phrases that it names and repeats as its treatment.

A vocabulary does not hold "the course", "the spread" or "home oxygen"; an article that reports on them says them in its
title and headings, again and again, and beside words of giving and having.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from claimsift.lexicon import TreatmentLexicon, load_table, load_treatments
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
_ONCE = 1.5  # log odds of the words around a phrase that stands once
# Words that end the name of a condition, a sign or a person rather than of a treatment.
_DISEASE = re.compile(
    r"(?:itis|osis|oses|emia|oma|omas|pathy|uria|algia|trophy|plegia|ism|syndrome|disease|cancer|pain|ache|disorder|"
    r"infection|tumou?r|fever|larvae?|virus|victim|survivor|patient|score|scale|symptom)\Z"
)
_HYPHENS = frozenset("-‑–")


@dataclass(slots=True)
class _Phrase:
    """What is known of one phrase: how often it stands where, and the log odds of the words around it."""

    words: tuple[str, ...]
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


def find_topics(layout: Layout, *, weights: Mapping[str, float] | None = None) -> dict[tuple[str, ...], float]:
    """The phrases (words in lowercase, singular at the end) that are the article's treatments, with their probability.

    `weights` are those of the features; the default are the packaged ones.
    """
    table = load_table("treatment_topic_weights")
    weights = weights if weights is not None else table["weights"]
    scored = {
        words: 1 / (1 + math.exp(-sum(weights.get(name, 0.0) * value for name, value in features.items())))
        for words, features in topic_features(layout).items()
    }
    return choose_topics(scored, table["threshold"])


def choose_topics(scored: Mapping[tuple[str, ...], float], threshold: float) -> dict[tuple[str, ...], float]:
    """The likeliest phrases of an article, the likeliest first."""
    likely = sorted((item for item in scored.items() if item[1] >= threshold), key=lambda item: (-item[1], item))
    return dict(likely[:_MOST_TOPICS])


def topic_features(layout: Layout) -> dict[tuple[str, ...], dict[str, float]]:
    """The features of every phrase that could be a topic; training and finding read the same."""
    phrases = _count_phrases(layout)
    if not phrases:
        return {}
    top = max(phrase.count for phrase in phrases.values())
    lexicon = load_treatments()
    longest: dict[tuple[str, ...], int] = {}
    for phrase in phrases.values():
        for part in (phrase.words[1:], phrase.words[:-1]):
            longest[part] = max(phrase.count, longest.get(part, 0))
    return {
        phrase.words: _features(phrase, longest.get(phrase.words, 0), top)
        for phrase in phrases.values()
        if _is_prominent(phrase) and _is_unknown(phrase, lexicon)
    }


def _is_prominent(phrase: _Phrase) -> bool:
    """Whether it stands twice, or once in a heading or beside words that show a treatment."""
    if phrase.count > 1 or phrase.headings or phrase.title:
        return True
    return phrase.before[0] + phrase.after[0] > _ONCE


def _is_unknown(phrase: _Phrase, lexicon: TreatmentLexicon) -> bool:
    """Whether the vocabulary does not find the phrase anyway, by all of its words or by the last ones."""
    for start in range(len(phrase.words)):
        entry = lexicon.find(list(phrase.words[start:]))
        if (entry and not entry.weak) or phrase.words[start] in lexicon.specific_heads:
            return False
    return True


def _count_phrases(layout: Layout) -> dict[tuple[str, ...], _Phrase]:
    """Phrases of one to three words, with what stands around them."""
    found: dict[tuple[str, ...], _Phrase] = {}
    table = load_table("treatments")
    stop = frozenset(table["not_topics"]["words"])
    sides = tuple(frozenset(table["topics"][side]) for side in ("given", "tied", "acts"))
    titles = _title_blocks(layout.blocks)
    for index, block in enumerate(layout.blocks):
        if block.kind in _PROSE:
            pieces = PIECE.findall(layout.masked[block.text_start : block.end].lower())
            _count_block(found, pieces, stop, sides, (index, block.kind == "heading", index in titles))
    return found


def _count_block(
    found: dict[tuple[str, ...], _Phrase],
    pieces: list[str],
    stop: frozenset[str],
    sides: tuple[frozenset[str], ...],
    place: tuple[int, bool, bool],
) -> None:
    given, tied, acts = sides
    block, is_heading, is_title = place
    size = len(pieces)
    content = [piece[0].isalpha() and len(piece) > 1 and piece not in stop and piece[-2:] != "ly" for piece in pieces]
    keys = [EDGE_BEFORE, EDGE_BEFORE, *map(before_key, pieces), EDGE_AFTER, EDGE_AFTER]
    after = [weigh_after(keys[end + 3], keys[end + 4]) if content[end] else 0.0 for end in range(size)]
    for start in range(size):
        if not content[start]:
            continue
        last = start - 1
        while last >= 0 and pieces[last] in DETERMINERS:
            last -= 1
        nearest, opens = keys[last + 2], start == 0 or not content[start - 1]
        before = weigh_before(nearest, keys[last + 1])
        end = start
        words: list[str] = []
        while end < size and len(words) < _LONGEST:
            if content[end]:
                words.append(pieces[end])
                key = (*words[:-1], singular(words[-1]))
                phrase = found.get(key)
                if phrase is None:
                    phrase = found[key] = _Phrase(key)
                phrase.count += 1
                phrase.given += nearest in given
                phrase.tied += nearest in tied
                phrase.acts += keys[end + 3] in acts
                phrase.headings += is_heading
                phrase.title += is_title
                phrase.opens += opens
                phrase.closes += not (end + 1 < size and content[end + 1])
                phrase.blocks.add(block)
                phrase.before.append(before)
                phrase.after.append(after[end])
            elif pieces[end] not in _HYPHENS:
                break
            end += 1


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
        "disease": float(bool(_DISEASE.search(last))),
        "disease_before": float(any(_DISEASE.search(word) for word in phrase.words[:-1])),
    }


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
