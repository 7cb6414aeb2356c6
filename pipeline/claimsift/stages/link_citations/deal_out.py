"""Gives each of several numbers its own source where the sentence says "respectively"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from claimsift.records import CitationLink, Claim
from claimsift.stages.link_citations.discourse import Discourse

_RESPECTIVELY = re.compile(r"[\s,;)\]]{0,5}respectively\b")
_BEFORE = re.compile(r"\brespectively[\s,;(\[]{0,5}\Z")
_ANYWHERE = re.compile(r"\brespectively\b")
_WIDTH = 20  # code points in which the word stands before a marker


def deal_out(
    discourse: Discourse, claims: Sequence[Claim], links: Sequence[CitationLink | None]
) -> list[CitationLink | None]:
    """The links, one source each where "5% … 7% ([1] and [3], respectively)" names as many sources as numbers."""
    dealt = list(links)
    groups: dict[tuple[tuple[str, ...], int], list[int]] = defaultdict(list)
    for index, link in enumerate(links):
        if link and len(link.references) > 1 and link.markers:
            groups[link.references, max(marker.end for marker in link.markers)].append(index)
    for (references, end), members in groups.items():
        ordered = sorted(members, key=lambda index: claims[index].quantity.start)
        before = [index for index in ordered if claims[index].quantity.end <= end]
        after = [index for index in ordered if claims[index].quantity.start >= end]
        if len(before) == len(references) and _deals_out(discourse, links[members[0]], end):
            _give(dealt, before, references)
        elif len(after) == len(references) and _follows(discourse, end, claims[after[-1]].quantity.end):
            _give(dealt, after, references)  # "[1] and [3] saw it in 5% and 7%, respectively"
    return dealt


def _deals_out(discourse: Discourse, link: CitationLink | None, end: int) -> bool:
    """Whether the word stands right after the last marker of a link, or right before the first."""
    masked = discourse.layout.masked
    start = min(marker.start for marker in link.markers) if link else 0
    beside = _RESPECTIVELY.match(masked, end) or _BEFORE.search(masked, max(0, start - _WIDTH), start)
    return beside is not None


def _follows(discourse: Discourse, end: int, last: int) -> bool:
    """Whether the word follows the last number, in the sentence of the marker that ends at `end`."""
    at = discourse.sentence_for(last)
    if at is None or discourse.sentences[at].start > end:
        return False
    return _ANYWHERE.search(discourse.layout.masked, last, discourse.sentences[at].end) is not None


def _give(links: list[CitationLink | None], members: Sequence[int], references: Sequence[str]) -> None:
    for index, reference in zip(members, references, strict=True):
        link = links[index]
        links[index] = replace(link, references=(reference,)) if link else None
