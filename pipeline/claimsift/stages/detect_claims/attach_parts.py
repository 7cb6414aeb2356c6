"""Gives intervals, spreads, p-values and earlier levels to the estimates they belong to."""

from __future__ import annotations

import re
from bisect import bisect_right

from claimsift.records import Baseline, Interval, Layout, PValue, Spread
from claimsift.stages.detect_claims.drafts import Draft, Reading
from claimsift.stages.detect_claims.joined_forms import comes_from, has_change_before
from claimsift.stages.detect_claims.share_forms import ROUND, set_rate, set_share
from claimsift.stages.detect_claims.statistics import Part

_PAIR_GAP = re.compile(r"[^.;()]{0,40}?\b(?:vs?\.?|versus|compared (?:with|to)|and)(?!\w)[^.;()]{0,25}")


def attach_parts(reading: Reading, parts: list[Part], layout: Layout) -> None:
    """Gives each interval, spread and p-value to the nearest estimate before it in the same sentence."""
    starts = [draft.start for draft in reading.drafts]
    for part in parts:
        at = bisect_right(starts, part.start) - 1
        sentence = layout.sentence_index_at(part.start)
        # Time points and group sizes have no statistics of their own, unless one stands right beside them.
        while at >= 0 and _is_qualifier(reading.drafts[at]) and not _beside(reading, reading.drafts[at], part):
            at -= 1
        if at < 0 or layout.sentence_index_at(reading.drafts[at].start) != sentence:
            continue
        _give_part(reading.drafts[at], part)
        if isinstance(part.record, PValue) and at and _is_compared(reading, at):
            _give_part(reading.drafts[at - 1], part)


def _is_qualifier(draft: Draft) -> bool:
    return draft.dimension == "time" or draft.form == "n_equals"


def _beside(reading: Reading, draft: Draft, part: Part) -> bool:
    gap = reading.masked[draft.tail : part.start]
    return not isinstance(part.record, PValue) and len(gap) <= 3 and gap.strip() in ("(", "[", ",", "", ";")


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


def attach_baselines(reading: Reading) -> None:
    """In `from 20% to 10%`, and in `to 10% from 20%`, the later level carries the earlier one."""
    for at, draft in enumerate(reading.drafts[:-1]):
        following, gap = _next_level(reading, at)
        listed = len(gap) <= 50 and draft.form == "rate" and following.is_bare
        if listed and (_RATE_LIST.fullmatch(gap) or has_change_before(reading, draft, gap)):
            _share_rate(draft, following)
        if len(gap) > 50 or draft.dimension != following.dimension:
            continue
        if has_change_before(reading, draft, gap):
            following.baseline = _baseline_of(reading, draft)
        elif comes_from(reading, draft, gap):
            draft.baseline = _baseline_of(reading, following)


_NEAR = 120  # characters between two levels of a change with brackets between them
_IN_BRACKETS = re.compile(r"\s?\([^()\[\]]{1,40}\)")


def _next_level(reading: Reading, at: int) -> tuple[Draft, str]:
    """The draft after draft `at` that is no time of it, and the words between without brackets and that time."""
    draft, following = reading.drafts[at], reading.drafts[at + 1]
    gap = reading.masked[draft.tail : following.start]
    if len(gap) <= 30 and following.dimension == "time" != draft.dimension and at + 2 < len(reading.drafts):
        later = reading.drafts[at + 2]
        if later.dimension == draft.dimension and later.start - following.end <= 20:
            following, gap = later, f"{gap}then{reading.masked[following.end : later.start]}"
    return following, _IN_BRACKETS.sub("", gap) if len(gap) <= _NEAR and "(" in gap else gap


# "3.4 per 1000 person-years in men and 2.9 in women"
_RATE_LIST = re.compile(r"(?:\s[\w-]+){0,6}(?:\s\([^()\d]{1,20}\))?,?\s(?:and|vs?\.?|versus|compared\s(?:with|to))\s")


def share_rates(reading: Reading) -> None:
    """`1.2 and 3.4 per 100 patient-years`: the earlier rate is per 100 too."""
    for draft, following in zip(reversed(reading.drafts[:-1]), reversed(reading.drafts[1:]), strict=True):
        gap = reading.masked[draft.end : following.start]
        if following.form == "rate" and draft.is_bare and draft.noun is None and _RATES_GAP.fullmatch(gap):
            _share_rate(following, draft)


def join_late_rates(reading: Reading) -> None:
    """`13.6 (95% CI 10.2–17.9) per 1000 person-years`: what the rate is per stands behind its interval."""
    kept: list[Draft] = []
    for draft in reading.drafts:
        earlier = kept[-1] if kept else None
        if earlier is not None and draft.is_bare and draft.single in ROUND and _is_rated(reading, earlier, draft):
            set_rate(earlier, draft.single or 1.0)
            earlier.noun, earlier.reach = None, draft.end
            reading.reasons[draft.first] = "part_of:quantity"
        else:
            kept.append(draft)
    reading.drafts = kept


def _is_rated(reading: Reading, draft: Draft, per: Draft) -> bool:
    gap = reading.masked[draft.end : per.start]
    return draft.is_bare and draft.single is not None and len(gap) <= 60 and _INTERVAL_PER.fullmatch(gap) is not None


_INTERVAL_PER = re.compile(r"\s?[(\[][^()\[\]]{3,45}[)\]]\sper\s")
_RATES_GAP = re.compile(r",\s|,?\s(?:and|or|vs\.?|versus|to)\s")


def _share_rate(draft: Draft, following: Draft) -> None:
    """`from 476 per 100,000 births to 210`: the later level is per 100,000 too."""
    if following.single is not None and draft.denominator:
        following.noun = None
        set_share(following, following.single, draft.denominator, "rate")
        following.value = round(following.value, 9) if isinstance(following.value, float) else following.value


def _baseline_of(reading: Reading, draft: Draft) -> Baseline:
    return Baseline(reading.masked[draft.start : draft.end], draft.start, draft.end, draft.value, draft.unit)


_OF_ALL_THE = re.compile(
    r"(?:\A|[.;:\n(]\s?|\s)[Oo]f\s(?:the|all|these|those|our)\s(?:the\s|these\s)?\Z"
    r"|(?:\A|[.;:\n(]\s?)(?:Out\sof|For\severy|In\severy)\s(?:the\s|all\s|every\s)?\Z"
)
_ENDS = re.compile(r"[.;:(]|\n\n")
_WHOLE_NOUN = re.compile(r"(?:\s[^\W\d_][\w-]*){1,3},\s")
_OF_THE = re.compile(r"(?:\A|[.;:\n(]\s?|\s)[Oo]f\s(?:(?:the|all|these|those)\s)?\Z")


def attach_wholes(reading: Reading, layout: Layout) -> None:
    """`Of the 45 people called, 39 (87%) answered`: the 45 is the denominator of the 39, where the percent agrees."""
    kept: list[Draft] = []
    whole: Draft | None = None  # the group that the last plain part was of
    for draft, following in zip(reading.drafts, [*reading.drafts[1:], None], strict=False):
        if following is not None and _is_whole_of(reading, draft, following, layout):
            following.denominator = draft.single
            reading.reasons[draft.first] = "part_of:denominator"
        elif following is not None and _is_plain_whole_of(reading, draft, following):
            whole = draft
            set_share(following, following.single or 0.0, draft.single or 1.0)
            reading.reasons[draft.first] = "part_of:denominator"
        else:
            kept.append(draft)
            if following is not None and whole is not None and _is_further_part(reading, draft, following, whole):
                set_share(following, following.single or 0.0, whole.single or 1.0)
    reading.drafts = kept


def _is_further_part(reading: Reading, draft: Draft, following: Draft, whole: Draft) -> bool:
    """`Of the 80 men, 20 had stopped and 12 were lost`: the 12 are of the 80 too."""
    part = following.single
    bare = following.form == "number" and following.dimension is None and following.noun is None
    if draft.form != "n_of_m" or draft.denominator != whole.single or not bare or part is None or part != int(part):
        return False
    gap = reading.masked[draft.end : following.start]
    return part <= (whole.single or 0.0) and len(gap) <= 100 and not _ENDS.search(gap)


def _is_plain_whole_of(reading: Reading, draft: Draft, following: Draft) -> bool:
    """`Of the 19 nurses, 18 agreed`: both are bare counts, and nothing but a noun stands between them."""
    whole, part = draft.single, following.single
    if draft.form != "number" or following.form != "number" or not whole or part is None or part > whole:
        return False
    counts = draft.dimension is None and following.dimension is None and whole == int(whole) and part == int(part)
    gap = reading.masked[draft.end : following.start]
    if not counts or draft.modifier or following.modifier or not _WHOLE_NOUN.fullmatch(gap):
        return False
    if following.noun is not None and draft.noun is not None and following.noun.noun_class != draft.noun.noun_class:
        return False
    return bool(_OF_ALL_THE.search(reading.before(draft, 16)))


def _is_whole_of(reading: Reading, draft: Draft, following: Draft, layout: Layout) -> bool:
    whole, part, share = draft.single, following.numerator, following.single
    if draft.form != "number" or following.form != "n_percent" or not whole or part is None or share is None:
        return False
    if following.denominator is not None:
        return False
    if layout.sentence_index_at(draft.start) != layout.sentence_index_at(following.start):
        return False
    return bool(_OF_THE.search(reading.before(draft, 12))) and abs(100 * part / whole - share) <= 1.0
