"""Describes who speaks between a claim and a place that names a source, and the words the two share."""

from __future__ import annotations

import re
from dataclasses import dataclass

from claimsift.stages.link_citations.cues import cue_pattern
from claimsift.stages.link_citations.discourse import Discourse
from claimsift.stages.link_citations.find_anchors import Anchor

Features = dict[str, float]

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_INSTRUMENT_REACH = 60  # code points before a marker in which a scale or a method would be named


@dataclass(frozen=True, slots=True)
class Subject:
    """What is to be sourced: a claim's quantity, with the sentence, block and quotation that hold it.

    `said` are the cues of the sentence, `numbers` the figures of the quantity. `tense` is `past` where the sentence
    tells what happened and `now` where it tells what is so; empty where it does both, and where tense says nothing.
    """

    start: int
    end: int
    sentence: int
    block: int
    quote: tuple[int, int] | None
    said: frozenset[str]
    numbers: frozenset[str]
    tense: str = ""


def view_subject(discourse: Discourse, start: int, end: int, text: str, sentence: int) -> Subject:
    """A span of a sentence with what does not depend on the places that name sources."""
    quote = discourse.quote_at(start)
    block = discourse.sentences[sentence].block
    said = discourse.said(sentence)
    tense = ""
    # A report on its own study is all told in the past, a quotation in its speaker's manner, a heading in the present.
    if quote is None and not discourse.is_trial_report and discourse.block(block).kind != "heading":
        past, now = "told_past" in said, "told_now" in said
        tense = "" if past == now else "past" if past else "now"
    return Subject(start, end, sentence, block, quote, said, frozenset(_NUMBER.findall(text)), tense)


def add_voice(discourse: Discourse, subject: Subject, anchor: Anchor, relation: str, features: Features) -> None:
    """Who speaks: the source ("the study found"), or the author ("in our practice"), who is not in a quotation."""
    said = subject.said
    inside = relation in ("sentence_after", "sentence_before")
    if "own_voice" in said and subject.quote is None:
        features["own_voice_inside" if inside else "own_voice"] = 1.0
        if not inside and discourse.has("we_in_general", subject.sentence):
            features["we_in_general"] = 1.0
        if relation == "sentence_before" and cue_pattern("own_voice").search(
            discourse.layout.masked[anchor.end : subject.start]
        ):
            features["own_voice_passed"] = 1.0  # "… in mice [17], but in our patients 8 weeks …"
    if inside:
        _add_own_results(discourse, subject, anchor, relation, features)
        return
    if discourse.is_trial_report:
        _add_own_study(discourse, subject, relation, features)
    if anchor.years:
        _add_year(discourse, subject, anchor, features)
    later = anchor.start > subject.start
    if "refers_back" not in said:
        if "breaks_off" in said:
            features["breaks_off_inside" if relation == "block_before" else "breaks_off"] = 1.0
        if "presents_new" in said:
            features["presents_new_before" if later else "presents_new"] = 1.0
    _add_figures(discourse, subject, features, later=later)
    between = _between(subject.sentence, anchor.sentence)
    _add_manner(discourse, subject, anchor, features, between, later=later)
    if later:
        if "refers_back" in discourse.said(anchor.sentence):
            features["anchor_refers_back"] = 1.0
            features["anchor_refers_back_crowded"] = discourse.crowding
        if "presents" in said:
            features["claim_presents"] = 1.0
        if discourse.last_break(*between) is not None:
            features["breaks_off_between"] = 1.0
        return
    if discourse.has("presents", anchor.sentence):
        features["anchor_presents"] = 1.0
    if "others_between" not in features:
        _add_back_references(discourse, subject, features, *between)


def _add_own_study(discourse: Discourse, subject: Subject, relation: str, features: Features) -> None:
    """Whether a number of another sentence stands among a report's own methods or results."""
    if discourse.in_own_methods(subject.block) and "refers_to_other" not in subject.said:
        features["own_methods_outside"] = 1.0
    # A paragraph of an excerpt that starts with a source may be the discussion of that source.
    if discourse.in_own_results(subject.block) and (discourse.has_report_headings or relation != "block_before"):
        features["own_results_outside"] = 1.0


def _add_year(discourse: Discourse, subject: Subject, anchor: Anchor, features: Features) -> None:
    """A sentence that dates its study ("a 2013 trial") speaks of an entry of that year; papers lag a year behind."""
    told = discourse.told_year(subject.sentence)
    if told is None:
        return
    if told in anchor.years:
        features["same_year"] = 1.0
    elif all(abs(told - year) > 1 for year in anchor.years):
        features["other_year"] = 1.0


def _add_manner(
    discourse: Discourse, subject: Subject, anchor: Anchor, features: Features, between: tuple[int, int], *, later: bool
) -> None:
    """Results are told in the past, what holds in general is not; who speaks for the study, and who does not."""
    said, voices = subject.said, discourse.voices(*between)
    if voices:
        if "own_voice" in voices:
            features["own_voice_between"] = 1.0
        if "asks" in voices:
            features["asks_between_ahead" if later else "asks_between_before"] = 1.0
    if later:
        if subject.tense:
            features["past_ahead" if subject.tense == "past" else "now_ahead"] = 1.0
        if "presents_new" in voices:
            features["presents_new_ahead"] = 1.0
        _add_new_study(discourse, subject, anchor, features)
        return
    if "speaks_apart" in said:
        features["speaks_apart"] = 1.0
    elif "speaks_apart" in voices:
        features["speaks_apart_between"] = 1.0
    if "leads_study" in said or "leads_study" in voices:
        features["leads_study"] = 1.0
    if "refers_back" in said and discourse.has("same_study", subject.sentence):
        features["same_study"] = 1.0
    if anchor.names_study:
        features["names_study"] = 1.0
    if subject.tense and "presents_new" not in said and "speaks_apart" not in said:
        if subject.tense == "now":
            features["now_before"] = 1.0
        else:
            # Where each sentence is marked, one without a marker is the author's.
            features["past_before"], features["past_before_crowded"] = 1.0, discourse.crowding


def _add_new_study(discourse: Discourse, subject: Subject, anchor: Anchor, features: Features) -> None:
    """What a sentence with a later marker brings in is not what the claim tells."""
    told = discourse.said(anchor.sentence)
    if "refers_back" not in told:
        if "presents_new" in told:
            features["anchor_presents_new"] = 1.0
        elif "presents" in told:
            features["anchor_presents_ahead"] = 1.0
        if "told_past" in told and "told_past" not in subject.said:
            features["anchor_past_ahead"] = 1.0
    if "refers_back" in subject.said:
        features["refers_back_ahead"] = 1.0


def _add_figures(discourse: Discourse, subject: Subject, features: Features, *, later: bool) -> None:
    """A result told in figures goes on with the study before it, unless the article reports its own."""
    if "reports_figures" not in subject.said:
        return
    if discourse.is_trial_report:
        features["figures_in_report"] = 1.0
    elif later:
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
        features["own_methods_inside"] = 1.0 if subject.said.isdisjoint(("refers_to_other", "presents")) else 0.2
        if anchor.kind == "marker" and cue_pattern("describes_method").search(before):
            features["describes_method"] = 1.0
    if anchor.kind == "marker" and cue_pattern("names_instrument").search(before):
        features["after_instrument"] = 1.0
        if relation == "sentence_before":
            features["after_instrument_passed"] = 1.0
        if discourse.is_trial_report:
            features["after_instrument_in_report"] = 1.0


def _add_back_references(discourse: Discourse, subject: Subject, features: Features, first: int, end: int) -> None:
    """Words that point back to the source named last, in the claim's sentence and in those that lead to it."""
    # In a report on its own trial "this study" is the trial itself.
    report = discourse.is_trial_report
    if "refers_back" in subject.said:
        features["refers_back_in_report" if report else "refers_back"] = 1.0
    if "refers_to_other" in subject.said:
        features["refers_to_other"] = 1.0
    if "pronoun_start" in subject.said:
        features["pronoun_start"] = 1.0
    broken = discourse.last_break(subject.sentence, subject.sentence + 1)
    if broken is None:
        broken = discourse.last_break(first, end)
    # What stands before the break speaks of another subject.
    if broken is not None:
        features["breaks_off_between"] = 1.0
        first = broken
    pointers = discourse.pointers(first, end)
    if "refers_back" in pointers:
        features["refers_back_in_report" if report else "refers_back_between"] = 1.0
    if "refers_to_other" in pointers:
        features["refers_to_other_between"] = 1.0
    if "presents_new" in pointers:
        features["presents_new_between"] = 1.0


def _between(one: int, other: int) -> tuple[int, int]:
    """The first of the sentences strictly between two, at most twelve, and the one after the last."""
    low, high = (one, other) if one < other else (other, one)
    return low + 1, min(high, low + 13)


def add_words(discourse: Discourse, subject: Subject, anchor: Anchor, features: Features) -> frozenset[str]:
    """Words that the claim's sentence shares with the anchor's, which are returned: the same finding told twice."""
    if subject.sentence == anchor.sentence or "others_between" in features:
        return frozenset()
    mine = discourse.words(subject.sentence)
    # A marker at the end of a quotation or paragraph stands for its sentences together.
    first = max(anchor.sentence - 2, 0) if anchor.start > subject.start else anchor.sentence
    near = [s for s in range(first, anchor.sentence + 1) if discourse.sentences[s].block == anchor.block]
    theirs = frozenset().union(*[discourse.words(s) for s in near if s != subject.sentence])
    if mine and theirs:
        echo = len(mine & theirs) / max(4, min(len(mine), len(theirs)))
        if echo >= 0.34:
            features["echo"] = min(echo, 1.0)
    return theirs


def with_number(features: Features, theirs: frozenset[str], subject: Subject) -> Features:
    """The features with what the number itself adds: that the words around the anchor tell it too."""
    return {**features, "same_number": 1.0} if subject.numbers and theirs >= subject.numbers else features
