"""What the front matter of a JATS article says about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from claimsift.stages.read.jats_to_html import local_name

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_IDENTIFIERS = {"doi": "doi", "pmid": "pmid", "pmc": "pmcid", "pmcid": "pmcid"}


@dataclass(frozen=True, slots=True)
class Front:
    """Title, language and the rest of what an article says about itself."""

    title: str | None
    language: str | None
    metadata: dict[str, Any]


def find_front(article: Any) -> Front:
    """Title, language, identifiers, journal, date, authors and licence; keys only where there is a value."""
    front = next((e for e in article.iterchildren() if local_name(e) in ("front", "front-stub")), None)
    language = (article.get(_LANGUAGE) or "").strip() or None
    if front is None:
        return Front(None, language, {})
    found: dict[str, Any] = {}
    for element in front.iter():
        name = local_name(element)
        if name == "article-id" and (key := _IDENTIFIERS.get(element.get("pub-id-type", ""))):
            found.setdefault(key, text_of(element))
        elif name == "journal-title":
            found.setdefault("journal", text_of(element))
        elif name == "license":
            found.setdefault("license", text_of(element))
    published = next((date for e in front.iter() if local_name(e) == "pub-date" and (date := _date(e))), None)
    authors = [
        _author(e) for e in front.iter() if local_name(e) == "contrib" and e.get("contrib-type", "author") == "author"
    ]
    metadata = {**found, "published": published, "authors": [author for author in authors if author]}
    return Front(_title(front), language, {key: value for key, value in metadata.items() if value})


def text_of(element: Any) -> str:
    """The words of an element, on one line."""
    return " ".join("".join(element.itertext()).split())


def first_of(element: Any, *names: str) -> str | None:
    """The words of the first element below with one of the names, or None."""
    return next((text for e in element.iter() if local_name(e) in names and (text := text_of(e))), None)


def _title(front: Any) -> str | None:
    return first_of(front, "article-title")


def _date(element: Any) -> str | None:
    """`2020-01-31`, as far as it is given."""
    parts = [first_of(element, name) for name in ("year", "month", "day")]
    return "-".join(part.zfill(2) for part in _leading(parts)) or None


def _leading(parts: list[str | None]) -> Iterator[str]:
    for part in parts:
        if part is None or not part.isdigit():
            return
        yield part


def _author(contributor: Any) -> str | None:
    if family := first_of(contributor, "surname"):
        return " ".join(part for part in (first_of(contributor, "given-names"), family) if part)
    return first_of(contributor, "collab", "string-name")
