"""Listed words and listed numbers go together one by one where a sentence says `respectively`."""

import pytest

from claimsift.stages.describe_claims.find_rows import find_rows
from claimsift.stages.describe_claims.pair_lists import find_lists, pick_member, split_list

ROWS = [
    ("Nausea and rash were seen in ⟦20%⟧ and ⟦10%⟧, respectively.", [["20%", "10%"]]),
    ("Nausea was seen in ⟦20%⟧, ⟦10%⟧ and ⟦4%⟧ of the three groups, respectively.", [["20%", "10%", "4%"]]),
    ("Of ⟦90%⟧ who came back within the first two months, ⟦20%⟧ and ⟦10%⟧ fell, respectively.", [["20%", "10%"]]),
    ("⟦30%⟧ fell; ⟦20%⟧ and ⟦10%⟧ slept badly, respectively.", [["20%", "10%"]]),
    ("Nausea and rash were seen in ⟦20%⟧ and ⟦10%⟧.", []),
    ("Respectively, ⟦20%⟧ fell.", []),
]


@pytest.mark.parametrize(("marked", "expected"), ROWS)
def test_lists(read_marked, marked, expected):
    _, layout, claims = read_marked(marked)
    (row,) = find_rows(layout, claims)
    lists = find_lists(row.tokens, [position for position, _ in row.numbers()])
    assert [[row.tokens[index].text for index in listed] for listed in lists] == expected


def test_members_and_their_numbers(read_marked):
    _, layout, claims = read_marked("Nausea, dry mouth and rash were seen in ⟦20%⟧, ⟦10%⟧ and ⟦4%⟧, respectively.")
    (row,) = find_rows(layout, claims)
    numbers = [position for position, _ in row.numbers()]
    lists = find_lists(row.tokens, numbers)
    phrase = (0, next(index for index, token in enumerate(row.tokens) if token.text == "rash"))
    members = split_list(row.tokens, *phrase)
    assert [row.tokens[first].text for first, _ in members] == ["nausea", "dry", "rash"]
    assert [pick_member(row.tokens, lists, number, phrase) for number in numbers] == list(members)
    assert pick_member(row.tokens, lists, numbers[0], members[1]) == members[1]
