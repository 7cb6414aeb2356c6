"""Gives each of several numbers its own source where the sentence says "respectively"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from claimsift.records import CitationLink, Claim
from claimsift.stages.link_citations.discourse import Discourse

_RESPECTIVELY = re.compile(r"[\s,;)\]]{0,5}respectively\b")


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
        before = sorted((i for i in members if claims[i].quantity.end <= end), key=lambda i: claims[i].quantity.start)
        if len(before) == len(references) and _RESPECTIVELY.match(discourse.layout.masked, end):
            for index, reference in zip(before, references, strict=True):
                link = links[index]
                dealt[index] = replace(link, references=(reference,)) if link else None
    return dealt
