"""Finds words that name a treatment, source by source, and joins those that stand together."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from claimsift.lexicon import TreatmentLexicon, TreatmentName, load_treatments
from claimsift.lexicon.treatments import WORD, normal_form, singular
from claimsift.records import Role

_JOINERS = frozenset({" ", "-", "–", "‑", "'", "’", "\n", "/", "® "})
_MOST_MODIFIERS = 4
_LONGEST_NAME = 10  # words
_OF_COMPOUNDS = re.compile(r"[a-z]{3,}(?:ide|phate|fate|nate|rate|tate|late|ite|oside|ose|ium)")
_SURE_TOPIC, _POSSIBLE_TOPIC = 0.3, 0.08  # probabilities
_OF_THERAPIES = ("ation", "ition", "al", "ic", "ive")  # "remediation therapy", "dialectic therapy"


class Word(NamedTuple):
    text: str
    lower: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hit:
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


def find_hits(
    words: list[Word],
    masked: str,
    lexicon: TreatmentLexicon,
    named: dict[str, Hit],
    cued: dict[str, str],
    topics: Mapping[tuple[str, ...], float],
) -> list[Hit]:
    spelled: dict[str, list[Hit]] = {}
    for hit in named.values():
        if hit.long_form:
            spelled.setdefault(hit.long_form[0], []).append(hit)
    firsts = _first_words(named, spelled, cued, topics)
    hits: list[Hit] = []
    index = 0
    while index < len(words):
        word = words[index]
        if _says_nothing(word.lower) and word.lower not in firsts:
            index += 1
            continue
        found = None
        if word.text in named:
            found = replace(named[word.text], first=index, last=index)
        elif long_form := _long_form_hit(words, index, spelled.get(word.lower, ())):
            found = long_form
        elif size := lexicon.longest.get(word.lower):
            found = _vocabulary_hit(words, index, size, masked, lexicon)
        if found is None:
            found = _cued_hit(words, index, masked, cued) or _head_hit(words, index, masked, lexicon)
        if found is None and topics:
            found = _topic_hit(words, index, topics)
        if found is None:
            index += 1
        else:
            hits.append(found)
            index = found.last + 1
    return hits


@lru_cache(maxsize=200_000)
def _says_nothing(lower: str) -> bool:
    """Whether no name of the vocabulary starts with a word and no treatment ends with it; most words are such."""
    lexicon = load_treatments()
    one = singular(lower)
    if lower in lexicon.longest or one in lexicon.specific_heads or one in lexicon.open_heads:
        return False
    return not (len(one) > 6 and one.endswith(lexicon.suffixes))


def _first_words(
    named: Mapping[str, Hit],
    spelled: Mapping[str, list[Hit]],
    cued: Mapping[str, str],
    topics: Mapping[tuple[str, ...], float],
) -> frozenset[str]:
    """The words, in lowercase, with which a name of this article may start."""
    found = {name.lower() for name in named} | set(spelled)
    found.update(match[0].lower() for name in cued if (match := WORD.search(name)))
    for words in topics:
        found.add(words[0])
        if len(words) == 1:
            found.update((words[0] + "s", words[0][:-1] + "ies"))
    return frozenset(found)


def _long_form_hit(words: list[Word], index: int, spelled: Sequence[Hit]) -> Hit | None:
    """The long form of one of the article's abbreviations, where it stands itself."""
    for hit in spelled:
        last = index + len(hit.long_form) - 1
        if tuple(word.lower for word in words[index : last + 1]) == hit.long_form:
            return replace(hit, first=index, last=last)
    return None


def _vocabulary_hit(words: list[Word], index: int, size: int, masked: str, lexicon: TreatmentLexicon) -> Hit | None:
    run = 1
    while run < size and index + run < len(words) and _joined(words, index + run - 1, masked):
        run += 1
    for length in range(run, 0, -1):
        entry = lexicon.find([word.lower for word in words[index : index + length]])
        if entry is None or not _case_fits(entry, words[index : index + length]):
            continue
        last = index + length - 1
        if entry.weak and not _is_given(words, index, last, lexicon):
            continue
        generic = length == 1 and singular(words[index].lower) in lexicon.generic
        role: Role = "comparator" if entry.role == "comparator" else "intervention"
        whole = _last_of_compound(words, last, masked, lexicon) if entry.group == "drug" or entry.weak else last
        if whole > last:
            name = tidy(masked[words[index].start : words[whole].end])
            return Hit(index, whole, name, None, role, "vocabulary", sure=True)
        return Hit(index, last, entry.name, entry.concept_id, role, "vocabulary", generic, sure=entry.sure)
    return None


def _last_of_compound(words: list[Word], last: int, masked: str, lexicon: TreatmentLexicon) -> int:
    """Where the name of a compound ends that starts with a known name: "iron isomaltoside 1000", "zinc gluconate"."""
    end = last
    while end + 1 < len(words) and end - last < 3 and masked[words[end].end : words[end + 1].start] == " ":
        following = words[end + 1].lower
        if not (_OF_COMPOUNDS.fullmatch(following) and following not in lexicon.not_modifiers):
            break
        end += 1
    if end > last and end + 1 < len(words) and masked[words[end].end : words[end + 1].start] == " ":
        following = words[end + 1].lower
        if singular(following) in lexicon.open_heads or (following.isdigit() and len(following) > 2):
            end += 1
    return end


def _case_fits(entry: TreatmentName, words: list[Word]) -> bool:
    """Acronyms ("ECT") and short drug names are treatments only when they are written with capitals."""
    only = words[0].text
    if entry.acronym:
        return only.rstrip("s").isupper()
    if len(words) > 1 or len(only) > 4 or normal_form(entry.name) == singular(words[0].lower):
        return True
    return entry.group not in ("drug", "mesh") or only[:2].isupper()


def _is_given(words: list[Word], first: int, last: int, lexicon: TreatmentLexicon) -> bool:
    around = words[max(0, first - 3) : first] + words[last + 1 : last + 3]
    return any(word.lower in lexicon.cues for word in around)


def _cued_hit(words: list[Word], index: int, masked: str, cued: dict[str, str]) -> Hit | None:
    """A name that the article itself shows to be a treatment ("injections of LMWF-5A")."""
    if not cued:
        return None
    for last in range(min(index + 2, len(words) - 1), index - 1, -1):
        name = masked[words[index].start : words[last].end]
        if name in cued:
            return Hit(index, last, name, None, "intervention", cued[name])
    return None


def _topic_hit(words: list[Word], index: int, topics: Mapping[tuple[str, ...], float]) -> Hit | None:
    for length in (3, 2, 1):
        part = [word.lower for word in words[index : index + length]]
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


def _head_hit(words: list[Word], index: int, masked: str, lexicon: TreatmentLexicon) -> Hit | None:
    """A treatment by its last word: "facet surgery", "rhizotomy", "remediation therapy"."""
    lower = singular(words[index].lower)
    if lower in lexicon.specific_heads:
        return Hit(index, index, lower, None, "intervention", "head", lower in lexicon.generic)
    if lower in lexicon.open_heads:
        first = _first_modifier(words, index, masked, lexicon)
        if first < index:
            name = masked[words[first].start : words[index].end].lower()
            return Hit(first, index, name, None, "intervention", "head")
        return None
    if len(lower) > 6 and lower.endswith(lexicon.suffixes) and lower not in lexicon.suffix_exceptions:
        return Hit(index, index, lower, None, "intervention", "head")
    return None


def _first_modifier(words: list[Word], index: int, masked: str, lexicon: TreatmentLexicon) -> int:
    first = index
    while first > 0 and index - first < _MOST_MODIFIERS and _joined(words, first - 1, masked):
        lower = words[first - 1].lower
        if lower in lexicon.not_modifiers:
            break
        known = lower in lexicon.modifiers or singular(lower) in lexicon.modifiers
        if not known and not (first == index and words[index].lower == "therapy" and lower.endswith(_OF_THERAPIES)):
            break
        first -= 1
    return first


def merge_hits(hits: list[Hit], words: list[Word], masked: str) -> list[Hit]:
    """Hits that stand together become one ("PRP" + "injections"), with the modifiers before them."""
    lexicon = load_treatments()
    merged: list[Hit] = []
    for hit in hits:
        first = _first_modifier(words, hit.first, masked, lexicon)
        before = merged[-1] if merged else None
        if before and before.last >= first - 1 and before.last < hit.first and _is_compound(before, hit, words, masked):
            merged[-1] = _combined(before, hit, words, masked)
            continue
        if before and before.last >= first:
            first = before.last + 1
        merged.append(_extended(hit, first, words, masked))
    return merged


def _is_compound(before: Hit, hit: Hit, words: list[Word], masked: str) -> bool:
    if hit.last - before.first > _LONGEST_NAME:
        return False
    gaps_joined = all(_joined(words, index, masked) for index in range(before.last, hit.first))
    return (
        gaps_joined and before.role == hit.role and "/" not in masked[words[before.last].end : words[hit.first].start]
    )


def _combined(before: Hit, hit: Hit, words: list[Word], masked: str) -> Hit:
    """One hit for both; the more telling of the two gives the name."""
    phrase = masked[words[before.first].start : words[hit.last].end]
    entry = load_treatments().find([word.lower for word in words[before.first : hit.last + 1]])
    if entry:
        return replace(
            hit, first=before.first, name=entry.name, concept_id=entry.concept_id, generic=False, sure=entry.sure
        )
    if before.generic and not hit.generic:
        return replace(hit, first=before.first)
    if hit.generic or hit.source == "head":
        return replace(before, last=hit.last)
    return replace(hit, first=before.first, name=tidy(phrase), concept_id=hit.concept_id)


def _extended(hit: Hit, first: int, words: list[Word], masked: str) -> Hit:
    if first == hit.first:
        return hit
    name = hit.name
    if hit.generic or hit.source == "head":
        name = tidy(masked[words[first].start : words[hit.last].end])
        entry = load_treatments().find([word.lower for word in words[first : hit.last + 1]])
        if entry:
            name = entry.name
    return replace(hit, first=first, name=name, generic=False)


def tidy(phrase: str) -> str:
    return " ".join(phrase.split()).lower()


def _joined(words: list[Word], index: int, masked: str) -> bool:
    return masked[words[index].end : words[index + 1].start] in _JOINERS
