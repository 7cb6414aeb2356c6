"""Describes a stretch by features and adds up their learned weights."""

from __future__ import annotations

import json
from functools import cache

from claimsift.lexicon import find_weights
from claimsift.stages.describe_claims.find_candidates import Stretch
from claimsift.stages.describe_claims.read_clauses import Token, word_class

_WEIGHTS = "describe_outcomes.json"
_PATH_LENGTH = 7  # signs of the path between number and stretch that are told apart


def features_of(
    tokens: tuple[Token, ...], number: int, stretch: Stretch, *, kind: str, previous: Stretch | None
) -> tuple[str, ...]:
    """The features of one stretch as the outcome of the claim at token `number`.

    `previous` is the stretch that was chosen for the claim before this one in the same row of tokens.
    """
    right = stretch.first > number
    side = "R" if right else "L"
    between = tokens[number + 1 : stretch.first] if right else tokens[stretch.last + 1 : number]
    path = _path(between)
    inside = tokens[stretch.first : stretch.last + 1]
    head = _head_class(inside)
    before = _sign(tokens, stretch.first - 1, number)
    after = _sign(tokens, stretch.last + 1, number)
    first = _word_sign(inside[0])
    size = len(inside)
    crossed = sum(token.tag == "N" for token in between)
    found = [
        f"side:{side}|{kind}",
        f"path:{side}|{path}",
        f"path:{side}|{path}|{kind}",
        f"path:{side}|{path}|{after}",
        f"edge:{side}|{before}",
        f"edge:{side}|{before}|{kind}",
        f"end:{side}|{after}",
        f"end:{side}|{after}|{head}",
        f"head:{head}",
        f"head:{head}|{side}|{kind}",
        f"first:{first}|{before}",
        f"first:{first}|{side}|{head}",
        f"last:{_word_sign(inside[-1])}",
        f"size:{min(size, 9)}",
        f"far:{side}|{_bucket(len(between))}",
        f"crossed:{min(crossed, 3)}|{side}",
        f"near:{side}|{_sign(tokens, number - 1, number)}|{_sign(tokens, number + 1, number)}",
    ]
    found += [f"holds:{name}" for name in _inner_signs(inside)]
    if any(token.tag in ";:" for token in between):
        found.append(f"break:{side}")
    if sum(token.tag == "," for token in between) > 1:
        found.append(f"commas:{side}")
    if previous is not None:
        found += _series_features(tokens, number, stretch, previous)
    return tuple(found)


def score(features: tuple[str, ...]) -> float:
    """The sum of the weights of the features; a feature never seen in training weighs nothing."""
    weights = _weights()
    return sum(weights.get(name, 0.0) for name in features)


@cache
def _weights() -> dict[str, float]:
    loaded: dict[str, float] = json.loads(find_weights(_WEIGHTS).read_text(encoding="utf-8"))["weights"]
    return loaded


def _series_features(tokens: tuple[Token, ...], number: int, stretch: Stretch, previous: Stretch) -> list[str]:
    """Whether the stretch is the one of the number before, and how the two numbers are joined."""
    start = number - 1
    while start >= 0 and tokens[start].tag != "N":
        start -= 1
    joined = _path(tokens[start + 1 : number])
    own = "own" if number + 1 < len(tokens) and tokens[number + 1].tag not in {"N", ",", ".", ")", ";"} else "bare"
    if stretch == previous:
        return ["same", f"same|{joined}", f"same|{own}", f"same|{own}|{joined}"]
    if stretch.first <= previous.last and previous.first <= stretch.last:
        return ["overlaps_same"]
    return ["other", f"other|{own}"]


def _path(between: tuple[Token, ...]) -> str:
    """The way between number and stretch: small words themselves, other words run together."""
    signs: list[str] = []
    for token in between:
        sign = _word_sign(token)
        if sign not in {"D", "X"} and not (signs and signs[-1] == sign):
            signs.append(sign)
    if len(signs) > _PATH_LENGTH:
        return "long"
    return " ".join(signs)


def _sign(tokens: tuple[Token, ...], index: int, number: int) -> str:
    if index == number:
        return "*"
    return _word_sign(tokens[index]) if 0 <= index < len(tokens) else "$"


def _word_sign(token: Token) -> str:
    word = token.text
    if token.tag in {"P", "C"}:
        return word
    if token.tag == "A":
        return "be" if word in {"is", "are", "was", "were", "be", "been", "being"} else "A"
    if token.tag == "D":
        return "D"
    if token.tag in {"W", "V", "L"}:
        return _content_class(word, token.tag)
    return token.tag


@cache
def _content_class(word: str, tag: str) -> str:
    for name in ("people", "change_verb", "seen_verb", "change_noun", "measure", "treatment_head", "time"):
        if word in word_class(name):
            return name
    return tag


def _head_class(inside: tuple[Token, ...]) -> str:
    """The class of the phrase's main word: the last before its first preposition, or the verb that it starts with."""
    if inside[0].tag == "V":
        return _word_sign(inside[0])
    head = inside[0]
    for token in inside:
        if token.tag in {"P", "R", "A", ",", "C"}:
            break
        head = token
    return _word_sign(head)


def _inner_signs(inside: tuple[Token, ...]) -> set[str]:
    return {_word_sign(token) for token in inside if token.tag not in {"W", "D"}} | {
        f"{_word_sign(token)}+" for token in inside[1:] if token.tag in {"V", "W"} and _word_sign(token) != "W"
    }


def _bucket(distance: int) -> str:
    for limit in (0, 1, 2, 3, 5, 8, 14, 24):
        if distance <= limit:
            return str(limit)
    return "more"
