"""Finds the places where an article names a source: markers, links and narrative mentions."""

from __future__ import annotations

from dataclasses import dataclass, replace

from claimsift.records import Reference, TextSpan
from claimsift.stages.link_citations.discourse import Discourse
from claimsift.stages.link_citations.match_narrative import match_narratives


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place that names sources: the reference ids, its marker (None for words), its sentence and block.

    `kind` is `marker`, `link` or `narrative`; `order` counts the anchors of the article; `in_words` is true of a
    marker that is part of its sentence ("Lind et al. (2012) found"); `years` are those of its entries, where printed.
    """

    keys: tuple[str, ...]
    start: int
    end: int
    sentence: int
    block: int
    kind: str
    marker: TextSpan | None
    order: int = 0
    in_words: bool = False
    years: frozenset[int] = frozenset()


def find_anchors(discourse: Discourse, references: tuple[Reference, ...]) -> tuple[Anchor, ...]:
    """The anchors in order; markers that stand together (`[1] [2]`) are one."""
    found: list[Anchor] = []
    for marker in discourse.layout.markers:
        block = discourse.layout.block_index_at(marker.start)
        # "Lind et al. (2012) found …" opens its own sentence; a number that opens one closes the sentence before.
        in_words = marker.style in ("narrative", "hyperlink")
        sentence = discourse.sentence_for(marker.start) if in_words else discourse.owner_of(marker.start)
        if block is None or sentence is None:
            continue
        kind = "link" if marker.style == "hyperlink" else "marker"
        span = TextSpan(marker.text, marker.start, marker.end)
        last = found[-1] if found else None
        touching = last is not None and last.kind == kind and last.sentence == sentence and marker.start - last.end <= 2
        if last is not None and touching:
            keys = tuple(dict.fromkeys((*last.keys, *marker.keys)))
            joined = TextSpan(discourse.text[last.start : marker.end], last.start, marker.end)
            found[-1] = Anchor(keys, last.start, marker.end, sentence, block, kind, joined, 0, last.in_words)
            continue
        spoken = marker.style == "narrative"
        found.append(Anchor(marker.keys, marker.start, marker.end, sentence, block, kind, span, 0, spoken))
    marked = list(found)
    for match in match_narratives(discourse, references):
        block = discourse.sentences[match.sentence].block
        if any(
            m.sentence == match.sentence and match.reference_id not in m.keys and m.kind == "marker" for m in marked
        ):
            continue  # the sentence's own marker says what it means
        if any(m.sentence == match.sentence and match.reference_id in m.keys for m in marked):
            continue
        found.append(Anchor((match.reference_id,), match.start, match.end, match.sentence, block, "narrative", None))
    found.sort(key=lambda anchor: (anchor.start, anchor.end))
    dated = {reference.reference_id: year for reference in references if (year := _year_of(reference))}
    return tuple(
        replace(anchor, order=order, years=frozenset(dated[key] for key in anchor.keys if key in dated))
        for order, anchor in enumerate(found)
    )


def _year_of(reference: Reference) -> int | None:
    parts = ((reference.csl or {}).get("issued") or {}).get("date-parts") or [[]]
    return int(parts[0][0]) if parts[0] else None
