"""Pairs the numbers of a comparison with the arms that a sentence names in the same order."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from claimsift.records import Claim, TreatmentMention

MentionsBetween = Callable[[int, int], tuple[TreatmentMention, ...]]

_CONTRASTS = re.compile(r"\b(?:vs?\.?|versus|compared (?:with|to)|as against|against|than)(?!\w)")
_CONNECTS = re.compile(r"\b(?:vs?\.?|versus|and|or|compared (?:with|to)|than|against)(?!\w)|[,;/]")
_FARTHEST = 60  # characters between two numbers of one comparison


@dataclass(frozen=True, slots=True)
class Series:
    """Numbers that stand in a row, as in "5, 7 and 9 percent"; `claims` are indexes into the article's claims.

    In a `contrast` ("5 vs 7 percent") each number is that of another arm.
    """

    claims: tuple[int, ...]
    start: int
    end: int
    contrast: bool = False


ArmOrder = dict[int, tuple[Series, int]]


def find_series(lowered: str, claims: Sequence[Claim], mentions_between: MentionsBetween) -> tuple[Series, ...]:
    """The series of numbers in an article: neighbours in one sentence that only a connecting word parts.

    `mentions_between(start, end)` tells which treatments stand between two offsets: one that does ends a series.
    """
    found: list[Series] = []
    current: list[int] = []
    contrast = False
    for index, claim in enumerate(claims):
        joined = bool(current) and _follows(lowered, claims[current[-1]], claim, mentions_between)
        contrasts = joined and _contrasts(lowered, claims[current[-1]], claim)
        # "5 vs 7 and 8 vs 9" are two comparisons.
        if joined and (len(current) == 1 or (contrasts == contrast and not (contrasts and len(current) > 2))):
            current.append(index)
            contrast = contrasts
            continue
        if contrasts and len(current) > 1 and not contrast:
            found.extend(_series(claims, current[:-1], contrast=False))
            current, contrast = [current[-1], index], True
            continue
        found.extend(_series(claims, current, contrast=contrast))
        current, contrast = [index], False
    found.extend(_series(claims, current, contrast=contrast))
    return tuple(found)


def order_of(series: Sequence[Series]) -> ArmOrder:
    """The series and the place in it of each claim that stands in one."""
    return {claim: (row, place) for row in series for place, claim in enumerate(row.claims)}


def rank_arms(series: Series, here: Sequence[TreatmentMention], entities: Sequence[str]) -> dict[str, int]:
    """The place in the comparison of each treatment of the sentence that is one of its arms.

    The arms are the last named before the numbers; where fewer stand before, the first after them fill up.
    """
    before = _distinct([name for mention, name in zip(here, entities, strict=True) if mention.start < series.start])
    after = _distinct([name for mention, name in zip(here, entities, strict=True) if mention.start >= series.end])
    size = len(series.claims)
    arms = before[-size:]
    arms += [name for name in after if name not in arms][: size - len(arms)]
    return {name: place for place, name in enumerate(arms)} if len(arms) == size else {}


def _series(claims: Sequence[Claim], indexes: list[int], *, contrast: bool) -> list[Series]:
    if len(indexes) < 2:
        return []
    start, end = claims[indexes[0]].quantity.start, claims[indexes[-1]].quantity.end
    return [Series(tuple(indexes), start, end, contrast)]


def _contrasts(lowered: str, claim: Claim, following: Claim) -> bool:
    return bool(_CONTRASTS.search(lowered, claim.quantity.end, following.quantity.start))


def _follows(lowered: str, claim: Claim, following: Claim, mentions_between: MentionsBetween) -> bool:
    start, end = claim.quantity.end, following.quantity.start
    if (
        not 0 < end - start <= _FARTHEST
        or claim.sentence.start != following.sentence.start
        or claim.kind != following.kind
    ):
        return False
    if mentions_between(start, end):
        return False
    return bool(_CONNECTS.search(lowered, start, end))


def _distinct(names: list[str]) -> list[str]:
    """Each name once, at its last place."""
    return list(dict.fromkeys(reversed(names)))[::-1]
