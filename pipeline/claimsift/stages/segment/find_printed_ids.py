"""Finds identifiers in the running text (a DOI, a PubMed id, an address) that an entry of the list prints too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from claimsift.records import CitationMarker, ReferenceEntry

_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>\[\]{}|\\^]{1,200}")
_PMID = re.compile(r"\b(?:PMID|PubMed ID)\s?[:#]?\s?(\d{4,8})\b|pubmed(?:\.ncbi\.nlm\.nih\.gov)?/(\d{4,8})\b")
_ADDRESS = re.compile(r"https?://[^\s<>\"\[\]()]{4,600}")
_IN_TEXT = re.compile(
    r"(?<![\w/.])(?:https?://(?:dx\.)?doi\.org/|doi\s?:\s?|DOI\s?:?\s?)?10\.\d{4,9}/[^\s\"<>\[\]{}|\\^]{1,200}"
    r"|\b(?:PMID|PubMed ID)\s?[:#]?\s?\d{4,8}\b"
)
_SIGNS = ("10.", "PMID", "PubMed ID")  # of which a text with an identifier holds one
_TRAILING = ".,;:!?'\"”’/"


class PrintedIds:
    """The entries of an article by the identifiers and addresses that they print."""

    def __init__(self, references: Iterable[ReferenceEntry]) -> None:
        self._entries: dict[str, str] = {}
        for entry in references:
            for key in _keys(entry.raw) if entry.raw and entry.url is None else ():
                self._entries.setdefault(key, entry.reference_id)

    def find(self, words: str) -> str | None:
        """The id of the entry that prints an identifier or address of these words too, or None."""
        return next((self._entries[key] for key in _keys(words) if key in self._entries), None)

    def __bool__(self) -> bool:
        return bool(self._entries)


def _keys(words: str) -> Iterator[str]:
    for match in _DOI.finditer(words):
        yield "doi " + _trim(match[0]).lower()
    for match in _PMID.finditer(words):
        yield "pmid " + (match[1] or match[2])
    for match in _ADDRESS.finditer(words):
        yield "at " + _trim(match[0]).partition("://")[2].removeprefix("www.").lower()


def find_printed_ids(text: str, spans: list[tuple[int, int]], ids: PrintedIds) -> list[CitationMarker]:
    """The markers such as "(doi:10.1000/x)" and "PMID 12345678" that name an entry of the list."""
    found = []
    for start, end in spans if ids else ():
        if not any(text.find(sign, start, end) >= 0 for sign in _SIGNS):
            continue
        for match in _IN_TEXT.finditer(text, start, end):
            key = ids.find(match[0])
            if key is None:
                continue
            first, last = match.start(), match.start() + len(_trim(match[0]))
            if first > start and text[first - 1] in "([" and text.startswith((")", "]"), last):
                first, last = first - 1, last + 1
            found.append(CitationMarker(text[first:last], first, last, (key,), "bracket"))
    return found


def name_entries(links: list[CitationMarker], urls: dict[str, str], ids: PrintedIds) -> list[CitationMarker]:
    """The links, those to a work of the list as markers of its entry; `urls` gives the address of each link's key."""
    if not ids:
        return links
    known = {key: entry for key, url in urls.items() if (entry := ids.find(url))}
    return [
        replace(link, keys=(known[link.keys[0]],), style="link") if link.keys[0] in known else link for link in links
    ]


def _trim(value: str) -> str:
    while value and (value[-1] in _TRAILING or (value[-1] == ")" and value.count(")") > value.count("("))):
        value = value[:-1]
    return value
