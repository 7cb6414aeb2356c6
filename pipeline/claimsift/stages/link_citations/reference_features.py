"""Cuts a reference string into tokens and describes each for the sequence model; shared by training and parsing."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from functools import cache

from claimsift.lexicon import load_table
from claimsift.stages.link_citations.find_identifiers import find_identifiers

_TOKEN = re.compile(r"[^\W\d_]+|\d+|[^\w\s]|_")
_GLUED_WORDS = re.compile(r"(?<=[a-zà-þ]{4})(?=[A-ZÀ-Þ][a-zà-þ]{3})")  # "NaloxoneAnesthesiology" lost its stop
_MONTHS = frozenset(load_table("citation_words")["date_words"])
_YEAR = re.compile(r"(?:1[89]|20)\d\d\Z")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or sign of a reference string; `kind` is the identifier it is, or empty."""

    text: str
    start: int
    end: int
    kind: str = ""


def tokenize(raw: str) -> list[Token]:
    """The tokens of a reference string; an identifier is one token."""
    tokens: list[Token] = []
    cursor = 0
    for identifier in find_identifiers(raw):
        if identifier.start < cursor:
            continue
        tokens += _plain(raw, cursor, identifier.start)
        tokens.append(Token(raw[identifier.start : identifier.end], identifier.start, identifier.end, identifier.kind))
        cursor = identifier.end
    return tokens + _plain(raw, cursor, len(raw))


def _plain(raw: str, start: int, end: int) -> list[Token]:
    tokens = []
    for match in _TOKEN.finditer(raw, start, end):
        cuts = [
            match.start(),
            *(m.start() for m in _GLUED_WORDS.finditer(raw, match.start(), match.end())),
            match.end(),
        ]
        cuts = sorted(set(cuts))
        tokens += [Token(raw[a:b], a, b) for a, b in itertools.pairwise(cuts)]
    return tokens


@cache
def _journal_words() -> frozenset[str]:
    return frozenset(load_table("journal_words")["words"])


def _shape(token: Token) -> str:
    text = token.text
    if token.kind:
        return token.kind
    if text.isdigit():
        if _YEAR.match(text):
            return "year"
        return f"d{min(len(text), 6)}"
    if not text.isalpha():
        return text
    if len(text) == 1:
        return "X" if text.isupper() else "x"
    if text.isupper():
        return "XX" if len(text) == 2 else "XXX" if len(text) == 3 else "XXXX"
    if text[0].isupper():
        return "Xx" if len(text) > 3 else "Xx3"
    return "xx" if text.islower() else "xX"


def describe(raw: str, tokens: list[Token]) -> list[list[str]]:
    """The features of each token: itself, its neighbours, and where in the reference it stands."""
    shapes = [_shape(token) for token in tokens]
    lows = [token.text.lower() if not token.kind else token.kind for token in tokens]
    journal = [low in _journal_words() for low in lows]
    count = len(tokens)
    seen_year = quotes = False
    depth = 0
    stops = 0
    rows: list[list[str]] = []
    runs = _journal_runs(journal, shapes)
    for i, token in enumerate(tokens):
        low, shape = lows[i], shapes[i]
        space = i > 0 and tokens[i - 1].end < token.start
        row = ["b", f"w={low[:14]}", f"s={shape}", f"sp={space:d}", f"pos={10 * i // count}", f"st={min(stops, 4)}"]
        row += [f"y={seen_year:d}", f"q={quotes:d}", f"p={min(depth, 1)}", f"s|st={shape}|{min(stops, 3)}"]
        row += [f"y|s={seen_year:d}|{shape}", f"i={min(i, 3)}", f"e={min(count - 1 - i, 3)}"]
        if token.text.isalpha():
            row += [f"s3={low[-3:]}", f"p3={low[:3]}", f"j={journal[i]:d}", f"jr={runs[i]}"]
            if low in _MONTHS:
                row.append("month")
        for step in (-3, -2, -1, 1, 2, 3):
            at = i + step
            if 0 <= at < count:
                row.append(f"s{step}={shapes[at]}")
                if abs(step) <= 2:
                    row.append(f"w{step}={lows[at][:14]}")
                if tokens[at].text.isalpha() and abs(step) == 1:
                    row.append(f"j{step}={journal[at]:d}")
            else:
                row.append(f"s{step}=<>")
        if i:
            row.append(f"s-1s={shapes[i - 1]}|{shape}")
        if i + 1 < count:
            row.append(f"ss1={shape}|{shapes[i + 1]}")
            if i + 2 < count:
                row.append(f"ss2={shape}|{shapes[i + 1]}|{shapes[i + 2]}")
        if i > 1:
            row.append(f"s-2s={shapes[i - 2]}|{shapes[i - 1]}|{shape}")
        row.append(f"nd={_next_digit(shapes, i)}")
        row.append(f"ns={_next_stop(tokens, shapes, i)}")
        rows.append(row)
        seen_year = seen_year or shape == "year"
        if token.text in '"“”':
            quotes = not quotes
        depth = max(0, depth + (token.text in "([") - (token.text in ")]"))
        if token.text in ".?!" and i and len(tokens[i - 1].text) > 2:
            stops += 1
    return rows


def _next_digit(shapes: list[str], i: int) -> str:
    """How far the next number or year is, and which of the two: a journal stands right before one."""
    for step in range(1, 9):
        if i + step >= len(shapes):
            return "none"
        shape = shapes[i + step]
        if shape == "year" or (shape[0] == "d" and shape[1:].isdigit()):
            return f"{step}{'y' if shape == 'year' else 'd'}"
    return "far"


def _next_stop(tokens: list[Token], shapes: list[str], i: int) -> str:
    """How many words follow up to the next stop, and whether a number comes after it."""
    for step in range(1, 13):
        at = i + step
        if at >= len(tokens):
            return "end"
        if tokens[at].text in ".,:;?(":
            after = shapes[at + 1] if at + 1 < len(shapes) else "<>"
            return f"{min(step, 6)}{tokens[at].text}{after if after[0] in 'dy' else 'w'}"
    return "far"


def _journal_runs(journal: list[bool], shapes: list[str]) -> list[int]:
    """For each token, how many capitalised journal words stand together around it (at most 4)."""
    runs = [0] * len(journal)
    start = None
    for i in range(len(journal) + 1):
        inside = i < len(journal) and (
            journal[i] or (shapes[i] in (".", "&", "xx") and start is not None and journal[i - 1])
        )
        if inside and start is None:
            start = i
        elif not inside and start is not None:
            size = sum(journal[start:i])
            runs[start:i] = [min(size, 4)] * (i - start)
            start = None
    return runs
