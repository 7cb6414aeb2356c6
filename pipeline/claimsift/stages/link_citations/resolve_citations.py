"""Chooses the entries that the article gives as the source of each claim, by a scored model over the places that name
sources; declines where none is likely enough."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from claimsift.lexicon import load_table
from claimsift.records import CitationLink, Claim, Layout, Reference, TraceStep
from claimsift.stages.link_citations.deal_out import deal_out
from claimsift.stages.link_citations.discourse import Discourse
from claimsift.stages.link_citations.find_anchors import Anchor, find_anchors
from claimsift.stages.link_citations.scope_features import relation_of
from claimsift.stages.link_citations.score_anchors import Scored, Scorer
from claimsift.stages.link_citations.voice_features import Subject, view_subject

STAGE = "link_citations"
_SHOWN = 4  # candidates that the trace keeps

_METHODS = {
    "sentence_after": "same_sentence", "sentence_before": "same_sentence", "block_after": "paragraph_scope",
    "block_before": "paragraph_scope", "list_after": "list_scope", "list_before": "list_scope",
    "list_follow": "list_scope", "list_intro": "list_scope",
    "opens_list": "list_scope", "opens_list_before": "list_scope", "caption_of_table": "table_scope",
    "heading_below": "heading_scope",
    "later": "paragraph_scope", "earlier": "study_sentence",
}  # fmt: skip


Resolution = tuple[CitationLink | None, TraceStep]


def resolve_citations(
    text: str,
    layout: Layout,
    references: tuple[Reference, ...],
    claims: tuple[Claim, ...],
    *,
    table: Mapping[str, Any] | None = None,
) -> tuple[Resolution, ...]:
    """For each claim, in order, its citation or None, and the step that says what was considered.

    `table` holds the weights and the threshold; the default are the packaged ones.
    """
    if not claims:
        return ()
    discourse = Discourse(text, layout)
    anchors = find_anchors(discourse, references)
    table = table if table is not None else load_table("citation_weights")
    scorer = Scorer(discourse, anchors, table["weights"])
    found = [_resolve(discourse, scorer, claim, table["threshold"]) for claim in claims]
    links = deal_out(discourse, claims, [link for link, _ in found])
    return tuple((link, step) for link, (_, step) in zip(links, found, strict=True))


def _resolve(discourse: Discourse, scorer: Scorer, claim: Claim, threshold: float) -> Resolution:
    subject = subject_of(discourse, claim.quantity.start, claim.quantity.end)
    if subject is None or not scorer.anchors:
        return None, TraceStep(STAGE, "none", "the article names no source near this claim")
    scored = scorer.score(subject)
    candidates = tuple([item.show() for item in scored[:_SHOWN]])
    # Belief in an entry is the belief in all the places that name it.
    belief: dict[tuple[str, ...], float] = {}
    for item in scored:
        belief[item.anchor.keys] = belief.get(item.anchor.keys, 0.0) + item.probability
    keys = max(belief, key=lambda named: belief[named])
    if belief[keys] < threshold:
        reason = f"the likeliest source, {', '.join(keys)}, has {belief[keys]:.2f}: below {threshold:.2f}"
        return None, TraceStep(STAGE, "none", reason, candidates)
    best = next(item for item in scored if item.anchor.keys == keys)
    # "… in two trials [1] and a review [2]": markers with few words and no number between them are one source.
    others = [s.anchor for s in scored if s is not best and _belongs_with(discourse, best.anchor, s.anchor)]
    together = sorted([best.anchor, *others], key=lambda anchor: anchor.start)
    joined = dict.fromkeys(key for anchor in together for key in anchor.keys)
    markers = [anchor.marker for anchor in together if anchor.marker]
    method = method_of(discourse, subject, best)
    link = CitationLink(tuple(joined), tuple(markers), method, round(min(belief[keys], 0.999), 4))
    return link, TraceStep(STAGE, ", ".join(joined), method, candidates)


def _belongs_with(discourse: Discourse, best: Anchor, other: Anchor) -> bool:
    if other.sentence != best.sentence or other.kind != best.kind or best.kind == "link":
        return False
    low, high = sorted((best, other), key=lambda anchor: anchor.start)
    between = discourse.layout.masked[low.end : high.start]
    return len(between) <= 12 and not any(c.isdigit() for c in between)


def subject_of(discourse: Discourse, start: int, end: int) -> Subject | None:
    """What is to be sourced at a span, or None outside the sentences."""
    sentence = discourse.sentence_for(start)
    if sentence is None:
        return None
    return view_subject(discourse, start, end, discourse.text[start:end], sentence)


def method_of(discourse: Discourse, subject: Subject, scored: Scored) -> str:
    """The name of the scope that makes the link."""
    features = scored.features
    if scored.anchor.kind == "link":
        return "hyperlink"
    if "closes_quote" in features:
        return "after_quote"
    if "opens_quote" in features or "before_quote" in features:
        return "before_quote"
    relation = relation_of(discourse, subject, scored.anchor)[0]
    if relation in ("sentence_after", "sentence_before"):
        if scored.anchor.kind == "narrative":
            return "narrative"
        return "same_sentence" if "other_clause" in features or relation == "sentence_before" else "same_clause"
    if "refers_back" in features or "refers_back_between" in features:
        return "back_reference"
    return "narrative" if scored.anchor.kind == "narrative" else _METHODS[relation]
