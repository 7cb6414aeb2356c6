"""Finds what an article is about having done: the phrases that it names and repeats as its treatment.

A vocabulary does not hold "the course", "the spread" or "home oxygen"; an article that reports on them says them in its
title and headings, again and again, and beside words of giving and having.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from claimsift.lexicon import TreatmentLexicon, load_table, load_treatments
from claimsift.lexicon.treatments import singular
from claimsift.records import Block, Layout

_PROSE = frozenset({"heading", "paragraph", "list_item", "caption"})
_PIECE = re.compile(r"[^\W_]+|[^\w\s]|\n\s*\n")
_MOST_TOPICS = 6
_MOST_PHRASES = 400


@dataclass(slots=True)
class _Phrase:
    """What is known of one phrase: how often it stands where, and its surface forms."""

    words: tuple[str, ...]
    count: int = 0
    given: int = 0
    tied: int = 0
    acts: int = 0
    headings: int = 0
    title: int = 0
    blocks: set[int] = field(default_factory=set)


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
    likely = sorted(
        (item for item in scored.items() if item[1] >= table["threshold"]), key=lambda item: (-item[1], item)
    )
    return dict(likely[:_MOST_TOPICS])


def topic_features(layout: Layout) -> dict[tuple[str, ...], dict[str, float]]:
    """The features of every phrase that could be a topic; training and finding read the same."""
    phrases = _count_phrases(layout)
    if not phrases:
        return {}
    top = max(phrase.count for phrase in phrases.values())
    lexicon = load_treatments()
    unknown = [
        phrase for phrase in phrases.values() if _is_unknown(phrase, lexicon) and _could_be_given(phrase, lexicon)
    ]
    repeated = sorted(unknown, key=lambda phrase: (-_standing(phrase), phrase.words))[:_MOST_PHRASES]
    longest: dict[tuple[str, ...], int] = {}
    for phrase in phrases.values():
        for part in (phrase.words[1:], phrase.words[:-1]):
            longest[part] = max(phrase.count, longest.get(part, 0))
    return {phrase.words: _features(phrase, longest.get(phrase.words, 0), top) for phrase in repeated}


def _is_unknown(phrase: _Phrase, lexicon: TreatmentLexicon) -> bool:
    """Whether the vocabulary does not find the phrase anyway, by all of its words or by the last ones."""
    for start in range(len(phrase.words)):
        entry = lexicon.find(list(phrase.words[start:]))
        if (entry and not entry.weak) or phrase.words[start] in lexicon.specific_heads:
            return False
    return True


def _could_be_given(phrase: _Phrase, lexicon: TreatmentLexicon) -> bool:
    """Whether anything speaks for a treatment: its words, or that the article says that people were given it."""
    odds = load_table("treatment_words")["odds"]
    last = odds.get(singular(phrase.words[-1]), 0.0)
    entry = lexicon.find(list(phrase.words))
    if (entry and entry.weak) or last >= 1.0 or phrase.words[-1] in lexicon.open_heads:
        return True
    return phrase.given * 8 >= phrase.count or (phrase.acts * 5 >= phrase.count and last > -1.0)


def _standing(phrase: _Phrase) -> float:
    return phrase.count + 3 * phrase.headings + 5 * phrase.title + phrase.given


def _count_phrases(layout: Layout) -> dict[tuple[str, ...], _Phrase]:
    """Phrases of one to three words that stand at least twice, or once in a heading."""
    found: dict[tuple[str, ...], _Phrase] = {}
    table = load_table("treatments")
    stop = frozenset(table["not_topics"]["words"])
    given, tied, acts = (frozenset(table["topics"][side]) for side in ("given", "tied", "acts"))
    titles = _title_blocks(layout.blocks)
    for index, block in enumerate(layout.blocks):
        if block.kind not in _PROSE:
            continue
        pieces = [match[0].lower() for match in _PIECE.finditer(layout.masked, block.text_start, block.end)]
        for words, before, after in _phrases(pieces, stop):
            phrase = found.setdefault(words, _Phrase(words))
            phrase.count += 1
            phrase.given += before in given
            phrase.tied += before in tied
            phrase.acts += after in acts
            phrase.headings += block.kind == "heading"
            phrase.title += index in titles
            phrase.blocks.add(index)
    return {words: phrase for words, phrase in found.items() if phrase.count > 1 or phrase.headings or phrase.title}


def _title_blocks(blocks: tuple[Block, ...]) -> frozenset[int]:
    """The first heading, or the first block of all."""
    first = next((index for index, block in enumerate(blocks) if block.kind in _PROSE), None)
    return frozenset() if first is None else frozenset({first})


def _phrases(pieces: list[str], stop: frozenset[str]) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Each phrase with the word before it (articles and the like left out) and the word after it."""
    content = [piece[0].isalpha() and len(piece) > 1 and piece not in stop and piece[-2:] != "ly" for piece in pieces]
    for start, opens in enumerate(content):
        if not opens:
            continue
        before = ""
        for back in range(start - 1, max(-1, start - 4), -1):
            before = pieces[back]
            if before not in ("the", "a", "an", "their", "this", "more", "either", "our", "your", "his", "her"):
                break
        end = start
        words: list[str] = []
        while end < len(pieces) and len(words) < 3:
            if content[end]:
                words.append(pieces[end])
                after = pieces[end + 1] if end + 1 < len(pieces) else ""
                yield (*words[:-1], singular(words[-1])), before, after
            elif pieces[end] not in ("-", "‑", "–") or not words:
                break
            end += 1


def _features(phrase: _Phrase, longer: int, top: int) -> dict[str, float]:
    odds = load_table("treatment_words")["odds"]
    lexicon = load_treatments()
    values = [odds.get(singular(word), 0.0) for word in phrase.words]
    entry = lexicon.find(list(phrase.words))
    count = max(1, phrase.count)
    return {
        "bias": 1.0,
        "share": math.log1p(phrase.count) / math.log1p(top),
        "often": min(1.0, math.log1p(phrase.count) / 4),
        "spread": min(1.0, len(phrase.blocks) / 8),
        "title": float(phrase.title > 0),
        "headings": min(1.0, phrase.headings / 2),
        "given": phrase.given / count,
        "given_often": min(1.0, phrase.given / 4),
        "tied": phrase.tied / count,
        "acts": phrase.acts / count,
        "acts_often": min(1.0, phrase.acts / 4),
        "odds_last": values[-1] / 3,
        "odds_first": values[0] / 3 if len(values) > 1 else 0.0,
        "odds_mean": sum(values) / len(values) / 3,
        "unknown_last": float(values[-1] == 0.0),
        "words_1": float(len(values) == 1),
        "words_3": float(len(values) == 3),
        "weak": float(entry is not None and entry.weak),
        "comparator": float(entry is not None and entry.role == "comparator"),
        "head": float(phrase.words[-1] in lexicon.open_heads or phrase.words[-1] in lexicon.specific_heads),
        "ing": float(phrase.words[-1].endswith("ing")),
        "part_of_longer": float(longer >= 0.7 * phrase.count),
    }
