"""Describes a stretch as the outcome of a number by features: its own, those of the way to it, those of both.

The three kinds are told apart because the first hold for all numbers of a sentence and the second for all stretches
that begin (or end) at the same word: a reader that adds up weights adds each of them once.
"""

from __future__ import annotations

from typing import NamedTuple  # thousands are made for an article: five times as fast as frozen dataclasses

from claimsift.stages.describe_claims.find_candidates import Stretch
from claimsift.stages.describe_claims.read_clauses import Token
from claimsift.stages.describe_claims.read_signs import Reading, Word, bucket, head_index
from claimsift.stages.describe_claims.stretch_features import FeatureBook, PathWorth, Worth, same_names

_BREAKS = frozenset({";", ":", ",", "(", ")", "S", "R", "V", "A"})
_PATH_LENGTH = 7  # signs of the path between number and stretch that are told apart


class Number(NamedTuple):
    """A claimed number at its place: what the ways to all stretches of its row share.

    `form` is the claim's kind, `place` whether it stands in brackets, `beside` the signs on both sides of it. `signs`
    are those of the row with `*` for the number itself and `$` behind the last, which is also found before the first.
    """

    at: int
    form: str
    place: str
    beside: str
    signs: list[str]


class Inner(NamedTuple):
    """What a stretch is by itself: sign and outcome odds of its main word, sign of its first word.

    The odds are None where it holds no word that has any.
    """

    head: str
    odds: int | None
    first: str
    single: bool


# What lies between a number and the near edge of a stretch: what its features are worth; side, path, signs at its far
# end, verbs, tag of the first token on it, whether it passes words for people. A plain tuple, since there are so many.
Way = tuple[Worth, str, PathWorth[Worth], str, int, str, bool]


def read_number(reading: Reading, index: int, *, kind: str) -> Number:
    """The number that token `index` is, of a claim of this kind."""
    signs = [*reading.signs, "$"]
    signs[index] = "*"
    beside = f"{signs[index - 1]}|{signs[index + 1]}"
    return Number(
        index, _form(reading.tokens, index, kind), "in" if reading.depths[index] > 0 else "out", beside, signs
    )


def _form(tokens: tuple[Token, ...], number: int, kind: str) -> str:
    """The claim's kind, with sample sizes (`n = 12`) apart from other counts."""
    text = tokens[number].text
    named = text.startswith("n") and text[1:].lstrip().startswith("=")
    return "n" if named or (number > 1 and tokens[number - 1].text == "=") else kind


def read_inner(words: tuple[Word, ...]) -> Inner:
    """The stretch by itself."""
    main = words[head_index(words)]
    odds = main.odds if any(word.tag in {"W", "V"} for word in words) else None
    return Inner(main.sign, odds, words[0].sign, len(words) == 1)


def near_edge(number: int, stretch: Stretch) -> int:
    """The first token of a stretch behind the number, the last of one before it."""
    first, last = stretch
    return first if first > number else last


def read_way(book: FeatureBook[Worth], reading: Reading, number: Number, edge: int) -> Way[Worth]:
    """The way from the number to token `edge`, the near edge of a stretch."""
    index, form, place, beside, _ = number
    right = edge > index
    side, low, high = ("R", index + 1, edge) if right else ("L", edge + 1, index)
    signs = reading.path(low, high)
    near = far = spelled = " ".join(signs)
    if len(signs) > 2:
        near, far = " ".join(signs[:2]), " ".join(signs[-2:])
        if not right:
            near, far = far, near
    path = book.path(side, spelled if len(signs) <= _PATH_LENGTH else "long")
    tags = reading.tags[low:high]
    verbs = reading.verbs[high] - reading.verbs[low]
    people = right and reading.people[high] > reading.people[low]
    opened = reading.depths[high] - reading.depths[low]
    passed = verbs if right else reading.runs[high] - reading.runs[low]
    worth = (
        book.beside[side, form, beside, tags.count("N")]
        + book.distance[side, form, place, bucket(high - low), verbs]
        + book.breaks[side, _BREAKS.intersection(tags), tags.count(",")]
        + book.depth[side, place, opened, people, passed]
        + path.own
        + path.end(form, book.nothing)
        + book.next[side, near, form]
    )
    return worth, side, path, far, verbs, tags[0] if tags else "*", people


def joint_worth(
    book: FeatureBook[Worth], reading: Reading, number: Number, stretch: Stretch, inner: Inner, way: Way[Worth]
) -> Worth:
    """The worth of what the stretch is at this place: its edges, and its main word at the end of this path."""
    _, side, path, far, verbs, follows, people = way
    head, odds, opener, single = inner
    form, signs, nothing = number.form, number.signs, book.nothing
    first, last = stretch
    before, after = signs[first - 1], signs[last + 1]
    worth = (
        book.start[side, form, before]
        + book.end[side, head, after]
        + book.both[opener, before, after]
        + book.main[side, form, head, opener, odds]
        + path.end(after if side == "R" else before, nothing)
        + path.end(head, nothing)
        + book.tail[side, far, head]
    )
    if odds is not None:
        worth += path.odds(odds, nothing)
    if single:
        worth += path.only(opener, nothing)
    if side == "R":
        return worth + book.past_people[people, form, opener]
    left = reading.tags[first - 1] if first else "$"
    return worth + book.subject[left, follows, first <= reading.opening, verbs, number.place]


class Joint(NamedTuple):
    """How a number is joined to the claimed number before it; `start` is that number's token."""

    start: int
    joined: str
    words: int
    before: str
    after: str


def read_joint(reading: Reading, number: Number) -> Joint:
    """The words between a number and the one before it."""
    start = number.at - 1
    while start >= 0 and reading.tags[start] != "N":
        start -= 1
    signs = reading.path(start + 1, number.at)
    joined = " ".join(signs) if len(signs) <= 4 else "long"
    words = min(sum(tag in "WV#" for tag in reading.tags[start + 1 : number.at]), 3)
    return Joint(start, joined, words, number.signs[number.at - 1], number.signs[number.at + 1])


def series_worth(book: FeatureBook[Worth], number: Number, stretch: Stretch, previous: Stretch, joint: Joint) -> Worth:
    """The worth of whether the stretch is `previous`, that of the number before, and of how the two are joined."""
    if stretch == previous:
        return book.names(same_names(joint.joined, joint.words, joint.before, joint.after))
    first, last = stretch
    if first <= previous[1] and previous[0] <= last:
        return book.names(("overlaps_same",))
    if first > number.at:
        return book.other["right", joint.words, joint.after]
    return book.other["between" if joint.start < first else "earlier", joint.words, joint.after]
