"""Names the features of a stretch as the outcome of a number, and adds up what they are worth.

Features that look at the same few signs make a family: a function from these signs to the features' names. There are so
few combinations of signs that what a family is worth can be remembered, and most features are never spelled out.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from claimsift.stages.describe_claims.read_signs import Word, head_index

Names = tuple[str, ...]
# What features are worth, and what two of them are worth together: weights are added up, names are joined.
Worth = TypeVar("Worth", int, Names)
_SHORT = 4  # letters of a word that is taken as it is
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


class FeatureBook(Generic[Worth]):
    """What features are worth: a reader of stretches writes down once what is added up for a choice or listed to train.

    `names` are features by name, for whole paths: there are too many of them to remember.
    """

    def __init__(self, worth: Callable[[Names], Worth]) -> None:
        self.names: Callable[[Names], Worth] = worth
        self.beside: Family[Worth] = Family(_beside, worth)
        self.distance: Family[Worth] = Family(_distance, worth)
        self.verbs: Family[Worth] = Family(_verbs, worth)
        self.breaks: Family[Worth] = Family(_breaks, worth)
        self.depth: Family[Worth] = Family(_depth, worth)
        self.people: Family[Worth] = Family(_people, worth)
        self.runs: Family[Worth] = Family(_runs, worth)
        self.start: Family[Worth] = Family(_start, worth)
        self.end: Family[Worth] = Family(_end, worth)
        self.both: Family[Worth] = Family(_both, worth)
        self.main: Family[Worth] = Family(_main, worth)
        self.past_people: Family[Worth] = Family(_past_people, worth)
        self.subject: Family[Worth] = Family(_subject, worth)
        self.other: Family[Worth] = Family(_other, worth)


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


def _distance(side: str, form: str, words: str) -> Names:
    """How far the stretch is from the number."""
    return f"far:{side}|{words}", f"far:{side}|{words}|{form}"


def _verbs(side: str, form: str, place: str, count: int) -> Names:
    """The verbs on the way."""
    return f"verbs:{min(count, 3)}|{side}", f"verbs:{min(count, 3)}|{side}|{form}|{place}"


def _breaks(side: str, tags: frozenset[str], commas: int) -> Names:
    """The tags on the way that end a part of a sentence."""
    bars = "".join(sorted(tags.intersection(":;RS")))
    found = (f"bars:{bars}|{side}", *(f"breaks:{side}|{tag}" for tag in sorted(tags)))
    return (*found, f"commas:{side}") if commas > 1 else found


def _depth(side: str, place: str, opened: int) -> Names:
    """The brackets that open on the way."""
    return (f"depth:{place}|{side}|{opened}",)


def _people(passed: bool, count: int) -> Names:
    """Whether words for people lie before the stretch, and how many verbs."""
    return (f"past_people:{passed}|{min(count, 3)}",)


def _runs(count: int, place: str) -> Names:
    """The runs of content words behind the stretch."""
    return (f"runs:{min(count, 4)}|{place}",)


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
