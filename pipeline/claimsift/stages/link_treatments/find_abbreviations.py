"""Finds the short forms that an article defines, as in "spinal cord stimulation (SCS)"."""

from __future__ import annotations

import re
from collections.abc import Callable

# (text before the parenthesis, short form) -> the long form at the end of that text, or None.
ResolveLongForm = Callable[[str, str], str | None]

_IN_PARENTHESES = re.compile(r"\(\s*([^()\n]{2,80}?)\s*[,;)]")
_SHORT_FORM = re.compile(r"[A-Za-z][\w+-]{1,9}\Z")
_WORD_BEFORE = re.compile(r"([A-Za-z][\w+-]{1,9})\s*\Z")
_LONGEST_SHORT_FORM = 10  # characters
_CLAUSE_END = re.compile(r"[.;:]\s|\n")
_LONGEST_WINDOW = 160  # characters; ten words and their spaces


def find_definitions(masked: str, *, resolve: ResolveLongForm | None = None) -> dict[str, str]:
    """Short form → long form of every definition in a text; the first definition of a short form wins.

    `resolve` is asked for the long form; the default is `resolve_long_form`.

    >>> find_definitions("Spinal cord stimulation (SCS) and PRP (platelet-rich plasma) were compared.")
    {'SCS': 'Spinal cord stimulation', 'PRP': 'platelet-rich plasma'}
    """
    resolve = resolve or resolve_long_form
    definitions: dict[str, str] = {}
    for match in _IN_PARENTHESES.finditer(masked):
        inner = match[1]
        is_short = _is_short_form(inner)
        if inner in definitions or (not is_short and " " not in inner):
            continue
        before = masked[max(0, match.start() - _LONGEST_WINDOW) : match.start()]
        before = _CLAUSE_END.split(before)[-1]
        if is_short:
            long_form = resolve(before, inner)
            if long_form and len(long_form) > len(inner) + 1:
                definitions.setdefault(inner, long_form)
        elif (word := _word_before(before)) and _is_short_form(word):
            long_form = resolve(inner, word)
            # The whole of the parenthesis must be the long form, else it is a remark that happens to fit.
            if long_form and long_form == inner:
                definitions.setdefault(word, long_form)
    for short, long_form in list(definitions.items()):
        plural = short[:-1] if short.endswith("s") else short + "s"
        definitions.setdefault(plural, long_form)
    return definitions


def resolve_long_form(before: str, short_form: str) -> str | None:
    """The shortest end of `before` that spells the short form (Schwartz and Hearst 2003), or None.

    >>> resolve_long_form("treated with platelet-rich plasma ", "PRP")
    'platelet-rich plasma'
    """
    short = short_form.rstrip("s") if short_form[:-1].isupper() else short_form
    words = before.split()
    long_form = " ".join(words[-min(len(short) + 5, len(short) * 2) :])
    position = len(long_form) - 1
    for index in range(len(short) - 1, -1, -1):
        letter = short[index].lower()
        if not letter.isalnum():
            continue
        while position >= 0 and (
            long_form[position].lower() != letter or (index == 0 and position > 0 and long_form[position - 1].isalnum())
        ):
            position -= 1
        if position < 0:
            return None
        position -= 1
    return long_form[position + 1 :].strip(" ,(") or None


def _word_before(before: str) -> str | None:
    """The last word of a text, or the end of a long one; None where the text ends in a sign."""
    match = _WORD_BEFORE.search(before, max(0, len(before.rstrip()) - _LONGEST_SHORT_FORM))
    return match[1] if match else None


def _is_short_form(word: str) -> bool:
    if not _SHORT_FORM.match(word):
        return False
    letters = sum(letter.isalpha() for letter in word)
    capitals = sum(letter.isupper() for letter in word)
    return capitals >= 2 and letters * 2 >= len(word)
