"""Joins a number with the next one where the two tell a share: N of M, one in five, rates, ratios."""

from __future__ import annotations

import re

from claimsift.stages.detect_claims.drafts import Draft, Reading
from claimsift.stages.detect_claims.nouns import CountedNoun, find_counted_noun, noun_class_of, singular_of
from claimsift.stages.detect_claims.simple_forms import read_simple

_OF = re.compile(
    r"\s(?:times\s(?=out\s))?(?:\(\w{1,12}\)\s)?(?:out\s)?of\s(?:(?:the|all|a\stotal\sof|these|those|our|its|their|every|each"
    r"|about|approximately)\s){0,2}(?:(?:other|first|remaining|original|initial|total|included"
    r"|eligible)\s)?"
)
_IN = re.compile(r"[\s-](?:in|out of|out-of)(?:[\s-](?:every|each|about|approximately|nearly|roughly|an?))?[\s-]")
_NOUN_OF = re.compile(r"\s(?P<noun>[a-z]+)(?P<out>\sout)?\sof\s(?:the\s|all\s|a\stotal\sof\s)?")
_NOUN_IN = re.compile(r"\s(?:[a-z-]+\s)?(?P<noun>[a-z]+)\sin\s(?:every\s|about\s|each\s)?")
_PER = re.compile(
    r"\s?(?:(?:[^\W\d_][\w-]*\s){0,3}?(?:per|for\severy|for\seach|in\severy|out\sof\severy"
    r"|out\sof\seach)\s|(?:[a-z]+\s?)?/\s?)(?:every\s)?"
)
_MOST_OF_UNKNOWN = 20  # "two skiers in five"
_ABOUT = re.compile(r"\b(?:about|approximately|nearly|roughly)[\s-]\Z")
_EVERY = re.compile(r"\bevery\s\Z", re.IGNORECASE)
_NOT = re.compile(r"\bnot\s\Z", re.IGNORECASE)
_ALL_BUT = re.compile(r"\ball\s(?:but|except)\s\Z", re.IGNORECASE)
# "She is one of 122 people": the group is counted, and no share of it.
_IS_MEMBER = re.compile(
    r"(?<!\bthere )\b(?:is|was|am|are|be|been|being|becom(?:es?|ing)|became|[’']s)\s(?:just\s|only\s|now\s)?\Z",
    re.IGNORECASE,
)
_SUPERLATIVE = re.compile(r"\s(?:most|leading|main|best|major|top|biggest|largest|commonest|key|greatest|primary)\b")
_SCORE = re.compile(
    r"(?:scor\w*|scale|VAS|NRS|rat(?:ed|ing|ings)|pain(?:\s(?:level|intensity))?)\b[^.;]{0,40}\Z", re.IGNORECASE
)


def next_simple(reading: Reading, draft: Draft) -> Draft | None:
    """The next number read alone, or None where it is no quantity."""
    following = read_simple(reading, draft.last + 1)
    return following if isinstance(following, Draft) else None


def set_share(draft: Draft, part: float, whole: float, form: str = "n_of_m") -> None:
    """Makes the draft a share in percent that keeps its numerator and denominator."""
    draft.value = round(100.0 * part / whole, 6)
    draft.numerator, draft.denominator = part, whole
    draft.unit, draft.dimension, draft.form = "%", "percent", form


def join_ratio(reading: Reading, draft: Draft, gap: str) -> bool:
    if gap.strip() != ":" or len(gap) > 3 or draft.single is None or draft.form != "number" or draft.unit:
        return False
    if draft.is_word and gap != ":":  # "Dose two: 1 to 3 months later"
        return False
    second = next_simple(reading, draft)
    if second is None or second.single is None or second.unit is not None or not draft.single + second.single:
        return False
    first, other = draft.single, second.single
    if first == 1 and other >= 10:
        set_share(draft, first, other, "ratio")
    else:
        draft.value, draft.unit, draft.dimension, draft.form = (
            round(100.0 * first / (first + other), 6),
            "%",
            "percent",
            "ratio",
        )
    draft.end, draft.last = second.end, second.last
    return True


def join_of(reading: Reading, draft: Draft, gap: str) -> bool:
    """`thirty of the 35 patients`, `29 out of 100`, `58% of the 36 patients`, `none of the 35`."""
    if draft.single is None or (draft.denominator is not None and draft.form != "fraction"):
        return False
    if not _OF.fullmatch(gap):
        return _join_noun_of(reading, draft, gap)
    second = next_simple(reading, draft)
    if (
        second is None
        or second.single is None
        or not second.is_bare
        or second.single <= 1
        or second.single != int(second.single)
    ):
        return False
    if draft.is_bare and draft.single != int(draft.single) and second.single in ROUND[1:]:
        set_rate(draft, second.single)  # "3.7 of 10,000 births"
        draft.end, draft.last = second.end, second.last
        return True
    if draft.form in ("percent", "fraction") and draft.unit == "%":
        noun = find_counted_noun(reading.masked, second.end) or _noun_of_list(reading, draft, second)
        if noun is None or noun.noun_class == "idiom" or (draft.numerator is not None and draft.form == "percent"):
            return False
        if draft.form == "fraction":  # "half of the 60 rats" is 30 of 60
            part = round(draft.single * second.single / 100.0, 3)
            draft.numerator = part if part == int(part) else None
        draft.denominator, draft.end, draft.last, draft.noun = second.single, second.end, second.last, noun
        return True
    if _is_rating(reading, draft, second, gap):
        draft.form, draft.unit, draft.denominator, draft.dimension = "score", "point", second.single, "points"
        draft.end, draft.last, draft.noun = second.end, second.last, None
        return True
    if not (draft.is_bare or draft.form in ("zero", "n_equals")) or draft.single != int(draft.single):
        return False
    if draft.single > second.single and not _is_too_many(reading, draft, second, gap):
        return False
    if draft.single == 1 and draft.is_word and _IS_MEMBER.search(reading.before(draft, 16)):
        return False
    _read_turn(reading, draft, second.single)
    if _SUPERLATIVE.match(reading.masked, second.end):
        draft.form = "idiom"
        draft.end, draft.last = second.end, second.last
        return True
    if second.single == 10 and "out" in gap and _SCORE.search(reading.before(draft)):
        draft.form, draft.unit, draft.denominator, draft.dimension = "score", "point", second.single, "points"
    else:
        set_share(draft, draft.single or 0.0, second.single)
    draft.end, draft.last, draft.noun = second.end, second.last, None
    return True


def _read_turn(reading: Reading, draft: Draft, whole: float) -> None:
    """Takes in a word before a part that turns it round: `every one of the 40`, `all but three`, `not one`."""
    part = draft.single or 0.0
    if part < whole and (rest := _ALL_BUT.search(reading.before(draft, 12))):
        draft.start, draft.value = draft.start - len(rest[0]), whole - part
    elif part == 1 and draft.is_word and (every := _EVERY.search(reading.before(draft, 8))):
        draft.start, draft.value = draft.start - len(every[0]), whole
    elif part == 1 and (negated := _NOT.search(reading.before(draft, 8))):
        draft.start, draft.value = draft.start - len(negated[0]), 0.0


_NEXT_SHARE = re.compile(r"\s(?:and|vs\.?|versus|or)\s(?:\w+\s){0,2}?\d+(?:\.\d+)?%\sof\s(?:the\s)?[\d,]+(?=\s)")


def _noun_of_list(reading: Reading, draft: Draft, second: Draft) -> CountedNoun | None:
    """The noun of `2.9% of 617 and 1.8% of 619 patients` for the first of the two shares."""
    if draft.form != "percent":
        return None
    other = _NEXT_SHARE.match(reading.masked, second.end)
    return None if other is None else find_counted_noun(reading.masked, other.end())


def _join_noun_of(reading: Reading, draft: Draft, gap: str) -> bool:
    """`27 patients out of 60`, `1 patient of 200`; not `12 patients of 3 hospitals`."""
    match = _NOUN_OF.fullmatch(gap)
    if (
        match is None
        or not draft.is_bare
        or noun_class_of(singular_of(match["noun"])) not in ("person", "body", "event")
    ):
        return False
    second, single = next_simple(reading, draft), draft.single
    if second is None or second.single is None or single is None or not second.is_bare or second.single < 2:
        return False
    whole = single == int(single) and second.single == int(second.single) and single <= second.single
    noun = find_counted_noun(reading.masked, second.end)
    if not whole or (noun is not None and noun.distance == 0 and noun.noun_class not in ("person", "body")):
        return False
    set_share(draft, single, second.single)
    draft.end, draft.last = second.end, second.last
    return True


def _is_too_many(reading: Reading, draft: Draft, second: Draft, gap: str) -> bool:
    """`5 of 4 patients`: a share that cannot be, which the audit flags."""
    noun = find_counted_noun(reading.masked, second.end)
    digits = not draft.is_word and not second.is_word
    return digits and gap in (" of ", " out of ", " of the ") and noun is not None and noun.singular in _GROUP


_GROUP = frozenset(["patient", "participant", "person", "woman", "man", "child", "adult"])


def _is_rating(reading: Reading, draft: Draft, second: Draft, gap: str) -> bool:
    """`4.8 out of 5`: a part with decimals counts nobody."""
    single, most = draft.single, second.single
    if not draft.is_bare or single is None or most is None or "out" not in gap:
        return False
    return single != int(single) and single <= most and most in (4, 5, 6, 7, 10, 100)


def join_one_in(reading: Reading, draft: Draft, gap: str) -> bool:
    """`1 in 5`, `one-in-five`, `1 out of every 5`, `7 in 10`; not `two in 2015`, `3 in 12 weeks`."""
    match = _IN.fullmatch(gap) or _NOUN_IN.fullmatch(gap)
    single = draft.single
    if match is None or single is None or not draft.is_bare or single != int(single) or not 1 <= single <= 100:
        return False
    second = next_simple(reading, draft)
    if (
        second is None
        or second.single is None
        or not second.is_bare
        or second.single <= single
        or second.single != int(second.single)
    ):
        return False
    if single > 10 and second.single % 10:
        return False
    noun = find_counted_noun(reading.masked, second.end)
    if match.re is _NOUN_IN:
        counted = noun_class_of(singular_of(match["noun"].lower()))
        # "one birth in five", "two skiers in five": what is counted need not be known
        if counted not in ("person", "other") and not (single == 1 and counted in ("event", "body")):
            return False
        if counted == "other" and (noun is not None or second.single > _MOST_OF_UNKNOWN):
            return False
        allowed = noun is None or (single == 1 and noun.noun_class not in ("place", "item"))
    else:
        allowed = noun is None or single == 1 or noun.noun_class not in ("study", "place", "item", "dose")
    if not allowed:
        return False
    set_share(draft, single, second.single, "one_in")
    if _ABOUT.search(gap):
        draft.modifier = "about"
    draft.end, draft.last = second.end, second.last
    return True


def join_shares(reading: Reading, draft: Draft, gap: str) -> bool:
    """`1 in 5 to 1 in 4`: a range of shares, whichever comes first."""
    ways = draft.form == "one_in" and gap in (" to ", " and ", "–", "-", " – ", " - ")
    if not ways or draft.single is None or (gap == " and " and not _BETWEEN.search(reading.before(draft))):
        return False
    first = next_simple(reading, draft)
    if first is None or not first.is_bare:
        return False
    join = reading.gap(first.end, first.last + 1)
    if join is None or not join_one_in(reading, first, join) or first.single is None:
        return False
    draft.value = (min(draft.single, first.single), max(draft.single, first.single))
    draft.numerator = draft.denominator = None
    draft.form, draft.end, draft.last = "range", first.end, first.last
    return True


_BETWEEN = re.compile(r"\bbetween\s(?:about\s|approximately\s)?\Z", re.IGNORECASE)


ROUND = (100.0, 1e3, 1e4, 1e5, 1e6)  # what rates are given per
_IN_SO_MANY = re.compile(r"\s(?:in|out\sof)\s(?:every\s|about\s)?|\sof\severy\s")  # "2 to 3 out of 100 women"


def set_rate(draft: Draft, per: float) -> None:
    """Makes the draft a rate in percent, of so many."""
    value = draft.value
    if isinstance(value, tuple):
        draft.value = (round(value[0] / per * 100, 9), round(value[1] / per * 100, 9))
    else:
        draft.value, draft.numerator = round(value / per * 100, 9), value
    draft.denominator, draft.unit, draft.dimension, draft.form = per, "%", "percent", "rate"


def join_rate(reading: Reading, draft: Draft, gap: str) -> bool:
    """`12.5 per 100,000`, `3 cases per 1,000 person-years`, `5 to 7 for every 10,000`."""
    range_of = draft.form == "range" and _IN_SO_MANY.fullmatch(gap) is not None
    if (
        not (range_of or _PER.fullmatch(gap))
        or draft.unit not in (None, "%")
        or draft.form not in ("number", "range")
        or draft.adjective
    ):
        return False
    second = next_simple(reading, draft)
    if second is None or second.single is None or not second.is_bare or second.single < 10:
        return False
    if (
        (range_of or gap.rstrip().endswith("/"))
        and second.single not in ROUND
        and not (range_of and second.single % 10 == 0)
    ):
        return False
    set_rate(draft, second.single)
    draft.end, draft.last = second.end, second.last
    return True
