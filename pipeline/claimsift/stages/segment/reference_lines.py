"""Reads single lines as possible lines of a reference list: their label and how much they look like an entry."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from claimsift.lexicon import load_table

_LINE = re.compile(r"[^\n]+")
_BULLET = re.compile(r"\s*(?:[•●▪◦‣·*+–—-]\s+)?")
# "[3]", "(3)", "3.", "3)", "3", "\[3\]", "[^3]:", "3. 3." and "3.Smith"; the second number of "3. 3." says the same.
# Mark-up may stand around it: "**3.**", '<a id="r3"></a>3.'; and a word before it: "Ref. 3:".
_LABEL = re.compile(
    r"(?:<a\b[^<>\n]{0,200}>\s?(?:</a>\s?)?|\*\*|__|[Rr]ef(?:erence)?\.?\s(?=[\[(]?\d)){0,3}"
    r"(?:<sup>(?P<sup>\d{1,3})</sup>|\\?\[\^?(?P<bracket>\d{1,3})\\?\]:?|\((?P<paren>\d{1,3})\)"
    r"|\^?(?P<bare>\d{1,3})(?:[.):]|\^|(?=\s|\*\*|__|</a>)))"
    r"(?:</a>|\*\*|__){0,3}[.:]?"
)
FOOTNOTE = re.compile(r"\[\^([^\]\s\d][^\]\s]{0,60})\]:[^\S\n]*")  # of Markdown, with a word for a number
_NUMBER_ALONE = re.compile(r"\[?\d{1,3}[\].)]?")
_REPEAT = re.compile(r"\s*\[?(\d{1,3})[.)\]]\s+")
_ANY_DIGIT = re.compile(r"[\d¹²³⁰-⁹₀-₉]")
_RUN_IN = re.compile(r"((?:\*\*|__)?[A-Z][A-Za-z ]{5,40}?)(:(?:\*\*|__)?|(?=\s[\[(]?1[.\])]\s))\s*(?=[\[(\d<A-Z])")
_RUN_ON_LIKENESS = 0.6
_SHORTEST = 25  # code points of an entry
_LABEL_STARTS = frozenset("0123456789[(<^*_\\-•Rr ")
CLOSED_END = frozenset(".)]0123456789/")  # how an entry may end
_SHOWN = 600  # code points of a line that are looked at; a longer line is judged by its start


@dataclass(slots=True)
class ReferenceLine:
    """A line that is not blank. `label` is its printed number or None; the entry's words start at `text_start`.

    `after_blank` says that a blank line stands before it; `shown` is what it is judged by. The judgement is made when
    it is asked for, because most lines are prose that nothing asks about.
    """

    start: int
    end: int
    text_start: int
    label: int | None
    bulleted: bool
    after_blank: bool
    shown: str
    _features: frozenset[str] | None = field(default=None, init=False)

    @property
    def features(self) -> frozenset[str]:
        """Names of the table's features that it has."""
        if self._features is None:
            self._features = match_features(self.shown) if _worth_reading(self.shown) else frozenset()
        return self._features

    @property
    def likeness(self) -> float:
        """Between 0 (prose) and 1 (an entry)."""
        return _likeness(self.features)

    @property
    def has_author(self) -> bool:
        """Whether it starts with a name."""
        # Looked for apart from the other features: a broken line may have a name and nothing else.
        return _starts_with_name(self.shown, 0, len(self.shown))

    @property
    def is_dated(self) -> bool:
        """Whether it holds what nearly every entry does: a year, an identifier, a web address; or `Clinic: "Page."`."""
        return not self.features.isdisjoint(("year", "identifier", "access", "quoted_source"))


def read_lines(text: str) -> list[ReferenceLine]:
    """The lines of a text that are not blank, in order."""
    bounds: list[tuple[int, int, bool]] = []
    previous_end = 0
    alone = False
    for match in _LINE.finditer(text):
        stripped = match[0].strip()
        if not stripped:
            continue
        start = match.start() + len(match[0]) - len(match[0].lstrip())
        after_blank = text.count("\n", previous_end, start) > 1 or not bounds
        end = start + len(stripped)
        number_alone = _NUMBER_ALONE.fullmatch(stripped) is not None
        if alone and not number_alone and text.count("\n", previous_end, start) <= 2:
            start, _, after_blank = bounds.pop()  # a number on a line of its own belongs to the next
        alone = number_alone
        previous_end = end
        if heading_end := _run_in_heading_end(text, start, end):
            bounds.append((start, heading_end, after_blank))
            start, after_blank = _skip_space(text, heading_end, end), False
        bounds.append((start, end, after_blank))
    bounds = _split_run_on(text, bounds)
    labels = [_read_label(text, start, end) for start, end, _ in bounds]
    lines: list[ReferenceLine] = []
    for index, ((start, end, after_blank), (label, text_start, bulleted)) in enumerate(
        zip(bounds, labels, strict=True)
    ):
        stop = end
        # An entry that was broken for width is judged as a whole: its year stands on a later line.
        named = not after_blank and _starts_with_name(text, text_start, end)
        if label is not None or bulleted or after_blank or named:
            following = index + 1
            while following < len(bounds) and stop - text_start < _SHOWN and not bounds[following][2]:
                if labels[following][0] is not None or labels[following][2]:
                    break
                closed = text[stop - 1] in CLOSED_END
                if named and closed and _starts_with_name(text, *bounds[following][:2]):
                    break
                stop = bounds[following][1]
                following += 1
        shown = text[text_start : min(stop, text_start + _SHOWN)]
        lines.append(ReferenceLine(start, end, text_start, label, bulleted, after_blank, shown))
    return lines


def _run_in_heading_end(text: str, start: int, end: int) -> int:
    """Where the heading ends that opens a line of entries ("Sources: 1. Lind M. …"); 0 where none does."""
    match = _RUN_IN.match(text, start, end)
    if match is None or match.end() >= end or not is_reference_heading(match[1] + ":"):
        return 0
    rest = text[match.end() : min(end, match.end() + _SHOWN)]
    return match.end(1) + len(match[2]) if _likeness(match_features(rest)) >= _RUN_ON_LIKENESS else 0


def _split_run_on(text: str, bounds: list[tuple[int, int, bool]]) -> list[tuple[int, int, bool]]:
    """The lines, cut where the next entry of a numbered list starts inside one: "… 2011;3:4. 2. Roe K. …"."""
    cut: list[tuple[int, int, bool]] = []
    expected, held = 0, -1
    for start, end, first in bounds:
        begin, after_blank = start if held < 0 else held, first
        held = -1
        label = _read_label(text, begin, end)[0] if text[begin] in _LABEL_STARTS else None
        expected = label + 1 if label is not None else 0 if after_blank else expected
        while expected and (match := _find_run_on(text, begin + (_SHORTEST if label else 0), end, expected)):
            cut.append((begin, match.start(1), after_blank))
            begin, after_blank, expected = match.start(2), False, expected + 1
        if begin > start and _NUMBER_ALONE.fullmatch(text, begin, end):
            held = begin  # the number closes the line, its entry starts the next
        else:
            cut.append((begin, end, after_blank))
    return cut


def _find_run_on(text: str, start: int, end: int, label: int) -> re.Match[str] | None:
    """The next entry's number inside a line, where what follows it, on this line and the next, looks like an entry."""
    if text.find(str(label), start, end) < 0:
        return None
    pattern = re.compile(rf"(?<=[.;\w\])>])(\s{{1,3}})([\[(]?{label}[.\])])(?:\s{{1,3}}(?=[A-Z“\"])|\Z)")
    match = pattern.search(text, min(start, end), end)
    if match is None:
        return None
    rest = text[match.end() : match.end() + _SHOWN // 2].lstrip().split("\n\n", 1)[0]
    return match if _likeness(match_features(rest)) >= _RUN_ON_LIKENESS else None


def _read_label(text: str, start: int, end: int) -> tuple[int | None, int, bool]:
    """The printed number of a line, where its words start, and whether it has a bullet."""
    first = text[start : start + 1]
    if first.isalpha() and first not in "Rr":  # most lines start with a letter; "Ref. 3" is a label
        return None, start, False
    bullet = _BULLET.match(text, start, end)
    text_start = bullet.end() if bullet else start
    bulleted = text_start > start
    if named := FOOTNOTE.match(text, text_start, end):
        return None, named.end(), bulleted
    match = _LABEL.match(text, text_start, end)
    if match is None:
        return None, text_start, bulleted
    rest = match.end()
    glued = rest < end and not text[rest].isspace()
    # "9.Smith" is a label, "3.5 mg" and "(2)-hydroxy" are not.
    if rest >= end or (glued and not (text[rest].isupper() or text[rest] in '[“"')):
        return None, text_start, bulleted
    label = int(match["sup"] or match["bracket"] or match["paren"] or match["bare"])
    text_start = _skip_space(text, rest, end)
    repeat = _REPEAT.match(text, text_start, end)
    if repeat and int(repeat[1]) == label:
        text_start = repeat.end()
    return label, text_start, bulleted


def _worth_reading(shown: str) -> bool:
    """A cheap look before the patterns: entries hold a digit, or name a place on the web."""
    return (
        _ANY_DIGIT.search(shown) is not None
        or "www." in shown
        or "http" in shown
        or "Scholar" in shown
        or ': "' in shown
        or ": “" in shown
    )


def _skip_space(text: str, start: int, end: int) -> int:
    while start < end and text[start].isspace():
        start += 1
    return start


@cache
def _feature_patterns() -> tuple[tuple[str, Callable[[str], re.Match[str] | None], tuple[str, ...]], ...]:
    """Name of each feature, what looks for it, and strings of which a line must hold one: most lines hold none.

    A search goes on where its pattern can only fit at the start: such a pattern is matched.
    """
    found = []
    for row in load_table("reference_lines")["features"]:
        pattern = re.compile(row["pattern"])
        find = pattern.match if row["pattern"].startswith("^") else pattern.search
        found.append((row["name"], find, tuple(row.get("holds", [""]))))
    return tuple(found)


@cache
def _weights() -> dict[str, float]:
    return {row["name"]: float(row["weight"]) for row in load_table("reference_lines")["features"]}


@cache
def _author_patterns() -> tuple[re.Pattern[str], ...]:
    """The patterns of names, without the sign for the start of the text: they are matched inside it."""
    rows = load_table("reference_lines")["features"]
    names = ("author_start", "author_full")
    return tuple(re.compile(row["pattern"].removeprefix("^")) for row in rows if row["name"] in names)


def _starts_with_name(text: str, start: int, end: int) -> bool:
    return any(pattern.match(text, start, end) for pattern in _author_patterns())


def match_features(shown: str) -> frozenset[str]:
    """Names of the table's features that a line has."""
    found = []
    for name, find, holds in _feature_patterns():
        for part in holds:
            if part in shown:
                if find(shown):
                    found.append(name)
                break
    return frozenset(found)


def _likeness(found: frozenset[str]) -> float:
    if not found:
        return 0.0
    total = float(load_table("reference_lines")["bias"]) + sum(_weights()[name] for name in sorted(found))
    return 1 / (1 + math.exp(-total))


@cache
def _heading_pattern() -> re.Pattern[str]:
    return re.compile(load_table("reference_lines")["headings"]["pattern"])


def is_reference_heading(line: str) -> bool:
    """Whether a line is a heading such as `References` or `## Literature cited`."""
    return len(line) <= 110 and _heading_pattern().match(line.strip()) is not None
