"""Finds sentences that name a source in words (journal, date, author, title) and the entry they mean."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from rapidfuzz import fuzz

from claimsift.lexicon import load_table
from claimsift.records import Reference
from claimsift.stages.link_citations.discourse import Discourse
from claimsift.stages.link_citations.read_sources import (
    SMALL_WORDS,
    START,
    WORD,
    NamedSource,
    clues_of,
    first_word,
    is_hinted,
    needed_words,
    read_source,
)

_CAPITAL = re.compile(r"[A-Z\u00c0-\u058f\u1e00-\u1fff][^\W\d_]{0,3}")  # as long as `START`
_YEAR = re.compile(r"(?:19|20)\d\d\b(?<!\w....)")  # found faster than with its first edge in front
_COMPANY = re.compile(
    r"(?:['’]s)?,? (?:and (?:(?:his|her|their) )?(?:\w+ )?(?:colleagues|co-?workers|co-?authors|team|group|others)"
    r"|et al)\b"
)
_GIVEN_NAME = re.compile(r"(?<!\w)([A-Z][a-zà-þ]+)(?: [A-Z]\.?)? \Z")
_LONGEST_GIVEN = 24
_HYPHENS = frozenset("-‐‑–")
_ALIASES: dict[str, str] = load_table("citation_words")["journal_aliases"]
_MIN_SCORE = 3.0
_MARGIN = 0.75  # by how much the best entry must beat the second: decline rather than guess


@dataclass(frozen=True, slots=True)
class NarrativeMatch:
    """An entry that a sentence names in words: where, how surely, and by what."""

    reference_id: str
    start: int
    end: int
    sentence: int
    score: float
    matched: tuple[str, ...]


def match_narratives(discourse: Discourse, references: tuple[Reference, ...]) -> list[NarrativeMatch]:
    """The narrative mentions of the list's entries, at most one a sentence; none where two entries fit alike."""
    sources = [source for reference in references if (source := read_source(reference))]
    if not sources:
        return []
    shared = _common_words(sources)
    counts = Counter(source.journal for source in sources)
    sources = [
        replace(source, title=source.title - shared, only_of_journal=counts[source.journal] == 1) for source in sources
    ]
    starters: dict[str, list[NamedSource]] = defaultdict(list)
    for source in sources:
        first = (first_word(source.journal), source.family.lower(), first_word(source.organisation))
        title = source.named_title.partition(" ")[0]
        for head in {w[:START] for w in (*first, source.acronym.lower(), title) if w}:
            starters[head].append(source)
    found: list[NarrativeMatch] = []
    clues = {source.reference_id: clues_of(source) for source in sources}
    for index, capitals in _find_names(discourse, frozenset(starters)):
        if discourse.block(discourse.sentences[index].block).kind == "heading":
            continue
        near = sorted({word[:size] for word in capitals for size in range(1, START + 1)})
        candidates = {s.reference_id: s for start in near for s in starters.get(start, ())}
        text = discourse.sentence_text(index).lower()
        if _ALIASES.keys().isdisjoint(map(str.upper, capitals)):
            candidates = {key: s for key, s in candidates.items() if is_hinted(clues[key], text)}
        if not candidates:
            continue
        spoken = _listen(discourse, index)
        named = [item for source in candidates.values() if (item := _score(source, spoken)).score]
        if not named:
            continue
        subject = _subject_words(discourse, index)
        scored = sorted((_add_title(item, subject) for item in named), key=lambda item: -item.score)
        best = scored[0]
        if "author" not in best.matched and not discourse.has("presents", index):
            continue
        if best.score < _MIN_SCORE or (len(scored) > 1 and best.score - scored[1].score < _MARGIN):
            continue
        base = discourse.sentences[index].start
        start, end = base + best.span[0], base + best.span[1]
        found.append(NarrativeMatch(best.source.reference_id, start, end, index, best.score, best.matched))
    return found


def _find_names(discourse: Discourse, starts: frozenset[str]) -> Iterator[tuple[int, set[str]]]:
    """The sentences with a capital that may open a name, with how their capitals go on in small letters."""
    opens: dict[str, bool] = dict.fromkeys(_ALIASES, True)
    for index, sentence in enumerate(discourse.sentences):
        capitals = _CAPITAL.findall(discourse.layout.masked, sentence.start, sentence.end)
        for start in capitals:
            if start not in opens:
                lowered = start.lower()
                opens[start] = not starts.isdisjoint([lowered[:size] for size in range(1, START + 1)])
        if any(map(opens.__getitem__, capitals)):
            told = {word[:START] for start in capitals if start in _ALIASES for word in _ALIASES[start].split()}
            yield index, told.union(map(str.lower, capitals))


def _common_words(sources: list[NamedSource]) -> frozenset[str]:
    """Title words that every third entry has say nothing about which is meant."""
    counts: dict[str, int] = defaultdict(int)
    for source in sources:
        for word in source.title:
            counts[word] += 1
    return frozenset(word for word, count in counts.items() if count > max(2, len(sources) / 3))


_Words = list[tuple[str, str, int, int]]


@dataclass
class _Spoken:
    """A sentence as it is matched with each entry; `names` remembers where it names what.

    `openings` tells where among the `big` words one starts with a letter, `places` where each word, as it is written,
    stands first.
    """

    raw: str
    words: _Words
    big: _Words
    openings: dict[str, list[int]]
    places: dict[str, tuple[int, int]]
    plain: str
    names: dict[tuple[str, ...], tuple[int, int] | None] = field(default_factory=dict)

    def find(self, name: tuple[str, ...]) -> tuple[int, int] | None:
        if name not in self.names:
            self.names[name] = _find_journal(name, self)
        return self.names[name]


def _listen(discourse: Discourse, index: int) -> _Spoken:
    """A sentence of a discourse, ready to be matched."""
    raw = discourse.sentence_text(index)
    words: _Words = []
    for match in WORD.finditer(raw):
        written = match[0]
        start, end = match.span()
        if written in _ALIASES:
            words += [(word, written, start, end) for word in _ALIASES[written].split()]
        else:
            words.append((written.lower(), written, start, end))
    big = [word for word in words if word[0] not in SMALL_WORDS]
    openings: dict[str, list[int]] = defaultdict(list)
    for at, word in enumerate(big):
        openings[word[0][0]].append(at)
    places = {written: (start, end) for _, written, start, end in reversed(words)}
    return _Spoken(raw, words, big, openings, places, " ".join([word[0] for word in words]))


def _subject_words(discourse: Discourse, index: int) -> frozenset[str]:
    """The content words, and their stems, of a sentence and the two after it, where the subject is often told."""
    following = range(index, min(index + 3, len(discourse.sentences)))
    nearby = frozenset().union(*(discourse.words(i) for i in following))
    return nearby | {word[:6] for word in nearby if len(word) > 5}


class _Fit(NamedTuple):
    """How well a sentence names a source, where, and by what."""

    score: float
    source: NamedSource
    span: tuple[int, int]
    matched: tuple[str, ...]


def _score(source: NamedSource, spoken: _Spoken) -> _Fit:
    """The fit by name and date: journal 2, author 2, year 1, month 1.

    A journal that only one entry has, and an author "and colleagues", say nearly as much as a year.
    """
    score, span = 0.0, (0, 0)
    matched: list[str] = []
    journal = spoken.find(source.journal)
    if journal:
        score += 2.0 + 0.2 * min(len(source.journal), 4) + (0.8 if source.only_of_journal else 0.0)
        span, matched = journal, [*matched, "journal"]
    if source.named_title and source.named_title in spoken.plain:
        score, matched = score + _MIN_SCORE, [*matched, "title"]
        at = spoken.plain[: spoken.plain.index(source.named_title)].count(" ")
        span = span if journal else (spoken.words[at][2], spoken.words[at + source.named_title.count(" ")][3])
    author, weight = _find_author(source, spoken)
    if author:
        score += weight
        span, matched = span if matched else author, [*matched, "author"]
    if not matched:
        return _Fit(0.0, source, span, ())
    years = _YEAR.findall(spoken.raw)
    if source.year in years:
        score += 1.0
        matched = [*matched, "year"]
        month = rf"\b{source.month[:3]}[a-z]*\.?\s+(?:\d+,?\s+)?{source.year}"
        if source.month and re.search(month, spoken.raw, re.IGNORECASE):
            score += 1.0
            matched = [*matched, "month"]
    elif years and source.year and min(abs(int(source.year) - int(y)) for y in years) > 1:
        score -= 1.5
    return _Fit(score, source, span, tuple(matched))


def _add_title(fit: _Fit, subject: frozenset[str]) -> _Fit:
    """The fit with up to 2 for the title's words that are told."""
    title = fit.source.title
    overlap = sum(word in subject or (len(word) > 5 and word[:6] in subject) for word in title)
    if not overlap:
        return fit
    return fit._replace(score=fit.score + min(2.0, 3.0 * overlap / len(title)), matched=(*fit.matched, "title"))


def _find_author(source: NamedSource, spoken: _Spoken) -> tuple[tuple[int, int] | None, float]:
    """Where a sentence names the first author or the organisation, and what that is worth."""
    family = source.family.split()[-1] if source.family else ""
    person = _find_family(family, spoken) if len(family) > 3 else None
    if person:
        second = source.second.split()[-1] if source.second else ""
        company = _COMPANY.match(spoken.raw, person[1])
        joined = len(second) > 2 and second in spoken.places
        opens = spoken.raw[max(0, person[0] - 1) : person[0]] == "("  # "in the larger trial (Weir, in the table)"
        called = _GIVEN_NAME.search(spoken.raw, max(0, person[0] - _LONGEST_GIVEN), person[0])
        # "Claire Thibodeaux" is "Thibodeaux C"
        full = called is not None and source.initial != "" and called[1].startswith(source.initial)
        return person, 3.0 if company or joined or opens or full else 2.0
    named = spoken.find(source.organisation) if len(source.organisation) > 1 else None
    if named is None and source.acronym:
        named = spoken.places.get(source.acronym)
    return named, 3.0


def _find_family(family: str, spoken: _Spoken) -> tuple[int, int] | None:
    """Where a sentence has a family name; that of a double name stands in two words.

    A part of another double name ("Kellgren-Lawrence grade") is none.
    """
    parts = WORD.findall(family)
    if len(parts) < 2:
        place = spoken.places.get(family)
        hyphens = place and (spoken.raw[max(0, place[0] - 1) : place[0]] + spoken.raw[place[1] : place[1] + 1])
        return None if hyphens and not _HYPHENS.isdisjoint(hyphens) else place
    at = spoken.raw.find(family) if parts[0] in spoken.places else -1
    return (at, at + len(family)) if at >= 0 else None


def _find_journal(journal: tuple[str, ...], spoken: _Spoken) -> tuple[int, int] | None:
    """Where a sentence names a journal, in full or with the name that the list abbreviates."""
    if not journal:
        return None
    needed = journal[: needed_words(journal)]
    for at in spoken.openings.get(needed[0][0], ()):
        window = spoken.big[at : at + len(needed)]
        if len(window) < len(needed) or not all(
            _same_word(short, word[0]) for short, word in zip(needed, window, strict=True)
        ):
            continue
        capitals = sum(word[1][0].isupper() for word in window)
        # One common word ("pain", "spine") is a journal only where it is written as a name after "journal", "in", "of".
        if len(journal) == 1 and not (capitals and _named_before(spoken.words, window[0])):
            continue
        if capitals or len(journal) > 2:
            return window[0][2], window[-1][3]
    return None


def _same_word(short: str, word: str) -> bool:
    if short == word:
        return True
    if len(short) < len(word):
        return word == "journal" if short == "j" else word.startswith(short)
    return len(word) > 5 and fuzz.ratio(short, word) > 88


def _named_before(words: _Words, word: tuple[str, str, int, int]) -> bool:
    at = words.index(word)
    return any(
        before[0] in ("journal", "in", "of", "publication", "magazine", "the") for before in words[max(0, at - 2) : at]
    )
