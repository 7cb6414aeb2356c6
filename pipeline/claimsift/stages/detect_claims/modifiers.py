"""Reads the bound that the words around a quantity give: up to, at least, over, nearly, or more."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from claimsift.lexicon import load_table
from claimsift.records import Modifier

_REACH = 28
# Words that may stand between the bound and the number: "at least a 20% fall", "up to (about) 5".
_BETWEEN = r"[\s\u00a0]*(?:(?:an?|as|only|about|approximately)[\s\u00a0]+)?"


# "Over 6 months" says when; "for over 6 months" and "over 65 years of age" say more than.
_OVER_TIME = re.compile(
    r"[\w.]+(?:[\s‐‑-](?:to|or|and)[\s‐‑-][\w.]+)?[\s‐‑-](?:year|month|week|day|hour|minute|second|min|sec|hr|yr|mo"
    r"|wk|h)s?\b(?!\s(?:of age|old))",
    re.IGNORECASE,
)
_FOR = re.compile(
    r"(?:\b(?:for|of|is|was|were|lasted|lasting|takes?|took|after|well|just|aged?|with|spans?|spent)\s)\Z",
    re.IGNORECASE,
)


_OPENS = re.compile(r"(?:\A|[.;:(\n,–—]\s?|\bthat\s|\band\s)\Z")
# "Never take more than 4 g", "it should not weigh less than 2 kg": the bound turns round.
_DENIES = re.compile(
    r"(?:\b(?:not|never)|n['’]t)\s(?!only\b|just\b)(?:ever\s)?(?:[a-z]+\s(?:for\s|by\s|to\s)?)?\Z", re.IGNORECASE
)
_DENIED: dict[Modifier | None, Modifier] = {"more_than": "at_most", "less_than": "at_least"}


@cache
def _before() -> tuple[re.Pattern[str], dict[str, Modifier]]:
    forms: dict[str, Modifier] = {}
    for modifier, phrases in load_table("modifiers")["before"].items():
        forms.update(dict.fromkeys(phrases, modifier))
    return _compile_before(forms), forms


def _compile_before(forms: Iterable[str]) -> re.Pattern[str]:
    longest = sorted(forms, key=len, reverse=True)
    words = "|".join(re.escape(form).replace(r"\ ", r"\s+") for form in longest)
    return re.compile(rf"(?:(?<!\w)|(?=[<>≤≥~∼≈≅⩽⩾=]))({words}){_BETWEEN}\Z", re.IGNORECASE)


@cache
def _before_by_end() -> dict[str, re.Pattern[str]]:
    """The patterns for the modifiers that end with a word or, where they end with no word, with a sign.

    What can stand between a modifier and its number ends all of them.
    """
    whole, forms = _before()
    by_end: dict[str, list[str]] = {}
    for form in forms:
        by_end.setdefault(form.split()[-1] if form[-1].isalpha() else form[-1], []).append(form)
    patterns = {end: _compile_before(some) for end, some in by_end.items()}
    return patterns | dict.fromkeys(("a", "an", "as", "only", "about", "approximately"), whole)


@cache
def _after() -> tuple[re.Pattern[str], dict[str, Modifier]]:
    forms: dict[str, Modifier] = {}
    for modifier, phrases in load_table("modifiers")["after"].items():
        forms.update(dict.fromkeys(phrases, modifier))
    words = "|".join(re.escape(form).replace(r"\ ", r"\s+") for form in sorted(forms, key=len, reverse=True))
    return re.compile(rf"\s({words})(?!\w)", re.IGNORECASE), forms


def modifier_before(masked: str, start: int) -> Modifier | None:
    """The modifier that ends right before `start`, or None.

    >>> modifier_before("incidence of up to 28%", 19)
    'at_most'
    """
    before = masked[max(0, start - _REACH) : start]
    tail = before.rstrip()
    letters = len(tail)
    while letters and tail[letters - 1].isalnum() and not tail[letters - 1].isdecimal():
        letters -= 1
    ending = _before_by_end().get(tail[letters:].lower() or tail[-1:])
    match = ending.search(before) if ending is not None else None
    if match is None:
        return None  # most numbers have none
    pattern, forms = _before()
    found = forms[re.sub(r"\s+", " ", match[1]).lower()]
    if match[1].lower() == "over" and _OVER_TIME.match(masked, start) and not _FOR.search(before[: match.start()]):
        return None
    if match[1].lower() == "on average," and not _OPENS.search(before[: match.start()]):
        return None  # "67 years old on average, 68% were women"
    if found in _DENIED and _DENIES.search(masked, max(0, start - _REACH - 30), start - len(match[0])):
        return _DENIED[found]
    if found == "about" and (outer := pattern.search(before[: match.start()])):
        return forms[re.sub(r"\s+", " ", outer[1]).lower()]
    return found


# "20 plus years"; in "15 mg weekly plus folic acid" it joins two drugs.
_PLUS = re.compile(r"(?:\d|\b(?:ten|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred))\Z", re.IGNORECASE)


def modifier_after(masked: str, end: int) -> tuple[Modifier | None, int]:
    """The modifier right after `end` (`or more`, `+`) and where it ends."""
    if masked[end : end + 1] == "+" and not masked[end + 1 : end + 2].isdigit() and masked[end + 1 : end + 2] != "/":
        return "at_least", end + 1
    pattern, forms = _after()
    match = pattern.match(masked, end)
    if match is None or (match[1].lower() == "plus" and not _PLUS.search(masked, max(0, end - 12), end)):
        return None, end
    return forms[re.sub(r"\s+", " ", match[1]).lower()], match.end()
