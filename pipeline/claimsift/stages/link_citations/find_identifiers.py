"""Finds DOIs, PubMed and PubMed Central ids and addresses in a reference string, and writes them in one form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

_DOI = re.compile(
    r"(?:(?:https?://)?(?:dx\.|www\.)?doi\.org/|\bdoi\s?(?::|\.org/)?\s?(?:https?://(?:dx\.)?doi\.org/)?|\bDOI\s?:?\s?)?"
    r"(?<![\w./])(10\.\d{4,9}(?:\.\d+)*/[^\s\"<>\[\]{}|\\^]+)",
    re.IGNORECASE,
)
_DOI_ADDRESS = re.compile(
    r"https?://(?:dx\.|www\.)?doi\.org/(10\.\d{4,9}(?:\.\d+)*(?:/|%2[Ff])[^\s\"<>\[\]{}|\\^]+)", re.IGNORECASE
)
_PMID = re.compile(
    r"\b(?:PMID|PubMed(?:\s+ID)?|Medline)\s?[:#.]?\s?(\d{4,8})\b"
    r"|pubmed(?:\.ncbi\.nlm\.nih\.gov)?/(\d{4,8})\b|list_uids=(\d{4,8})\b|pubmed/\?term=(\d{4,8})\b",
    re.IGNORECASE,
)
# The bare number at the end of an entry, as PubMed Central's own exports print it.
_BARE_PMID = re.compile(r"(?:(?<=[\s.])|\A)(\d{7,8})\s*\.?\s*\Z")
_PMID_WIDTH = 8  # digits of the longest
_ANY_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_WHITE = re.compile(r"\s")
_PMCID = re.compile(r"\b(PMC\s?\d{4,8})\b", re.IGNORECASE)
_PII = re.compile(r"\bpii\s?:?\s?([SB]?\d{4}[\d()X-]{5,24}\d)", re.IGNORECASE)
_URL = re.compile(r"(?:https?://|\bwww\.)[^\s<>\"\[\]]+", re.IGNORECASE)
_TRAILING = ".,;:!?'\"”’"


@dataclass(frozen=True, slots=True)
class Identifier:
    """An identifier with its span; `kind` is doi, pmid, pmcid, pii or url; `value` is in its usual form."""

    kind: str
    value: str
    start: int
    end: int


def find_identifiers(raw: str) -> tuple[Identifier, ...]:
    """The identifiers of a reference string in order; a DOI's or PubMed's own address counts as the id, and as url.

    >>> [(i.kind, i.value) for i in find_identifiers("BMJ 2009;2:3. doi: 10.1000/ABC.1. PMID: 123456")]
    [('doi', '10.1000/ABC.1'), ('pmid', '123456')]
    """
    found: list[Identifier] = []
    lowered = raw.lower()  # most entries hold no sign of an identifier: that is seen before a pattern is tried
    for match in _URL.finditer(raw) if "http" in lowered or "www." in lowered else ():
        url = _trim(match[0])
        found.append(Identifier("url", url, match.start(), match.start() + len(url)))
    if "10." in raw:
        found += _find_dois(raw)
    if "pmid" in lowered or "pubmed" in lowered or "medline" in lowered or "list_uids" in lowered:
        for match in _PMID.finditer(raw):
            group = next(index for index in range(1, 5) if match[index])
            found.append(Identifier("pmid", match[group], match.start(), match.end()))
    if "pmc" in lowered:
        found += [Identifier("pmcid", _WHITE.sub("", m[1]).upper(), *m.span()) for m in _PMCID.finditer(raw)]
    if "pii" in lowered:
        found += [Identifier("pii", m[1], m.start(), m.end()) for m in _PII.finditer(raw)]
    if not any(i.kind == "pmid" for i in found):
        last = len(raw.rstrip().removesuffix(".").rstrip())
        bare = _BARE_PMID.search(raw, max(0, last - _PMID_WIDTH))
        if bare and _ANY_YEAR.search(raw[: bare.start()]):
            found.append(Identifier("pmid", bare[1], bare.start(1), bare.end(1)))
    return tuple(sorted(found, key=lambda i: (i.start, i.kind)))


def _find_dois(raw: str) -> list[Identifier]:
    """The DOIs, in addresses and alone."""
    found = [
        Identifier("doi", _trim(unquote(m[1])), m.start(), m.start() + len(_trim(m[0])))
        for m in _DOI_ADDRESS.finditer(raw)
    ]
    held = tuple(found)
    for match in _DOI.finditer(raw):
        value = _trim(match[1])
        if any(i.start <= match.start(1) < i.end for i in held):
            continue
        found.append(Identifier("doi", value, match.start(), match.start(1) + len(value)))
    return found


def first_of(identifiers: tuple[Identifier, ...], kind: str) -> str | None:
    """The first value of a kind, or None."""
    return next((i.value for i in identifiers if i.kind == kind), None)


def _trim(value: str) -> str:
    """The value without the punctuation of the sentence around it; brackets stay where they are balanced."""
    while value:
        last = value[-1]
        if last in _TRAILING or (last == ")" and value.count(")") > value.count("(")):
            value = value[:-1]
        else:
            break
    return value
