"""The reference lists of a JATS article: what is printed of each entry, and its tagged fields as a CSL item."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from claimsift.records import SourcePlace, TaggedReference
from claimsift.stages.read.element_map import ElementMap
from claimsift.stages.read.jats_front import first_of, text_of
from claimsift.stages.read.jats_to_html import local_name

_CITATIONS = ("mixed-citation", "element-citation", "citation", "nlm-citation", "citation-alternatives")
_TYPES = {
    "journal": "article-journal", "book": "book", "chapter": "chapter", "confproc": "paper-conference",
    "conference": "paper-conference", "thesis": "thesis", "report": "report", "web": "webpage", "webpage": "webpage",
    "preprint": "article", "patent": "patent", "data": "dataset", "newspaper": "article-newspaper", "gov": "report",
}  # fmt: skip
_IDENTIFIERS = {"doi": "DOI", "pmid": "PMID", "pmc": "PMCID", "pmcid": "PMCID"}
_DOI = re.compile(r"10\.\d{4,9}/\S+")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def append_references(
    text: str, lists: list[Any], elements: ElementMap
) -> tuple[str, tuple[TaggedReference, ...], tuple[SourcePlace, ...]]:
    """The text with the reference lists at its end, one entry a line; each entry's fields, and its place in the file.

    Entries are numbered as the file labels them; by their order where it does not and the text cites by number.
    """
    references: list[TaggedReference] = []
    places: list[SourcePlace] = []
    for index, reference_list in enumerate(lists):
        entries = [e for e in reference_list.iter() if local_name(e) == "ref"]
        heading = next((text_of(e) for e in reference_list.iterchildren() if local_name(e) == "title"), "References")
        if entries:
            text += f"{chr(10) if text else ''}## {heading or 'References'}\n\n"
        for number, entry in enumerate(entries, start=1):
            raw, item = _read_entry(entry)
            if not raw:
                continue
            label = _label(entry) or (str(number) if _cited_by_number(text) else "")
            text += f"{label}. " if label else ""
            key = (f"L{index + 1}:{label}" if len(lists) > 1 else label) if label else None
            references.append(TaggedReference(len(text), len(text) + len(raw), key, item))
            places.append(SourcePlace(len(text), len(text) + len(raw), elements.path(entry)))
            text += raw + ("\n" if label else "\n\n")
    return text, tuple(references), tuple(places)


def _cited_by_number(text: str) -> bool:
    return re.search(r"\[\d{1,3}[\],;–-]", text) is not None


def _label(entry: Any) -> str:
    """The printed number of an entry, without its brackets and stop; empty for a key of names."""
    label = next((text_of(e) for e in entry.iterchildren() if local_name(e) == "label"), "").strip("[](). ")
    return label if label.isdigit() and len(label) < 4 else ""


def _read_entry(entry: Any) -> tuple[str, dict[str, Any]]:
    citation = next((e for e in entry.iter() if local_name(e) in _CITATIONS), None)
    if citation is None:
        return text_of(entry), {}
    if local_name(citation) == "citation-alternatives":
        citation = next((e for e in citation.iterchildren() if local_name(e) in _CITATIONS), citation)
    item = _csl(citation)
    printed = text_of(citation)
    # An element-citation leaves the punctuation to whoever prints it.
    has_words_between = any((child.tail or "").strip() for child in citation.iterchildren())
    return (printed if has_words_between or not len(citation) else _print(item) or printed), item


def _csl(citation: Any) -> dict[str, Any]:
    """A CSL-JSON item without its id: the tagged fields, keys only where there is a value."""
    kind = citation.get("publication-type") or citation.get("citation-type") or ""
    title = first_of(citation, "article-title", "chapter-title", "data-title", "part-title")
    source = first_of(citation, "source")
    first, last = first_of(citation, "fpage", "elocation-id"), first_of(citation, "lpage")
    item: dict[str, Any] = {
        "type": _TYPES.get(kind, "article-journal" if title and source else "document"),
        "author": list(_names(citation)),
        "title": title or source,
        "container-title": source if title else None,
        "issued": _issued(citation),
        "volume": first_of(citation, "volume"),
        "issue": first_of(citation, "issue"),
        "page": f"{first}-{last}" if first and last and last != first else first,
        "page-first": first,
        "publisher": first_of(citation, "publisher-name"),
        "publisher-place": first_of(citation, "publisher-loc"),
        "edition": first_of(citation, "edition"),
        "URL": first_of(citation, "uri"),
        **_identifiers(citation),
    }
    return {key: value for key, value in item.items() if value}


def _names(citation: Any) -> Iterator[dict[str, str]]:
    for element in citation.iter():
        name = local_name(element)
        if name in ("name", "string-name"):
            group = element.getparent()
            if local_name(group) == "person-group" and group.get("person-group-type", "author") != "author":
                continue
            parts = {"family": first_of(element, "surname"), "given": first_of(element, "given-names")}
            found = {key: value for key, value in parts.items() if value}
            if found:
                yield found
            elif text_of(element):
                yield {"literal": text_of(element)}
        elif name == "collab" and text_of(element):
            yield {"literal": text_of(element)}


def _issued(citation: Any) -> dict[str, Any] | None:
    year = re.match(r"\d{4}", first_of(citation, "year") or "")
    if year is None:
        return None
    parts = [int(year[0])]
    month = first_of(citation, "month") or ""
    number = (
        int(month) if month.isdigit() else _MONTHS.index(month[:3].lower()) + 1 if month[:3].lower() in _MONTHS else 0
    )
    if 1 <= number <= 12:
        parts.append(number)
        day = first_of(citation, "day") or ""
        if day.isdigit() and 1 <= int(day) <= 31:
            parts.append(int(day))
    return {"date-parts": [parts]}


def _identifiers(citation: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in citation.iter():
        if local_name(element) == "pub-id" and (key := _IDENTIFIERS.get(element.get("pub-id-type", ""))):
            found.setdefault(key, text_of(element))
        elif local_name(element) == "ext-link" and element.get("ext-link-type") == "doi":
            found.setdefault("DOI", text_of(element))
    if (doi := _DOI.search(found.get("DOI", ""))) is not None:
        found["DOI"] = doi[0]
    return found


def _print(item: dict[str, Any]) -> str:
    """An entry as a journal prints it: `Smith A, Weir B. Title. Source. 2011;12(3):4-5. doi:10.1/a`."""
    authors = ", ".join(
        name.get("literal") or f"{name.get('family', '')} {_initials(name.get('given', ''))}".strip()
        for name in item.get("author", ())
    )
    year = str(item["issued"]["date-parts"][0][0]) if "issued" in item else ""
    place = ": ".join(item[key] for key in ("publisher-place", "publisher") if key in item)
    volume = item.get("volume", "") + (f"({item['issue']})" if "issue" in item else "")
    numbers = f"{year}{f';{volume}' if volume else ''}{':' + item['page'] if 'page' in item else ''}"
    ids = [f"{name}:{item[key]}" for key, name in (("DOI", "doi"), ("PMID", "PMID")) if key in item]
    parts = [authors, item.get("title", ""), item.get("container-title", ""), place, numbers, *ids, item.get("URL", "")]
    return " ".join(part if part.endswith((".", "?", "!")) else f"{part}." for part in parts if part)


def _initials(given: str) -> str:
    return given if given.isupper() else "".join(part[0] for part in re.split(r"[\s.-]+", given) if part)
