"""Finds every quantity of a text."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace

from claimsift.records import Baseline, Interval, Layout, PValue, Quantity, Rejection, Spread, TextSpan
from claimsift.stages.detect_claims.companions import take_companion
from claimsift.stages.detect_claims.drafts import Draft, Reading
from claimsift.stages.detect_claims.joined_forms import has_change_before, join_next, share_unit
from claimsift.stages.detect_claims.modifiers import modifier_after, modifier_before
from claimsift.stages.detect_claims.nouns import find_counted_noun
from claimsift.stages.detect_claims.scan_numbers import scan_numbers, uses_decimal_comma
from claimsift.stages.detect_claims.screens import find_reason
from claimsift.stages.detect_claims.simple_forms import read_simple
from claimsift.stages.detect_claims.statistics import Part, find_statistics

_LIST_GAP = re.compile(
    r"\s?,\s?(?:and\s|or\s)?|\s(?:and|or|vs\.?|versus|v\.?|to)\s|\s?[-–/&]\s?|,?\s(?:and|or)\s(?:at|after)\s"
)
_PAIR_GAP = re.compile(r"[^.;()]{0,40}?\b(?:vs\.?|versus|compared (?:with|to)|and)\b[^.;()]{0,25}")
_ESTIMATED_TOO = re.compile(r"(?:\s[\w-]+){0,4}\sand\s")
_SKIPPED_BLOCKS = {"reference": "reference_list", "front_matter": "front_matter", "furniture": "page_furniture"}
_DIGIT = re.compile(r"\d")


def find_quantities(text: str, layout: Layout) -> tuple[tuple[Quantity, ...], tuple[Rejection, ...]]:
    """The quantities of a text, and the numbers in it that are none, each with its reason."""
    masked = layout.masked
    reading = Reading(masked, scan_numbers(masked, decimal_comma=uses_decimal_comma(masked)), {})
    _mark_blocks(reading, layout)
    _mark_reasons(reading)
    parts = find_statistics(reading)
    _build_drafts(reading)
    _share_list_units(reading)
    _finish_drafts(reading)
    _attach_parts(reading, parts, layout)
    _attach_baselines(reading)
    quantities = tuple(_make_quantity(text, draft) for draft in reading.drafts)
    return quantities, _rejections(text, reading, layout)


def _mark_blocks(reading: Reading, layout: Layout) -> None:
    """Numbers in reference lists, front matter and page furniture are never read."""
    for index, number in enumerate(reading.numbers):
        block = layout.block_at(number.start)
        if block is not None and (reason := _SKIPPED_BLOCKS.get(block.kind)):
            reading.reasons[index] = reason


def _mark_reasons(reading: Reading) -> None:
    previous: int | None = None
    for index, number in enumerate(reading.numbers):
        if index in reading.reasons:
            previous = None
            continue
        label = previous is not None and bool(_LIST_GAP.fullmatch(reading.masked, previous, number.start))
        reason = find_reason(reading.masked, number, label)
        previous = None
        if reason is not None:
            reading.reasons[index] = reason
            previous = (
                number.end
                if reason == "label" and number.style == "digits" and _is_apart(reading.masked, number.start)
                else None
            )


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
        for used in range(draft.first, draft.last + 1):
            reading.reasons.setdefault(used, "idiom" if draft.form == "idiom" else "part_of:quantity")
        if draft.form != "idiom":
            reading.drafts.append(draft)
        index = draft.last + 1


def _share_list_units(reading: Reading) -> None:
    """`6, 12 and 24 months`: from the right, each bare member takes the unit of the next."""
    for draft, following in zip(reversed(reading.drafts[:-1]), reversed(reading.drafts[1:]), strict=True):
        if following.first != draft.last + 1:
            continue
        gap = reading.masked[draft.end : following.start]
        if len(gap) <= 20 and (_LIST_GAP.fullmatch(gap) or has_change_before(reading, draft, gap)):
            share_unit(draft, following)


def _finish_drafts(reading: Reading) -> None:
    """Adds counted nouns and modifiers."""
    masked = reading.masked
    for draft in reading.drafts:
        if draft.noun is None and draft.dimension in (None, "percent") and draft.form != "money":
            singular = draft.single == 1.0 and draft.form == "number"
            draft.noun = find_counted_noun(masked, draft.end, singular_too=singular)
        after, end = modifier_after(masked, draft.end)
        if after is not None:
            draft.modifier, draft.end = after, end
            draft.noun = draft.noun or (find_counted_noun(masked, end) if draft.unit is None else None)
        draft.modifier = modifier_before(masked, draft.start) or draft.modifier
        if draft.unit is None and draft.noun is not None:
            draft.unit = draft.noun.singular
            if isinstance(draft.value, tuple) and draft.noun.distance == 0:
                draft.end = draft.noun.end
    for draft, following in zip(reading.drafts, reading.drafts[1:], strict=False):
        if (
            draft.is_bare
            and following.noun is not None
            and following.unit == following.noun.singular
            and not following.adjective
        ):
            gap = masked[draft.end : following.start]
            if len(gap) <= 8 and _LIST_GAP.fullmatch(gap):
                draft.unit, draft.noun = following.unit, following.noun
        if (
            draft.modifier == "about"
            and following.modifier is None
            and _ESTIMATED_TOO.fullmatch(masked[draft.end : following.start])
        ) and masked[max(0, draft.start - 10) : draft.start].endswith("estimated "):
            following.modifier = "about"


def _attach_parts(reading: Reading, parts: list[Part], layout: Layout) -> None:
    """Gives each interval, spread and p-value to the nearest estimate before it in the same sentence."""
    starts = [draft.start for draft in reading.drafts]
    for part in parts:
        at = bisect_right(starts, part.start) - 1
        sentence = layout.sentence_index_at(part.start)
        while at >= 0 and _is_qualifier(reading.drafts[at]) and reading.drafts[at].start > part.start - 80:
            at -= 1
        if at < 0 or layout.sentence_index_at(reading.drafts[at].start) != sentence:
            continue
        _give_part(reading.drafts[at], part)
        if isinstance(part.record, PValue) and at and _is_compared(reading, at):
            _give_part(reading.drafts[at - 1], part)


def _is_qualifier(draft: Draft) -> bool:
    return draft.dimension == "time" or draft.form == "n_equals"


def _is_compared(reading: Reading, at: int) -> bool:
    earlier, later = reading.drafts[at - 1], reading.drafts[at]
    gap = reading.masked[earlier.end : later.start]
    return earlier.unit == later.unit and len(gap) < 70 and bool(_PAIR_GAP.fullmatch(gap))


def _give_part(draft: Draft, part: Part) -> None:
    record = part.record
    if isinstance(record, Interval) and draft.interval is None:
        draft.interval = record
    elif isinstance(record, Spread) and draft.spread is None:
        draft.spread = record
    elif isinstance(record, PValue) and draft.p_value is None:
        draft.p_value = record


def _attach_baselines(reading: Reading) -> None:
    """In `from 20% to 10%` the later level carries the earlier one."""
    for draft, following in zip(reading.drafts, reading.drafts[1:], strict=False):
        gap = reading.masked[draft.end : following.start]
        if following.first == draft.last + 1 and has_change_before(reading, draft, gap):
            text = reading.masked[draft.start : draft.end]
            following.baseline = Baseline(text, draft.start, draft.end, draft.value, draft.unit)


def _make_quantity(text: str, draft: Draft) -> Quantity:
    noun = draft.noun
    counted = TextSpan(text[noun.start : noun.end], noun.start, noun.end) if noun else None
    baseline = draft.baseline
    if baseline is not None:
        baseline = replace(baseline, text=text[baseline.start : baseline.end])
    return Quantity(
        text[draft.start : draft.end], draft.start, draft.end, draft.value, draft.unit, draft.modifier,
        draft.numerator, draft.denominator, draft.interval, draft.spread, draft.p_value, baseline, draft.form, counted,
    )  # fmt: skip


def _rejections(text: str, reading: Reading, layout: Layout) -> tuple[Rejection, ...]:
    """One rejection for each number that no quantity holds, and one for each citation marker with a number."""
    found = [
        Rejection(text[number.start : number.end], number.start, number.end, reason)
        for index, number in enumerate(reading.numbers)
        if (reason := reading.reasons.get(index)) and reason != "part_of:quantity"
    ]
    found += [
        Rejection(marker.text, marker.start, marker.end, "citation_marker")
        for marker in layout.markers
        if _DIGIT.search(marker.text)
    ]
    return tuple(sorted(found, key=lambda item: (item.start, item.end)))
