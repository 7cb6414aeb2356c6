"""Makes a CSL-JSON item of a parsed reference."""

from __future__ import annotations

import re
from typing import Any

from claimsift.stages.link_citations.find_identifiers import first_of
from claimsift.stages.link_citations.parse_reference import ParsedReference
from claimsift.stages.link_citations.read_names import Name, is_organisation, read_names

_YEAR = re.compile(r"\b(1[89]\d\d|20\d\d)(?:[a-z]\b)?")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_DAY = re.compile(
    r"\b(" + "|".join(_MONTHS) + r")[a-z]*\.?(?:\s*[-–/]\s*[A-Z][a-z]{2,8})?\s*(\d{1,2})?\b", re.IGNORECASE
)
_PAGES = re.compile(r"([A-Za-z]{0,3}\d+[A-Za-z]?)(?:(?:\s*[-–—‐]+\s*|\s+)([A-Za-z]{0,3}\d+[A-Za-z]?))?")
_ACCESSED = ("accessed", "retrieved", "visited", "last updated")
_ORGANISATION_FIRST = re.compile(
    r"((?:[A-Z][\w&'’-]*|of|for|and|the|on)(?: (?:[A-Z][\w&'’-]*|of|for|and|the|on)){1,9}: |[A-Z]{2,6}[.:] )(?=\S)"
)
_UNIT_FIRST = re.compile(
    r"((?:[A-Z][\w&'’-]*|of|for|and|the|on)(?: (?:[A-Z][\w&'’-]*|of|for|and|the|on)){1,9}): (?=\S)"
)
_ESCAPE = re.compile(r"\\(?=[*_\[\]()#+.!<>~|-])")  # of Markdown
_SPLIT_PAGE = re.compile(r"\)\s?:\s?(\d{1,2}) (\d{1,4}) ?[–—-] ?(\d{1,5})\b")
_SEARCH = re.compile(r"//scholar\.google\.|//search\.crossref\.|/search\?|/scholar\?|[?&](?:term|q|query)=")
_EDGE_YEAR = re.compile(r"\A\(?(?:19|20)\d\d[a-z]?\)?[ .,:]+|\s(?:19|20)\d\d\Z")
_NO_TITLE = re.compile(
    r"(?i:available|accessed|retrieved|doi|pmid|http|in|eds?|vol|pp)\b|.*\bet al\b|[A-Z][\w-]+ [A-Z]{1,3}(?:,|\Z)"
)
_THESIS = ("dissertation", "thesis")
_REPORT = ("technical report", "working paper", "annual report", "white paper", "bulletin no")
_NUMBERED = re.compile(r"\d|[Ss]uppl|\b[IVXLC]+\b")
_NUMBER_WORD = re.compile(r"\A(?:vol(?:ume)?|no|number|issue)\.?\s*", re.IGNORECASE)
_IN = re.compile(r"\bIn:?\s")


def build_csl(reference_id: str, parsed: ParsedReference, *, url: str | None = None) -> dict[str, Any]:
    """A CSL-JSON item with what the reference prints; keys only where there is a value."""
    pages = _pages(parsed)
    title = _text(parsed.longest("title"))
    authors = read_names("; ".join(part[0] for part in parsed.parts.get("author", ())))
    if not authors and title and (match := _ORGANISATION_FIRST.match(title)) and is_organisation(match[1].strip(" .:")):
        authors, title = [{"literal": match[1].strip(" .:")}], title[match.end() :]
    unit = _UNIT_FIRST.match(title) if title and len(authors) == 1 and "literal" in authors[0] else None
    if title and unit and is_organisation(unit[1]):
        # "Trial Unit, National Ward Board: Rest": the unit and what it belongs to.
        authors, title = [{"literal": f"{authors[0]['literal']}, {unit[1]}"}], title[unit.end() :]
    container = _text(parsed.longest("container"))
    if not authors and title and container and is_organisation(title) and len(title.split()) <= 8:
        authors, title, container = [{"literal": title}], container, None  # "CDC. Arthritis. 2020."
    if not title and not container:
        authors, title = _plain_parts(parsed, authors)
    identifiers, lowered = parsed.identifiers, parsed.raw.lower()
    item: dict[str, Any] = {
        "id": reference_id,
        "type": _type_of(parsed, url, container, lowered),
        "author": authors,
        "title": title,
        "container-title": container,
        "issued": _issued(parsed, lowered),
        "volume": _number(parsed.first("volume")),
        "issue": _number(parsed.first("issue")),
        "page": "-".join(pages) if pages else None,
        "page-first": pages[0] if pages else None,
        "publisher": _text(parsed.first("publisher")),
        "publisher-place": _text(parsed.first("location")),
        "edition": _text(parsed.first("edition")),
        "editor": read_names(parsed.first("editor") or ""),
        "DOI": first_of(identifiers, "doi"),
        "PMID": first_of(identifiers, "pmid"),
        "PMCID": first_of(identifiers, "pmcid"),
        "URL": url or _address(parsed),
    }
    return {key: value for key, value in item.items() if value}


def link_item(reference_id: str, anchor: str | None, url: str) -> dict[str, Any]:
    """A CSL-JSON item of a source that is only a hyperlink."""
    item = {"id": reference_id, "type": "webpage", "URL": url}
    if anchor and not anchor.startswith("http"):
        item["custom"] = {"anchor-text": " ".join(anchor.split())}  # type: ignore[assignment]
    return item


def _text(value: str | None) -> str | None:
    """The words with single spaces, without Markdown's escapes and emphasis around them."""
    cleaned = " ".join(_ESCAPE.sub("", value).split()).strip("*_ ") if value else ""
    return cleaned or None


def _address(parsed: ParsedReference) -> str | None:
    """The first address that is the work's own, not a search for it."""
    return next((i.value for i in parsed.identifiers if i.kind == "url" and not _SEARCH.search(i.value)), None)


def _find(phrases: tuple[str, ...], raw: str, lowered: str) -> re.Match[str] | None:
    """The first of some phrases in an entry, as words of their own; most entries hold none, by their small letters."""
    if not any(phrase in lowered for phrase in phrases):
        return None
    return re.search(rf"\b(?:{'|'.join(phrases)})\b", raw, re.IGNORECASE)


def _number(value: str | None) -> str | None:
    if not value or not _NUMBERED.search(value):
        return None
    cleaned = _NUMBER_WORD.sub("", value)
    return " ".join(cleaned.strip("() .,;:").split()) or None


def _issued(parsed: ParsedReference, lowered: str) -> dict[str, Any] | None:
    """The date as CSL date-parts: year, and month and day where they are printed beside it."""
    accessed = _find(_ACCESSED, parsed.raw, lowered)
    stop = accessed.start() if accessed else len(parsed.raw)
    dates = " ".join(part[0] for part in parsed.parts.get("date", ()) if part[1] < stop)
    year = _YEAR.search(dates) or _only_year(parsed, stop)
    if not year:
        return None
    parts = [int(year[1])]
    match = _MONTH_DAY.search(dates)
    if match:
        parts.append(_MONTHS.index(match[1][:3].lower()) + 1)
        day = int(match[2]) if match[2] else 0
        if 1 <= day <= 31:
            parts.append(day)
    return {"date-parts": [parts]}


def _plain_parts(parsed: ParsedReference, authors: list[Name]) -> tuple[list[Name], str | None]:
    """Authors and title of an entry in which the model marked no title: an organisation, a stop, the words after it."""
    literal = authors[0].get("literal", "") if len(authors) == 1 else ""
    if ". " in literal:
        name, _, rest = literal.partition(". ")
        return [{"literal": name}], rest
    known = parsed.parts.get("author", ())
    start = known[-1][2] if known else 0
    stop = min((i.start for i in parsed.identifiers if i.start >= start), default=len(parsed.raw))
    pieces = [_EDGE_YEAR.sub("", p.strip(" .,;:()[]")) for p in re.split(r"\.\s+", parsed.raw[start:stop])]
    pieces = [p for p in pieces if re.search(r"[^\W\d_]{3}", p) and not _NO_TITLE.match(p)]
    if pieces and not authors and len(pieces) > 1 and is_organisation(pieces[0]):
        authors = [{"literal": pieces.pop(0)}]
    return authors, _text(pieces[0]) if pieces else None


def _only_year(parsed: ParsedReference, stop: int) -> re.Match[str] | None:
    """The one year outside title, container, numbers and identifiers where the model marked no date."""
    taken = [(start, end) for found in parsed.parts.values() for _, start, end in found]
    taken += [(identifier.start, identifier.end) for identifier in parsed.identifiers]
    free = [
        match
        for match in _YEAR.finditer(parsed.raw, 0, stop)
        if not any(start < match.end() and match.start() < end for start, end in taken)
    ]
    return free[0] if len({match[1] for match in free}) == 1 else None


def _pages(parsed: ParsedReference) -> list[str]:
    """First and last page; a shortened last page (`1518-23`) is written out."""
    found = parsed.parts.get("pages", ())
    if split := _SPLIT_PAGE.search(parsed.raw):
        joined = split[1] + split[2]  # "31 ( 2 ):5 37 – 41": the space is no part of the page
        last = joined[: max(0, len(joined) - len(split[3]))] + split[3]
        if int(last) > int(joined):
            return [joined, last]
    match = _PAGES.search(" - ".join(part[0] for part in found[:2]))
    if not match:
        return []
    first, last = match[1], match[2]
    if not last and "volume" not in parsed.parts and _YEAR.fullmatch(first):
        return []  # "Facts and Figures 2025. Society, 2025": the year a second time
    if not last or last == first:
        return [first]
    if first.isdigit() and last.isdigit() and len(last) < len(first):
        last = first[: len(first) - len(last)] + last
    return [first, last]


def _type_of(parsed: ParsedReference, url: str | None, container: str | None, lowered: str) -> str:
    parts, raw = parsed.parts, parsed.raw
    if _find(_THESIS, raw, lowered):
        return "thesis"
    if container:
        if "publisher" in parts and ("editor" in parts or _IN.search(raw)) and "volume" not in parts:
            return "chapter"
        return "article-journal"
    if _find(_REPORT, raw, lowered):
        return "report"
    on_web = url is not None or any(identifier.kind == "url" for identifier in parsed.identifiers)
    if on_web and _find(_ACCESSED, raw, lowered) and "edition" not in parts and "pages" not in parts:
        return "webpage"
    if "publisher" in parts or "edition" in parts:
        return "book"
    if on_web:
        return "webpage"
    return "article-journal" if "volume" in parts and "pages" in parts else "document"
