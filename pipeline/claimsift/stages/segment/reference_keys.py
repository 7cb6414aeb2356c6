"""Names that people call a reference by: first author and year."""

from __future__ import annotations

import re
import unicodedata

_PARTICLE = (
    r"(?:[Dd]e|[Vv]an|[Vv]on|[Dd]er|[Dd]en|[Ll]a|[Ll]e|[Dd]i|[Dd]a|[Tt]er|[Tt]en|[Dd]u|[Dd]el|[Dd]os|[Ee]l|[Aa]l)"
)
_FAMILY = re.compile(rf"\W*((?:{_PARTICLE}[ '’])*[^\W\d_][\w'’‐-]*(?: (?!et\b|and\b|[A-Z]{{1,4}}\b)[A-Z][\w'’‐-]+)*)")
_SMALL = r"(?: (?:of|for|and|on|the|in)){0,2}"
_ORGANISATION = re.compile(
    rf"\W{{0,3}}(?:[Tt]he )?([A-Z][a-z]+{_SMALL}(?: [A-Z][a-z]+{_SMALL}){{1,8}}) ?(?:\(([A-Z]{{2,8}})\)|[.,:;(])"
)
_YEAR = re.compile(r"\b((?:19|20)\d\d)([a-z]?)\b")
_ACCESSED = re.compile(r"\b(?:[Aa]ccess(?:ed)?|[Rr]etrieved|[Cc]ited|[Uu]pdated|[Vv]isited)\b")
_INITIALS_FIRST = re.compile(r"\W*(?:[A-Z]\.[ ‐-]?){1,3}\s*")


def fold_name(name: str) -> str:
    """A name without accents, case, hyphens and apostrophes, to compare with another."""
    plain = unicodedata.normalize("NFKD", name)
    return "".join(c for c in plain.casefold() if c.isalnum())


def first_family(raw: str) -> str | None:
    """The family name of the first author, or the first words of an organisation's name."""
    initials = _INITIALS_FIRST.match(raw)
    match = _FAMILY.match(raw, initials.end() if initials else 0)
    return match[1] if match else None


def acronyms_of(raw: str) -> set[str]:
    """What an organisation that opens an entry is called for short: its initials, and the letters printed after it.

    >>> sorted(acronyms_of("World Health Organization. Status report. 2018."))
    ['WHO']
    """
    head = _ORGANISATION.match(raw)
    if head is None:
        return set()
    initials = "".join(word[0] for word in re.findall(r"[A-Z]\w+", head[1]))
    return {name for name in (initials, head[2]) if name and len(name) > 2}


def years_of(raw: str) -> list[str]:
    """The years of an entry in order, with a letter where one is printed (`2020a`); not the year of access."""
    accessed = _ACCESSED.search(raw)
    return [match[1] + match[2] for match in _YEAR.finditer(raw, 0, accessed.start() if accessed else len(raw))]


def author_year_keys(raws: list[str], used: set[str]) -> list[str]:
    """One key an entry, such as `Weir 2020`; entries that share one get a letter, as authors do in print."""
    bases = []
    for raw in raws:
        family, years = first_family(raw) or "Anonymous", years_of(raw)
        # The first year is the printed date in every author-year style; titles with years come later.
        bases.append(f"{family} {years[0]}" if years else family)
    keys: list[str] = []
    taken = set(used)
    for base in bases:
        key, letter = base, "a"
        if bases.count(base) > 1 or key in taken:
            key = f"{base}{letter}"
            while key in taken:
                letter = chr(ord(letter) + 1)
                key = f"{base}{letter}"
        taken.add(key)
        keys.append(key)
    return keys
