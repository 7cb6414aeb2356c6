"""Finds words that name a treatment, source by source, and joins those that stand together."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress
from operator import or_
from typing import NamedTuple

from claimsift.lexicon import TreatmentLexicon, TreatmentName, load_treatments
from claimsift.lexicon.split_words import WORD, Words
from claimsift.lexicon.treatments import normal_form, singular
from claimsift.lexicon.word_memory import WordMemory
from claimsift.records import Role

_JOINERS = frozenset({" ", "-", "–", "‑", "'", "’", "\n", "/", "® "})
_MOST_MODIFIERS = 4
_LONGEST_NAME = 10  # words
_OF_COMPOUNDS = re.compile(r"[a-z]{3,}(?:ide|phate|fate|nate|rate|tate|late|ite|oside|ose|ium)")
_SURE_TOPIC, _POSSIBLE_TOPIC = 0.3, 0.08  # probabilities
_OF_THERAPIES = ("ation", "ition", "al", "ic", "ive")  # "remediation therapy", "dialectic therapy"


class Hit(NamedTuple):
    """Words `first` to `last` (both included) that name a treatment."""

    first: int
    last: int
    name: str
    concept_id: str | None
    role: Role
    source: str
    generic: bool = False
    long_form: tuple[str, ...] = ()
    sure: bool = False


@dataclass(frozen=True, slots=True)
class ArticleNames:
    """What an article itself says are names of treatments, with the words, in lowercase, that they may start with.

    `named` are its abbreviations, `spelled` their long forms by the first word, `cued` names with their source,
    `topics` phrases with their probability.
    """

    named: Mapping[str, Hit] = field(default_factory=dict)
    spelled: Mapping[str, Sequence[Hit]] = field(default_factory=dict)
    cued: Mapping[str, str] = field(default_factory=dict)
    topics: Mapping[tuple[str, ...], float] = field(default_factory=dict)
    cue_starts: frozenset[str] = frozenset()
    topic_starts: frozenset[str] = frozenset()
    starts: frozenset[str] = frozenset()


def collect_names(
    named: Mapping[str, Hit], cued: Mapping[str, str], topics: Mapping[tuple[str, ...], float]
) -> ArticleNames:
    """The names of an article, ordered for the search."""
    spelled: dict[str, list[Hit]] = {}
    for hit in named.values():
        if hit.long_form:
            spelled.setdefault(hit.long_form[0], []).append(hit)
    cue_starts = frozenset(match[0].lower() for name in cued if (match := WORD.search(name)))
    topic_starts = frozenset(words[0] for words in topics)
    starts = {name.lower() for name in named} | set(spelled) | cue_starts | topic_starts
    for words in topics:
        if len(words) == 1:
            starts.update((words[0] + "s", words[0][:-1] + "ies"))
    return ArticleNames(named, spelled, cued, topics, cue_starts, topic_starts, frozenset(starts))


def find_hits(words: Words, lexicon: TreatmentLexicon, names: ArticleNames) -> list[Hit]:
    """The words that name a treatment, from left to right."""
    hits: list[Hit] = []
    following = 0
    lowers, starts = words.lowers, names.starts
    parts, seconds_of = list(map(_PARTS.__getitem__, lowers)), lexicon.openings
    for index in list(compress(range(len(parts)), map(or_, parts, map(starts.__contains__, lowers)))):
        if index < following:
            continue
        if parts[index] == _START:
            # As `lexicon.opens_name`, which most of these words do not: this is asked for a third of all words.
            lower, second = lowers[index], lowers[index + 1] if index + 1 < len(lowers) else ""
            seconds = seconds_of.get(lower, ())
            opens = second in seconds or singular(second) in seconds
            if not opens and lower not in starts and singular(lower) not in names.topic_starts:
                continue
        found = _hit_at(words, index, lexicon, names)
        if found is not None:
            hits.append(found)
            following = found.last + 1
    return hits


def _hit_at(words: Words, index: int, lexicon: TreatmentLexicon, names: ArticleNames) -> Hit | None:
    """The treatment that a word starts, or ends as its head."""
    text, lower = words.texts[index], words.lowers[index]
    found = None
    if text in names.named:
        return names.named[text]._replace(first=index, last=index)
    if lower in names.spelled:
        found = _long_form_hit(words, index, names.spelled[lower])
    if found is None and lower in lexicon.longest:
        found = _vocabulary_hit(words, index, lexicon)
    if found is None and lower in names.cue_starts:
        found = _cued_hit(words, index, names.cued)
    if found is None:
        found = _head_hit(words, index, lexicon)
    if found is None and (lower in names.topic_starts or singular(lower) in names.topic_starts):
        found = _topic_hit(words, index, names.topics)
    return found


# What a word can be in the names of treatments: nothing, only the start of a longer one, all of one or its end.
_NOTHING, _START, _NAME = 0, 1, 2


def _part_of(lower: str) -> int:
    lexicon = load_treatments()
    one = singular(lower)
    if one in lexicon.specific_heads or one in lexicon.open_heads or (len(one) > 6 and one.endswith(lexicon.suffixes)):
        return _NAME
    if lower not in lexicon.longest:
        return _NOTHING
    return _NAME if lexicon.find([lower]) else _START


# Half of all words are nothing.
_PARTS: WordMemory[int] = WordMemory(_part_of)


def _long_form_hit(words: Words, index: int, spelled: Sequence[Hit]) -> Hit | None:
    """The long form of one of the article's abbreviations, where it stands itself."""
    for hit in spelled:
        last = index + len(hit.long_form) - 1
        if tuple(words.lowers[index : last + 1]) == hit.long_form:
            return hit._replace(first=index, last=last)
    return None


def _vocabulary_hit(words: Words, index: int, lexicon: TreatmentLexicon) -> Hit | None:
    for length in range(_longest_run(words, index, lexicon), 0, -1):
        entry = lexicon.find(words.lowers[index : index + length])
        if entry is None or not _case_fits(entry, words.texts[index : index + length]):
            continue
        last = index + length - 1
        if entry.weak and not _is_given(words, index, last, lexicon):
            continue
        generic = length == 1 and singular(words.lowers[index]) in lexicon.generic
        role: Role = "comparator" if entry.role == "comparator" else "intervention"
        whole = _last_of_compound(words, last, lexicon) if entry.group == "drug" or entry.weak else last
        if whole > last:
            return Hit(index, whole, tidy(words.phrase(index, whole)), None, role, "vocabulary", sure=True)
        return Hit(index, last, entry.name, entry.concept_id, role, "vocabulary", generic, sure=entry.sure)
    return None


def _longest_run(words: Words, index: int, lexicon: TreatmentLexicon) -> int:
    """How many of the words from one on could be one name of the vocabulary."""
    lowers, gaps = words.lowers, words.gaps
    size = min(lexicon.longest[lowers[index]], len(lowers) - index)
    run = 1
    while run < size and gaps[index + run] in _JOINERS:
        run += 1
    return run if run == 1 or lexicon.opens_name(lowers[index], lowers[index + 1]) else 1


def _last_of_compound(words: Words, last: int, lexicon: TreatmentLexicon) -> int:
    """Where the name of a compound ends that starts with a known name: "iron isomaltoside 1000", "zinc gluconate"."""
    lowers, gaps, size = words.lowers, words.gaps, len(words.lowers)
    end = last
    while end + 1 < size and end - last < 3 and gaps[end + 1] == " ":
        following = lowers[end + 1]
        if not (_OF_COMPOUNDS.fullmatch(following) and following not in lexicon.not_modifiers):
            break
        end += 1
    if end > last and end + 1 < size and gaps[end + 1] == " ":
        following = lowers[end + 1]
        if singular(following) in lexicon.open_heads or (following.isdigit() and len(following) > 2):
            end += 1
    return end


def _case_fits(entry: TreatmentName, texts: list[str]) -> bool:
    """Acronyms ("ECT") and short drug names are treatments only when they are written with capitals."""
    only = texts[0]
    if entry.acronym:
        return only.rstrip("s").isupper()
    if len(texts) > 1 or len(only) > 4 or normal_form(entry.name) == singular(only.lower()):
        return True
    return entry.group not in ("drug", "mesh") or only[:2].isupper()


def _is_given(words: Words, first: int, last: int, lexicon: TreatmentLexicon) -> bool:
    around = words.lowers[max(0, first - 3) : first] + words.lowers[last + 1 : last + 3]
    return not lexicon.cues.isdisjoint(around)


def _cued_hit(words: Words, index: int, cued: Mapping[str, str]) -> Hit | None:
    """A name that the article itself shows to be a treatment ("injections of LMWF-5A")."""
    for last in range(min(index + 2, len(words.texts) - 1), index - 1, -1):
        name = words.phrase(index, last)
        if name in cued:
            return Hit(index, last, name, None, "intervention", cued[name])
    return None


def _topic_hit(words: Words, index: int, topics: Mapping[tuple[str, ...], float]) -> Hit | None:
    for length in (3, 2, 1):
        part = words.lowers[index : index + length]
        if len(part) == length:
            key = (*part[:-1], singular(part[-1]))
            if key in topics:
                likely = topics[key]
                source = (
                    "topic"
                    if likely >= _SURE_TOPIC
                    else "possible_topic"
                    if likely >= _POSSIBLE_TOPIC
                    else "faint_topic"
                )
                return Hit(index, index + length - 1, " ".join(key), None, "intervention", source)
    return None


def _head_hit(words: Words, index: int, lexicon: TreatmentLexicon) -> Hit | None:
    """A treatment by its last word: "facet surgery", "rhizotomy", "remediation therapy"."""
    lower = singular(words.lowers[index])
    if lower in lexicon.specific_heads:
        return Hit(index, index, lower, None, "intervention", "head", lower in lexicon.generic)
    if lower in lexicon.open_heads:
        first = _first_modifier(words, index, lexicon)
        return (
            Hit(first, index, words.phrase(first, index).lower(), None, "intervention", "head")
            if first < index
            else None
        )
    if len(lower) > 6 and lower.endswith(lexicon.suffixes) and lower not in lexicon.suffix_exceptions:
        return Hit(index, index, lower, None, "intervention", "head")
    return None


def _first_modifier(words: Words, index: int, lexicon: TreatmentLexicon) -> int:
    lowers, gaps = words.lowers, words.gaps
    first = index
    while first > 0 and index - first < _MOST_MODIFIERS and gaps[first] in _JOINERS:
        lower = lowers[first - 1]
        if lower in lexicon.not_modifiers:
            break
        known = lower in lexicon.modifiers or singular(lower) in lexicon.modifiers
        if not known and not (first == index and lowers[index] == "therapy" and lower.endswith(_OF_THERAPIES)):
            break
        first -= 1
    return first


def merge_hits(hits: list[Hit], words: Words) -> list[Hit]:
    """Hits that stand together become one ("PRP" + "injections"), with the modifiers before them."""
    lexicon = load_treatments()
    merged: list[Hit] = []
    for hit in hits:
        first = _first_modifier(words, hit.first, lexicon)
        before = merged[-1] if merged else None
        if before and before.last >= first - 1 and before.last < hit.first and _is_compound(before, hit, words):
            merged[-1] = _combined(before, hit, words)
            continue
        if before and before.last >= first:
            first = before.last + 1
        merged.append(_extended(hit, first, words))
    return merged


def _is_compound(before: Hit, hit: Hit, words: Words) -> bool:
    if hit.last - before.first > _LONGEST_NAME or before.role != hit.role:
        return False
    between = words.gaps[before.last + 1 : hit.first + 1]
    return all(gap in _JOINERS for gap in between) and "/" not in between


def _combined(before: Hit, hit: Hit, words: Words) -> Hit:
    """One hit for both; the more telling of the two gives the name."""
    entry = load_treatments().find(words.lowers[before.first : hit.last + 1])
    if entry:
        return hit._replace(
            first=before.first, name=entry.name, concept_id=entry.concept_id, generic=False, sure=entry.sure
        )
    if before.long_form and hit.first == hit.last and words.lowers[hit.last] == before.long_form[-1]:
        return before._replace(last=hit.last)  # "ESP block" of "erector spinae plane (ESP) block"
    if before.generic and not hit.generic:
        return hit._replace(first=before.first)
    if hit.generic or hit.source == "head":
        return before._replace(last=hit.last)
    phrase = words.phrase(before.first, hit.last)
    return hit._replace(first=before.first, name=tidy(phrase), concept_id=hit.concept_id)


def _extended(hit: Hit, first: int, words: Words) -> Hit:
    if first == hit.first:
        return hit
    name = hit.name
    if hit.generic or hit.source == "head":
        entry = load_treatments().find(words.lowers[first : hit.last + 1])
        name = entry.name if entry else tidy(words.phrase(first, hit.last))
    return hit._replace(first=first, name=name, generic=False)


def tidy(phrase: str) -> str:
    return " ".join(phrase.split()).lower()
