"""Cuts a reference string into tokens and describes each for the sequence model; shared by training and parsing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from claimsift.lexicon import load_table
from claimsift.stages.link_citations.find_identifiers import Identifier, find_identifiers

_TOKEN = re.compile(r"[^\W\d_]+|\d+|[^\w\s]|_")
_GLUED_WORDS = re.compile(r"(?<=[a-zà-þ]{4})(?=[A-ZÀ-Þ][a-zà-þ]{3})")  # "NaloxoneAnesthesiology" lost its stop
_MONTHS = frozenset(load_table("citation_words")["date_words"])
# Names of the features that take few values.
_SPACE, _YEARS, _QUOTES, _DEPTHS = (tuple(f"{name}={i}" for i in range(2)) for name in ("sp", "y", "q", "p"))
_STOPS, _FROM_START, _FROM_END, _RUNS = (tuple(f"{name}={i}" for i in range(5)) for name in ("st", "i", "e", "jr"))
_SIGNS = frozenset('"“”([)].?!')
_YEAR = re.compile(r"(?:1[89]|20)\d\d\Z")


class Token(NamedTuple):
    """A word, number or sign of a reference string; `kind` is the identifier it is, or empty."""

    text: str
    start: int
    end: int
    kind: str = ""


def tokenize(raw: str, identifiers: Sequence[Identifier] | None = None) -> list[Token]:
    """The tokens of a reference string; an identifier (those of `find_identifiers`, if known) is one token."""
    tokens: list[Token] = []
    cursor = 0
    for identifier in find_identifiers(raw) if identifiers is None else identifiers:
        if identifier.start < cursor:
            continue
        _add_plain(raw, cursor, identifier.start, tokens)
        tokens.append(Token(raw[identifier.start : identifier.end], identifier.start, identifier.end, identifier.kind))
        cursor = identifier.end
    _add_plain(raw, cursor, len(raw), tokens)
    return tokens


def _add_plain(raw: str, start: int, end: int, tokens: list[Token]) -> None:
    for match in _TOKEN.finditer(raw, start, end):
        text = match[0]
        first, last = match.span()
        if last - first > 7 and not text[1:].islower():
            for glued in _GLUED_WORDS.finditer(raw, first, last):
                tokens.append(Token(raw[first : glued.start()], first, glued.start()))
                first = glued.start()
            text = raw[first:last]
        tokens.append(Token(text, first, last))


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
    words = _journal_words()
    journal = [low in words for low in lows]
    alpha = [token.text.isalpha() for token in tokens]
    count = len(tokens)
    runs = _journal_runs(journal, shapes)
    # Neighbours up to three tokens away, with the edges of the reference as empty tokens.
    near = ["<>"] * 3 + shapes + ["<>"] * 3
    cut = [""] * 2 + [low[:14] for low in lows] + [""] * 2
    next_digit, next_stop = _next_digits(shapes), _next_stops(tokens, shapes)
    seen_year = quotes = depth = stops = 0
    rows: list[list[str]] = []
    for i, token in enumerate(tokens):
        low, shape = lows[i], shapes[i]
        a, b, c, _, d, e, f = near[i : i + 7]
        space = int(i > 0 and tokens[i - 1].end < token.start)
        row = [
            "b", f"w={cut[i + 2]}", f"s={shape}", _SPACE[space], f"pos={10 * i // count}",
            _STOPS[stops if stops < 4 else 4], _YEARS[seen_year], _QUOTES[quotes], _DEPTHS[1 if depth else 0],
            f"s|st={shape}|{stops if stops < 3 else 3}", f"y|s={seen_year}|{shape}", _FROM_START[i if i < 3 else 3],
            _FROM_END[count - 1 - i if count - i < 4 else 3], f"s-3={a}", f"s-2={b}", f"s-1={c}", f"s1={d}",
            f"s2={e}", f"s3={f}", next_digit[i], next_stop[i],
        ]  # fmt: skip
        if alpha[i]:
            row += (f"s3={low[-3:]}", f"p3={low[:3]}", "j=1" if journal[i] else "j=0", _RUNS[runs[i]])
            if low in _MONTHS:
                row.append("month")
        if i:
            row += (f"w-1={cut[i + 1]}", f"s-1s={c}|{shape}")
            if alpha[i - 1]:
                row.append("j-1=1" if journal[i - 1] else "j-1=0")
            if i > 1:
                row += (f"w-2={cut[i]}", f"s-2s={b}|{c}|{shape}")
        if i + 1 < count:
            row += (f"w1={cut[i + 3]}", f"ss1={shape}|{d}")
            if alpha[i + 1]:
                row.append("j1=1" if journal[i + 1] else "j1=0")
            if i + 2 < count:
                row += (f"w2={cut[i + 4]}", f"ss2={shape}|{d}|{e}")
        rows.append(row)
        text = token.text
        if shape == "year":
            seen_year = 1
        if text in _SIGNS:
            if text in '"“”':
                quotes = 1 - quotes
            elif text in "([":
                depth += 1
            elif text in ")]":
                depth = max(0, depth - 1)
            elif i and len(tokens[i - 1].text) > 2:
                stops += 1
    return rows


def _next_digits(shapes: list[str]) -> list[str]:
    """For each token how far the next number or year is, and which of the two: a journal stands right before one."""
    found: list[str] = []
    step, sign = 99, ""
    for i in range(len(shapes) - 1, -1, -1):
        step += 1
        left = len(shapes) - 1 - i
        found.append(f"nd={step}{sign}" if step <= 8 else "nd=far" if left >= 8 else "nd=none")
        shape = shapes[i]
        if shape == "year" or (shape[0] == "d" and shape[1:].isdigit()):
            step, sign = 0, "y" if shape == "year" else "d"
    found.reverse()
    return found


def _next_stops(tokens: list[Token], shapes: list[str]) -> list[str]:
    """For each token how many words follow up to the next stop, and whether a number comes after it."""
    found: list[str] = []
    step, sign = 99, ""
    for i in range(len(shapes) - 1, -1, -1):
        step += 1
        left = len(shapes) - 1 - i
        found.append(f"ns={step if step < 6 else 6}{sign}" if step <= 12 else "ns=far" if left >= 12 else "ns=end")
        text = tokens[i].text
        if text in ".,:;?(":
            after = shapes[i + 1] if left else "<>"
            step, sign = 0, f"{text}{after if after[0] in 'dy' else 'w'}"
    found.reverse()
    return found


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
