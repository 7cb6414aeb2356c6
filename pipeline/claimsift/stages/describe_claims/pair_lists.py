"""Pairs listed words with listed numbers: the first with the first, where a sentence says `respectively`."""

from __future__ import annotations

from claimsift.stages.describe_claims.read_clauses import Token

_WORD = "respectively"
_REACH = 12  # tokens between the last number of a list and `respectively`: `, P = 0.02,` and a group may stand there
_GAP = 6  # tokens between two numbers of a list


def find_lists(tokens: tuple[Token, ...], numbers: list[int]) -> tuple[tuple[int, ...], ...]:
    """The token indexes of the claimed numbers that each `respectively` of a sentence speaks of; two or more."""
    if _WORD not in [token.text for token in tokens]:
        return ()
    found = []
    for place, token in enumerate(tokens):
        if token.text != _WORD:
            continue
        listed: list[int] = []
        for number in reversed([number for number in numbers if number < place]):
            limit = _GAP if listed else _REACH
            end = listed[0] if listed else place
            if end - number - 1 > limit or any(t.tag in {";", ":"} for t in tokens[number + 1 : end] if listed):
                break
            listed.insert(0, number)
        if len(listed) > 1:
            found.append(tuple(listed))
    return tuple(found)


def split_list(tokens: tuple[Token, ...], first: int, last: int) -> tuple[tuple[int, int], ...]:
    """The members of `nausea, vomiting and headache`, first and last token of each; a single member otherwise."""
    members, start = [], first
    for index in range(first, last + 1):
        if tokens[index].text in {"and", "or", ","}:
            members.append((start, index - 1))
            start = index + 1
    members.append((start, last))
    return tuple((a, b) for a, b in members if a <= b)


def pick_member(
    tokens: tuple[Token, ...], lists: tuple[tuple[int, ...], ...], number: int, phrase: tuple[int, int]
) -> tuple[int, int]:
    """The member of a phrase that goes with a number; the whole phrase where they are not listed alike."""
    for listed in lists:
        members = split_list(tokens, *phrase)
        if number in listed and len(members) == len(listed):
            return members[listed.index(number)]
    return phrase
