"""Finds when each claimed number holds."""

from __future__ import annotations

import re

from claimsift.records import Claim, Timepoint
from claimsift.stages.describe_claims.find_rows import Row
from claimsift.stages.describe_claims.find_times import TimeExpression, find_times
from claimsift.stages.describe_claims.read_clauses import Token, word_class

_REACH = 14  # words between a number and the time after it
_REACH_BACK = 24  # words between a number and a time before it that does not open the sentence
_CLOSE_REACH = 5  # the same for words such as `a day`, which say when only right behind the number
_BREAK = re.compile(r";\s|(?<!\bvs)[.!?]\s")
_AGAINST = frozenset({"vs", "versus", "compared", "against", "to", "("})
_SHORT = frozenset({"minute", "minutes", "min", "hour", "hours", "second", "seconds"})
_LISTED = re.compile(r"\s*,?\s*(?:(?:and|or)\s+)?(?:again\s+)?")
_ANCHOR = re.compile(r"after|following|before|prior|post|pre|since", re.IGNORECASE)
_STRONG_EVENT = re.compile(r"just|shortly|immediately|soon|prior|p(?:ost|re)operatively", re.IGNORECASE)


def find_timepoints(text: str, masked: str, row: Row, claims: tuple[Claim, ...]) -> dict[int, Timepoint]:
    """The time point of each claim of a row by the claim's index; claims without one are left out."""
    tokens = row.tokens[row.body :]
    if not tokens:
        return {}
    numbers = [(position - row.body, index) for position, index in row.numbers()]
    own = find_times(masked, tokens[0].start, tokens[-1].end)
    lead = row.tokens[: row.body]
    introduced = find_times(masked, lead[0].start, lead[-1].end) if lead else ()
    found: dict[int, Timepoint] = {}
    for order, (position, index) in enumerate(numbers):
        times = _usable(tokens, position, own, [claims[i] for _, i in numbers], claims[index])
        time = None if _is_sample_size(claims[index]) else _choose(masked, tokens, position, times)
        if time is None and introduced and introduced[-1].name not in {"event", "frequency", "year"}:
            time = introduced[-1]
        if time is not None:
            found[index] = _aligned(text, tokens, numbers, time, order=order, claims=claims)
    return found


def _is_sample_size(claim: Claim) -> bool:
    """Whether a count is the size of a group (`n = 12`), which the times of the sentence are not about."""
    return claim.kind == "count" and claim.quantity.text[:1] in {"n", "N"} and "=" in claim.quantity.text


def _usable(
    tokens: tuple[Token, ...], position: int, times: tuple[TimeExpression, ...], claims: list[Claim], claim: Claim
) -> list[TimeExpression]:
    """The times that can belong to a number: not a claimed duration, not a year of publication, no mere event."""
    publishing = any(token.text in word_class("publishing") for token in tokens)
    opening = tokens[0].start
    kept = []
    for time in times:
        claimed = [c for c in claims if time.start < c.quantity.end and c.quantity.start < time.end]
        # `three doses over ⟦6 months⟧` says when although it is claimed; `pain for ⟦6 months⟧` is only itself.
        if claim in claimed:
            if rest := _rest_of(tokens, time, claim):
                kept.append(rest)
            continue
        if claimed and not _says_when(tokens, time, behind=time.start >= tokens[position].end):
            continue
        if time.name == "year" and publishing:
            continue
        if time.name == "offset" and time.start < tokens[position].start and time.start != opening:
            continue
        if time.name == "event" and time.start != opening and not _is_strong_event(tokens, time):
            continue
        kept.append(time)
    return kept


def _rest_of(tokens: tuple[Token, ...], time: TimeExpression, claim: Claim) -> TimeExpression | None:
    """What is left of a time behind the number itself: `after surgery` of `⟦14 days⟧ after surgery`."""
    first = next((token for token in tokens if claim.quantity.end <= token.start < time.end), None)
    if first is None or not _ANCHOR.match(first.text):
        return None
    return TimeExpression("event", first.start, time.end, None)


def _says_when(tokens: tuple[Token, ...], time: TimeExpression, *, behind: bool) -> bool:
    """Whether a time says when although it is claimed itself: `at 6 months`, and behind a number `over 6 months`."""
    words = [token.text for token in tokens if time.start <= token.start < time.end]
    return words[:1] == ["at"] or (behind and "over" in words and not _SHORT.intersection(words))


def _is_strong_event(tokens: tuple[Token, ...], time: TimeExpression) -> bool:
    first = next((token for token in tokens if token.start >= time.start), None)
    return first is not None and bool(_STRONG_EVENT.match(first.text))


def _choose(
    masked: str, tokens: tuple[Token, ...], position: int, times: list[TimeExpression]
) -> TimeExpression | None:
    """The time right after the number; else the nearest before it in the sentence's part, or at its start."""
    number = tokens[position]
    after = [time for time in times if time.start >= number.end]
    for order, time in enumerate(after):
        if _follows(tokens, position, time):
            return _joined(masked, after[order:])
    for time in reversed(times):
        if time.end > number.start or time.name == "frequency":
            continue
        opens = time.start == tokens[0].start
        words = sum(token.start >= time.end for token in tokens[:position])
        if (opens or words <= _REACH_BACK) and not _BREAK.search(masked, time.end, number.start):
            return time
    return None


def _joined(masked: str, times: list[TimeExpression]) -> TimeExpression:
    """The first of some times with those that are listed right behind it: `at the start, at 4 weeks and at 8 weeks`."""
    first = times[0]
    for time in times[1:]:
        if not _LISTED.fullmatch(masked, first.end, time.start):
            break
        first = TimeExpression(first.name, first.start, time.end, None)
    return first


def _follows(tokens: tuple[Token, ...], position: int, time: TimeExpression) -> bool:
    """Whether the words between the number and a later time let that time belong to it."""
    close = time.name == "frequency"
    for words, token in enumerate(tokens[position + 1 :], start=1):
        if token.start >= time.start:
            return True
        if words > (_CLOSE_REACH if close else _REACH) or token.tag in {";", ":", "S"}:
            return False
        if close and token.tag == ",":
            return False
        if token.tag == "N" and not _is_shared(tokens, position, token):
            return False
    return False


def _is_shared(tokens: tuple[Token, ...], position: int, other: Token) -> bool:
    """Whether two numbers stand so close (`64% vs. 40%`) that what follows the second belongs to both."""
    between = [token for token in tokens[position + 1 :] if token.start < other.start]
    return not between or (len(between) <= 4 and any(t.tag == "C" or t.text in _AGAINST for t in between))


def _aligned(
    text: str,
    tokens: tuple[Token, ...],
    numbers: list[tuple[int, int]],
    time: TimeExpression,
    *,
    order: int,
    claims: tuple[Claim, ...],
) -> Timepoint:
    """The member of a list of times that goes with the number: the first time with the first number, and so on."""
    if time.members and "baseline" not in text[time.start : time.end].lower():
        start, kind = tokens[numbers[order][0]].start, claims[numbers[order][1]].kind
        side = [
            other
            for other, (position, index) in enumerate(numbers)
            if (tokens[position].start < time.start) == (start < time.start) and claims[index].kind == kind
        ]
        if len(side) >= len(time.members) and len(side) % len(time.members) == 0:
            member = time.members[side.index(order) % len(time.members)]
            return Timepoint(text[member.start : member.end], member.start, member.end, member.duration)
    return Timepoint(text[time.start : time.end], time.start, time.end, time.duration)
