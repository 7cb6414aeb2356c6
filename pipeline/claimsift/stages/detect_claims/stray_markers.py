"""Tells citation markers that the layout does not know from numbers: glued, in brackets, at the end of a sentence."""

from __future__ import annotations

import re

from claimsift.stages.detect_claims.scan_numbers import Number

# A marker that the layout does not know: glued to the end of a word or a percent, or alone in square brackets.
_GLUED_BEFORE = re.compile(
    r"(?:[^\W\d_]{3,}[.,;:]|[A-Z]{2,}[.,;:]|[a-z][A-Z]+\.|[.,;]?[”’\"]|%[.,]?|[A-Za-z]\)[.,]|[A-Z]{2,}\))(?:\d{1,3}[,–-]\s?){0,8}\Z"
)
_GLUED_ENDS = frozenset('.,;:”’"%)–-')  # signs with which what stands before a glued marker ends
_GLUED_AFTER = re.compile(r"(?:[,–-]\s?\d{1,3}(?!\d)){0,8}(?:\s|\Z|[.,;:)])")
_BRACKET_BEFORE = re.compile(r"\[(?:\s?\d{1,3}\s?[,;–-]\s?){0,12}\s?\Z")
_BRACKET_AFTER = re.compile(r"(?:\s?[,;–-]\s?\d{1,3}){0,12}\s?\](?!\()")
# "… after surgery (1)." ends a sentence with a number that counts nothing.
_WORD_PAREN = re.compile(r"[^\W\d_]{2,}[”\"]?\s\((?:\d{1,3}[,–-]\s?){0,8}\Z")
_CLOSES_SENTENCE = re.compile(r"(?:[,–-]\s?\d{1,3}){0,8}\)(?:[.!?]|\s*\Z)")
# "(1) fluid was restricted … and (2) boluses were allowed" counts the parts of a sentence.
_PART_BEFORE = re.compile(r"(?:[,;:–—]|\b(?:and|or|by|to|were|was|are|is))\s\(\Z")
_PART_AFTER = re.compile(r"\)\s[a-z]{2,}")
# "as reported previously(10)": no blank stands before a marker's bracket.
_GLUED_PAREN = re.compile(r"[a-zà-þ]{3,}\((?:\d{1,3}[,;–-]\s?){0,8}\Z")
_CLOSES_GROUP = re.compile(r"(?:[,;–-]\s?\d{1,3}){0,8}\)")
# "(2) serum creatinine …": a number of a list in the line, where its neighbour stands in the same way.
_ITEM_AFTER = re.compile(r"\)\s(?!(?:and|or|vs|versus|were|was|had|in|of)\b|[A-Z]?[a-z]*\s?[,.;)])[\w≥≤<>]")
_ITEMS = re.compile(r"(?<!\w)\((\d{1,2})\)\s[\w≥≤<>]")
# "1) placebo, 2) saline or 3) nothing"
_HALF_ITEMS = re.compile(r"(?<![\w(.,–-])(\d{1,2})\)\s\w")
_ITEMS_SEEN = 500
_BRACKET_SEEN = 60
# "desmopressin (243) or a dummy that tasted the same (241)": counts of three digits and more beside each other
_GROUP_SIZES = re.compile(r"\((?:n\s?=\s?)?\d{3,4}\)[^.!?]{3,160}\Z")
_STOP_PAREN = re.compile(r"[^\W\d_]{2,}[.!?][”\"]?\(\Z")


def is_stray_marker(masked: str, number: Number, before: str) -> bool:
    """Whether a number of up to three digits is a citation marker by the text right around it."""
    if before[-1:].isspace() and before.rstrip()[-1:] not in (",", ";", "–", "-", "[", "("):
        return False  # a plain word stands before it: by far the most numbers
    bracket = "(" in before
    glued = before.rstrip()[-1:] in _GLUED_ENDS
    if glued and _GLUED_BEFORE.search(before) and _GLUED_AFTER.match(masked, number.end):
        return True
    if bracket and _WORD_PAREN.search(before) and _CLOSES_SENTENCE.match(masked, number.end):
        return len(number.text) < 3 or _GROUP_SIZES.search(masked, max(0, number.start - 180), number.start - 1) is None
    if bracket and _GLUED_PAREN.search(before) and _CLOSES_GROUP.match(masked, number.end):
        return True
    if bracket and _PART_BEFORE.search(before) and _PART_AFTER.match(masked, number.end):
        return True
    if before.endswith("(") and _ITEM_AFTER.match(masked, number.end) and _has_neighbour(masked, number):
        return True
    if bracket and _STOP_PAREN.search(before) and masked[number.end : number.end + 1] in (")", ",", "–", "-"):
        return True
    if "[" not in before[-24:] or not _BRACKET_AFTER.match(masked, number.end):
        return False
    opened = _BRACKET_BEFORE.search(before)
    return opened is not None and before[opened.start() - 1 : opened.start()] not in ("=", "%")


def is_list_number(masked: str, number: Number) -> bool:
    """Whether a number with a bracket after it counts the items of a list in the line: `1) placebo, 2) saline`."""
    before = masked[max(0, number.start - _BRACKET_SEEN) : number.start]
    if before.rfind("(") > before.rfind(")") or _HALF_ITEMS.match(masked, number.start) is None:
        return False
    return _has_neighbour(masked, number, _HALF_ITEMS)


def _has_neighbour(masked: str, number: Number, items: re.Pattern[str] = _ITEMS) -> bool:
    """Whether the number before or after it stands before words in the same way: `(1) age … (2) consent`."""
    near = masked[max(0, number.start - _ITEMS_SEEN) : number.end + _ITEMS_SEEN]
    value = int(number.text)
    return any(abs(int(other[1]) - value) == 1 for other in items.finditer(near))
