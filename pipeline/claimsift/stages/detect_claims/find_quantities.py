"""Finds every quantity of a text."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace

from claimsift.records import Layout, Quantity, Rejection, TextSpan
from claimsift.stages.detect_claims.attach_parts import (
    attach_baselines,
    attach_parts,
    attach_wholes,
    join_late_rates,
    share_rates,
)
from claimsift.stages.detect_claims.companions import take_companion
from claimsift.stages.detect_claims.complete_drafts import (
    LIST_GAP,
    add_modifiers,
    add_nouns,
    carry_nouns,
    share_list_units,
)
from claimsift.stages.detect_claims.decimal_commas import uses_decimal_comma
from claimsift.stages.detect_claims.drafts import Draft, Reading
from claimsift.stages.detect_claims.elliptic_times import is_elliptic_time
from claimsift.stages.detect_claims.frequencies import find_frequencies
from claimsift.stages.detect_claims.joined_forms import join_next
from claimsift.stages.detect_claims.nouns import find_counted_noun
from claimsift.stages.detect_claims.scan_numbers import Number, scan_numbers
from claimsift.stages.detect_claims.screens import find_reason
from claimsift.stages.detect_claims.simple_forms import read_simple
from claimsift.stages.detect_claims.statistics import find_statistics
from claimsift.stages.detect_claims.units import read_unit

_SKIPPED_BLOCKS = {"reference": "reference_list", "front_matter": "front_matter", "furniture": "page_furniture"}
_GLUED_GAP = re.compile(r"[-–—,/]")
_DIGIT = re.compile(r"\d")
_SECTION_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,2}){0,3}\.?\s+(?=[A-Z])")


def find_quantities(text: str, layout: Layout) -> tuple[tuple[Quantity, ...], tuple[Rejection, ...]]:
    """The quantities of a text, and the numbers in it that are none, each with its reason.

    The order matters: blocks that are not prose and statistic parts are set aside before forms are read, units are
    shared before nouns are looked for, and parts are attached when every estimate is known.
    """
    masked = layout.masked
    reading = Reading(masked, scan_numbers(masked, decimal_comma=uses_decimal_comma(masked)), {})
    _mark_blocks(reading, layout)
    _mark_links(reading, text)
    _mark_sources(reading)
    _mark_markers(reading, layout)
    _mark_reasons(reading)
    parts = find_statistics(reading)
    _build_drafts(reading)
    share_list_units(reading)
    share_rates(reading)
    join_late_rates(reading)
    add_nouns(reading)
    carry_nouns(reading, layout)
    _drop_pronouns(reading)
    add_modifiers(reading)
    attach_parts(reading, parts, layout)
    attach_baselines(reading)
    attach_wholes(reading, layout)
    _add_frequencies(reading, layout)
    quantities = tuple(_make_quantity(text, draft) for draft in reading.drafts)
    return quantities, _rejections(text, reading, layout)


def _mark_blocks(reading: Reading, layout: Layout) -> None:
    """Numbers in reference lists, front matter and page furniture are never read; a heading's number is a label."""
    for index, number in enumerate(reading.numbers):
        block = layout.block_at(number.start)
        if block is None:
            continue
        if reason := _SKIPPED_BLOCKS.get(block.kind):
            reading.reasons[index] = reason
        elif (
            number.start == block.text_start
            and _SECTION_NUMBER.match(reading.masked, number.start, block.end)
            and (block.kind == "heading" or "." in number.text)
        ):
            reading.reasons[index] = "section_number"


# "1997;52(8):674–9": year, volume, issue and pages of a source, wherever it stands.
_JOURNAL = re.compile(
    r"(?<!\d)(?:19|20)\d\d(?:\s[A-Z][a-z]{2,8}(?:\s\d{1,2})?)?\s?(?:;\s?\d{1,4}(?:\s?\([^()\n]{1,12}\))?"
    r"(?:\s?:\s?[A-Za-z]?\d{1,7}(?:\s?[-–]\s?[A-Za-z]?\d{1,7})?)?|:[A-Za-z]?\d{4,7}(?!\d))"
    r"|(?<=[A-Za-z.]\s)\d{1,3}(?:\s?\(\d{1,3}\))?\s?:\s?\d{2,5}\s?[-–]\s?\d{1,5}(?![\d:])"
)


def _mark_sources(reading: Reading) -> None:
    """Numbers of a journal citation are never read, in a list or out of it."""
    end = 0
    for index, number in enumerate(reading.numbers):
        if number.start >= end and number.text.isdigit() and (match := _JOURNAL.match(reading.masked, number.start)):
            end = match.end()
        if number.start < end:
            reading.reasons.setdefault(index, "reference_list")


def _mark_links(reading: Reading, text: str) -> None:
    """The number that is the text of a link to the reference list points there, whatever its address says."""
    if "](#" not in text:
        return
    for index, number in enumerate(reading.numbers):
        if text.startswith("](#", number.end) and text[number.start - 1 : number.start] == "[":
            reading.reasons.setdefault(index, "citation_marker")


def _mark_markers(reading: Reading, layout: Layout) -> None:
    """A number that follows a superscript marker and counts nothing goes on with it: `study.36 38 40 These`."""
    ends = {marker.end for marker in layout.markers if marker.style == "superscript"}
    if not ends:
        return
    for index, number in enumerate(reading.numbers):
        end = next((end for end in (number.start - 1, number.start) if end in ends), None)
        if end is not None and _goes_on(reading, index, end):
            reading.reasons.setdefault(index, "citation_marker")
            ends.add(number.end)


def _goes_on(reading: Reading, index: int, end: int) -> bool:
    """Whether a number right after a marker that ended at `end` is one too: it counts nothing."""
    number, masked = reading.numbers[index], reading.masked
    if not number.text.isdigit() or len(number.text) > 3 or number.start - end > 1:
        return False
    if masked[number.end : number.end + 1] not in (" ", ",", "–", "-", ".", ";"):
        return False
    return not read_unit(masked, number.end) and not find_counted_noun(masked, number.end)


def _mark_reasons(reading: Reading) -> None:
    previous: int | None = None
    apart = False
    marker_end = -1  # where a marker that the layout does not know ended
    for index, number in enumerate(reading.numbers):
        if index in reading.reasons:
            previous = None
            continue
        gap = "" if previous is None else reading.masked[previous : number.start]
        label = bool(gap) and bool((LIST_GAP if apart else _GLUED_GAP).fullmatch(gap))
        if apart and gap == " of ":  # "step 2 of 5", not "in group 2 of 35 patients"
            label = find_counted_noun(reading.masked, number.end) is None
        reason = find_reason(reading.masked, number, label)
        previous = None
        if reason is None and is_elliptic_time(reading.masked, number):
            reason = "timepoint"
        if reason is None and marker_end >= 0 and _goes_on(reading, index, marker_end):
            reason = "citation_marker"
        marker_end = number.end if reason == "citation_marker" else -1
        if reason is not None:
            reading.reasons[index] = reason
            if reason in ("label", "timepoint") and number.style == "digits":
                previous, apart = number.end, _is_apart(reading.masked, number.start)


def _is_apart(masked: str, start: int) -> bool:
    """Whether a label's number stands apart from its noun (`types 16 and 18`), not glued (`HPV-16`)."""
    return start > 0 and not (masked[start - 1].isalpha() or masked[start - 1] in "-–‐‑")


def _build_drafts(reading: Reading) -> None:
    index = 0
    while index < len(reading.numbers):
        if index in reading.reasons:
            index += 1
            continue
        draft = read_simple(reading, index)
        if not isinstance(draft, Draft):
            if draft is not None:
                reading.reasons[index] = draft
            index += 1
            continue
        while join_next(reading, draft) or take_companion(reading, draft):
            pass
        last = draft.last
        while last + 1 < len(reading.numbers) and reading.numbers[last + 1].start < draft.end:
            last += 1
        for used in range(index, last + 1):
            reading.reasons.setdefault(used, "idiom" if draft.form == "idiom" else "part_of:quantity")
        if draft.form != "idiom":
            reading.drafts.append(draft)
        index = last + 1


def _add_frequencies(reading: Reading, layout: Layout) -> None:
    found = find_frequencies(reading.masked, reading.drafts)
    kept = [draft for draft in found if not _is_skipped(layout, draft.start)]
    if kept:
        reading.drafts = sorted([*reading.drafts, *kept], key=lambda draft: draft.start)


def _is_skipped(layout: Layout, position: int) -> bool:
    block = layout.block_at(position)
    return block is not None and block.kind in _SKIPPED_BLOCKS


_ONE_OF_GROUP = re.compile(r"\sof\s(?:those|these|them|whom|the|our|his|her)\b")


def _drop_pronouns(reading: Reading) -> None:
    """A bare `one` with nothing that it counts is a pronoun."""
    kept = []
    for draft in reading.drafts:
        pronoun = draft.is_bare and draft.is_word and draft.single == 1.0
        if pronoun and (group := _ONE_OF_GROUP.match(reading.masked, draft.end)):
            noun = find_counted_noun(reading.masked, group.end())
            if noun is not None and noun.noun_class == "person":  # "only one of the players"
                draft.noun, draft.unit = noun, noun.singular
            kept.append(draft)
        elif pronoun:
            reading.reasons[draft.first] = "pronoun"
        else:
            kept.append(draft)
    reading.drafts = kept


def _make_quantity(text: str, draft: Draft) -> Quantity:
    noun = draft.noun
    counted = TextSpan(text[noun.start : noun.end], noun.start, noun.end) if noun else None
    baseline = draft.baseline
    if baseline is not None:
        baseline = replace(baseline, text=text[baseline.start : baseline.end])
    return Quantity(
        text[draft.start : draft.end],
        draft.start,
        draft.end,
        draft.value,
        None if draft.unit == "acuity" else draft.unit,
        modifier=draft.modifier,
        numerator=draft.numerator,
        denominator=draft.denominator,
        interval=draft.interval,
        spread=draft.spread,
        p_value=draft.p_value,
        baseline=baseline,
        form=draft.form,
        counted=counted,
    )


def _rejections(text: str, reading: Reading, layout: Layout) -> tuple[Rejection, ...]:
    """One rejection for each number that no quantity holds, and one for each citation marker with a number."""
    starts = [draft.start for draft in reading.drafts]
    found = [
        Rejection(text[number.start : number.end], number.start, number.end, reason)
        for index, number in enumerate(reading.numbers)
        if (reason := reading.reasons.get(index)) and reason != "part_of:quantity"
        # the 2 of "10 mg/m2", the 8 of "q8h"
        if reason != "label" or not _is_inside(reading, starts, number)
    ]
    found += [
        Rejection(marker.text, marker.start, marker.end, "citation_marker")
        for marker in layout.markers
        if _DIGIT.search(marker.text)
    ]
    return tuple(sorted(found, key=lambda item: (item.start, item.end)))


def _is_inside(reading: Reading, starts: list[int], number: Number) -> bool:
    at = bisect_right(starts, number.start) - 1
    return at >= 0 and number.end <= reading.drafts[at].end
