"""Finds the citation markers of the running text and the entries they name."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache, partial

from claimsift.records import Block, CitationMarker, ReferenceEntry
from claimsift.stages.segment.choose_markers import choose_markers
from claimsift.stages.segment.find_author_year import AuthorYearIndex, find_author_year
from claimsift.stages.segment.find_printed_ids import PrintedIds, find_printed_ids, name_entries
from claimsift.stages.segment.find_source_links import find_source_links
from claimsift.stages.segment.marker_candidates import Candidate, count_acronyms, find_candidates

_IBID = re.compile(r"[(\[](?:[Ii]bid|[Ii]d|[Oo]p\.? cit)\b\.?[^()\[\]\n]{0,20}[)\]]")
_IBID_SIGNS = ("bid", "(id", "(Id", "[id", "[Id", "(op", "(Op", "[op", "[Op")  # one stands where the pattern can fit
_NAMED_FOOTNOTE = re.compile(r"\[\^([^\]\s\d][^\]\s]{0,60})\](?!:)")
_STYLES = {"escaped": "bracket", "marked": "superscript", "glued": "superscript", "worded": "bracket"}


def find_markers(
    text: str, blocks: tuple[Block, ...], references: tuple[ReferenceEntry, ...]
) -> tuple[tuple[CitationMarker, ...], tuple[ReferenceEntry, ...]]:
    """The markers in order, and the references with an entry added for each key that no list holds, and each link."""
    spans = [
        (block.text_start, block.end)
        for block in blocks
        if block.kind not in ("reference", "front_matter", "furniture")
    ]
    numbered = _NumberedLists(references)
    acronyms = cache(partial(count_acronyms, text))  # few texts ask for them
    candidates = [c for start, end in spans for c in find_candidates(text, start, end, acronyms=acronyms)]
    chosen = choose_markers(text, candidates, numbered.numbers, numbered.holds)
    ids = PrintedIds(references)
    markers = find_printed_ids(text, spans, ids)
    taken = [(marker.start, marker.end) for marker in markers]
    numbers = [_marker(text, candidate, numbered) for candidate in chosen]
    markers = sorted([*markers, *(m for m in numbers if not _overlaps(m, taken))], key=lambda m: m.start)
    known = {entry.reference_id for entry in references}
    index = AuthorYearIndex(references)
    if index or not chosen:
        taken = [(marker.start, marker.end) for marker in markers]
        for start, end in spans:
            found = find_author_year(text, start, end, index)
            if chosen:
                # Beside numbers, names and years are markers only where the list holds them.
                found = [m for m in found if known.issuperset(m.keys)]
            markers += [m for m in found if not _overlaps(m, taken)]
    markers += _find_named_footnotes(text, spans, known)
    markers += _find_ibid(text, spans, sorted(markers, key=lambda m: m.start))
    links, linked = find_source_links(text, spans)
    links = name_entries(links, {entry.reference_id: entry.url or "" for entry in linked}, ids)
    taken = sorted((marker.start, marker.end) for marker in markers)
    markers += [link for link in links if not _overlaps(link, taken)]
    missing = dict.fromkeys(key for m in markers for key in m.keys if key not in known and not key.startswith("link:"))
    added = tuple(ReferenceEntry(key, None, None, None) for key in missing)
    used = {key for marker in markers for key in marker.keys}
    kept_links = tuple(entry for entry in linked if entry.reference_id in used)
    return tuple(sorted(markers, key=lambda m: m.start)), (*references, *added, *kept_links)


def _find_named_footnotes(text: str, spans: list[tuple[int, int]], known: set[str]) -> list[CitationMarker]:
    """The markers such as `[^lind]` whose note the text holds."""
    return [
        CitationMarker(match[0], match.start(), match.end(), (match[1],), "footnote")
        for start, end in (spans if "[^" in text else ())
        for match in _NAMED_FOOTNOTE.finditer(text, start, end)
        if match[1] in known
    ]


def _find_ibid(text: str, spans: list[tuple[int, int]], markers: list[CitationMarker]) -> list[CitationMarker]:
    """The markers such as "(ibid.)", which name what the marker before them names."""
    starts = [marker.start for marker in markers]
    found = []
    for start, end in spans if any(sign in text for sign in _IBID_SIGNS) else ():
        for match in _IBID.finditer(text, start, end):
            before = bisect_right(starts, match.start()) - 1
            if before >= 0:
                keys, style = markers[before].keys, markers[before].style
                style = "author_year" if style in ("author_year", "narrative") else style
                found.append(CitationMarker(match[0], match.start(), match.end(), keys, style))
    return found


def _marker(text: str, candidate: Candidate, numbered: _NumberedLists) -> CitationMarker:
    keys = tuple(numbered.key(number, candidate.start) for number in candidate.numbers)
    style = _STYLES.get(candidate.style, candidate.style)
    return CitationMarker(text[candidate.start : candidate.end], candidate.start, candidate.end, keys, style)


def _overlaps(marker: CitationMarker, taken: list[tuple[int, int]]) -> bool:
    position = bisect_right(taken, (marker.start, 10**12))
    return any(start < marker.end and marker.start < end for start, end in taken[max(0, position - 2) : position + 1])


class _NumberedLists:
    """The numbered lists of an article: which entry a number means depends on where the marker stands."""

    def __init__(self, references: tuple[ReferenceEntry, ...]) -> None:
        self._lists: dict[str, set[int]] = {}
        self._starts: list[tuple[int, str]] = []
        for entry in references:
            prefix, _, number = entry.reference_id.rpartition(":")
            if not number.isdigit() or prefix == "link" or entry.start is None:
                continue
            if prefix not in self._lists:
                self._lists[prefix] = set()
                self._starts.append((entry.start, prefix))
            self._lists[prefix].add(int(number))
        self.numbers = frozenset(number for found in self._lists.values() for number in found)

    def _prefix(self, offset: int) -> str:
        """The list of the marker's own section: the first that follows it; after the last list, the last one."""
        if not self._starts:
            return ""
        following = bisect_right(self._starts, offset, key=lambda pair: pair[0])
        return self._starts[min(following, len(self._starts) - 1)][1]

    def holds(self, number: int, offset: int) -> bool:
        return number in self._lists.get(self._prefix(offset), ())

    def key(self, number: int, offset: int) -> str:
        prefix = self._prefix(offset)
        return f"{prefix}:{number}" if prefix else str(number)
