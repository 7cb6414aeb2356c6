"""Describes a stretch as the outcome of a number by features: its own, those of the way to it, those of both.

The three kinds are told apart because the first hold for all numbers of a sentence and the second for all stretches
that begin (or end) at the same word: a reader that adds up weights adds each of them once.
"""

from __future__ import annotations

from typing import NamedTuple  # thousands are made for an article: five times as fast as frozen dataclasses

from claimsift.stages.describe_claims.find_candidates import Stretch
from claimsift.stages.describe_claims.read_clauses import Token
from claimsift.stages.describe_claims.read_signs import Reading, Word, bucket, head_index

_BREAKS = frozenset({";", ":", ",", "(", ")", "S", "R", "V", "A"})
_PATH_LENGTH = 7  # signs of the path between number and stretch that are told apart


class Inner(NamedTuple):
    """What a stretch is by itself: sign and outcome odds of its main word, sign of its first word, its features."""

    head: str
    odds: int | None
    first: str
    single: bool
    features: tuple[str, ...]


class Way(NamedTuple):
    """What lies between a number and the near edge of a stretch, with its features."""

    side: str
    form: str
    path: str
    far: str
    verbs: int
    place: str
    follows: str
    people: bool
    features: tuple[str, ...]


def read_inner(words: tuple[Word, ...]) -> Inner:
    """The stretch by itself."""
    main = words[head_index(words)]
    head, first, last = main.sign, words[0].sign, words[-1].sign
    found = [
        f"head:{head}",
        f"last:{last}",
        f"size:{min(len(words), 9)}",
        f"size:{min(len(words), 4)}|{first}|{last}",
        *(f"holds:{name}" for name in _inner_signs(words)),
    ]
    if len(words) == 1:
        found.append(f"only:{first}")
    odds = [word.odds for word in words if word.tag in {"W", "V"}]
    if not odds:
        return Inner(head, None, first, len(words) == 1, tuple(found))
    found += [
        f"odds:{main.odds}",
        f"odds:{main.odds}|{head}",
        f"mean:{round(sum(odds) / len(odds))}",
        f"most:{max(odds)}",
        f"least:{min(odds)}",
        f"ends:{words[0].odds}|{words[-1].odds}",
    ]
    return Inner(head, main.odds, first, len(words) == 1, tuple(found))


def _inner_signs(words: tuple[Word, ...]) -> list[str]:
    found = {word.sign for word in words if word.sign not in {"W", "D"}}
    found.update(f"{word.sign}+" for word in words[1:] if word.tag in {"V", "W"} and word.sign != "W")
    # In order, so that the sum of the weights is the same to the last digit in every run.
    return sorted(found)


def read_way(reading: Reading, number: int, edge: int, *, kind: str) -> Way:
    """The way from the number to token `edge`: the first of a stretch behind the number, the last of one before it."""
    right = edge > number
    side = "R" if right else "L"
    low, high = (number + 1, edge) if right else (edge + 1, number)
    outward = reading.path(low, high, _PATH_LENGTH + 1)
    path = " ".join(outward) if len(outward) <= _PATH_LENGTH else "long"
    # What stands next to the number, and next to the stretch, matters even on a path never seen as a whole.
    start, end = " ".join(outward[:2]), " ".join(reading.path_end(low, high, 2))
    near, far = (start, end) if right else (end, start)
    form = _form(reading.tokens, number, kind)
    beside = f"{reading.sign_at(number - 1, number)}|{reading.sign_at(number + 1, number)}"
    tags = reading.tags[low:high]
    verbs = min(sum(map(tags.count, "VLA")), 3)
    people = reading.people[high] > reading.people[low]
    place = "in" if reading.depths[number] > 0 else "out"
    distance, crossed, held = bucket(high - low), tags.count("N"), set(tags)
    found = [
        f"side:{side}|{form}",
        f"side:{side}|{beside}",
        f"path:{side}|{path}",
        f"path:{side}|{path}|{form}",
        f"next:{side}|{near}|{form}",
        f"far:{side}|{distance}",
        f"far:{side}|{distance}|{form}",
        f"crossed:{min(crossed, 3)}|{side}",
        f"crossed:{min(crossed, 1)}|{side}|{beside}",
        f"verbs:{verbs}|{side}",
        f"verbs:{verbs}|{side}|{form}|{place}",
        f"bars:{''.join(sorted(held.intersection(':;RS')))}|{side}",
        f"depth:{place}|{side}|{reading.depths[high] - reading.depths[low]}",
        *(f"breaks:{side}|{tag}" for tag in sorted(_BREAKS & held)),
    ]
    if tags.count(",") > 1:
        found.append(f"commas:{side}")
    if right:
        found.append(f"past_people:{people}|{verbs}")
    else:
        found.append(f"runs:{min(reading.runs[high] - reading.runs[low], 4)}|{place}")
    return Way(side, form, path, far, verbs, place, tags[0] if tags else "*", people, tuple(found))


def _form(tokens: tuple[Token, ...], number: int, kind: str) -> str:
    """The claim's kind, with sample sizes (`n = 12`) apart from other counts."""
    text = tokens[number].text
    named = text.startswith("n") and text[1:].lstrip().startswith("=")
    return "n" if named or (number > 1 and tokens[number - 1].text == "=") else kind


def joint_features(reading: Reading, number: int, stretch: Stretch, inner: Inner, way: Way) -> tuple[str, ...]:
    """What the stretch is at this place: its edges, and its main word at the end of this path."""
    side, path = way.side, way.path
    before = reading.sign_at(stretch.first - 1, number)
    after = reading.sign_at(stretch.last + 1, number)
    found = [
        f"path:{side}|{path}|{after if side == 'R' else before}",
        f"path:{side}|{path}|{inner.head}",
        f"tail:{side}|{way.far}|{inner.head}",
        f"edge:{side}|{before}",
        f"edge:{side}|{before}|{way.form}",
        f"end:{side}|{after}",
        f"end:{side}|{after}|{inner.head}",
        f"both:{before}|{after}",
        f"head:{inner.head}|{side}|{way.form}",
        f"first:{inner.first}|{before}",
        f"first:{inner.first}|{side}|{inner.head}",
    ]
    if inner.odds is not None:
        found.append(f"odds:{inner.odds}|{side}")
        found.append(f"odds:{inner.odds}|{path}")
    if inner.single:
        found.append(f"only:{inner.first}|{side}|{path}")
    if side == "R":
        found.append(f"past_people:{way.people}|{way.form}|{inner.first}")
        return tuple(found)
    left = reading.tags[stretch.first - 1] if stretch.first else "$"
    opens = stretch.first <= reading.opening
    found.append(f"subject:{left}|{way.follows}|{opens}")
    found.append(f"subject:{left}|{way.follows}|{way.verbs}|{way.place}")
    return tuple(found)


class Joint(NamedTuple):
    """How a number is joined to the claimed number before it; `start` is that number's token."""

    start: int
    joined: str
    words: int
    before: str
    after: str


def read_joint(reading: Reading, number: int) -> Joint:
    """The words between a number and the one before it."""
    start = number - 1
    while start >= 0 and reading.tags[start] != "N":
        start -= 1
    signs = reading.path(start + 1, number, 5)
    joined = " ".join(signs) if len(signs) <= 4 else "long"
    words = min(sum(token.is_content for token in reading.tokens[start + 1 : number]), 3)
    return Joint(start, joined, words, reading.sign_at(number - 1, number), reading.sign_at(number + 1, number))


def series_features(number: int, stretch: Stretch, previous: Stretch, joint: Joint) -> tuple[str, ...]:
    """Whether the stretch is `previous`, the one of the number before, and how the two numbers are joined."""
    joined, words, after = joint.joined, joint.words, joint.after
    if stretch == previous:
        return (
            "same",
            f"same|{joined}",
            f"same|>{after}",
            f"same|{words}|{after}",
            f"same|{words}|{joint.before}",
            f"same|{joined}|{after}",
        )
    if stretch.first <= previous.last and previous.first <= stretch.last:
        return ("overlaps_same",)
    own = "between" if joint.start < stretch.first < number else "right" if stretch.first > number else "earlier"
    return f"other|{own}", f"other|{own}|{words}|{after}"
