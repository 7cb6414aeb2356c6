"""Describes how a claim and a place that names a source stand to each other."""

from __future__ import annotations

import re

from claimsift.stages.link_citations.discourse import Discourse
from claimsift.stages.link_citations.find_anchors import Anchor
from claimsift.stages.link_citations.voice_features import Features, Subject, add_voice, add_words

_CLAUSE = re.compile(r"[;:]|,\s(?:and|but|while|whereas|although)\b")
_ENCLOSING = 5  # blocks between two places that name one source around a number
_FAR = 6  # blocks; further away only words of the text itself can make the link


def relation_of(discourse: Discourse, subject: Subject, anchor: Anchor) -> tuple[str, int]:
    """How the two stand to each other, and how many sentences or blocks apart."""
    if anchor.sentence == subject.sentence:
        return ("sentence_after" if anchor.start >= subject.end else "sentence_before"), 0
    after = anchor.start > subject.start
    if anchor.block == subject.block:
        apart = abs(anchor.sentence - subject.sentence)
        return ("block_after" if after else "block_before"), apart
    apart = discourse.distance(subject.block, anchor.block)
    block = discourse.block(subject.block)
    if block.kind == "heading":
        under = discourse.block(anchor.block).section == subject.block
        return ("heading_below" if under and after else "later" if after else "earlier"), apart
    lists = discourse.list_of
    mine, theirs = lists.get(subject.block), lists.get(anchor.block)
    if mine is not None and mine == theirs:
        return ("list_after" if after else "list_before"), 1
    if mine is not None and apart == 1:
        return ("list_follow" if after else "list_intro"), 1
    if after and mine is None and discourse.ends_open(subject.block) and (opened := _opens(discourse, subject, anchor)):
        return opened, 1
    if block.kind == "table_row" and discourse.block(anchor.block).kind == "caption" and apart <= 1:
        return "caption_of_table", 1
    return ("later" if after else "earlier"), apart


def _opens(discourse: Discourse, subject: Subject, anchor: Anchor) -> str:
    """Whether a block that ends with a colon opens the list that holds the anchor, or that the anchor stands after."""
    rank = discourse.rank.get(subject.block, -9) + 1
    first = discourse.prose[rank] if rank < len(discourse.prose) else -1
    opened = discourse.list_of.get(first)
    if opened is None:
        return ""
    if discourse.list_of.get(anchor.block) == opened:
        return "opens_list"
    return "opens_list_before" if discourse.distance(first, anchor.block) == 1 else ""


def scope_features(discourse: Discourse, subject: Subject, anchor: Anchor, anchors: tuple[Anchor, ...]) -> Features:
    """The named features of one pair; 0 is left out."""
    relation, apart = relation_of(discourse, subject, anchor)
    features: Features = {"bias": 1.0, relation: 1.0}
    if relation in ("block_after", "block_before"):
        features[f"{relation}_apart"] = min(apart, 4) / 4
    elif relation in ("later", "earlier", "heading_below"):
        features[f"{relation}_apart"] = min(apart, _FAR) / _FAR
    if _is_enclosed(discourse, subject, anchor, anchors):
        features["enclosed"] = 1.0
    between = _between(discourse, subject, anchor, anchors)
    if between:
        features["others_between"] = min(between, 3) / 1.5
        if relation.startswith("sentence"):
            features["others_between_in_sentence"] = 1.0
    if not relation.startswith("sentence") and _has_own(discourse, subject, anchor, anchors):
        features["claim_has_own_marker"] = 1.0
    if relation == "sentence_before" and _later_in_sentence(subject, anchor, anchors):
        features["later_in_sentence"] = 1.0
    if relation == "sentence_after" and _CLAUSE.search(
        discourse.layout.masked, subject.end, max(subject.end, anchor.start)
    ):
        features["other_clause"] = 1.0
    _add_sections(discourse, subject, anchor, relation, features)
    add_voice(discourse, subject, anchor, relation, features)
    if "other_year" in features:
        features.pop("enclosed", None)
    _add_shape(discourse, subject, anchor, relation, anchors, features)
    add_words(discourse, subject, anchor, features)
    if len(anchor.keys) > 1 and not relation.startswith("sentence") and anchor.start < subject.start:
        features["several_sources"] = 1.0
    if _is_aside(discourse, subject, anchor):
        features["aside"] = 1.0
    features[f"kind_{anchor.kind}"] = 1.0
    if anchor.kind == "narrative" and relation in ("earlier", "later"):
        features["narrative_far"] = 1.0
    return {name: value for name, value in features.items() if value}


def _between(discourse: Discourse, subject: Subject, anchor: Anchor, anchors: tuple[Anchor, ...]) -> int:
    """How many places between the two name other sources."""
    low, high = sorted((subject.start, anchor.start))
    mine = frozenset(anchor.keys)
    beside = anchor.sentence == subject.sentence
    return sum(
        low < other.start < high
        and other.order != anchor.order
        # One of several sources named again: within a sentence the nearer marker is the claim's own.
        and (mine.isdisjoint(other.keys) or (beside and mine != frozenset(other.keys)))
        for other in anchors[max(0, anchor.order - 4) : anchor.order + 5]
        if (other.kind != "link" or anchor.kind == "link") and not _is_aside(discourse, subject, other)
    )


def _has_own(discourse: Discourse, subject: Subject, anchor: Anchor, anchors: tuple[Anchor, ...]) -> bool:
    """Whether another source is marked in the claim's own sentence."""
    near = anchors[max(0, anchor.order - 4) : anchor.order + 5]
    return any(
        a.sentence == subject.sentence
        and a.keys != anchor.keys
        and a.kind == "marker"
        and not _is_aside(discourse, subject, a)
        for a in near
    )


def _is_enclosed(discourse: Discourse, subject: Subject, anchor: Anchor, anchors: tuple[Anchor, ...]) -> bool:
    """Whether the same source is named right before and right after: presented in words, marked at the end."""
    if anchor.sentence == subject.sentence:
        return False
    step = -1 if anchor.start > subject.start else 1
    other = anchors[anchor.order + step] if 0 <= anchor.order + step < len(anchors) else None
    return (
        other is not None
        and other.keys == anchor.keys
        and discourse.distance(other.block, anchor.block) <= _ENCLOSING
        and (other.start > subject.start) != (anchor.start > subject.start)
    )


def _later_in_sentence(subject: Subject, anchor: Anchor, anchors: tuple[Anchor, ...]) -> bool:
    return any(
        a.sentence == subject.sentence and a.start >= subject.end for a in anchors[anchor.order : anchor.order + 4]
    )


def _add_sections(discourse: Discourse, subject: Subject, anchor: Anchor, relation: str, features: Features) -> None:
    mine, theirs = discourse.block(subject.block).section, discourse.block(anchor.block).section
    if discourse.block(subject.block).kind == "heading":
        mine = subject.block
    if mine != theirs and relation not in ("sentence_after", "sentence_before"):
        features["other_section"] = 1.0
    outside = relation not in ("sentence_after", "sentence_before")
    quote = discourse.quote_at(subject.start)
    if outside and quote and 0 <= anchor.start - quote[1] <= 4:
        return  # a marker that closes a quotation is for all of it, however densely the text is marked
    if outside and discourse.is_trial_report:
        features["trial_report_outside"] = 1.0
    if outside and anchor.kind != "link":
        # A name in running text presents a source and the text goes on with it, however densely it is marked.
        features["crowded_outside"] = discourse.crowding / 2 if anchor.in_words else discourse.crowding
        features["marked_outside"] = discourse.marked_share


def _add_shape(
    discourse: Discourse,
    subject: Subject,
    anchor: Anchor,
    relation: str,
    anchors: tuple[Anchor, ...],
    features: Features,
) -> None:
    """Quotations, colons and where in its block the anchor stands."""
    quote = discourse.quote_at(subject.start)
    if quote and anchor.start >= quote[1] and anchor.start - quote[1] <= 4:
        features["closes_quote"] = 1.0
    if quote and anchor.end <= quote[0] and discourse.distance(subject.block, anchor.block) <= 1:
        if discourse.text[anchor.end : quote[0]].strip(" \n\t\u00a0.,") in ("", ":", "noted:", "wrote:"):
            features["opens_quote"] = 1.0
        elif not any(a.start > anchor.end and a.start < quote[0] for a in anchors[anchor.order : anchor.order + 3]):
            features["before_quote"] = 1.0
    if relation in ("earlier", "list_intro") and discourse.ends_open(anchor.block):
        features["opens_with_colon"] = 1.0
    elif (
        anchor.start < subject.start
        and relation in ("earlier", "list_intro")
        and _opened_between(discourse, subject, anchor)
    ):
        features["colon_between"] = 1.0
    near = anchors[max(0, anchor.order - 4) : anchor.order + 5]
    if relation in ("block_before", "block_after"):
        alone = all(a.keys == anchor.keys for a in near if a.block == anchor.block and a.kind != "link")
        if alone:
            features[f"sole_{relation}"] = 1.0
        if relation == "block_before":
            if anchor.kind == "narrative" or (anchor.marker and anchor.in_words):
                features["words_block_before"] = 1.0
            if discourse.opens_block(anchor.sentence):
                features["opening_block_before"] = 1.0
    if (
        relation == "later"
        and discourse.block(anchor.block).kind == "caption"
        and discourse.has("points_to_table", subject.sentence)
    ):
        features["caption_pointed_to"] = 1.0
    if anchor.start > subject.start and discourse.closes_block(anchor.end, anchor.block):
        features[f"closing_{relation}"] = 1.0
        if relation == "block_after" and sum(a.block == anchor.block and a.kind == "marker" for a in near) == 1:
            features["only_marker_of_block"] = 1.0


def _opened_between(discourse: Discourse, subject: Subject, anchor: Anchor) -> bool:
    low, high = discourse.rank.get(anchor.block, 0), discourse.rank.get(subject.block, 0)
    return any(discourse.ends_open(discourse.prose[rank]) for rank in range(low + 1, min(high, low + _FAR + 1)))


def _is_aside(discourse: Discourse, subject: Subject, anchor: Anchor) -> bool:
    """Whether the anchor stands in an inserted clause that does not hold the claim."""
    if anchor.marker is None:
        return False
    opened = discourse.aside_at(anchor.marker, anchor.sentence)
    return opened >= 0 and not opened <= subject.start < anchor.start
