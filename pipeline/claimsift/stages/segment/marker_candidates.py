"""Finds everything that is written like a numbered citation marker, before any judgement."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

_N = r"\d{1,3}"
_DASH = r"\\?[–—‐‑-]"  # Markdown may escape it
_LIST = rf"{_N}(?:\s{{0,2}}(?:[,;]|{_DASH})\s{{0,2}}{_N}){{0,40}}"
_LINK_ITEM = re.compile(
    rf"\[(?:\\?\[\^?({_LIST})\\?\]|\^?({_LIST})\^?)\]\([^()\s]{{1,500}}(?:\s+\"[^\"\n]{{0,300}}\")?\s?\)"
)
_ESCAPED = re.compile(rf"\\\[({_LIST})\\\]")
# `<sup><a href="#r1">1</a></sup>` and `<sup>[<a href="#r1">1</a>]</sup>`, mark-up that a plain text kept.
_TAG = r"<(?:sup|a|span)\b[^<>\n]{0,400}>"
_HTML_ITEM = re.compile(
    rf"{_TAG}(?:\s?(?:{_TAG}|[\[(])){{0,4}}\s?({_LIST})(?:\s?</(?:sup|a|span)>|[\])](?=\s?</)){{1,5}}", re.IGNORECASE
)
# "(ref. 3)", "[see 3]", "[3, p. 12]": a number with words that say that it names a source.
_LEAD = r"(?:(?:see(?: also)?|cf\.?|e\.g\.?,?|for example,?|reviewed (?:in|by)|adapted from|source:?|data from)\s)"
_NAMED = r"(?:(?:refs?|references?|citations?)\b[.:]?\s?(?:nos?\.\s?|#\s?)?)"
_LOCATOR = r"(?:,\s?(?:pp?\.?\s?\d{1,4}(?:[–-]\d{1,4})?|(?:table|fig(?:ure|\.)|chap(?:ter|\.))\s?\d{1,3}))"
_WORDED = re.compile(
    rf"[(\[]\s?(?:{_LEAD}?{_NAMED}({_LIST}){_LOCATOR}?|{_LEAD}({_LIST}){_LOCATOR}?|({_LIST}){_LOCATOR})\s?[)\]]",
    re.IGNORECASE,
)
_FOOTNOTE = re.compile(rf"\[\^({_N})\](?!:)")
_BRACKET = re.compile(rf"\[\s?({_LIST})\s?\](?!\()")
_PARENS = re.compile(rf"\(\s?({_LIST})\s?\)")
_MARKED_UP = re.compile(
    rf"<sup>\[?({_LIST})\]?</sup>|⟦({_LIST})⟧"
    rf"|(?<=[^\s\d(=×x*])\^\[?\(?({_LIST})\)?\]?\^?(?!\w|\.\d)"
)
_SMALL_DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_SMALL = re.compile(rf"(?<=[^\s\d])(?:[{_SMALL_DIGITS}]{{1,3}})(?:[,˒'⁻⁃–-][{_SMALL_DIGITS}]{{1,3}}){{0,20}}")
# Superscripts that lost their mark-up: glued to the word, stop or sign before them; "3.3 4 There" holds two.
# The look back stands behind the first digit: a search for digits is fast.
_GLUED = re.compile(
    rf"(\d(?<=[A-Za-zà-þ)\]”\"’'%.,;:?!]\d)\d{{0,2}}(?:(?:,\s?|{_DASH}){_N}){{0,20}})(?=[\s.,;:)\]”’—]|\Z)"
)
_AFTER_GLUED = re.compile(rf"[ \u00a0]({_N}(?:(?:,|{_DASH}){_N}){{0,10}})(?=\s|[.,;:)]|\Z)(?!\s?[%/=×])")
_GLUED_TO_YEAR = re.compile(rf"(\d(?<=\b(?:19|20)\d\d\d)\d?(?:(?:,|{_DASH})\d{{1,3}}){{0,10}})(?=[\s.,;:)]|\Z)")
_LONG_NUMBER = re.compile(r"\d\d{4}")  # a search for one class of signs is fast
_ANY_SMALL = re.compile(rf"[{_SMALL_DIGITS}]")
_ANY_NUMBER = re.compile(rf"[\d{_SMALL_DIGITS}]")
_BETWEEN = re.compile(rf"\s{{0,2}}(?:[,;]|{_DASH})?\s?")
_POWER = re.compile(r"(?:[\d×=]|(?<![^\W\d_])(?:[cdkm]?m|s|min|h|L|R))\Z")
_TO_ASCII = str.maketrans(_SMALL_DIGITS + "˒'⁻⁃", "0123456789,,--")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something written like a marker: its span, the numbers it names in order, and how it is written."""

    start: int
    end: int
    numbers: tuple[int, ...]
    style: str


def spell_out(inner: str) -> tuple[int, ...]:
    """The numbers of `8, 11–13`: 8, 11, 12, 13. Ranges that run backwards or over 60 numbers and `04` name none."""
    numbers: list[int] = []
    for part in re.split(r"[,;]", inner):
        ends = [int(number) for number in re.findall(r"\d+", part)]
        if not ends:
            continue
        if len(ends) > 2 or ends[-1] < ends[0] or ends[-1] - ends[0] > 60 or re.search(r"(?<!\d)0", part):
            return ()
        numbers.extend(range(ends[0], ends[-1] + 1))
    return tuple(dict.fromkeys(numbers))


def find_candidates(text: str, start: int, end: int, *, acronyms: Callable[[], Counter[str]]) -> list[Candidate]:
    """The candidates in text[start:end], in order; where two styles read the same words the surer one is kept.

    `acronyms` gives those of the whole text: see `count_acronyms`.
    """
    found: list[Candidate] = []
    if not _ANY_NUMBER.search(text, start, end):
        return found
    for style, candidates in _read_styles(text, start, end, acronyms):
        earlier = tuple(found)
        for first, last, numbers in candidates:
            if numbers and not (earlier and any(first < c.end and c.start < last for c in earlier)):
                found.append(Candidate(first, last, numbers, style))
    return sorted(found, key=lambda c: c.start)


_Found = tuple[int, int, tuple[int, ...]]


def _read_styles(
    text: str, start: int, end: int, acronyms: Callable[[], Counter[str]]
) -> Iterator[tuple[str, Iterable[_Found]]]:
    """What is written in each style of which text[start:end] has the signs, the surest style first."""
    bracket, parens = text.find("[", start, end) >= 0, text.find("(", start, end) >= 0
    if bracket and parens:
        yield "link", _links(_LINK_ITEM, text, start, end)
    if text.find("</", start, end) >= 0:
        yield "link", _links(_HTML_ITEM, text, start, end)
    if bracket:
        yield "footnote", _chained(_FOOTNOTE, text, start, end)
        yield "escaped", _chained(_ESCAPED, text, start, end)
    yield "marked", _marked(text, start, end)
    if bracket or parens:
        yield "worded", _worded(text, start, end)
    if bracket:
        yield "bracket", _chained(_BRACKET, text, start, end)
    if parens:
        yield "parens", _chained(_PARENS, text, start, end)
    yield "glued", _glued(text, start, end, acronyms)


def _chained(pattern: re.Pattern[str], text: str, start: int, end: int) -> list[_Found]:
    """Matches of a pattern; `[1], [2]` and `[1]–[3]` are one."""
    return _join(text, [(m.start(), m.end(), m[1]) for m in pattern.finditer(text, start, end)])


def _join(text: str, items: list[tuple[int, int, str]]) -> list[_Found]:
    """The items with their numbers; those that stand together, with a comma or dash between them, are one."""
    if not items:
        return []
    groups: list[tuple[int, int, list[str]]] = []
    for first, last, inner in items:
        if groups:
            begin, end, parts = groups[-1]
            gap = text[end:first] if first - end <= 4 else "…"
            if "\n\n" not in gap and _BETWEEN.fullmatch(gap):
                parts += ("-" if re.search(_DASH, gap) else ",", inner)
                groups[-1] = (begin, last, parts)
                continue
        groups.append((first, last, [inner]))
    return [(first, last, spell_out("".join(parts))) for first, last, parts in groups]


def _worded(text: str, start: int, end: int) -> Iterator[_Found]:
    for match in _WORDED.finditer(text, start, end):
        yield match.start(), match.end(), spell_out(match[1] or match[2] or match[3])


def _links(pattern: re.Pattern[str], text: str, start: int, end: int) -> Iterator[_Found]:
    """Numbers that are links, with the brackets around the whole group: `([1](#r1),[2](#r2))`."""
    items = [
        (m.start(), m.end(), m[m.lastindex or 1])
        for m in pattern.finditer(text, start, end)
        if pattern is _LINK_ITEM or "href" in m[0] or not _is_power(text, m.start())
    ]
    for first, last, numbers in _join(text, items):
        for opening, closing in (("(", ")"), ("[", "]"), ("\\[", "\\]")):
            begin = first - len(opening)
            if begin >= start and text.startswith(opening, begin) and text.startswith(closing, last):
                yield begin, last + len(closing), numbers
                break
        else:
            yield first, last, numbers


def _marked(text: str, start: int, end: int) -> Iterator[_Found]:
    if any(text.find(sign, start, end) >= 0 for sign in ("<sup>", "⟦", "^")):
        found = _MARKED_UP.finditer(text, start, end)
        raised = [m for m in found if not m[1] or not _is_power(text, m.start())]
        yield from _join(text, [(m.start(), m.end(), m[1] or m[2] or m[3]) for m in raised])
    for match in _SMALL.finditer(text, start, end) if _ANY_SMALL.search(text, start, end) else ():
        # "10⁶" and "m²" are units; a letter or two before the small digit is not a word.
        if re.search(r"(?:[^\W\d_]{3}|[^\w\s])\Z", text[max(start, match.start() - 3) : match.start()]):
            yield match.start(), match.end(), spell_out(match[0].translate(_TO_ASCII))


def _is_power(text: str, position: int) -> bool:
    """Whether a raised number is a power: "10<sup>6</sup>", "kg/m<sup>2</sup>"."""
    return _POWER.search(text, max(0, position - 8), position) is not None


def _glued(text: str, start: int, end: int, acronyms: Callable[[], Counter[str]]) -> Iterator[_Found]:
    for match in _GLUED.finditer(text, start, end):
        if not _can_carry(text, start, match.start(), acronyms):
            continue
        numbers = spell_out(match[1])
        yield match.start(), match.end(), numbers
        position = match.end()
        while numbers and (following := _AFTER_GLUED.match(text, position, end)):
            more = spell_out(following[1])
            step = more[0] - numbers[-1] if more else 0
            # "10 11 have" are two markers; "1 20 patients" is a marker and a count.
            if step < 1 or (step > 3 and text[following.end() :].lstrip(" ")[:1].islower()):
                break
            yield following.start(1), following.end(1), more
            numbers, position = more, following.end()
    for match in _GLUED_TO_YEAR.finditer(text, start, end) if _LONG_NUMBER.search(text, start, end) else ():
        yield match.start(), match.end(), spell_out(match[1])


_WORD_END = re.compile(r"[a-zà-þ]{4}\Z|\bet al\Z")
# "0.5", "V.9"; a unit may end a sentence: "mmol/L.4"
_DECIMAL = re.compile(r"(?<![A-Za-z])\d[.,:]\Z|(?<![\w/])[A-Z]\.\Z")
# "by 12±1.4.3 Bad news" and "was 5.7.2,3": a decimal, the stop, a marker; "1.4.3 Design" is a section.
_DECIMAL_STOP = re.compile(r"[^\d\n.]\d+\.\d+\.\Z")
_SENTENCE_STARTS = re.compile(rf"{_LIST}(?:\s{{1,2}}[A-Z“\"]|\s*\Z|\n)")
_YEAR_STOP = re.compile(r"(?<!\d)(?:19|20)\d\d[.,]\Z")
_ACRONYM = re.compile(r"\b[A-Z]{3,8}\Z")
_ACRONYM_FORM = re.compile(r"\b[A-Z]{3,8}\d{0,3}\b")


def _can_carry(text: str, start: int, position: int, acronyms: Callable[[], Counter[str]]) -> bool:
    """Whether what stands before a number can carry a superscript: a word, a closing sign, not `2.` or `CO`."""
    before = text[max(start, position - 10) : position]
    if before[-1:].isalpha():
        return _WORD_END.search(before) is not None or _is_plain_acronym(text, position, before, acronyms)
    if _DECIMAL.search(before):
        after_decimal = _DECIMAL_STOP.search(before) and _SENTENCE_STARTS.match(text, position)
        return after_decimal is not None or _YEAR_STOP.search(before) is not None
    return before[-1:] != "'" or before[-2:-1].isalpha()


def count_acronyms(text: str) -> Counter[str]:
    """How often each acronym stands in a text, alone (`CRC`) and with a number glued to it (`CRC59`)."""
    return Counter(match[0] for match in _ACRONYM_FORM.finditer(text))


def _is_plain_acronym(text: str, position: int, before: str, acronyms: Callable[[], Counter[str]]) -> bool:
    """Whether an acronym is used without a number too: `NICE12` carries a marker, `BRCA2` is a name."""
    acronym = _ACRONYM.search(before)
    number = re.match(r"\d+", text[position : position + 4])
    if acronym is None or number is None:
        return False
    counts = acronyms()
    return counts[acronym[0] + number[0]] == 1 and counts[acronym[0]] > 0
