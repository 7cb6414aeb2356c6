"""Completes drafts from their neighbours: shared units, counted nouns, ages, modifiers, carried nouns."""

from __future__ import annotations

import re

from claimsift.records import Layout
from claimsift.stages.detect_claims.ages import is_age
from claimsift.stages.detect_claims.drafts import Draft, Reading
from claimsift.stages.detect_claims.joined_forms import has_change_before, share_hyphen, share_unit
from claimsift.stages.detect_claims.modifiers import modifier_after, modifier_before
from claimsift.stages.detect_claims.nouns import find_counted_noun
from claimsift.stages.detect_claims.units import read_unit

LIST_GAP = re.compile(
    r"\s?,\s?(?:and\s|or\s)?|\s(?:and|or|vs\.?|versus|v\.?|to)\s|\s?[-–/&]\s?|,?\s(?:and|or)\s(?:at|after)\s"
)
_SUSPENDED = re.compile(r"[-‐‑](?:,\s|,?\s(?:and|or)\s)")  # "30- and 90-day"
_COMPARED_WITH = re.compile(
    r"(?:,?\s\(?(?:up|down)\sfrom|,?\s(?:instead\sof|rather\sthan|as\sopposed\sto|against))\s(?:about\s|nearly\s|over\s|only\s)?"
)
_PARENTHESIS = re.compile(r"\A\s?[(\[][^()\[\]]{1,50}[)\]]")
_ESTIMATED_TOO = re.compile(r"(?:\s[\w-]+){0,4}\sand\s(?:[a-z]+s\s)?")
_AS_LOW_AS = re.compile(r"\bas\s(?:low|little|few)\sas\s\Z", re.IGNORECASE)
_IN_ONE_BREATH = re.compile(r",\s|\s(?:and|or)\s")
_PART_OF_FIRST = re.compile(r"\s(?:is|of\s(?:which|whom|these|them))\b")
# "About 76% of the men and 64% of the women"
_GROUP_TOO = re.compile(r"\s(?:of|in|for|among)\s(?:the\s)?[\w-]+(?:\s[\w-]+)?,?\s(?:and|or)\s")
_PARENS_THEN_UNIT = re.compile(
    r"\s?[(\[](?:SD|SE|SEM|sd|se|sem|s\.d\.|s\.e\.m?\.|IQR|range"
    r"|interquartile\srange|95\s?% CI|±|[\d.]{1,6},?\s(?:sd|SD)\b)[^()\[\]]{0,40}[)\]](?=\s)"
)
# What can follow a count whose noun was named before: "of the 80 men, 20 had stopped", "33 in Motala and 17 in …".
_CARRIES = re.compile(
    r"\s(?:(?:\w+ly|also|then|still|later)\s)?(?:had|have|has|were|was|did|received|reported|underwent"
    r"|responded|died|developed"
    r"|completed|improved|showed|withdrew|dropped|experienced|achieved|required|needed|in\s(?:the\s)?[A-Z]"
    r"|in\sthe|to\s(?:the|a|receive|placebo|usual|control)"
    r"|with|without|who|of\s(?:them|these|whom|those|which)|at|on|from|assigned|randomi[sz]ed|treated|given"
    r"|allocated|(?:fe)?male)\b"
)


def share_list_units(reading: Reading) -> None:
    """`6, 12 and 24 months`: from the right, each bare member takes the unit of the next."""
    _share_compared_units(reading)
    for draft, following in zip(reversed(reading.drafts[:-1]), reversed(reading.drafts[1:]), strict=True):
        between = range(draft.last + 1, following.first)
        if any(not reading.reasons.get(index, "").startswith("part_of:") for index in between):
            continue
        gap = _PARENTHESIS.sub("", reading.masked[draft.end : following.start][:80])
        if len(gap) <= 20 and (LIST_GAP.fullmatch(gap) or has_change_before(reading, draft, gap)):
            if draft.unit is None and draft.form == "number" and is_age(reading.masked, draft.start, draft.end):
                continue  # "among women over 65, 30% had …"
            if following.is_bare and _goes_from(reading, draft, following, gap):
                following.unit, following.dimension, following.form = draft.unit, draft.dimension, draft.form
            share_unit(draft, following)
        elif len(gap) <= 8 and _SUSPENDED.fullmatch(gap):
            share_hyphen(draft, following)


def _share_compared_units(reading: Reading) -> None:
    """`nine days, down from 21`, `two days instead of five`: what a number is compared with has its unit."""
    for draft, following in zip(reading.drafts, reading.drafts[1:], strict=False):
        if not following.is_bare or draft.dimension is None or not draft.unit or draft.last + 1 != following.first:
            continue
        gap = reading.masked[draft.end : following.start][:40]
        if _COMPARED_WITH.fullmatch(gap) and find_counted_noun(reading.masked, following.end) is None:
            following.unit, following.dimension, following.form = draft.unit, draft.dimension, draft.form


def _goes_from(reading: Reading, draft: Draft, following: Draft, gap: str) -> bool:
    """`from 14 weeks to 9`: the later level has the unit of the earlier one."""
    if draft.form not in ("measurement", "percent") or draft.adjective or not has_change_before(reading, draft, gap):
        return False
    return find_counted_noun(reading.masked, following.end) is None


def add_nouns(reading: Reading) -> None:
    """Ages, the unit after a parenthesis, and the counted noun of each draft without a unit."""
    masked = reading.masked
    for draft in reading.drafts:
        if draft.form in ("number", "range", "mean_spread") and draft.unit is None:
            _add_late_unit(masked, draft)
        if draft.noun is None and draft.dimension in (None, "percent") and draft.form != "money":
            singular = draft.single is not None and 0 < draft.single <= 1.0 and draft.form == "number"
            alone = masked[draft.end : draft.end + 1] == "\n" and masked[max(0, draft.start - 1) : draft.start] == "\n"
            draft.noun = None if alone else find_counted_noun(masked, draft.end, singular_too=singular)
        after, end = modifier_after(masked, draft.end)
        if after is not None:
            draft.modifier, draft.end = after, end
            draft.noun = draft.noun or (find_counted_noun(masked, end) if draft.unit is None else None)
        if draft.unit is None and draft.noun is None and draft.form in ("number", "range"):
            _add_age(masked, draft)
        if draft.noun is not None:
            _use_noun(draft)


def _add_late_unit(masked: str, draft: Draft) -> None:
    """`12.5 (SE 2.1) points`: the unit stands after the spread."""
    if match := _PARENS_THEN_UNIT.match(masked, draft.end):
        unit = read_unit(masked, match.end())
        if unit is not None:
            draft.unit, draft.dimension, draft.end = unit.code, unit.dimension, unit.end
            draft.form = "percent" if unit.dimension == "percent" else "measurement"


def _add_age(masked: str, draft: Draft) -> None:
    values = draft.value if isinstance(draft.value, tuple) else (draft.value,)
    if all(0 < value < 120 for value in values) and is_age(masked, draft.start, draft.end):
        bare_label = draft.modifier is None and masked[max(0, draft.start - 4) : draft.start].lower() == "age "
        if not bare_label or draft.form == "range":
            draft.unit, draft.dimension = "a", "time"
            draft.form = "measurement" if draft.form == "number" else draft.form


def _use_noun(draft: Draft) -> None:
    noun = draft.noun
    if noun is None:
        return
    if draft.unit is None:
        draft.unit = noun.singular
        # The noun of a range and a dose is its unit; that of a bare count is the group.
        is_unit = noun.noun_class == "dose" or (isinstance(draft.value, tuple) and noun.noun_class != "person")
        if noun.distance == 0 and is_unit:
            draft.end = noun.end
    elif draft.form == "rate" and noun.distance == 0 and "-" in noun.singular:
        draft.end = noun.end


def add_modifiers(reading: Reading) -> None:
    masked = reading.masked
    for draft in reading.drafts:
        found = modifier_before(masked, draft.start)
        if draft.spread is not None and masked[max(0, draft.start - 9) : draft.start].lower() == "averaged ":
            found = None
        if (
            isinstance(draft.value, tuple)
            and found == "at_least"
            and _AS_LOW_AS.search(masked, max(0, draft.start - 14), draft.start)
        ):
            found = None  # "from as low as 3% to as high as 41%" names both ends
        # "As high as 40% or more": what stands behind has the last word.
        kept = draft.modifier in ("at_least", "at_most") and found != "about"
        draft.modifier = draft.modifier if kept else found or draft.modifier
    _share_modifiers(reading)


def _share_modifiers(reading: Reading) -> None:
    """What bounds the first of two numbers in one breath bounds both: `about 40 and 80 mg`, `some 76% and 64%`."""
    masked = reading.masked
    for draft, following in zip(reading.drafts, reading.drafts[1:], strict=False):
        if draft.modifier is None or following.modifier is not None or draft.modifier != _bound_before(masked, draft):
            continue
        gap = masked[draft.end : following.start]
        estimated = masked[max(0, draft.start - 10) : draft.start].endswith("estimated ")
        if estimated and _ESTIMATED_TOO.fullmatch(gap):
            following.modifier = "about"
        elif draft.unit == following.unit and draft.unit is not None and following.baseline is None:
            vague = draft.modifier == "about" and _GROUP_TOO.fullmatch(gap)
            shared = _IN_ONE_BREATH.fullmatch(gap) and not _PART_OF_FIRST.match(masked, following.end)
            if shared or vague:
                following.modifier = draft.modifier


def _bound_before(masked: str, draft: Draft) -> str | None:
    return modifier_before(masked, draft.start)


def carry_nouns(reading: Reading, layout: Layout) -> None:
    """Gives a bare count the noun of its list, or of the count before it in the sentence."""
    masked = reading.masked
    for draft, following in zip(reversed(reading.drafts[:-1]), reversed(reading.drafts[1:]), strict=True):
        if draft.is_bare and following.noun is not None and following.unit == following.noun.singular:
            gap = masked[draft.end : following.start]
            if not following.adjective and len(gap) <= 8 and LIST_GAP.fullmatch(gap):
                draft.unit, draft.noun = following.unit, following.noun
    earlier: Draft | None = None
    for draft in reading.drafts:
        if draft.noun is not None and draft.noun.noun_class in ("person", "body", "event"):
            earlier = draft
        elif earlier is not None and earlier.noun is not None and _may_carry(masked, draft):
            same_sentence = layout.sentence_index_at(earlier.start) == layout.sentence_index_at(draft.start)
            draft.unit = earlier.noun.singular if same_sentence else None


def _may_carry(masked: str, draft: Draft) -> bool:
    if draft.form == "zero" and draft.unit is None:
        return masked.startswith(" in ", draft.end)  # "three deaths in one group and none in the other group"
    whole = draft.single is not None and draft.single == int(draft.single) and draft.single >= 1
    return draft.is_bare and whole and bool(_CARRIES.match(masked, draft.end))
