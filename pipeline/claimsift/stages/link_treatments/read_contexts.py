"""Weighs the words around a phrase: how often such words stand around treatments, and how often around other things."""

from __future__ import annotations

import re
from functools import cache
from itertools import islice

from claimsift.lexicon import load_table

_OPENS_CONTRAST = re.compile(
    r"\b(?:compared (?:with|to)|in comparison (?:with|to)|relative to|unlike|than|against|contrast to)"
    r" (?:the |those (?:on |with |in )?|patients (?:on |with |in )?)*\Z",
)
# A treatment that people came off: "opioid elimination", "free of opioids". The number is about something else.
_STOPPED_AFTER = re.compile(
    r"[- ](?:elimination|cessation|discontinuation|withdrawal|consumption|requirements?|dependen\w+|addiction|"
    r"misuse|abuse|overdoses?|sparing|free|tapering)\b",
)
_STOPPED_BEFORE = re.compile(
    r"\b(?:free (?:of|from)|off|stopped|(?:came|come|coming|weaned) off|no longer (?:needed|took|using|on)|"
    r"dependen\w+ on|eliminated|discontinued) (?:the |all |any |other |their |systemic )*\Z",
)
PIECE = re.compile(r"[^\W_]+|[^\w\s]|\n\s*\n")
DETERMINERS = frozenset(
    ("the", "a", "an", "their", "this", "more", "either", "our", "your", "his", "her", "any", "some", "other", "these")
)
_REACH = 48  # characters that are read on each side
EDGE_BEFORE, EDGE_AFTER = "^", "$"
# A treatment that is itself what is counted: "opioid use", "free of opioids", "the need for surgery", "TKR rates".
_MEASURED_AFTER = re.compile(
    r"[- ]?(?:use|consumption|intake|requirements?|dependence|withdrawal|elimination|rates?|incidence|"
    r"prescri\w+|doses?|needs?|costs?|spending|sales|uptake|coverage|waiting|free)\b",
)
_MEASURED_BEFORE = re.compile(
    r"\b(?:incidence|rates?|risk|need|likelihood|probability|odds|frequency|use|off|stop\w*|discontinu\w+|without|"
    r"free|avoid\w*|reduc\w+|proceed\w*|progress\w*|requir\w+|need\w*|await\w*)"
    r" (?:of |for |from |to |in )?(?:an? |the |all |any |other |their |further |later |more )*\Z",
)


def before_key(piece: str) -> str:
    """A piece of text in lowercase, as the table of contexts spells it: all numbers and all ends are alike."""
    return "0" if piece[0].isdigit() else EDGE_AFTER if piece[0] == "\n" else piece


@cache
def _odds() -> tuple[dict[str, float], dict[str, float], dict[str, float], dict[str, float]]:
    table = load_table("treatment_contexts")
    return table["before_1"], table["before_2"], table["after_1"], table["after_2"]


def weigh_before(nearest: str, farther: str) -> float:
    """Log odds of a treatment after these two words; where the pair is unknown, after the nearest."""
    one, two, _, _ = _odds()
    value = two.get(f"{farther} {nearest}")
    return value if value is not None else one.get(nearest, 0.0)


def weigh_after(nearest: str, farther: str) -> float:
    """Log odds of a treatment before these two words; where the pair is unknown, before the nearest."""
    _, _, one, two = _odds()
    value = two.get(f"{nearest} {farther}")
    return value if value is not None else one.get(nearest, 0.0)


def weigh_context(lowered: str, start: int, end: int) -> tuple[float, float]:
    """The log odds of the words before and of those after a stretch of text; 0 says nothing."""
    return weigh_before(*_words_before(lowered, start)), weigh_after(*_words_after(lowered, end))


def _words_before(lowered: str, start: int) -> tuple[str, str]:
    """The last word before an offset, articles left out, and the one before that."""
    words = lowered[max(0, start - _REACH) : start].split(" ")
    # Mostly plain words lead up to it, which need no pattern; the first may be cut off.
    at = len(words) - 2
    while at > 1 and words[at] in DETERMINERS:
        at -= 1
    if at > 1 and not words[-1] and words[at].isalpha() and words[at - 1].isalpha():
        return words[at], words[at - 1]
    before = PIECE.findall(lowered, max(0, start - _REACH), start)
    while before and before[-1] in DETERMINERS:
        before.pop()
    farther, nearest = (EDGE_BEFORE, EDGE_BEFORE, *map(before_key, before[-2:]))[-2:]
    return nearest, farther


def _words_after(lowered: str, end: int) -> tuple[str, str]:
    """The two words after an offset."""
    words = lowered[end : end + _REACH].split(" ", 3)
    # Mostly a blank and two plain words follow, which need no pattern; the last may be cut off.
    if len(words) > 3 and not words[0] and words[1].isalpha() and words[2].isalpha():
        return words[1], words[2]
    after = [match.group() for match in islice(PIECE.finditer(lowered, end, end + _REACH), 2)]
    nearest, farther = (*map(before_key, after), EDGE_AFTER, EDGE_AFTER)[:2]
    return nearest, farther


def is_measured(lowered: str, start: int, end: int) -> bool:
    """Whether the words beside a treatment say that it is what is counted rather than what was done."""
    return bool(_MEASURED_AFTER.match(lowered, end) or _MEASURED_BEFORE.search(lowered, max(0, start - 40), start))


def opens_contrast(lowered: str, start: int) -> bool:
    """Whether what starts here is what something else is compared with ("Compared with placebo, …")."""
    return bool(_OPENS_CONTRAST.search(lowered, max(0, start - 50), start))


def is_stopped(lowered: str, start: int, end: int) -> bool:
    """Whether the words beside a treatment say that people came off it ("opioid elimination", "free of opioids")."""
    return bool(_STOPPED_AFTER.match(lowered, end) or _STOPPED_BEFORE.search(lowered, max(0, start - 40), start))
