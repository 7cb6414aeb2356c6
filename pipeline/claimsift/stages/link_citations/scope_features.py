"""Describes how a claim and a place that names a source stand to each other."""

from __future__ import annotations

import re
from dataclasses import dataclass

from claimsift.stages.link_citations.discourse import Discourse
from claimsift.stages.link_citations.find_anchors import Anchor

Features = dict[str, float]

_CLAUSE = re.compile(r"[;:]|,\s(?:and|but|while|whereas|although)\b")
_FAR = 6  # blocks; further away only words of the text itself can make the link


@dataclass(frozen=True, slots=True)
class Subject:
    """What is to be sourced: a claim's quantity, with the sentence and block that hold it."""

    start: int
    end: int
    text: str
    sentence: int
    block: int


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
    return ("later" if after else "earlier"), apart


def scope_features(discourse: Discourse, subject: Subject, anchor: Anchor, anchors: tuple[Anchor, ...]) -> Features:
    """The named features of one pair; 0 is left out."""
    relation, apart = relation_of(discourse, subject, anchor)
    features: Features = {"bias": 1.0, relation: 1.0}
    if relation in ("block_after", "block_before"):
        features[f"{relation}_apart"] = min(apart, 4) / 4
    elif relation in ("later", "earlier", "heading_below"):
        features[f"{relation}_apart"] = min(apart, _FAR) / _FAR
    if _is_enclosed(subject, anchor, anchors):
        features["enclosed"] = 1.0
    between = _between(subject, anchor, anchors)
    if between:
        features["others_between"] = min(between, 3) / 1.5
        if relation.startswith("sentence"):
            features["others_between_in_sentence"] = 1.0
    if not relation.startswith("sentence") and _has_own(subject, anchor, anchors):
        features["claim_has_own_marker"] = 1.0
    if relation == "sentence_before" and _later_in_sentence(subject, anchor, anchors):
        features["later_in_sentence"] = 1.0
    if relation == "sentence_after" and _CLAUSE.search(
        discourse.layout.masked, subject.end, max(subject.end, anchor.start)
    ):
        features["other_clause"] = 1.0
    _add_sections(discourse, subject, anchor, relation, features)
    _add_voice(discourse, subject, anchor, relation, features)
    _add_shape(discourse, subject, anchor, relation, anchors, features)
    _add_words(discourse, subject, anchor, features)
    features[f"kind_{anchor.kind}"] = 1.0
    if anchor.kind == "narrative" and relation in ("earlier", "later"):
        features["narrative_far"] = 1.0
    return {name: value for name, value in features.items() if value}


def _between(subject: Subject, anchor: Anchor, anchors: tuple[Anchor, ...]) -> int:
    """How many places between the two name other sources."""
    low, high = sorted((subject.start, anchor.start))
    return sum(
        low < other.start < high and other.order != anchor.order and not set(other.keys) & set(anchor.keys)
        for other in anchors[max(0, anchor.order - 4) : anchor.order + 5]
        if other.kind != "link" or anchor.kind == "link"
    )


def _has_own(subject: Subject, anchor: Anchor, anchors: tuple[Anchor, ...]) -> bool:
    """Whether another source is marked in the claim's own sentence."""
    near = anchors[max(0, anchor.order - 4) : anchor.order + 5]
    return any(a.sentence == subject.sentence and a.keys != anchor.keys and a.kind == "marker" for a in near)


def _is_enclosed(subject: Subject, anchor: Anchor, anchors: tuple[Anchor, ...]) -> bool:
    """Whether the same source is named right before and right after: presented in words, marked at the end."""
    if anchor.sentence == subject.sentence:
        return False
    step = -1 if anchor.start > subject.start else 1
    other = anchors[anchor.order + step] if 0 <= anchor.order + step < len(anchors) else None
    return (
        other is not None
        and other.keys == anchor.keys
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
    if outside and discourse.is_trial_report:
        features["trial_report_outside"] = 1.0
    if outside and anchor.kind != "link":
        features["crowded_outside"] = discourse.crowding


def _add_voice(discourse: Discourse, subject: Subject, anchor: Anchor, relation: str, features: Features) -> None:
    """Who speaks: the source ("the study found"), or the author ("in our practice")."""
    quoted = discourse.quote_at(subject.start)
    own = quoted is None and discourse.has("own_voice", subject.sentence)
    inside = relation in ("sentence_after", "sentence_before")
    if own:
        features["own_voice_inside" if inside else "own_voice"] = 1.0
    if inside:
        return
    back = discourse.has("refers_back", subject.sentence)
    if discourse.has("breaks_off", subject.sentence) and not back:
        features["breaks_off"] = 1.0
    if anchor.start > subject.start:
        if discourse.has("refers_back", anchor.sentence):
            features["anchor_refers_back"] = 1.0
            features["anchor_refers_back_crowded"] = discourse.crowding
        if discourse.has("presents", subject.sentence):
            features["claim_presents"] = 1.0
        if any(_is_break(discourse, s) for s in _chain(subject, anchor)):
            features["breaks_off_between"] = 1.0
        return
    if discourse.has("presents", anchor.sentence):
        features["anchor_presents"] = 1.0
    if "others_between" not in features:
        _add_back_references(discourse, subject, anchor, features)


def _add_back_references(discourse: Discourse, subject: Subject, anchor: Anchor, features: Features) -> None:
    """Words that point back to the source named last, in the claim's sentence and in those that lead to it."""
    report = discourse.is_trial_report
    for sentence, suffix in ((subject.sentence, ""), *((s, "_between") for s in reversed(_chain(subject, anchor)))):
        if discourse.has("refers_back", sentence):
            # In a report on its own trial "this study" is the trial itself.
            features["refers_back_in_report" if report else f"refers_back{suffix}"] = 1.0
        if discourse.has("refers_to_other", sentence):
            features[f"refers_to_other{suffix}"] = 1.0
        if suffix == "" and discourse.has("pronoun_start", sentence):
            features["pronoun_start"] = 1.0
        if _is_break(discourse, sentence):
            # What stands before the break speaks of another subject.
            features["breaks_off_between"] = 1.0
            return


def _is_break(discourse: Discourse, sentence: int) -> bool:
    starts = sentence == 0 or discourse.sentences[sentence - 1].block != discourse.sentences[sentence].block
    return starts and discourse.has("breaks_off", sentence) and not discourse.has("refers_back", sentence)


def _chain(subject: Subject, anchor: Anchor) -> range:
    """The sentences strictly between the two, at most twelve."""
    low, high = sorted((subject.sentence, anchor.sentence))
    return range(low + 1, min(high, low + 13))


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
    block = discourse.block(anchor.block)
    closing = not discourse.layout.masked[anchor.end : block.end].strip(" .\n\t\u00a0)”")
    if closing and anchor.start > subject.start:
        features[f"closing_{relation}"] = 1.0
        near = anchors[max(0, anchor.order - 2) : anchor.order + 3]
        if relation == "block_after" and sum(a.block == anchor.block and a.kind == "marker" for a in near) == 1:
            features["only_marker_of_block"] = 1.0


def _opened_between(discourse: Discourse, subject: Subject, anchor: Anchor) -> bool:
    low, high = discourse.rank.get(anchor.block, 0), discourse.rank.get(subject.block, 0)
    return any(discourse.ends_open(discourse.prose[rank]) for rank in range(low + 1, min(high, low + _FAR + 1)))


def _add_words(discourse: Discourse, subject: Subject, anchor: Anchor, features: Features) -> None:
    """Words that the claim's sentence shares with the anchor's: the same finding told twice."""
    if subject.sentence == anchor.sentence:
        return
    mine = discourse.words(subject.sentence)
    # A marker at the end of a quotation or paragraph stands for its sentences together.
    first = max(anchor.sentence - 2, 0) if anchor.start > subject.start else anchor.sentence
    near = [s for s in range(first, anchor.sentence + 1) if discourse.sentences[s].block == anchor.block]
    theirs = frozenset().union(*(discourse.words(s) for s in near if s != subject.sentence))
    if "others_between" in features:
        return
    if mine and theirs:
        echo = len(mine & theirs) / max(4, min(len(mine), len(theirs)))
        if echo >= 0.34:
            features["echo"] = min(echo, 1.0)
    digits = re.findall(r"\d+(?:\.\d+)?", subject.text)
    if digits and theirs.issuperset(digits):
        features["same_number"] = 1.0
