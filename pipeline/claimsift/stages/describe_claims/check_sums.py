"""Finds the numbers of a sentence that should add up to another number or to 100%, and do not."""

from __future__ import annotations

from claimsift.records import Check, Claim
from claimsift.stages.describe_claims.find_rows import Row
from claimsift.stages.describe_claims.read_clauses import Token, word_class

_SLIP = 0.25
_NEAR = 6  # tokens before a number in which `the remaining` or `randomised` is looked for


def check_sums(row: Row, claims: tuple[Claim, ...]) -> dict[int, Check]:
    """The flag of each claim that is a total, or the last part of one, by the claim's index."""
    numbers = [(position, index) for position, index in row.numbers() if _single(claims[index]) is not None]
    return {
        **_check_division(row.tokens, numbers, claims),
        **_check_sexes(row.tokens, numbers, claims),
        **_check_remainder(row.tokens, numbers, claims),
    }


def _check_division(
    tokens: tuple[Token, ...], numbers: list[tuple[int, int]], claims: tuple[Claim, ...]
) -> dict[int, Check]:
    """`351 were randomised: 233 to A and 118 to B`: the parts of a group that is divided make up the group."""
    counts = {position: index for position, index in numbers if claims[index].kind == "count"}
    for position, index in counts.items():
        first = next(
            (p for p in range(position + 1, len(tokens)) if _part(tokens, p, counts, claims) is not None), None
        )
        if first is None:
            return {}
        words = {token.text for token in tokens[position + 1 : first]}
        near = words | {token.text for token in tokens[max(0, position - _NEAR) : position]}
        if not (near & word_class("divides") and (":" in words or "into" in words)):
            continue
        listed = [(p, p) for p in range(first, len(tokens)) if _part(tokens, p, counts, claims) is not None]
        values = [_part(tokens, p, counts, claims) or 0.0 for p, _ in _series(tokens, listed)]
        total = _single(claims[index])
        # A sum that is far off is no slip: the numbers are parts of something else.
        if len(values) >= 2 and total is not None and 0.5 < abs(sum(values) - total) <= _SLIP * total:
            shown = " + ".join(f"{value:g}" for value in values)
            return {index: Check("parts_do_not_add_up", f"{shown} is {sum(values):g}, the total given is {total:g}")}
    return {}


def _check_sexes(
    tokens: tuple[Token, ...], numbers: list[tuple[int, int]], claims: tuple[Claim, ...]
) -> dict[int, Check]:
    """`240 people took part (120 men and 130 women)`: two parts without a third cannot be more than the whole."""
    counts = [(position, index) for position, index in numbers if claims[index].kind == "count"]
    if len(counts) != 3 or len(counts) != len(numbers):
        return {}
    (_, whole), *parts = counts
    sexes = [_sex(tokens, position) for position, _ in parts]
    total, first, second = (_single(claims[index]) or 0.0 for _, index in counts)
    people = _sex(tokens, counts[0][0]) is None
    if not people or None in sexes or sexes[0] == sexes[1] or max(first, second) > total or first + second <= total:
        return {}
    shown = f"{first:g} + {second:g} is {first + second:g}, the total given is {total:g}"
    return {whole: Check("parts_do_not_add_up", shown)}


def _sex(tokens: tuple[Token, ...], position: int) -> str | None:
    """What the number counts by the next words: `120 men`, `40 were men`."""
    for token in tokens[position + 1 : position + 3]:
        for name, words in _SEXES.items():
            if token.text in words:
                return name
    return None


_SEXES = {
    "female": frozenset({"women", "girls", "females", "female", "mothers"}),
    "male": frozenset({"men", "boys", "males", "male", "fathers"}),
}


def _part(tokens: tuple[Token, ...], position: int, counts: dict[int, int], claims: tuple[Claim, ...]) -> float | None:
    """The number of a part: a claimed count, or another whole number that opens an entry of a list."""
    if position in counts:
        return _single(claims[counts[position]])
    token = tokens[position]
    opens = position > 0 and tokens[position - 1].text in {":", ",", "and", "of"}
    return float(token.text) if opens and token.tag == "#" and token.text.isdecimal() else None


def _check_remainder(
    tokens: tuple[Token, ...], numbers: list[tuple[int, int]], claims: tuple[Claim, ...]
) -> dict[int, Check]:
    """`60% …, 25% … and the remaining 20% …`: with the remainder, shares of a whole make 100%."""
    shares = [(p, i) for p, i in numbers if claims[i].kind == "proportion" and claims[i].quantity.unit == "%"]
    if len(shares) < 2:
        return {}
    position, index = shares[-1]
    before = [token.text for token in tokens[max(0, position - _NEAR) : position]]
    named = [place for place, word in enumerate(before) if word in {"remaining", "remainder"}]
    series = _series(tokens, shares)
    if not named or len(series) != len(shares) or any(word in {",", ";", "of"} for word in before[named[-1] :]):
        return {}
    values = [_single(claims[i]) or 0.0 for _, i in shares]
    if any(claims[i].quantity.modifier for _, i in shares) or abs(sum(values) - 100) <= 0.5 * len(values) + 0.5:
        return {}
    shown = " + ".join(f"{value:g}%" for value in values)
    return {index: Check("parts_do_not_add_up", f"{shown} is {sum(values):g}%, parts and remainder make 100%")}


def _series(tokens: tuple[Token, ...], numbers: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The first numbers that are listed one after the other, without a sentence part, bracket or `of` between them."""
    kept = numbers[:1]
    for number in numbers[1:]:
        between = tokens[kept[-1][0] + 1 : number[0]]
        if any(token.tag in {";", ":", "(", ")", "S", "R", "N"} or token.text in _NESTS for token in between):
            break
        kept.append(number)
    return kept


_NESTS = frozenset({"including", "whom", "them", "these", "those", "versus", "vs", "than", "compared"})


def _single(claim: Claim) -> float | None:
    value = claim.quantity.value
    return float(value) if isinstance(value, int | float) else None
