"""Names the features of a stretch as the outcome of a number, and adds up what they are worth.

Features that look at the same few signs make a family: a function from these signs to the features' names. There are so
few combinations of signs that what a family is worth can be remembered, and most features are never spelled out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable
from typing import Generic, NamedTuple, Protocol, Self, TypeVar

from claimsift.stages.describe_claims.read_signs import Word, head_index

Names = tuple[str, ...]


class Addable(Protocol):
    """What features are worth, and what two of them are worth together: weights are added up, names are joined."""

    def __add__(self, other: Self, /) -> Self: ...


Worth = TypeVar("Worth", bound=Addable)
_SHORT = 4  # letters of a word that is taken as it is
_NOWHERE = ("", "")  # side and path of no way at all
_REMEMBERED = 1 << 13  # combinations of signs in a family; of most there are fewer than 200


class Family(dict[tuple[Hashable, ...], Worth]):
    """What the features of one family are worth, by the signs that they look at."""

    def __init__(self, names: Callable[..., Names], worth: Callable[[Names], Worth]) -> None:
        super().__init__()
        self._names = names
        self._worth: Callable[[Names], Worth] = worth

    def __missing__(self, signs: tuple[Hashable, ...]) -> Worth:
        worth = self._worth(self._names(*signs))
        if len(self) < _REMEMBERED:
            self[signs] = worth
        return worth


class PathWorth(NamedTuple, Generic[Worth]):
    """What the features of one path are worth: its own, and by what stands at an end of it.

    The others take the sign or the odds at that end and what a feature is worth that is in no table.
    """

    own: Worth
    end: Callable[[str, Worth], Worth]
    odds: Callable[[int, Worth], Worth]
    only: Callable[[str, Worth], Worth]


class FeatureBook(Generic[Worth]):
    """What features are worth: a reader of stretches writes down once what is added up for a choice or listed to train.

    `path` gives what those of a whole path are worth by its side and signs: there are too many of them to remember.
    """

    def __init__(self, worth: Callable[[Names], Worth], path: Callable[[str, str], PathWorth[Worth]]) -> None:
        self.names: Callable[[Names], Worth] = worth
        self.path: Callable[[str, str], PathWorth[Worth]] = path
        self.nothing: Worth = worth(())
        self.beside: Family[Worth] = Family(_beside, worth)
        self.distance: Family[Worth] = Family(_distance, worth)
        self.breaks: Family[Worth] = Family(_breaks, worth)
        self.depth: Family[Worth] = Family(_depth, worth)
        self.next: Family[Worth] = Family(_next, worth)
        self.tail: Family[Worth] = Family(_tail, worth)
        self.start: Family[Worth] = Family(_start, worth)
        self.end: Family[Worth] = Family(_end, worth)
        self.both: Family[Worth] = Family(_both, worth)
        self.main: Family[Worth] = Family(_main, worth)
        self.past_people: Family[Worth] = Family(_past_people, worth)
        self.subject: Family[Worth] = Family(_subject, worth)
        self.other: Family[Worth] = Family(_other, worth)


def name_path(side: str, path: str) -> PathWorth[Names]:
    """The names of the features of a path."""
    return PathWorth(
        (f"path:{side}|{path}",),
        lambda end, _: (f"path:{side}|{path}|{end}",),
        lambda odds, _: (f"odds:{odds}|{path}",),
        lambda opener, _: (f"only:{opener}|{side}|{path}",),
    )


def weigh_paths(weights: dict[str, int]) -> Callable[[str, str], PathWorth[int]]:
    """What the features of paths are worth by weights of features by name, as these are spelled in `name_path`."""
    own: dict[tuple[str, str], int] = {}
    ends: defaultdict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    odds: defaultdict[tuple[str, str], dict[int, int]] = defaultdict(dict)
    only: defaultdict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for name, weight in weights.items():
        family, _, signs = name.partition(":")
        first, bar, rest = signs.partition("|")
        if family == "path":
            own[first, rest] = weight
            for place, sign in enumerate(rest):
                if sign == "|":  # or a sign of the path itself: then what is written down here is never looked for
                    ends[first, rest[:place]][rest[place + 1 :]] = weight
        elif family == "odds" and bar:
            for side in "LR":
                odds[side, rest][int(first)] = weight
        elif family == "only" and bar:
            only[rest[0], rest[2:]][first] = weight
    known = {
        path: PathWorth(own.get(path, 0), ends[path].get, odds[path].get, only[path].get)
        for path in {*own, *ends, *odds, *only, _NOWHERE}
    }
    unknown = known[_NOWHERE]
    return lambda side, path: known.get((side, path), unknown)


def inner_names(words: tuple[Word, ...]) -> Names:
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
    if odds:
        found += [
            f"odds:{main.odds}",
            f"odds:{main.odds}|{head}",
            f"mean:{round(sum(odds) / len(odds))}",
            f"most:{max(odds)}",
            f"least:{min(odds)}",
            f"ends:{words[0].odds}|{words[-1].odds}",
        ]
    return tuple(found)


def word_names(text: str, tag: str) -> tuple[Names, Names, Names]:
    """A word of a stretch by itself: wherever it stands in it, as its first and as its last; plurals as singulars."""
    one = text[:-1] if len(text) > _SHORT and text.endswith("s") and not text.endswith("ss") else text
    return (f"word:{one}",) if tag in "WV" else (), (f"opens:{one}",), (f"closes:{one}",)


def _inner_signs(words: tuple[Word, ...]) -> list[str]:
    found = {word.sign for word in words if word.sign not in {"W", "D"}}
    found.update(f"{word.sign}+" for word in words[1:] if word.tag in {"V", "W"} and word.sign != "W")
    return sorted(found)


def _beside(side: str, form: str, signs: str, crossed: int) -> Names:
    """What stands on both sides of the number, and how many other numbers lie on the way."""
    return (
        f"side:{side}|{form}",
        f"side:{side}|{signs}",
        f"crossed:{min(crossed, 3)}|{side}",
        f"crossed:{min(crossed, 1)}|{side}|{signs}",
    )


def _distance(side: str, form: str, place: str, words: str, verbs: int) -> Names:
    """How far the stretch is from the number, and how many verbs are on the way."""
    return (
        f"far:{side}|{words}",
        f"far:{side}|{words}|{form}",
        f"verbs:{min(verbs, 3)}|{side}",
        f"verbs:{min(verbs, 3)}|{side}|{form}|{place}",
    )


def _breaks(side: str, tags: frozenset[str], commas: int) -> Names:
    """The tags on the way that end a part of a sentence."""
    bars = "".join(sorted(tags.intersection(":;RS")))
    found = (f"bars:{bars}|{side}", *(f"breaks:{side}|{tag}" for tag in sorted(tags)))
    return (*found, f"commas:{side}") if commas > 1 else found


def _depth(side: str, place: str, opened: int, people: bool, passed: int) -> Names:
    """The brackets that open on the way, words for people and verbs before the stretch or runs of words behind it."""
    found = f"past_people:{people}|{min(passed, 3)}" if side == "R" else f"runs:{min(passed, 4)}|{place}"
    return f"depth:{place}|{side}|{opened}", found


def _next(side: str, near: str, form: str) -> Names:
    """The signs next to the number, which matter even on a path never seen as a whole."""
    return (f"next:{side}|{near}|{form}",)


def _tail(side: str, far: str, head: str) -> Names:
    """The signs next to the stretch, and its main word."""
    return (f"tail:{side}|{far}|{head}",)


def _start(side: str, form: str, before: str) -> Names:
    """What stands before the stretch."""
    return f"edge:{side}|{before}", f"edge:{side}|{before}|{form}"


def _end(side: str, head: str, after: str) -> Names:
    """What stands behind the stretch."""
    return f"end:{side}|{after}", f"end:{side}|{after}|{head}"


def _both(first: str, before: str, after: str) -> Names:
    """What stands around the stretch."""
    return f"both:{before}|{after}", f"first:{first}|{before}"


def _main(side: str, form: str, head: str, first: str, odds: int | None) -> Names:
    """The main word of the stretch on this side of the number."""
    found = (f"head:{head}|{side}|{form}", f"first:{first}|{side}|{head}")
    return found if odds is None else (*found, f"odds:{odds}|{side}")


def _past_people(passed: bool, form: str, first: str) -> Names:
    """Whether words for people lie before the stretch, and what it begins with."""
    return (f"past_people:{passed}|{form}|{first}",)


def _subject(left: str, follows: str, opens: bool, count: int, place: str) -> Names:
    """Whether the stretch is the subject of the verbs on the way."""
    return f"subject:{left}|{follows}|{opens}", f"subject:{left}|{follows}|{min(count, 3)}|{place}"


def same_names(joined: str, words: int, before: str, after: str) -> Names:
    """The stretch was chosen for the number before, to which this one is joined so."""
    return (
        "same",
        f"same|{joined}",
        f"same|>{after}",
        f"same|{words}|{after}",
        f"same|{words}|{before}",
        f"same|{joined}|{after}",
    )


def _other(own: str, words: int, after: str) -> Names:
    """The stretch lies elsewhere than the one of the number before."""
    return f"other|{own}", f"other|{own}|{words}|{after}"
