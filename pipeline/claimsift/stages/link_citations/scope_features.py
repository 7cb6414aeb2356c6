"""Describes how a claim and a place that names a source stand to each other."""

from __future__ import annotations

import re

from claimsift.stages.link_citations.discourse import Discourse
from claimsift.stages.link_citations.find_anchors import Anchor
from claimsift.stages.link_citations.voice_features import Features, Subject, add_voice, add_words, with_number

_CLAUSE = re.compile(r"[;:]|,\s(?:and|but|while|whereas|although)\b")
_ENCLOSING = 5  # blocks between two places that name one source around a number
_NEAR = 4  # places before and after one that are looked at
_BESIDE_QUOTE = 4  # code points between a quotation and its marker
_INSIDE = frozenset({"sentence_after", "sentence_before"})
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
    features, theirs = describe_pair(discourse, subject, anchor, anchors)
    return with_number(features, theirs, subject)


def describe_pair(
    discourse: Discourse, subject: Subject, anchor: Anchor, anchors: tuple[Anchor, ...]
) -> tuple[Features, frozenset[str]]:
    """The features of a pair that hold for each number of the sentence `find_cuts` does not tell apart.

    Beside them stand the words around the anchor.
    """
    relation, apart = relation_of(discourse, subject, anchor)
    inside = relation in _INSIDE
    features: Features = {"bias": 1.0, relation: 1.0}
    if relation in ("block_after", "block_before"):
        features[f"{relation}_apart"] = min(apart, 4) / 4
    elif relation in ("later", "earlier", "heading_below"):
        features[f"{relation}_apart"] = min(apart, _FAR) / _FAR
    if between := _between(subject, anchor, anchors):
        features["others_between"] = min(between, 3) / 1.5
        if inside:
            features["others_between_in_sentence"] = 1.0
    if inside:
        _add_clauses(discourse, subject, anchor, anchors, features)
    else:
        _add_neighbours(discourse, subject, anchor, anchors, features)
        _add_sections(discourse, subject, anchor, features)
    add_voice(discourse, subject, anchor, relation, features)
    if "other_year" in features:
        features.pop("enclosed", None)
    if subject.quote:
        _add_quote(discourse, subject, anchor, anchors, subject.quote, features)
    _add_shape(discourse, subject, anchor, relation, anchors, features)
    if "opens_with_colon" in features or "colon_between" in features:
        features.pop("now_before", None)  # what a list of points says in general is the study's too
    theirs = add_words(discourse, subject, anchor, features)
    if _is_aside(subject, anchor):
        features["aside"] = 1.0
    features[f"kind_{anchor.kind}"] = 1.0
    if anchor.kind == "narrative" and relation in ("earlier", "later"):
        features["narrative_far"] = 1.0
    if 0.0 in features.values():
        features = {name: value for name, value in features.items() if value}
    return features, theirs


def _add_clauses(
    discourse: Discourse, subject: Subject, anchor: Anchor, anchors: tuple[Anchor, ...], features: Features
) -> None:
    """Which clause of the sentence the anchor stands in, and whether that of the claim has another."""
    near = anchors[max(0, anchor.order - _NEAR) : anchor.order + _NEAR]
    others = [a for a in near if a.sentence == subject.sentence]
    if anchor.start < subject.end:
        following = next((a for a in others if a.start >= subject.end), None)
        if following:
            features["later_in_sentence"] = 1.0
            parted = _is_parted(discourse, subject.end, following.start)
            if parted and not _is_parted(discourse, anchor.end, subject.start):
                features["closed_clause"] = 1.0
    elif _is_parted(discourse, subject.end, anchor.start):
        features["other_clause"] = 1.0
        if any(a.start < subject.start for a in others):
            features["other_clause_taken"] = 1.0


def _add_neighbours(
    discourse: Discourse, subject: Subject, anchor: Anchor, anchors: tuple[Anchor, ...], features: Features
) -> None:
    """Which other sources are named around an anchor of another sentence."""
    if _is_enclosed(discourse, subject, anchor, anchors):
        features["enclosed"] = 1.0
    if _has_own(subject, anchor, anchors):
        features["claim_has_own_marker"] = 1.0
    if len(anchor.keys) > 1 and anchor.start < subject.start:
        features["several_sources"] = 1.0


def find_cuts(discourse: Discourse, anchors: tuple[Anchor, ...]) -> list[int]:
    """Where, in order, an anchor, a quotation, an inserted clause or the clause before a marker starts or ends.

    Numbers of one sentence without such a place between them stand alike to all anchors.
    """
    cuts = {position for quote in discourse.quotes for position in quote}
    for anchor in anchors:
        cuts.update((anchor.start, anchor.aside))
        start = discourse.sentences[anchor.sentence].start
        cuts.update([m.start() for m in _CLAUSE.finditer(discourse.layout.masked, start, max(start, anchor.start))])
    return sorted(cuts)


def _between(subject: Subject, anchor: Anchor, anchors: tuple[Anchor, ...]) -> int:
    """How many places between the two name other sources."""
    # Anchors are in order: what lies between stands before a later one and after an earlier one.
    if anchor.start > subject.start:
        low, high, near = subject.start, anchor.start, anchors[max(0, anchor.order - _NEAR) : anchor.order]
    else:
        low, high, near = anchor.start, subject.start, anchors[anchor.order + 1 : anchor.order + 1 + _NEAR]
    beside = anchor.sentence == subject.sentence
    mine = frozenset(anchor.keys)
    count = 0
    for other in near:
        if not low < other.start < high or (other.kind == "link" and anchor.kind != "link"):
            continue
        # One of several sources named again: within a sentence the nearer marker is the claim's own.
        if mine.isdisjoint(other.keys) or (beside and mine != frozenset(other.keys)):
            count += not _is_aside(subject, other)
    return count


def _has_own(subject: Subject, anchor: Anchor, anchors: tuple[Anchor, ...]) -> bool:
    """Whether another source is marked in the claim's own sentence."""
    near = anchors[max(0, anchor.order - _NEAR) : anchor.order + 1 + _NEAR]
    marked = [a for a in near if a.sentence == subject.sentence and a.kind == "marker" and a.keys != anchor.keys]
    return any(not _is_aside(subject, a) for a in marked)


def _is_enclosed(discourse: Discourse, subject: Subject, anchor: Anchor, anchors: tuple[Anchor, ...]) -> bool:
    """Whether the same source is named right before and right after: presented in words, marked at the end."""
    step = -1 if anchor.start > subject.start else 1
    other = anchors[anchor.order + step] if 0 <= anchor.order + step < len(anchors) else None
    return (
        other is not None
        and other.keys == anchor.keys
        and discourse.distance(other.block, anchor.block) <= _ENCLOSING
        and (other.start > subject.start) != (anchor.start > subject.start)
    )


def _is_parted(discourse: Discourse, start: int, end: int) -> bool:
    """Whether a clause ends between two positions."""
    return _CLAUSE.search(discourse.layout.masked, start, max(start, end)) is not None


def _add_sections(discourse: Discourse, subject: Subject, anchor: Anchor, features: Features) -> None:
    """Whether the anchor of another sentence is in the claim's section, and what such anchors are for in this text."""
    mine, theirs = discourse.block(subject.block).section, discourse.block(anchor.block).section
    if discourse.block(subject.block).kind == "heading":
        mine = subject.block
    if mine != theirs:
        features["other_section"] = 1.0
    quote = subject.quote
    if quote and 0 <= anchor.start - quote[1] <= _BESIDE_QUOTE:
        return  # a marker that closes a quotation is for all of it, however densely the text is marked
    if discourse.is_trial_report:
        features["trial_report_outside"] = 1.0
    if anchor.kind != "link":
        # A name in running text presents a source and the text goes on with it, however densely it is marked.
        features["crowded_outside"] = discourse.crowding / 2 if anchor.in_words else discourse.crowding
        features["marked_outside"] = discourse.marked_share


def _add_quote(
    discourse: Discourse,
    subject: Subject,
    anchor: Anchor,
    anchors: tuple[Anchor, ...],
    quote: tuple[int, int],
    features: Features,
) -> None:
    """Whether the anchor stands right behind or before the quotation that holds the claim."""
    if 0 <= anchor.start - quote[1] <= _BESIDE_QUOTE:
        features["closes_quote"] = 1.0
    if anchor.end <= quote[0] and discourse.distance(subject.block, anchor.block) <= 1:
        if discourse.text[anchor.end : quote[0]].strip(" \n\t\u00a0.,") in ("", ":", "noted:", "wrote:"):
            features["opens_quote"] = 1.0
        elif not any(a.start > anchor.end and a.start < quote[0] for a in anchors[anchor.order : anchor.order + 3]):
            features["before_quote"] = 1.0


def _add_shape(
    discourse: Discourse,
    subject: Subject,
    anchor: Anchor,
    relation: str,
    anchors: tuple[Anchor, ...],
    features: Features,
) -> None:
    """Colons and where in its block the anchor stands."""
    if relation in ("block_before", "block_after"):
        _add_place(discourse, anchor, relation, anchors, features)
        return
    if relation in ("earlier", "list_intro"):
        if discourse.ends_open(anchor.block):
            features["opens_with_colon"] = 1.0
        elif anchor.start < subject.start and _opened_between(discourse, subject, anchor):
            features["colon_between"] = 1.0
    elif (
        relation == "later"
        and discourse.block(anchor.block).kind == "caption"
        and discourse.has("points_to_table", subject.sentence)
    ):
        features["caption_pointed_to"] = 1.0
    if anchor.start > subject.start and discourse.closes_block(anchor.end, anchor.block):
        features[f"closing_{relation}"] = 1.0


def _add_place(
    discourse: Discourse, anchor: Anchor, relation: str, anchors: tuple[Anchor, ...], features: Features
) -> None:
    """Where the anchor stands in the block that it shares with the claim, and whether it is the only one there."""
    near = anchors[max(0, anchor.order - _NEAR) : anchor.order + 1 + _NEAR]
    mine = [a for a in near if a.block == anchor.block]
    if all(a.keys == anchor.keys for a in mine if a.kind != "link"):
        features[f"sole_{relation}"] = 1.0
    if relation == "block_before":
        if anchor.kind == "narrative" or (anchor.marker and anchor.in_words):
            features["words_block_before"] = 1.0
        if discourse.opens_block(anchor.sentence):
            features["opening_block_before"] = 1.0
    elif discourse.closes_block(anchor.end, anchor.block):
        features["closing_block_after"] = 1.0
        if sum(a.kind == "marker" for a in mine) == 1:
            features["only_marker_of_block"] = 1.0


def _opened_between(discourse: Discourse, subject: Subject, anchor: Anchor) -> bool:
    low, high = discourse.rank.get(anchor.block, 0), discourse.rank.get(subject.block, 0)
    return any(discourse.ends_open(discourse.prose[rank]) for rank in range(low + 1, min(high, low + _FAR + 1)))


def _is_aside(subject: Subject, anchor: Anchor) -> bool:
    """Whether the anchor stands in an inserted clause that does not hold the claim."""
    return anchor.aside >= 0 and not anchor.aside <= subject.start < anchor.start
