"""Describes a stretch by features and adds up their learned weights."""

from __future__ import annotations

import json
from functools import cache

from claimsift.lexicon import find_weights
from claimsift.stages.describe_claims.find_candidates import Stretch
from claimsift.stages.describe_claims.read_clauses import Token, word_class

_WEIGHTS = "describe_outcomes.json"
_BREAKS = frozenset({";", ":", ",", "(", ")", "S", "R", "V", "A"})
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
    signs = _signs(between)
    path = " ".join(signs) if len(signs) <= _PATH_LENGTH else "long"
    # What stands next to the number, and next to the stretch, matters even on a path never seen as a whole.
    near = " ".join(signs[:2] if right else signs[-2:])
    far = " ".join(signs[-2:] if right else signs[:2])
    inside = tokens[stretch.first : stretch.last + 1]
    head = _head_class(inside)
    before = _sign(tokens, stretch.first - 1, number)
    after = _sign(tokens, stretch.last + 1, number)
    first = _word_sign(inside[0])
    form = _form(tokens, number, kind)
    crossed = sum(token.tag == "N" for token in between)
    beside = f"{_sign(tokens, number - 1, number)}|{_sign(tokens, number + 1, number)}"
    found = [
        f"side:{side}|{form}",
        f"side:{side}|{beside}",
        f"path:{side}|{path}",
        f"path:{side}|{path}|{form}",
        f"path:{side}|{path}|{after if right else before}",
        f"path:{side}|{path}|{head}",
        f"next:{side}|{near}|{form}",
        f"tail:{side}|{far}|{head}",
        f"edge:{side}|{before}",
        f"edge:{side}|{before}|{form}",
        f"end:{side}|{after}",
        f"end:{side}|{after}|{head}",
        f"both:{before}|{after}",
        f"head:{head}",
        f"head:{head}|{side}|{form}",
        f"first:{first}|{before}",
        f"first:{first}|{side}|{head}",
        f"last:{_word_sign(inside[-1])}",
        f"size:{min(len(inside), 9)}",
        f"size:{min(len(inside), 4)}|{first}|{_word_sign(inside[-1])}",
        f"far:{side}|{_bucket(len(between))}",
        f"far:{side}|{_bucket(len(between))}|{form}",
        f"crossed:{min(crossed, 3)}|{side}",
        f"crossed:{min(crossed, 1)}|{side}|{beside}",
    ]
    if len(inside) == 1:
        found += [f"only:{first}", f"only:{first}|{side}|{path}"]
    found += [f"holds:{name}" for name in _inner_signs(inside)]
    found += [f"breaks:{side}|{tag}" for tag in {token.tag for token in between} & _BREAKS]
    if sum(token.tag == "," for token in between) > 1:
        found.append(f"commas:{side}")
    if previous is not None:
        found += _series_features(tokens, number, stretch, previous)
    return tuple(found)


def _form(tokens: tuple[Token, ...], number: int, kind: str) -> str:
    """The claim's kind, with sample sizes (`n = 12`) apart from other counts."""
    text = tokens[number].text
    named = text.startswith("n") and text[1:].lstrip().startswith("=")
    return "n" if named or (number > 1 and tokens[number - 1].text == "=") else kind


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
    joint = tokens[start + 1 : number]
    signs = _signs(joint)
    joined = " ".join(signs) if len(signs) <= 4 else "long"
    words = min(sum(token.is_content for token in joint), 3)
    after = _sign(tokens, number + 1, number)
    if stretch == previous:
        return [
            "same",
            f"same|{joined}",
            f"same|>{after}",
            f"same|{words}|{after}",
            f"same|{words}|{_sign(tokens, number - 1, number)}",
            f"same|{joined}|{after}",
        ]
    if stretch.first <= previous.last and previous.first <= stretch.last:
        return ["overlaps_same"]
    own = "between" if start < stretch.first < number else "right" if stretch.first > number else "earlier"
    return [f"other|{own}", f"other|{own}|{words}|{after}"]


def _signs(between: tuple[Token, ...]) -> list[str]:
    """The way between number and stretch: small words themselves, other words by class, runs of them as one."""
    signs: list[str] = []
    for token in between:
        sign = _word_sign(token)
        if sign not in {"D", "X"} and not (signs and signs[-1] == sign):
            signs.append(sign)
    return signs


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
    for name in ("people", "filler", "change_verb", "seen_verb", "change_noun", "measure", "treatment_head", "time"):
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
