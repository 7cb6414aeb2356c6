"""Finds the people whom each claimed number is about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise, takewhile

from claimsift.records import TextSpan
from claimsift.stages.describe_claims.find_rows import Row
from claimsift.stages.describe_claims.pair_lists import find_lists, pick_member
from claimsift.stages.describe_claims.read_clauses import Token, find_words, read_tokens, table_class, word_class

_YEAR = re.compile(r"(?:1[89]|20)\d\d")
_REACH = 12  # words between a number and the people after it
_LONGEST = 16  # words of a population
_INTO = frozenset({"of", "in", "among", "amongst", "for", "by", "from", "to", "per", "with"})
_MODIFIES = frozenset(
    {"with", "without", "in", "of", "from", "on", "at", "under", "over", "aged", "between", "against", "after"}
)
_NARROWS = frozenset(
    {
        "with",
        "without",
        "who",
        "aged",
        "having",
        "taking",
        "treated",
        "receiving",
        "allocated",
        "assigned",
        "randomised",
        "randomized",
        "diagnosed",
    }
)
# Participles that do not end in `-ed`: another verb right behind people is what they do (`patients tell`).
_PARTICIPLES = frozenset(
    {
        "born",
        "given",
        "taken",
        "seen",
        "known",
        "shown",
        "sent",
        "told",
        "fed",
        "kept",
        "left",
        "found",
        "held",
        "put",
        "lost",
        "hurt",
    }
)
_ENDS = frozenset({",", ".", ";", "N"})
_TELLS = frozenset({"writing", "reporting"})
_AGAINST = frozenset({"vs", "versus", "than", "compared", "against", "to", "and"})
_COMPARES = frozenset({"compared", "than", "versus", "vs"})
_TIMES = frozenset({"week", "month", "year", "day", "baseline"})
_ANAPHORS = frozenset({"those", "them"})


@dataclass(frozen=True, slots=True)
class People:
    """Tokens `first` to `last`, both included, that name people; `head` is the word for people itself."""

    first: int
    head: int
    last: int


def find_populations(text: str, masked: str, row: Row) -> dict[int, TextSpan]:
    """The population of each claim of a row by the claim's index; claims without one are left out."""
    tokens = row.tokens
    meant = _meant_before(masked, row)
    named = list_people(tokens)
    numbers = list(row.numbers())
    lists = find_lists(tokens, [position for position, _ in numbers])
    found: dict[int, TextSpan] = {}
    carried: People | None = None
    for order, (position, index) in enumerate(numbers):
        if inside := _inside(masked, tokens[position]):
            found[index] = TextSpan(text[inside[0] : inside[1]], *inside)
            continue
        people = (
            _right_behind(tokens, position, named)
            or _contrasted(tokens, [p for p, _ in numbers], order, named)
            or _things_of(tokens, position)
            or _nearby(tokens, position, named, introduction=row.body)
        )
        if people is None and carried is not None and not meant:
            people = carried
        elif people is not None and _right_behind(tokens, position, named) is people:
            carried = people
        if people is None and meant is not None:
            found[index] = TextSpan(text[meant[0] : meant[1]], *meant)
        if people is not None:
            first, last = pick_member(tokens, lists, position, (_first_listed(tokens, people), people.last))
            first = max(first, people.first) if last == people.last else first
            start, end = tokens[first].start, tokens[last].end
            found[index] = TextSpan(text[start:end], start, end)
    return found


def _inside(masked: str, number: Token) -> tuple[int, int] | None:
    """The people whom the number itself names: `12 of 60 patients (20%)`."""
    if len(number.text.split()) == 1 or word_class("people").isdisjoint(find_words(number.text)):
        return None
    words = read_tokens(masked, number.start, number.end, ())
    named = [people for people in list_people(words) if people.head > 0]
    if not named:
        return None
    first, head, last = named[-1].first, named[-1].head, named[-1].last
    narrowed = last > head and words[head + 1].text in _NARROWS  # not "one woman in eight"
    return words[first].start, words[last if narrowed else head].end


def _meant_before(masked: str, row: Row) -> tuple[int, int] | None:
    """The people of the sentence before whom `Of these, …` means."""
    words = [token.text for token in row.tokens[row.body : row.body + 2]]
    if row.before is None or words[:1] != ["of"] or words[1:] not in (["these"], ["those"], ["them"]):
        return None
    tokens = read_tokens(masked, *row.before, ())
    named = list_people(tokens)
    return (tokens[named[0].first].start, tokens[named[0].last].end) if named else None


def _first_listed(tokens: tuple[Token, ...], people: People) -> int:
    """Where the list of groups begins that ends with these people: `drug` of `the drug and placebo groups`."""
    first = people.first
    if tokens[people.head].text not in word_class("group"):
        return first
    while first > 1 and tokens[first - 1].text in {"and", ","} and tokens[first - 2].tag == "W":
        first -= 2
        while first > 0 and tokens[first - 1].tag == "W":
            first -= 1
    return first


def list_people(tokens: tuple[Token, ...]) -> tuple[People, ...]:
    """The phrases of a row that name people, with what narrows them down (`patients who had surgery`)."""
    found: list[People] = []
    people = word_class("people")
    for index, token in enumerate(tokens):
        if token.text not in people or (found and index <= found[-1].last):
            continue
        if index + 1 < len(tokens) and tokens[index + 1].tag == "W" and tokens[index + 1].text in people:
            continue  # `patient group`: the second is the head
        last = _last_of(tokens, index)
        if token.text in _ANAPHORS and last == index:
            continue
        found.append(People(_first_of(tokens, index), index, last))
    return tuple(found)


def _first_of(tokens: tuple[Token, ...], head: int) -> int:
    first = head
    while first > 0 and head - first < 5 and (tokens[first - 1].tag in {"W", "#"} or _describes(tokens, first - 1)):
        first -= 1
    while first < head and (tokens[first].tag == "#" or _is_no_name(tokens[first].text)):
        first += 1
    return first


def _describes(tokens: tuple[Token, ...], index: int) -> bool:
    """Whether a participle stands for an adjective: `of married women`, not `had treated women`."""
    return (
        index > 0 and tokens[index].text.endswith("ed") and tokens[index].tag == "V" and tokens[index - 1].tag in "PDN"
    )


def _is_no_name(word: str) -> bool:
    """Whether a word before people does not say who they are: the time in `at week 4 group A`."""
    return word in word_class("strip") or word in _TIMES


def _last_of(tokens: tuple[Token, ...], head: int) -> int:
    """Where the words end that narrow the people down: before the verb of which they are the subject."""
    last = index = head
    verb_allowed = False
    while index + 1 < len(tokens) and index + 1 - head < _LONGEST:
        index += 1
        token = tokens[index]
        if index == head + 1 and token.tag == "W" and not token.text.endswith("ing"):
            if tokens[head].text in word_class("group") and len(token.text) <= 2:
                last = index  # `group A`, `arm B2`
                continue
            break  # a verb that no table holds: `teenagers sleep`
        if token.tag == "D" and index == head + 1:
            break  # "for men the figure is": another phrase begins
        if token.tag == "R":
            verb_allowed = True
        elif token.tag in "AVL" and not verb_allowed:
            if not _is_participle(tokens, index, head):
                break
        elif token.tag in "AVL":
            # The relative clause's own verb group is spent once something else follows it.
            verb_allowed = tokens[index + 1].tag in "AVLX" if index + 1 < len(tokens) else False
            last = index if token.tag != "A" else last
        elif token.tag == "P" and _leads_away(tokens, head, index):
            break
        elif token.tag in "WV#" or token.tag == "I":
            last = index
        elif token.tag not in "PDX":
            break
    return last


def _is_participle(tokens: tuple[Token, ...], index: int, head: int) -> bool:
    """Whether a verb right behind the people belongs to them: `women born today will`, `men treated with X had`."""
    if index != head + 1 or (tokens[index].tag != "V" and not tokens[index].text.endswith("ing")):
        return False
    if tokens[index].text.endswith("ing"):
        return tokens[index].text not in _TELLS
    if not tokens[index].text.endswith("ed") and tokens[index].text not in _PARTICIPLES:
        return False
    clause = takewhile(lambda token: token.tag not in _ENDS, tokens[index + 1 : index + 9])
    return any(token.tag in "AL" for token in clause)


def _leads_away(tokens: tuple[Token, ...], head: int, index: int) -> bool:
    """Whether a preposition starts another part of the sentence: a time (`men in 2015`), or none that narrows down."""
    following = tokens[index + 1 : index + 3]
    if index == head + 1 and following and _YEAR.fullmatch(following[0].text):
        return True
    if tokens[index].text in {"at", "after"} and len(following) == 2 and following[1].text in word_class("time"):
        return True
    return tokens[index].text not in _MODIFIES and not _after_verb(tokens, head, index)


def _after_verb(tokens: tuple[Token, ...], head: int, index: int) -> bool:
    return any(token.tag in "VLR" or token.text.endswith("ing") for token in tokens[head + 1 : index])


def _right_behind(tokens: tuple[Token, ...], position: int, named: tuple[People, ...]) -> People | None:
    """The people in `86% of the patients` or `45 patients`."""
    for people in named:
        if people.first > position:
            between = tokens[position + 1 : people.first]
            if all(t.tag in "DX" or t.text in {"of", "among", "in"} for t in between) and len(between) <= 4:
                return people
            return None
    return None


def _things_of(tokens: tuple[Token, ...], position: int) -> People | None:
    """The things whose share is told, where they are no people: `5% of preterm births`."""
    first = position + 2
    if first >= len(tokens) or tokens[first - 1].text != "of":
        return None
    while first < len(tokens) and tokens[first].tag in "DX":
        first += 1
    last = first
    while last < len(tokens) and tokens[last].tag == "W" and last - first < 5:
        last += 1
    while last > first + 1 and tokens[last - 1].text in table_class("word_tags", "adjective"):
        last -= 1  # `30% of dogs younger than 6 months`
    if last == first or not _is_many(tokens[last - 1].text):
        return None
    return People(first, last - 1, last - 1)


def _is_many(word: str) -> bool:
    """Whether a word is a plural that can be a group: `births`, not `cases`, `weeks`, `deaths`, `points`."""
    if not word.endswith("s") or word.endswith(("ss", "us", "is")) or len(word) < 4:
        return False
    return not any(
        word in word_class(name) for name in ("time", "unit", "measure", "filler", "treatment_head", "strip")
    )


def _contrasted(tokens: tuple[Token, ...], numbers: list[int], order: int, named: tuple[People, ...]) -> People | None:
    """The first or second of two groups for the first or second of two numbers: `43% versus 4%`."""
    position = numbers[order]
    pair = next(((a, b) for a, b in pairwise(numbers) if position in (a, b) and _is_contrast(tokens[a + 1 : b])), None)
    if pair is None:
        return None
    groups = [people for people in named if people.last < pair[0]]
    if len(groups) < 2 or not any(t.text in _AGAINST for t in tokens[groups[-2].last + 1 : groups[-1].first]):
        return None
    return groups[-2] if position == pair[0] else groups[-1]


def _is_contrast(between: tuple[Token, ...]) -> bool:
    return 0 < len(between) <= 3 and between[0].text in {"vs", "versus", "and", "compared", ",", "against"}


def _nearby(tokens: tuple[Token, ...], position: int, named: tuple[People, ...], *, introduction: int) -> People | None:
    """The next people after the number within reach, else the last before it, if a small word leads to them."""
    after = next((people for people in named if people.first > position), None)
    if after is not None and after.first - position <= _REACH and _leads(tokens, after):
        between = tokens[position + 1 : after.first]
        if not any(token.tag in {"N", ";", "S", "."} or token.text in _COMPARES for token in between):
            return after
    for people in reversed([people for people in named if people.last < position]):
        if any(token.tag in {";", "."} for token in tokens[people.last + 1 : position] if token.text != "."):
            return None
        if _leads(tokens, people) or people.first <= introduction + 2 or _is_subject(tokens, people):
            return people
    return None


def _is_subject(tokens: tuple[Token, ...], people: People) -> bool:
    return people.last + 1 < len(tokens) and tokens[people.last + 1].tag in "AVL"


def _leads(tokens: tuple[Token, ...], people: People) -> bool:
    before = [token for token in tokens[max(0, people.first - 3) : people.first] if token.tag not in "DN"]
    return bool(before) and before[-1].text in _INTO
