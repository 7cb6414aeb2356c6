"""Finds the noun that a number counts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from claimsift.lexicon import load_table

_WORD = re.compile(r"(?:[ \t\n\u00a0]{1,8}|-|‐|‑|(?<=\d)(?=[^\W\d]))\(?(?P<word>[^\W_][\w’'.+/-]*)")
_NO_NOUN_AFTER = re.compile(r"\s?[,.;)(]|\s(?:and|or)\s|\s?\Z")
_SKIPPED = frozenset(["such", "more", "other", "further", "fewer", "extra"])
_PEOPLES = re.compile(
    r"[A-Z][a-z]+(?:ians|cans|eans|tons|alis|anders|Danes|Swedes|Finns|Poles|Scots|Turks|Dutch|Japanese|Chinese)|Scots|Danes"
)
_ACRONYMS = re.compile(r"[A-Z]{2,6}s")
_MAX_WORDS = 6
_NOT_PLURAL = ("ss", "us", "is", "’s", "'s", "ous")


@dataclass(frozen=True, slots=True)
class CountedNoun:
    """The counted noun: its singular, its class in the table (`other` where it has none), its place."""

    singular: str
    noun_class: str
    start: int
    end: int
    distance: int


@cache
def _classes() -> dict[str, str]:
    return {noun.lower(): name for name, nouns in load_table("counted_nouns")["classes"].items() for noun in nouns}


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(load_table("counted_nouns")["stop"])


@cache
def _soft_stop_words() -> frozenset[str]:
    return frozenset(load_table("counted_nouns")["soft_stop"])


def find_counted_noun(masked: str, position: int, *, singular_too: bool = False) -> CountedNoun | None:
    """The head of the noun group right after `position`, or None.

    A known noun is taken where it stands; an unknown one only in the plural, as the last word of the group.
    `singular_too` is for one and for hyphenated adjectives: `one patient`, `2-arm`.
    """
    last: CountedNoun | None = None
    soft = False  # after a participle (`three randomized trials`) only a known noun right beside it counts
    for distance in range(_MAX_WORDS):
        match = _WORD.match(masked, position)
        if match is None or (match.start() != match.start("word") and masked[match.start("word") - 1] == "("):
            break
        word = match["word"].rstrip(".'’-/")
        end = match.start("word") + len(word)
        lowered = word.lower()
        if distance == 0 and lowered in _SKIPPED and (known := _known_plural(masked, end)):
            return known
        if distance == 0 and lowered == "lives" and masked[match.start() - 1 : match.start()].isdigit():
            return CountedNoun("life", "event", match.start("word"), end, distance)  # "12,000 lives", not "she lives"
        if lowered in _stop_words() or not word or (soft and (distance > 1 or singular_of(lowered) not in _classes())):
            break
        soft = lowered in _soft_stop_words()
        found = _as_counted(masked, word, lowered, match.start("word"), end, distance, singular_too)
        if found is not None:
            last = found if last is None or found.noun_class != "other" else last
        if masked[end : end + 1] in (".", ",", ";", ")", "(", ":"):
            break
        if last is not None and not _goes_on(masked, end, last):
            break
        position = end
    return last


def _known_plural(masked: str, end: int) -> CountedNoun | None:
    """The known noun in the plural right after `three such` or `two more`."""
    match = _WORD.match(masked, end)
    if match is None:
        return None
    word = match["word"].rstrip(".'’-/")
    singular = singular_of(word.lower())
    if singular == word.lower() or singular not in _classes():
        return None
    return CountedNoun(singular, _classes()[singular], match.start("word"), match.start("word") + len(word), 1)


def _goes_on(masked: str, end: int, last: CountedNoun) -> bool:
    """Whether the next word may still be the head: `three patients groups`; a known class has priority."""
    open_ended = last.noun_class in ("other", "idiom", "body", "item") or last.singular == "case"
    return open_ended and last.distance < 3 and bool(_WORD.match(masked, end))


def _as_counted(
    masked: str, word: str, lowered: str, start: int, end: int, distance: int, singular_too: bool
) -> CountedNoun | None:
    if lowered in ("male", "female") and _NO_NOUN_AFTER.match(masked, end):
        return CountedNoun(lowered, "person", start, end, distance)
    tail = lowered.rsplit("-", 1)[-1]
    singular = singular_of(lowered)
    is_plural = singular != lowered or singular_of(tail) != tail
    noun_class = _classes().get(singular) or _classes().get(singular_of(tail))
    if noun_class is not None and (is_plural or singular_too or lowered in ("people", "series")):
        return CountedNoun(singular, noun_class, start, end, distance)
    if word[:1].isupper() and distance == 0 and _PEOPLES.fullmatch(word):
        return CountedNoun(singular_of(word), "person", start, end, distance)
    if is_plural and noun_class is None and (not word[:1].isupper() or _ACRONYMS.fullmatch(word)) and distance < 4:
        return CountedNoun(singular, "other", start, end, distance)
    if singular_too and noun_class is None and distance == 0 and lowered.isalpha() and len(lowered) > 2:
        return CountedNoun(singular, "other", start, end, distance)
    return None


def singular_of(word: str) -> str:
    """The singular of a lower-case English noun; a word that is none stays as it is.

    >>> [singular_of(w) for w in ("women", "biopsies", "patients", "boxes", "diabetes")]
    ['woman', 'biopsy', 'patient', 'box', 'diabetes']
    """
    irregular = load_table("counted_nouns")["irregular"]
    if word in irregular:
        return str(irregular[word])
    if (
        not word.endswith("s")
        or word.endswith(_NOT_PLURAL)
        or len(word) < 4
        or word in ("diabetes", "rabies", "herpes")
    ):
        return word
    if word.endswith("wives"):
        return word[:-3] + "fe"
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses", "zes")):
        return word[:-2]
    return word[:-1]


def noun_class_of(unit: str | None) -> str | None:
    """The class of a counted noun in the table, `other` for one that is not there, None for no noun."""
    if unit is None or unit == "%":
        return None
    unit = unit.lower()
    return _classes().get(unit) or _classes().get(unit.rsplit("-", 1)[-1]) or "other"
