"""Reads the names of a list's entries by which a sentence may mention them: journal, author, organisation, title."""

from __future__ import annotations

import re
from dataclasses import dataclass

from claimsift.lexicon import load_table
from claimsift.records import Reference
from claimsift.stages.link_citations.discourse import content_words

WORD = re.compile(r"[^\W\d_]+")
START = 4  # letters by which names are looked up
SMALL_WORDS = frozenset(load_table("citation_words")["small_words"])
_JOURNAL_END = re.compile(r"[:(]|\. ")
_TITLE_END = re.compile(r"[:?.]")
_MONTHS: list[str] = load_table("citation_words")["months"]
_ACRONYM = re.compile(r"\(([A-Z][\w-]{2,12})\)")
_TITLE_WORDS = 4
_HINT = 3  # letters that a word of a journal's name has in common with a misspelt one


@dataclass(frozen=True, slots=True)
class NamedSource:
    """An entry of the list with the names that a sentence may give it."""

    reference_id: str
    journal: tuple[str, ...]
    family: str
    initial: str
    second: str
    organisation: tuple[str, ...]
    acronym: str
    year: str
    month: str
    title: frozenset[str]
    named_title: str = ""
    only_of_journal: bool = False


def read_source(reference: Reference) -> NamedSource | None:
    """The names of an entry; None where it is none of a list, or was not understood."""
    item = reference.csl
    if not item or reference.raw is None or reference.reference_id.startswith("link:"):
        return None
    authors = item.get("author") or [{}]
    parts = (item.get("issued") or {}).get("date-parts") or [[]]
    date = parts[0]
    # "Neuromodulation: Technology at the Neural Interface" is called by the part before the colon.
    journal = _JOURNAL_END.split(item.get("container-title", ""), maxsplit=1)[0]
    literal = authors[0].get("literal", "")
    journal_words = _name_words(journal)
    journal_starts = {part[:START] for part in journal_words}
    return NamedSource(
        reference.reference_id,
        journal_words,
        authors[0].get("family", ""),
        authors[0].get("given", "")[:1],
        authors[1].get("family", "") if len(authors) > 1 else "",
        _name_words(_ACRONYM.sub("", literal)),
        acronym[1] if (acronym := _ACRONYM.search(literal)) else "",
        str(date[0]) if date else "",
        _MONTHS[date[1] - 1] if len(date) > 1 else "",
        # A word of the journal's name says nothing about the title.
        frozenset(word for word in content_words(item.get("title", "")) if word[:START] not in journal_starts),
        _plain_title(item.get("title", "")),
    )


def _plain_title(title: str) -> str:
    """The title up to its colon in small letters, as it would be quoted; empty where it is too short to be sure."""
    words = WORD.findall(_TITLE_END.split(title, maxsplit=1)[0].lower())
    return " ".join(words) if len(words) >= _TITLE_WORDS else ""


def _name_words(name: str) -> tuple[str, ...]:
    return tuple([word for word in WORD.findall(name.lower()) if word not in SMALL_WORDS])


def first_word(journal: tuple[str, ...]) -> str:
    """The word by which a journal is looked up; empty where there is none."""
    return journal[0] if journal else ""


# Parts of words that all stand, in small letters, in a sentence that names a source in one way.
Clue = tuple[str, ...]


def clues_of(source: NamedSource) -> tuple[Clue, ...]:
    """What stands in a sentence that names the source: asked before the sentence is read word by word."""
    family = source.family.split()[-1:]
    names = (source.journal[: needed_words(source.journal)], source.organisation[: needed_words(source.organisation)])
    whole = (family, (source.acronym,), source.named_title.split()[:2])
    clues = (*(tuple(word[:_HINT] for word in name) for name in names), *map(tuple, whole))
    return tuple(tuple(map(str.lower, clue)) for clue in clues if any(clue))


def is_hinted(clues: tuple[Clue, ...], text: str) -> bool:
    """Whether a text in small letters has all that one way of naming the source needs."""
    holds = text.__contains__
    return any(all(map(holds, clue)) for clue in clues)


def needed_words(journal: tuple[str, ...]) -> int:
    """How many of a journal's words a sentence must have: the last of a long name may be missing."""
    return len(journal) if len(journal) < 4 else max(3, len(journal) - 1)
