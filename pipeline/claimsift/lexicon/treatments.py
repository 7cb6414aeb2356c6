"""The treatment vocabulary: a packed list of drugs and MeSH procedures, and a hand-written table of everything else."""

from __future__ import annotations

import gzip
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from claimsift.lexicon.split_words import WORD
from claimsift.lexicon.tables import load_table

_ACRONYM = re.compile(r"[A-Z][A-Z0-9]{1,5}")
_COMMON = -1.5  # log odds below which a single word is believed to be no treatment's name
_ENDS_IN_IE = frozenset(("calories", "smoothies", "cookies", "movies", "kilocalories"))
_ENDS_IN_CHE = frozenset(
    ("headaches", "aches", "toothaches", "stomachaches", "backaches", "caches", "axes", "moustaches")
)
_KEEP_FINAL_S = re.compile(r"(?:ss|us|is|sis|ous|ics|aids|sis)\Z")


@dataclass(frozen=True, slots=True)
class TreatmentName:
    """One concept of the vocabulary: its preferred name, id and what kind of thing it is.

    `weak` names need a word beside them that says that it was given; `acronym` names must be written in capitals;
    `sure` names mean the same as the preferred one, where other variants are kinds of it.
    `group` is `drug`, `mesh` or one of the table's.
    """

    name: str
    concept_id: str | None
    role: str
    group: str
    weak: bool = False
    acronym: bool = False
    sure: bool = False


@dataclass(frozen=True, slots=True)
class TreatmentLexicon:
    """Names by their normal form; `longest` is the number of words of the longest name that starts with a word.

    `openings` are the second words of all longer names by the first: few words go on as one, which saves looking them
    up.
    """

    names: dict[str, TreatmentName]
    longest: dict[str, int]
    openings: dict[str, set[str]]
    specific_heads: frozenset[str]
    open_heads: frozenset[str]
    suffixes: tuple[str, ...]
    suffix_exceptions: frozenset[str]
    modifiers: frozenset[str]
    not_modifiers: frozenset[str]
    cues: frozenset[str]
    not_before: frozenset[str]
    generic: frozenset[str]
    weak: frozenset[str]
    not_before_code: frozenset[str]
    common: frozenset[str]
    not_codes: frozenset[str]

    def find(self, words: Sequence[str]) -> TreatmentName | None:
        """The concept that these lowercase words name, in singular or plural."""
        key = " ".join(words)
        if key in self.names:
            return self.names[key]
        last = words[-1]
        return self.names.get(key[: len(key) - len(last)] + singular(last)) if last.endswith("s") else None

    def opens_name(self, first: str, second: str) -> bool:
        """Whether a name of two words or more starts with these lowercase words, in singular or plural."""
        seconds = self.openings.get(first)
        return seconds is not None and (second in seconds or singular(second) in seconds)


@lru_cache(maxsize=100_000)
def singular(word: str) -> str:
    """A lowercase word without its plural ending; words that only look like plurals are kept.

    >>> [singular(word) for word in ("injections", "biopsies", "surgeries", "patches", "calories", "sepsis")]
    ['injection', 'biopsy', 'surgery', 'patch', 'calorie', 'sepsis']
    """
    if len(word) < 4 or not word.endswith("s"):
        return word
    if word.endswith("ies") and len(word) > 5 and word not in _ENDS_IN_IE:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses")) and word not in _ENDS_IN_CHE:
        return word[:-2]
    if word.endswith("ics"):
        return word[:-1]
    return word if _KEEP_FINAL_S.search(word) else word[:-1]


def normal_form(name: str) -> str:
    """A name as the matcher reads it: lowercase words in singular at the end, without hyphens and punctuation."""
    words = WORD.findall(name.lower())
    return " ".join((*words[:-1], singular(words[-1]))) if words else ""


@cache
def load_treatments() -> TreatmentLexicon:
    """The compiled vocabulary, read once; callers must not change it."""
    table = load_table("treatments")
    weak = frozenset(table["weak"]["names"])
    names = {
        key: TreatmentName(name, concept, "intervention", group, key in weak, sure=group == "drug")
        for key, name, concept, group in _rows()
    }
    for group, part in table["groups"].items():
        for name, heading, *variants in part["names"]:
            same = names.get(normal_form(heading or name))
            concept_id = same.concept_id if same else None
            acronyms = {variant.lower() for variant in variants if _ACRONYM.fullmatch(variant)}
            for variant in (name, *variants):
                acronym = bool(_ACRONYM.fullmatch(variant))
                sure = not acronyms.isdisjoint(variant.lower().split())
                # "TENS" is no plural of "ten".
                key = variant.lower() if acronym else normal_form(variant)
                names[key] = TreatmentName(name, concept_id, part["role"], group, key in weak, acronym, sure)
    longest: dict[str, int] = {}
    openings: dict[str, set[str]] = {}
    for key in names:
        first, _, rest = key.partition(" ")
        size = 1 + (rest.count(" ") + 1 if rest else 0)
        if rest:
            openings.setdefault(first, set()).add(rest.partition(" ")[0])
        for start in {first, first + "s"} if size == 1 else {first}:
            longest[start] = max(size, longest.get(start, 0))
        if size == 1 and first.endswith("y"):
            longest.setdefault(first[:-1] + "ies", 1)
    heads = table["heads"]
    odds = load_table("treatment_words")["odds"]
    common = frozenset((*table["not_topics"]["words"], *table["places"]["words"]))
    common |= {word for word, value in odds.items() if value <= _COMMON}
    return TreatmentLexicon(
        names,
        longest,
        openings,
        frozenset(heads["specific"]),
        frozenset(heads["open"]),
        tuple(heads["suffixes"]),
        frozenset(table["suffix_exceptions"]),
        frozenset(table["modifiers"]),
        frozenset(table["not_modifiers"]),
        frozenset(table["weak"]["cues"]),
        frozenset(table["not_before"]["words"]),
        frozenset(table["generic"]["names"]),
        weak,
        frozenset(table["not_codes"]["before"]),
        common,
        frozenset(table["not_codes"]["names"]),
    )


def _rows() -> list[tuple[str, str, str | None, str]]:
    packed = files("claimsift.lexicon").joinpath("treatment_vocabulary.tsv.gz").read_bytes()
    rows = []
    for line in gzip.decompress(packed).decode("utf-8").splitlines():
        key, name, concept = line.split("\t")
        rows.append((key, name or key, concept or None, "mesh" if concept.startswith("mesh:") else "drug"))
    return rows
