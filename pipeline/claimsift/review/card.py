"""What the page of one claim shows."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from claimsift.review.context import Piece, cut_text, marks_of, window_around
from claimsift.review.events import ADJUDICATED
from claimsift.review.fold import ClaimState
from claimsift.review.open_review import Review
from claimsift.review.reviewed import apply_changes

_CHOICES = 8  # the ninth figure key is for "none"
_NUMBERS = 9


@dataclass(frozen=True, slots=True)
class Source:
    """A cited entry of the reference list: what to print, and where its link leads."""

    reference_id: str
    title: str
    byline: str
    raw: str
    link: str | None


@dataclass(frozen=True, slots=True)
class Card:
    """A claim as the page shows it; `claim` is as corrected by the reviewer, `original` as the tool has it."""

    claim: Mapping[str, Any]
    original: Mapping[str, Any]
    title: str
    base: int
    pieces: list[Piece]
    sources: list[Source]
    treatments: list[Mapping[str, Any]]
    citations: list[Mapping[str, Any]]
    labels: Mapping[str, str]
    numbers: list[tuple[int, int, int, str, str]]
    steps: list[Mapping[str, Any]]
    state: ClaimState
    rev: int
    key: str
    others: dict[str, ClaimState]


def make_card(review: Review, claim_id: str, *, reviewer: str, lane: str | None = None) -> Card | None:
    """The card of a claim; None where there is no such claim. Others' decisions are on it once one has decided."""
    original = review.reader.claim(claim_id)
    if original is None:
        return None
    state, rev = review.log.state_of(lane or reviewer, claim_id)
    claim = apply_changes(original, state)
    article = review.reader.article(claim["article_id"])
    quantity = claim["quantity"]
    low, high = window_around(article.text, quantity["start"], quantity["end"])
    steps = review.reader.steps(claim_id)
    others = review.log.states_of(claim_id) if state.is_decided or lane == ADJUDICATED else {}
    near = review.reader.rejected(claim["article_id"], after=low - 1, limit=5 * _NUMBERS)
    # Markers are links, not numbers; a number word has no value to take without typing it.
    numbers = [n for n in near if n[2] <= high and n[4] != "citation_marker" and any(c.isdigit() for c in n[3])]
    return Card(
        claim=claim,
        original=original,
        title=article.title,
        base=low,
        pieces=cut_text(article.text, low, high, marks_of(claim)),
        sources=find_sources(review, claim),
        treatments=candidates_of(steps, "link_treatments"),
        citations=candidates_of(steps, "link_citations"),
        labels=review.reader.labels(claim["article_id"]),
        numbers=numbers[:_NUMBERS],
        steps=list(steps),
        state=state,
        rev=rev,
        key=uuid.uuid4().hex,
        others={name: other for name, other in others.items() if name != (lane or reviewer) and other.is_decided},
    )


def find_sources(review: Review, claim: Mapping[str, Any]) -> list[Source]:
    """The entries that a claim cites, as far as the article has them."""
    keys = claim["citation"]["references"] if claim["citation"] else []
    return [make_source(key, review.reader.reference(claim["article_id"], key)) for key in keys]


def make_source(key: str, entry: Mapping[str, Any] | None) -> Source:
    """An entry as the page prints it; an entry that is missing says so."""
    if entry is None or not (entry["raw"] or entry["url"]):
        return Source(key, "The article's reference list has no such entry.", "", "", None)
    csl = entry["csl"] or {}
    names = [author.get("family") or author.get("literal") or "" for author in csl.get("author") or []]
    year = str(((csl.get("issued") or {}).get("date-parts") or [[""]])[0][0])
    people = ", ".join(filter(None, names[:3])) + (" et al." if len(names) > 3 else "")
    byline = " · ".join(filter(None, (people, csl.get("container-title") or "", year)))
    raw = entry["raw"] or entry["url"] or ""
    return Source(key, csl.get("title") or raw, byline, raw if csl.get("title") else "", _link(entry))


def show_value(value: Any) -> str:
    """A value as people write it: `12.5`, `3 to 5`."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return " to ".join(show_value(part) for part in value)
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def candidates_of(steps: list[dict[str, Any]], stage: str) -> list[Mapping[str, Any]]:
    """What a stage has considered and a reviewer can choose, best first, each name once; a treatment has a place."""
    found = [step for step in steps if step["stage"] == stage]
    named: dict[str, Mapping[str, Any]] = {}
    for candidate in found[-1]["candidates"] if found else ():
        if candidate["start"] is not None or stage != "link_treatments":
            named.setdefault(candidate["name"].casefold(), candidate)
    return list(named.values())[:_CHOICES]


def _link(entry: Mapping[str, Any]) -> str | None:
    """An address on the web: no other scheme can be clicked."""
    if entry["doi"]:
        return f"https://doi.org/{entry['doi']}"
    if entry["pmid"]:
        return f"https://pubmed.ncbi.nlm.nih.gov/{entry['pmid']}/"
    url = entry["url"] or ""
    return url if url.lower().startswith(("https://", "http://")) else None
