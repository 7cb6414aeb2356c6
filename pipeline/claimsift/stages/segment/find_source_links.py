"""Finds the hyperlinks that name a source, not a glossary entry or a page of the site's own."""

from __future__ import annotations

import re
from functools import cache

from claimsift.lexicon import load_table
from claimsift.records import CitationMarker, ReferenceEntry

_LINK = re.compile(
    r"\[([^\[\]\n]{1,300})\]\((https?://(?:[^()\s]|\([^()\s]{0,80}\)){1,600})(?:\s+\"[^\"\n]{0,300}\")?\s?\)"
)
_HTML = re.compile(r"<a\b[^<>]{0,300}?\bhref=[\"'](https?://[^\"'<>\s]{4,600})[\"'][^<>]{0,300}>([^<>\n]{1,300})</a>")
_BARE = re.compile(r"(?<!\]\()(?<![\w/\"\[])(https?://[^\s()<>\[\]\"]{4,600})")


def find_source_links(
    text: str, spans: list[tuple[int, int]], *, first: int = 1
) -> tuple[list[CitationMarker], list[ReferenceEntry]]:
    """Markers and entries `link:1`, `link:2`, … of the links in the given spans; one entry for each address."""
    markers: list[CitationMarker] = []
    entries: dict[str, ReferenceEntry] = {}
    for start, end in spans:
        if text.find("http", start, end) < 0:
            continue
        found = [(m.start(1), m.end(1), m[2]) for m in _LINK.finditer(text, start, end)]
        found += [(m.start(2), m.end(2), m[1]) for m in _HTML.finditer(text, start, end)]
        found += [(m.start(1), m.end(1), m[1].rstrip(".,;")) for m in _BARE.finditer(text, start, end)]
        for begin, stop, url in sorted(found):
            anchor = text[begin:stop]
            if not is_source_link("" if anchor.startswith("http") else anchor, url):
                continue
            if url not in entries:
                entries[url] = ReferenceEntry(f"link:{first + len(entries)}", anchor, begin, stop, url)
            markers.append(CitationMarker(anchor, begin, stop, (entries[url].reference_id,), "hyperlink"))
    return markers, list(entries.values())


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    table = load_table("marker_styles")["sources_in_links"]
    addresses = re.compile("|".join(table["addresses"]), re.IGNORECASE)
    return addresses, re.compile(table["anchors"], re.IGNORECASE), re.compile(table["own_pages"], re.IGNORECASE)


def is_source_link(anchor: str, url: str) -> bool:
    """Whether a link names a source: an address of a publication, or words such as "a 2019 study"."""
    addresses, anchors, own_pages = _patterns()
    if own_pages.search(url):
        return False
    return bool(addresses.search(url)) or (url.startswith("http") and bool(anchors.search(anchor)))
