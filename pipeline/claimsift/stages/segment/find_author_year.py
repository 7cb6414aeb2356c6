"""Finds author-year markers, in parentheses and in running text, and the entries they name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from claimsift.lexicon import load_table
from claimsift.records import CitationMarker, ReferenceEntry
from claimsift.stages.segment.reference_keys import acronyms_of, first_family, fold_name, years_of

_NAME = (
    r"(?:(?:[Dd]e|[Vv]an|[Vv]on|der|den|la|le|[Dd]i|[Dd]a|ter|ten|du|del|dos|[Ee]l|[Aa]l)[ '’]){0,3}"
    r"(?:[ODLd][’'])?[A-ZÀ-ÞĀ-Ž][^\W\d_]+(?:[-’'‐][A-ZÀ-Þa-z][^\W\d_]*){0,3}"
)
_YEARS = r"(?:19|20)\d\d[a-z]?(?:,\s?(?:(?:19|20)\d\d)?[a-h]\b|,\s?(?:19|20)\d\d[a-z]?\b){0,6}"
_CITE = re.compile(
    rf"(?P<first>{_NAME})(?P<more>(?:,\s{_NAME}){{0,5}},?\s(?:and|&|et)\s(?P<second>{_NAME})|\s(?:{_NAME}\s?){{0,1}})?"
    rf"(?P<etal>,?\set\.?\sal\.?|\sand\s(?:colleagues|co-?workers|co-?authors|others))?(?:['’]s)?"
    rf",?\s?(?P<open>\(|\[)?(?P<years>{_YEARS})(?![\d–-])"
)
# "(National Stroke Audit, 2023)"
_ORGANISATION_CITE = re.compile(
    r"[(\[](?P<name>[A-Z][\w&’'-]+(?: (?:(?:of|for|and|the|on|in) ){0,2}[A-Z][\w&’'-]+){1,8}),? "
    r"(?P<year>(?:19|20)\d\d[a-z]?)\.?[)\]]"
)
_ANY_YEAR = re.compile(r"(?:19|20)\d\d")
_LONGEST = 400  # code points of names before their year
_LONGEST_WORD = 60
_MORE_YEARS = 60  # code points of further years behind one: "2010a, 2012"
# Last words of "et al.", "and colleagues".
_COMPANY = ("al", "colleagues", "coworkers", "co-workers", "coauthors", "co-authors", "others")
_LOCATOR = r"(?:(?:,\s?(?:pp?|chap|ch)\.?\s?|:\s?)\d{1,4}(?:[–-]\d{1,4})?)"
_JOINT = re.compile(rf"{_LOCATOR}?\s*(?:[;,]|and|&)\s*(?:see also\s)?")
_TAIL = re.compile(
    rf"{_LOCATOR}?(?:[,;]\s?(?:for (?:a |an )?(?:\w+ )?(?:review|overview|details)|and others))?(?=[)\]])"
)
_LEAD = re.compile(
    r"[(\[]\s*(?:(?:e\.g\.,?|i\.e\.,?|see(?: also|,? e\.g\.,?| for example)?|cf\.|reviewed (?:in|by)|adapted from"
    r"|data from|for (?:a )?reviews?,? see)\s*)?\Z"
)


@dataclass(frozen=True, slots=True)
class _Cite:
    start: int
    end: int
    keys: tuple[str, ...]
    running: bool


class AuthorYearIndex:
    """The entries of an article by family name and year."""

    def __init__(self, references: Iterable[ReferenceEntry]) -> None:
        self.by_family: dict[str, list[ReferenceEntry]] = {}
        for entry in references:
            family = first_family(entry.raw) if entry.raw else None
            if entry.raw and family:
                names = {family, family.split()[0], family.split()[-1], *acronyms_of(entry.raw)}
                for name in sorted({fold_name(name) for name in names}):
                    self.by_family.setdefault(name, []).append(entry)

    def find(self, family: str, year: str, second: str | None) -> str | None:
        """The id of the one entry of this first author and year, or None where there is none or a choice."""
        plain, letter = year[:4], year[4:]
        mine = self.by_family.get(fold_name(family), [])
        found = [e for e in mine if e.raw and plain in {y[:4] for y in years_of(e.raw)}]
        if second and len(found) > 1:
            found = [e for e in found if e.raw and fold_name(second) in fold_name(e.raw[:200])] or found
        if letter and len(found) > 1:
            printed = [e for e in found if e.raw and year in years_of(e.raw)]
            position = ord(letter) - ord("a")
            found = printed or found[position : position + 1]
        return found[0].reference_id if found else None

    def find_organisation(self, name: str, year: str) -> str | None:
        """The id of the one entry of this year that opens with an organisation's name, in full or its first words."""
        folded = fold_name(name)
        found = {
            entry.reference_id
            for entry in self.by_family.get(fold_name(name.split(maxsplit=1)[0]), [])
            if entry.raw and fold_name(first_family(entry.raw) or "").startswith(folded) and year in years_of(entry.raw)
        }
        return found.pop() if len(found) == 1 else None

    def __bool__(self) -> bool:
        return bool(self.by_family)


def find_author_year(text: str, start: int, end: int, index: AuthorYearIndex) -> list[CitationMarker]:
    """The author-year markers of text[start:end]; a parenthesis that holds nothing else is one marker.

    A source that the list does not hold, or an article without a list, gives the key `Weir 2020` where the form is
    certain ("et al.", two names in parentheses).
    """
    dated = [year for year in _ANY_YEAR.finditer(text, start, end) if _is_named(text, start, year.start())]
    if not dated:
        return []
    start, stop = max(start, dated[0].start() - _LONGEST), min(end, dated[-1].end() + _MORE_YEARS)
    cites = [cite for match in _CITE.finditer(text, start, stop) if (cite := _read(text, match, index))]
    markers = _organisations(text, start, end, index)
    inside = {position for marker in markers for position in range(marker.start, marker.end)}
    cites = [cite for cite in cites if cite.start not in inside]
    position = 0
    while position < len(cites):
        last = position
        while last + 1 < len(cites) and _JOINT.fullmatch(text, cites[last].end, cites[last + 1].start):
            last += 1
        group = cites[position : last + 1]
        first, stop = group[0].start, group[-1].end
        running = group[0].running
        lead = _LEAD.search(text, max(start, first - 28), first)
        tail = _TAIL.match(text, stop) if lead else None
        stop = tail.end() if tail else stop
        if not running and lead and text.startswith((")", "]"), stop):
            first, stop = lead.start(), stop + 1
        keys = tuple(dict.fromkeys(key for cite in group for key in cite.keys))
        markers.append(CitationMarker(text[first:stop], first, stop, keys, "narrative" if running else "author_year"))
        position = last + 1
    return sorted(markers, key=lambda marker: marker.start)


def _is_named(text: str, start: int, year: int) -> bool:
    """Whether the word before a year can end a name, or a list of names: "Weir (", "Weir's ", "et al., "."""
    words = text[max(start, year - _LONGEST_WORD) : year].replace("(", " ").replace("[", " ").rstrip(" ,").split()
    return not words or not words[-1].islower() or words[-1].startswith(_COMPANY)


def _organisations(text: str, start: int, end: int, index: AuthorYearIndex) -> list[CitationMarker]:
    """The parentheses that hold the name of an organisation of the list and a year of its entry."""
    return [
        CitationMarker(match[0], match.start(), match.end(), (key,), "author_year")
        for match in _ORGANISATION_CITE.finditer(text, start, end)
        if (key := index.find_organisation(match["name"], match["year"]))
    ]


def _read(text: str, match: re.Match[str], index: AuthorYearIndex) -> _Cite | None:
    first, second = match["first"], match["second"]
    if first in load_table("marker_styles")["no_names"]:
        return None
    running = match["open"] is not None
    end = match.end()
    if running:
        if not text.startswith((")", "]"), end):
            return None
        end += 1
    certain = match["etal"] is not None or (second is not None and (running or _is_inside(text, match.start())))
    keys = []
    for year in _years(match["years"]):
        known = index.find(first, year, second)
        if known is None and index and match["more"] and not second:
            known = index.find(match["more"].split()[-1], year, None) if match["more"].split() else None
        if known is None and certain:
            known = f"{first} {year}"
        if known is None:
            return None
        keys.append(known)
    if not running and not certain and not _is_inside(text, match.start()):
        return None
    return _Cite(match.start(), end, tuple(keys), running)


def _years(printed: str) -> list[str]:
    """`2010a, b` and `2010, 2012` spelled out."""
    years: list[str] = []
    for part in (piece.strip() for piece in printed.split(",")):
        years.append(part if part[0].isdigit() else years[-1][:4] + part)
    return years


def _is_inside(text: str, position: int) -> bool:
    """Whether a parenthesis or bracket is open at a position; looks back 300 code points."""
    before = text[max(0, position - 300) : position]
    return before.rfind("(") > before.rfind(")") or before.rfind("[") > before.rfind("]")
