"""Finds when each claimed number holds."""

from __future__ import annotations

import re

from claimsift.records import Claim, Timepoint
from claimsift.stages.describe_claims.find_rows import Row
from claimsift.stages.describe_claims.find_times import TimeExpression, find_times
from claimsift.stages.describe_claims.read_clauses import Token, word_class

_REACH = 14  # words between a number and the time after it
_REACH_BACK = 24  # words between a number and a time before it that does not open the sentence
_NOT_FOR_LISTS = frozenset({"between", "event", "event_open", "frequency", "year"})
_RESULTS = frozenset({"proportion", "measure", "effect"})
_HOLD_ON = frozenset({"at", "stage", "visit", "offset"})  # times that hold for the sentence after theirs too
_OPENING = 60  # characters at the start of a sentence in which its opening time ends
_ADJECTIVES = frozenset({"prenominal", "relative"})
_DATES = frozenset({"year", "calendar"})  # when a study appeared, where the sentence speaks of one
_AVERAGES = frozenset({"median", "mean", "average"})
_NOW = frozenset({"now", "nowadays", "currently"})
_REACHES = {"frequency": 5, "prenominal": 3, "relative": 3}  # the same for words that say when only close behind
_BREAK = re.compile(r";\s|(?<!\bvs)[.!?]\s")
_END = re.compile(r"(?<!\bvs)[.!?]\s")
_SHARED = 4  # tokens between two numbers that share what follows the second
_BESIDE = 3  # tokens between a number and an event that follows it at once: `45 ng/ml before the operation`
_AGAINST = frozenset({"vs", "versus", "compared", "against", "to", "("})
_SHORT = frozenset({"minute", "minutes", "min", "hour", "hours", "second", "seconds"})
_LISTED = re.compile(r"\s*,?\s*(?:(?:and|or)\s+)?(?:again\s+)?")
_ANCHOR = re.compile(r"after|following|before|prior|post|pre|since", re.IGNORECASE)
_OPERATIONS = frozenset({"surgery", "operation", "procedure", "delivery", "birth", "study", "trial"})
_STORY = frozenset({"later", "earlier", "after", "afterward", "afterwards"})
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
    publishing = bool(own) and not word_class("publishing").isdisjoint([token.text for token in tokens])
    carried = None if own or _RESULTS.isdisjoint([claims[i].kind for _, i in numbers]) else _carried(masked, row.before)
    found: dict[int, Timepoint] = {}
    for order, (position, index) in enumerate(numbers):
        time = None
        if own and not _is_sample_size(claims[index]):
            mates = [claims[i] for _, i in numbers]
            times = _usable(tokens, position, own, mates, claims[index], publishing=publishing)
            time = _choose(masked, tokens, position, times, counted=claims[index].kind == "count")
        if time is None and introduced and introduced[-1].name not in _NOT_FOR_LISTS:
            time = introduced[-1]
        if time is None and not own and claims[index].kind in _RESULTS:
            time = carried
        if time is not None:
            found[index] = _aligned(text, tokens, numbers, time, order=order, claims=claims)
    return found


def _carried(masked: str, before: tuple[int, int] | None) -> TimeExpression | None:
    """The time that opens the sentence before: it holds on (`At week 4 …. The lead was 3%`)."""
    if before is None:
        return None
    times = find_times(masked, before[0], min(before[1], before[0] + _OPENING))
    if len(times) != 1 or times[0].name not in _HOLD_ON or times[0].members:
        return None
    return times[0]


def _is_sample_size(claim: Claim) -> bool:
    """Whether a count is the size of a group (`n = 12`), which the times of the sentence are not about."""
    return claim.kind == "count" and claim.quantity.text[:1] in {"n", "N"} and "=" in claim.quantity.text


def _usable(
    tokens: tuple[Token, ...],
    position: int,
    times: tuple[TimeExpression, ...],
    claims: list[Claim],
    claim: Claim,
    *,
    publishing: bool,
) -> list[TimeExpression]:
    """The times that can belong to a number: not a claimed duration, not a year of publication, no mere event.

    `publishing` tells whether the sentence speaks of a study, whose year a year then is.
    """
    opening = _opening(tokens)
    kept = []
    for time in times:
        claimed = [c for c in claims if time.start < c.quantity.end and c.quantity.start < time.end]
        # `three doses over ⟦6 months⟧` says when although it is claimed; `pain for ⟦6 months⟧` is only itself.
        if claim in claimed:
            if rest := _rest_of(tokens, time, claim):
                kept.append(rest)
            continue
        if claimed and time.name != "age" and not _says_when(tokens, time, behind=time.start >= tokens[position].end):
            continue
        if (time.name in _DATES and publishing) or _is_age(tokens, time):
            continue
        if time.name == "event_open" and time.start > opening:
            continue
        if time.name == "offset" and time.start > opening and _is_of_story(tokens, position, time):
            continue
        if time.name == "event" and time.start > opening and not _is_told_by_event(tokens, position, time):
            continue
        kept.append(time)
    return kept


def _is_age(tokens: tuple[Token, ...], time: TimeExpression) -> bool:
    """Whether `over 50 years` stands right behind people, whose age it then is."""
    first = next((index for index, token in enumerate(tokens) if token.start >= time.start), 0)
    return first > 0 and tokens[first].text in {"over", "under"} and tokens[first - 1].text in word_class("people")


def _rest_of(tokens: tuple[Token, ...], time: TimeExpression, claim: Claim) -> TimeExpression | None:
    """What is left of a time behind the number itself: `after surgery` of `⟦14 days⟧ after surgery`."""
    first = next((token for token in tokens if claim.quantity.end <= token.start < time.end), None)
    if first is None or not _ANCHOR.match(first.text):
        return None
    return TimeExpression("event", first.start, time.end, None)


def _says_when(tokens: tuple[Token, ...], time: TimeExpression, *, behind: bool) -> bool:
    """Whether a time says when although it is claimed itself: `at 6 months`, and behind a number `over 6 months`."""
    words = [token.text for token in tokens if time.start <= token.start < time.end]
    averaged = words[:1] == ["after"] and not _AVERAGES.isdisjoint(words)
    return words[:1] == ["at"] or averaged or (behind and "over" in words and not _SHORT.intersection(words))


def _opening(tokens: tuple[Token, ...]) -> int:
    """Where the last time can start that opens the sentence, behind small words alone: `For example, at 2 years …`."""
    first = next((token for token in tokens if token.tag in "NWVAL#"), tokens[0])
    if first.text == "example":
        first = next((token for token in tokens if token.tag in "NWVAL#" and token.start > first.start), first)
    return first.start


def _is_of_story(tokens: tuple[Token, ...], position: int, time: TimeExpression) -> bool:
    """Whether `two years later` stands before the number and away from it: then it tells when a study came."""
    inside = [index for index, token in enumerate(tokens) if time.start <= token.start < time.end]
    return bool(inside) and tokens[inside[-1]].text in _STORY and inside[-1] < position - 1


def _is_told_by_event(tokens: tuple[Token, ...], position: int, time: TimeExpression) -> bool:
    """Whether an event says when the number holds, and not when the outcome happens (`pain after surgery`)."""
    first = next((index for index, token in enumerate(tokens) if token.start >= time.start), None)
    if first is None:
        return False
    beside = tokens[position + 1 : first]
    if first > position and len(beside) <= _BESIDE and not any(token.tag in {",", ";", "N", "C"} for token in beside):
        return True
    if tokens[first].text == "during":
        inside = [token.text for token in tokens[first:] if token.start < time.end]
        return not _OPERATIONS.intersection(inside)
    return bool(_STRONG_EVENT.match(tokens[first].text))


def _choose(
    masked: str, tokens: tuple[Token, ...], position: int, times: list[TimeExpression], *, counted: bool
) -> TimeExpression | None:
    """The time right after the number; else the nearest before it in the sentence's part, or at its start."""
    number, opening = tokens[position], _opening(tokens)
    after = [time for time in times if time.start >= number.end]
    for order, time in enumerate(after):
        if _follows(tokens, position, time, counted=counted):
            return _joined(masked, after[order:])
    for time in reversed(times):
        opens = time.start <= opening
        if time.end > number.start or (time.name == "frequency" and not (opens and counted)):
            continue
        words = sum(token.start >= time.end for token in tokens[:position])
        if any(token.text in _NOW and token.start > time.end for token in tokens[:position]):
            return None
        if opens and not _END.search(masked, time.end, number.start):
            return time
        if words <= _REACH_BACK and not _BREAK.search(masked, time.end, number.start):
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


def _follows(tokens: tuple[Token, ...], position: int, time: TimeExpression, *, counted: bool) -> bool:
    """Whether the words between the number and a later time let that time belong to it."""
    reach = _REACHES.get(time.name, _REACH)
    if time.name == "frequency" and counted:
        reach = _REACH
    words = 0
    index = position + 1 if time.name in _ADJECTIVES else _behind_bracket(tokens, position)
    while index < len(tokens) and tokens[index].start < time.start:
        token = tokens[index]
        if token.text == "(":
            index = _closing(tokens, index)
            continue
        words += 1
        if words > reach or token.tag in {";", ":", "S"} or token.text in _NOW:
            return False
        if (reach < _REACH and token.tag in {",", ")"}) or (time.name == "year" and token.tag == "R"):
            return False
        if token.text == "and" and tokens[index + 1].tag in "VL":  # `for 2 years and died at 40 days`
            return False
        if token.tag == "N" and not _is_shared(tokens, position, token):
            return False
        index += 1
    return index < len(tokens) and not _is_of_next(tokens, index, time)


def _behind_bracket(tokens: tuple[Token, ...], position: int) -> int:
    """The token after the number, or after the bracket in which it stands as the last number."""
    for index in range(position + 1, min(len(tokens), position + _REACH)):
        token = tokens[index]
        if token.tag in {"(", "N"}:
            break
        if token.tag == ")":
            return index + 1
    return position + 1


def _closing(tokens: tuple[Token, ...], opened: int) -> int:
    """The token after the bracket that opens at `opened`; the one right behind where none closes it."""
    depth = 0
    for index in range(opened, len(tokens)):
        depth += (tokens[index].text == "(") - (tokens[index].text == ")")
        if depth == 0:
            return index + 1
    return opened + 1


def _is_of_next(tokens: tuple[Token, ...], first: int, time: TimeExpression) -> bool:
    """Whether a time belongs to a number behind it: `68% relapsed and survival at a year is 15%`."""
    last = next((index for index in range(first, len(tokens)) if tokens[index].start >= time.end), len(tokens))
    following = tokens[last : last + 2]
    if not following or all(token.tag != "N" for token in following):
        return False
    return following[0].tag == "N" or following[0].text in word_class("copular_verb")


def _is_shared(tokens: tuple[Token, ...], position: int, other: Token) -> bool:
    """Whether two numbers stand so close (`64% vs. 40%`) that what follows the second belongs to both."""
    between = [token for token in tokens[position + 1 :] if token.start < other.start]
    if position and tokens[position - 1].text == "from" and between and between[0].text == "to":
        return False  # the level before a change: only the later one is of that time
    listed = not between or [token.text for token in between] == [","]
    return listed or (len(between) <= _SHARED and any(t.tag == "C" or t.text in _AGAINST for t in between))


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
