"""Finds the places where an article names a source: markers, links and narrative mentions."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from claimsift.records import Reference, TextSpan
from claimsift.stages.link_citations.cues import cue_pattern
from claimsift.stages.link_citations.discourse import Discourse
from claimsift.stages.link_citations.match_narrative import match_narratives

_NAME_LENGTH = 20  # code points before a marker in which the word for a study stands


class Anchor(NamedTuple):
    """A place that names sources: the reference ids, its marker (None for words), its sentence and block.

    `kind` is `marker`, `link` or `narrative`; `order` counts the anchors of the article; `in_words` is true of a
    marker that is part of its sentence ("Lind et al. (2012) found"); `years` are those of its entries, where printed;
    `aside` is where the inserted clause starts that its marker closes, -1 where there is none; `names_study` is true of
    a marker right after the name of a study ("in a Norwegian trial [3]").
    """

    keys: tuple[str, ...]
    start: int
    end: int
    sentence: int
    block: int
    kind: str
    in_words: bool = False
    marker: TextSpan | None = None
    order: int = 0
    years: frozenset[int] = frozenset()
    aside: int = -1
    names_study: bool = False


def find_anchors(discourse: Discourse, references: tuple[Reference, ...]) -> tuple[Anchor, ...]:
    """The anchors in order; markers that stand together (`[1] [2]`) are one."""
    found = _find_marked(discourse)
    marked: dict[int, list[Anchor]] = defaultdict(list)
    for place in found:
        marked[place.sentence].append(place)
    for match in match_narratives(discourse, references):
        # The sentence's own marker says what it means, and a source is named once.
        if all(match.reference_id not in m.keys and m.kind == "link" for m in marked.get(match.sentence, ())):
            block = discourse.sentences[match.sentence].block
            found.append(Anchor((match.reference_id,), match.start, match.end, match.sentence, block, "narrative"))
    found.sort(key=lambda place: (place.start, place.end))
    years = {reference.reference_id: year for reference in references if (year := _year_of(reference))}
    anchors = []
    for order, place in enumerate(found):
        start, end = place.start, place.end
        marker = TextSpan(discourse.text[start:end], start, end) if place.kind != "narrative" else None
        dated = frozenset([years[key] for key in place.keys if key in years])
        aside = discourse.aside_before(marker, place.sentence) if marker else -1
        named = place.kind == "marker" and not place.in_words and follows_study(discourse, start)
        anchors.append(place._replace(marker=marker, order=order, years=dated, aside=aside, names_study=named))
    return tuple(anchors)


def follows_study(discourse: Discourse, start: int) -> bool:
    """Whether the words right before a marker name a study."""
    return cue_pattern("names_study").search(discourse.layout.masked, max(0, start - _NAME_LENGTH), start) is not None


def _find_marked(discourse: Discourse) -> list[Anchor]:
    """The places with a marker or a link, in order."""
    found: list[Anchor] = []
    for marker in discourse.layout.markers:
        block = discourse.layout.block_index_at(marker.start)
        # "Lind et al. (2012) found …" opens its own sentence; a number that opens one closes the sentence before.
        in_words = marker.style in ("narrative", "hyperlink")
        sentence = discourse.sentence_for(marker.start) if in_words else discourse.owner_of(marker.start)
        if block is None or sentence is None:
            continue
        kind = "link" if marker.style == "hyperlink" else "marker"
        last = found[-1] if found else None
        if last is not None and last.kind == kind and last.sentence == sentence and marker.start - last.end <= 2:
            keys = tuple(dict.fromkeys((*last.keys, *marker.keys)))
            found[-1] = Anchor(keys, last.start, marker.end, sentence, block, kind, last.in_words)
            continue
        spoken = marker.style == "narrative"
        found.append(Anchor(marker.keys, marker.start, marker.end, sentence, block, kind, spoken))
    return found


def _year_of(reference: Reference) -> int | None:
    parts = ((reference.csl or {}).get("issued") or {}).get("date-parts") or [[]]
    return int(parts[0][0]) if parts[0] else None
