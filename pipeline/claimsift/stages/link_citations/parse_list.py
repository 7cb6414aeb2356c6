"""Makes references with CSL items of the entries that the segment stage found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from claimsift.records import Reference, ReferenceEntry, TaggedReference
from claimsift.stages.link_citations.build_csl import build_csl, link_item
from claimsift.stages.link_citations.find_identifiers import find_identifiers, first_of
from claimsift.stages.link_citations.parse_reference import parse_reference

# What many files leave to be read in the printed entry even where they tag the rest.
_PRINTED = ("id", "type", "DOI", "PMID", "PMCID", "URL")


def parse_list(
    article_id: str, entries: tuple[ReferenceEntry, ...], tagged: Sequence[TaggedReference] = ()
) -> tuple[Reference, ...]:
    """One reference an entry, in order; an entry that the article does not hold has neither text nor item.

    The fields that the file itself tags are believed; what it does not tag is read from the printed entry.
    """
    known: dict[int | None, dict[str, Any]] = {item.start: item.csl for item in tagged}
    return tuple(_parse(article_id, entry, known.get(entry.start, {})) for entry in entries)


def _parse(article_id: str, entry: ReferenceEntry, tagged: dict[str, Any]) -> Reference:
    place = (article_id, entry.reference_id, entry.raw, entry.start, entry.end)
    if entry.url is not None:
        found = find_identifiers(entry.url)
        item = link_item(entry.reference_id, entry.raw, entry.url)
        ids = {"DOI": first_of(found, "doi"), "PMID": first_of(found, "pmid"), "PMCID": first_of(found, "pmcid")}
        item.update({key: value for key, value in ids.items() if value})
        return Reference(*place, csl=item, doi=ids["DOI"], pmid=ids["PMID"], url=entry.url)
    if entry.raw is None:
        return Reference(*place)
    parsed = parse_reference(entry.raw)
    item = build_csl(entry.reference_id, parsed)
    if "title" in tagged:
        item = {**{key: item[key] for key in _PRINTED if key in item}, **tagged, "id": entry.reference_id}
    return Reference(*place, csl=item, doi=item.get("DOI"), pmid=item.get("PMID"), url=item.get("URL"))
