"""Describes who speaks between a claim and a place that names a source, and the words the two share."""

from __future__ import annotations

import re
from dataclasses import dataclass

from claimsift.stages.link_citations.discourse import Discourse, cue
from claimsift.stages.link_citations.find_anchors import Anchor

Features = dict[str, float]

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_INSTRUMENT_REACH = 60  # code points before a marker in which a scale or a method would be named


@dataclass(frozen=True, slots=True)
class Subject:
    """What is to be sourced: a claim's quantity, with the sentence and block that hold it."""

    start: int
    end: int
    text: str
    sentence: int
    block: int


def add_voice(
    discourse: Discourse, subject: Subject, anchor: Anchor, relation: str, features: Features, *, quoted: bool
) -> None:
    """Who speaks: the source ("the study found"), or the author ("in our practice"), who is not in a quotation."""
    own = not quoted and discourse.has("own_voice", subject.sentence)
    inside = relation in ("sentence_after", "sentence_before")
    if own:
        features["own_voice_inside" if inside else "own_voice"] = 1.0
        if relation == "sentence_before" and cue("own_voice").search(
            discourse.layout.masked[anchor.end : subject.start]
        ):
            features["own_voice_passed"] = 1.0  # "… in mice [17], but in our patients 8 weeks …"
    if inside:
        _add_own_results(discourse, subject, anchor, relation, features)
        return
    if discourse.in_own_methods(subject.block) and not discourse.has("refers_to_other", subject.sentence):
        features["own_methods_outside"] = 1.0
    # A paragraph of an excerpt that starts with a source may be the discussion of that source.
    if discourse.in_own_results(subject.block) and (discourse.has_report_headings or relation != "block_before"):
        features["own_results_outside"] = 1.0
    if anchor.years:
        _add_year(discourse, subject, anchor, features)
    later = anchor.start > subject.start
    if not discourse.has("refers_back", subject.sentence):
        if discourse.has("breaks_off", subject.sentence):
            features["breaks_off_inside" if relation == "block_before" else "breaks_off"] = 1.0
        if discourse.has("presents_new", subject.sentence):
            features["presents_new_before" if later else "presents_new"] = 1.0
    _add_figures(discourse, subject, anchor, features)
    if later:
        if discourse.has("refers_back", anchor.sentence):
            features["anchor_refers_back"] = 1.0
            features["anchor_refers_back_crowded"] = discourse.crowding
        if discourse.has("presents", subject.sentence):
            features["claim_presents"] = 1.0
        if any(map(discourse.breaks_off, _chain(subject, anchor))):
            features["breaks_off_between"] = 1.0
        return
    if discourse.has("presents", anchor.sentence):
        features["anchor_presents"] = 1.0
    if "others_between" not in features:
        _add_back_references(discourse, subject, anchor, features)


def _add_year(discourse: Discourse, subject: Subject, anchor: Anchor, features: Features) -> None:
    """A sentence that dates its study ("a 2013 trial") speaks of an entry of that year; papers lag a year behind."""
    told = discourse.told_year(subject.sentence)
    if told is None:
        return
    if told in anchor.years:
        features["same_year"] = 1.0
    elif all(abs(told - year) > 1 for year in anchor.years):
        features["other_year"] = 1.0


def _add_figures(discourse: Discourse, subject: Subject, anchor: Anchor, features: Features) -> None:
    """A result told in figures goes on with the study before it, unless the article reports its own."""
    if not discourse.has("reports_figures", subject.sentence):
        return
    if discourse.is_trial_report:
        features["figures_in_report"] = 1.0
    elif anchor.start > subject.start:
        features["figures_later"] = 1.0
    else:
        features["figures_earlier"], features["figures_earlier_crowded"] = 1.0, discourse.crowding
        if discourse.has("statistics", subject.sentence):
            features["statistics_earlier"] = 1.0


def _add_own_results(discourse: Discourse, subject: Subject, anchor: Anchor, relation: str, features: Features) -> None:
    """A marker in a report's own results, or after the name of a scale or method, says what was used, not who found."""
    # An excerpt does not say which paragraph is a discussion: there the sentence must hold figures of the kind.
    if discourse.in_own_results(subject.block) and (
        discourse.has_report_headings or discourse.has("statistics", subject.sentence)
    ):
        features["own_results_inside"] = 1.0
    before = discourse.layout.masked[max(0, anchor.start - _INSTRUMENT_REACH) : anchor.start]
    if discourse.in_own_methods(subject.block):
        # "Survey data suggest 5% [2]" among the methods is another study's.
        other = discourse.has("refers_to_other", subject.sentence) or discourse.has("presents", subject.sentence)
        features["own_methods_inside"] = 0.2 if other else 1.0
        if anchor.kind == "marker" and cue("describes_method").search(before):
            features["describes_method"] = 1.0
    if anchor.kind == "marker" and cue("names_instrument").search(before):
        features["after_instrument"] = 1.0
        if relation == "sentence_before":
            features["after_instrument_passed"] = 1.0
        if discourse.is_trial_report:
            features["after_instrument_in_report"] = 1.0


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
        if suffix and discourse.has("presents_new", sentence):
            features["presents_new_between"] = 1.0
        if discourse.breaks_off(sentence):
            # What stands before the break speaks of another subject.
            features["breaks_off_between"] = 1.0
            return


def _chain(subject: Subject, anchor: Anchor) -> range:
    """The sentences strictly between the two, at most twelve."""
    low, high = sorted((subject.sentence, anchor.sentence))
    return range(low + 1, min(high, low + 13))


def add_words(discourse: Discourse, subject: Subject, anchor: Anchor, features: Features) -> None:
    """Words that the claim's sentence shares with the anchor's: the same finding told twice."""
    if subject.sentence == anchor.sentence or "others_between" in features:
        return
    mine = discourse.words(subject.sentence)
    # A marker at the end of a quotation or paragraph stands for its sentences together.
    first = max(anchor.sentence - 2, 0) if anchor.start > subject.start else anchor.sentence
    near = [s for s in range(first, anchor.sentence + 1) if discourse.sentences[s].block == anchor.block]
    theirs = discourse.shared_words(s for s in near if s != subject.sentence)
    if not theirs:
        return
    if mine:
        echo = len(mine & theirs) / max(4, min(len(mine), len(theirs)))
        if echo >= 0.34:
            features["echo"] = min(echo, 1.0)
    digits = _NUMBER.findall(subject.text)
    if digits and theirs.issuperset(digits):
        features["same_number"] = 1.0
