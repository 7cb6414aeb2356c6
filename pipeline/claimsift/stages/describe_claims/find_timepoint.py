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
        time = _choose(masked, tokens, position, times)
        if time is None and introduced and introduced[-1].name not in {"event", "frequency", "year"}:
            time = introduced[-1]
        if time is not None:
            found[index] = _aligned(text, tokens, numbers, time, order=order, claims=claims)
    return found


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
        if claimed and (claim in claimed or time.start < tokens[position].end or not _is_course(tokens, time)):
            continue
        if time.name == "year" and publishing:
            continue
        if time.name == "offset" and time.start < tokens[position].start and time.start != opening:
            continue
        if time.name == "event" and time.start != opening and not _is_strong_event(tokens, time):
            continue
        kept.append(time)
    return kept


def _is_course(tokens: tuple[Token, ...], time: TimeExpression) -> bool:
    words = {token.text for token in tokens if time.start <= token.start < time.end}
    return "over" in words and not words & _SHORT


def _is_strong_event(tokens: tuple[Token, ...], time: TimeExpression) -> bool:
    first = next((token for token in tokens if token.start >= time.start), None)
    return first is not None and bool(_STRONG_EVENT.match(first.text))


def _choose(
    masked: str, tokens: tuple[Token, ...], position: int, times: list[TimeExpression]
) -> TimeExpression | None:
    """The time right after the number; else the nearest before it in the sentence's part, or at its start."""
    number = tokens[position]
    after = [time for time in times if time.start >= number.end]
    if after and _follows(tokens, position, after[0]):
        return after[0]
    for time in reversed(times):
        if time.end > number.start or time.name == "frequency":
            continue
        opens = time.start == tokens[0].start
        words = sum(token.start >= time.end for token in tokens[:position])
        if (opens or words <= _REACH_BACK) and not _BREAK.search(masked, time.end, number.start):
            return time
    return None


def _follows(tokens: tuple[Token, ...], position: int, time: TimeExpression) -> bool:
    """Whether the words between the number and a later time let that time belong to it."""
    close = time.name in {"frequency", "event"}
    for words, token in enumerate(tokens[position + 1 :], start=1):
        if token.start >= time.start:
            return True
        if words > (_CLOSE_REACH if close else _REACH) or token.tag in {";", ":", "S"}:
            return False
        if close and token.tag == "," and time.name != "event":
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
