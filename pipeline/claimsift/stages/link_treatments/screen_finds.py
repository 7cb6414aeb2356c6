"""Screens what a trained model takes for treatments: studies, scales, conditions, people and times are none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from functools import cache

from claimsift.lexicon import TreatmentLexicon, load_table
from claimsift.lexicon.conditions import is_condition
from claimsift.lexicon.split_words import WORD
from claimsift.lexicon.treatments import normal_form, singular
from claimsift.records import Span

# "GM" of "GM-CSF" is no name; "denosumab" of "denosumab-treated" is one.
_REST_OF_CODE = re.compile(r"(?:[-‐‑][A-Z0-9][A-Za-z0-9]*)+")
_START_OF_CODE = re.compile(r"[A-Za-z0-9]+[-‐‑]\Z")
_ONE_WORD = re.compile(r"[\w-]+")
_LONGEST_START = 5  # characters
_LIKELY = 0.7  # log odds
_TIME = re.compile(r"[\d.,\s–-]*(?:second|minute|hour|day|night|week|month|year)s?", re.IGNORECASE)
_SHORTEST_STUDY = 4  # letters
_OF_STUDY = re.compile(
    r"(?:[- ]\d)? (?:trial|study|cohort|participants?|investigators?|researchers|registry|programme|program)\b"
    r"|, (?:an?|the|our|this) (?:[\w-]+ ){0,5}(?:trial|study|cohort|registry)\b"
)
_RECRUITS = re.compile(r",? (?:recruited|enrolled|randomi[sz]ed|followed)\b")
_ENDS_SENTENCE = re.compile(r"[.;:!?]\s")
_OF_NAME = re.compile(r"[A-Z][a-z]+ [A-Z][a-z]+\b")
_ARM = re.compile(r"[\s-]*(?:group|arm)s?\b")
_EDGE_WORDS = frozenset(
    ("a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "through", "to", "with")
)


def screen_finds(masked: str, spans: Iterable[Span], other: Set[str], lexicon: TreatmentLexicon) -> list[Span]:
    """The finds that may stand, in order; `other` are the article's abbreviations that are no treatments."""
    return [
        span for found in sorted(spans) if _is_plausible(masked, span := _whole_code(masked, found), other, lexicon)
    ]


def names_of_others(masked: str, names: Iterable[str], lexicon: TreatmentLexicon) -> frozenset[str]:
    """Those of the names that are somewhere shown to be a study, a scale, a gene: "the ARC trial", "EPDS ≥ 13"."""
    after = _before_others(lexicon.not_before_code)
    one_word = [name for name in names if _ONE_WORD.fullmatch(name)]
    return frozenset(name for name in one_word if any(after.match(masked, end) for end in _ends_of(masked, name)))


def acronyms_of_studies(masked: str, words: Iterable[str]) -> frozenset[str]:
    """Those of some words, in lowercase, that are the name of a study in capitals: "HARBOR, a phase 3 study"."""
    found = set()
    for word in words:
        ends = list(_ends_of(masked, word.upper())) if len(word) >= _SHORTEST_STUDY else []
        recruits = any(_RECRUITS.match(masked, end) for end in ends)
        if recruits or (ends and 2 * sum([_OF_STUDY.match(masked, end) is not None for end in ends]) >= len(ends)):
            found.add(word)
    return frozenset(found)


def _ends_of(masked: str, name: str) -> Iterator[int]:
    """Where a name ends wherever it is a word of its own."""
    start = masked.find(name)
    while start >= 0:
        if not (start and _ONE_WORD.match(masked, start - 1)):
            yield start + len(name)
        start = masked.find(name, start + 1)


@cache
def _before_others(words: frozenset[str]) -> re.Pattern[str]:
    """What stands right after a study, a scale or a gene."""
    heads = "|".join(sorted(words))
    return re.compile(rf" (?:{heads})\b|,? (?:recruited|enrolled|randomi[sz]ed)\b| ?[≥≤<>=]")


def _whole_code(masked: str, span: Span) -> Span:
    """The span with the rest of a hyphenated code of which the model saw a part."""
    start, end = span.start, span.end
    if rest := _REST_OF_CODE.match(masked, end):
        end = rest.end()
    before = _START_OF_CODE.search(masked, max(0, start - _LONGEST_START), start)
    if before and masked[start : start + 1].isupper() and not masked[before.start() - 1 : before.start()].isalnum():
        start = before.start()
    return Span(start, end)


def _is_plausible(masked: str, span: Span, other: Set[str], lexicon: TreatmentLexicon) -> bool:
    """Whether a find may stand: no other abbreviation, substance of the body, condition, person, time."""
    surface = masked[span.start : span.end]
    if (
        surface in other
        or surface.removesuffix("s") in other
        or len(surface) < 3
        or _TIME.fullmatch(surface)
        or _ENDS_SENTENCE.search(surface)
    ):
        return False
    lowers = [word.lower() for word in WORD.findall(surface)]
    if not any(map(str.isalpha, surface)) or lowers[-1] in _EDGE_WORDS or is_condition((normal_form(surface),)):
        return False
    last = singular(lowers[-1])
    if len(lowers) == 1 and _odds().get(last, 0.0) >= _LIKELY and _ARM.match(masked, span.end):
        return True  # "the laser group" names a treatment by a word that elsewhere is none
    if len(lowers) == 1 and (lowers[0] in lexicon.common or last in lexicon.common):
        return False
    if surface.islower() and (lowers[-1].endswith("ed") or (len(lowers) == 1 and _is_everyday(lowers[0], last))):
        return False
    if all(lower in lexicon.common or singular(lower) in lexicon.generic for lower in lowers) or last in _people():
        return False  # "effective treatment", "girls"
    if len(lowers) == 1 and (last in lexicon.open_heads or _OF_NAME.match(masked, span.start)):
        return False  # "therapy", "Geraldine" of "Geraldine Foyle"
    following = WORD.search(masked, span.end, span.end + 40)
    not_beside = lexicon.not_before | lexicon.not_before_code
    if lowers[-1] in not_beside or (following and following[0].lower() in not_beside):
        return False
    return not any(lower in lexicon.weak or singular(lower) in lexicon.weak for lower in lowers)


@cache
def _odds() -> dict[str, float]:
    found: dict[str, float] = load_table("treatment_words")["odds"]
    return found


def _is_everyday(lower: str, singular_form: str) -> bool:
    return lower in _no_nouns() or _odds().get(singular_form, 0.0) < 0


@cache
def _no_nouns() -> frozenset[str]:
    tags: dict[str, str] = load_table("word_tags")
    return frozenset(word for tag in ("adjective", "adverb", "verb") for word in tags[tag].split())


@cache
def _people() -> frozenset[str]:
    words: str = load_table("describe_words")["people"]
    return frozenset(map(singular, words.split()))
