"""Finds what an article itself shows to be a treatment: names beside words of giving, and the arms of a study."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import replace

from claimsift.lexicon import load_treatments
from claimsift.lexicon.split_words import Words, match_openings
from claimsift.lexicon.treatments import normal_form
from claimsift.records import TreatmentMention

# A research code or a brand-like name: "LMWF-5A", "BPC-157", "AMG 416".
_CODE = r"[A-Z]{2,6}[- ]?\d{1,6}[A-Za-z]{0,3}|[A-Z]{2,6}-\d?[A-Z]{1,3}"
# An abbreviation that the article may not define: "the PIL group", "assigned to PTCA".
_ACRONYM = r"\d?-?[A-Z]{2,6}s?\b"
# An abbreviation in mixed case, which names nothing else: "DClo", "hGH".
_MIXED = r"[A-Z][a-z]{0,3}[A-Z][A-Za-z]{1,6}\b|[a-z][A-Z]{2,4}\b"
_GIVEN_BEFORE = re.compile(
    r"\b(?:injections?|infusions?|doses?|administration|efficacy|safety|effects?) of (?:the )?(?:[\w-]+ ){0,3}?"
    rf"({_CODE})\b|\b(?:treated|treatment|therapy) with (?:the )?(?:[\w-]+ ){{0,2}}?({_CODE})\b"
    rf"|\b(?:received?|receiving|took|taking|assigned to|randomi[sz]ed to) (?:either )?({_CODE}|{_ACRONYM})(?![-\w])"
)
# The words, in lowercase, that the pattern above opens with; a word that is added there is added here.
_GIVING = frozenset(
    (
        *("injection", "injections", "infusion", "infusions", "dose", "doses", "administration", "efficacy", "safety"),
        *("effect", "effects", "treated", "treatment", "therapy", "receive", "received", "receiving", "took", "taking"),
        *("assigned", "randomised", "randomized"),
    )
)
# All names above hold these, with a digit, a hyphen or a small letter before them at most.
_CAPITALS = re.compile(r"[A-Z][a-z]{0,3}[A-Z]")
_BEFORE_CAPITALS = 2
_GIVEN_AFTER = re.compile(
    rf"\b({_CODE}|{_ACRONYM})(?:[- ](?:groups?|arms?|recipients|treated)\b|"
    r" (?:or|vs\.?|versus|and) (?:placebo|saline|sham|control)\b)"
)
_MIXED_GROUP = re.compile(rf"\b({_MIXED})[- ](?:groups?|arms?|recipients|treated|patients)\b")
_COMPARED = re.compile(
    rf"\b({_ACRONYM}|{_MIXED})(?:,? \(?\d[\d.]*\s?%\)?,?)? (?:vs\.?|versus|v\.) ({_ACRONYM}|{_MIXED})(?![-\w])"
)
# What the three patterns above find looks like this from its capitals on; few words in capitals do.
_BESIDE = re.compile(
    r"[A-Za-z]{1,12}(?:[- ]?\d{0,6}[A-Za-z]{0,3})(?:[- ](?:group|arm|recipient|treated|patient)|"
    r" (?:or|and|vs|v\.|versus)|,? \(?\d)"
)
_NOT_GIVEN = re.compile(r"(?:HPV|COVID|SARS|HIV|IL|CD|PD|BRCA|COX|TNF|HLA|ICD|DSM|ASA|KL|SF|T|L|S|C)[- ]?\d+\w*\Z")

_ARM = re.compile(r"\b(?:[Gg]roup|[Aa]rm|[Cc]ohort)s? (?:\d{1,2}|[A-Z]|I{1,3}|IV)\b")
_NEXT_ARM = re.compile(r"(?:,? (?:and|or|versus|vs\.?|&) |, |/)(\d{1,2}|[A-Z]|I{1,3}|IV)(?!\w)")
# The words, in lowercase, that the patterns above open with.
_ARM_NOUNS = frozenset(("group", "groups", "arm", "arms", "cohort", "cohorts"))
_IS_GIVEN = re.compile(
    r"\A\s*(?:\([^()]*\)\s*)?(?:[,:=]|(?:patients |participants |subjects )?(?:who )?(?:were? |was |is |had |got |"
    r"underwent |received? |receiving |treated |given |consisted |comprised |assigned |included? ))"
)
# "Group 1 (saline)", "Group 1 (n = 20, saline)"
_OPENS = re.compile(r"\s*\((?:n\s*=\s*\d+[,;]\s*)?(?:the |an? )?")
_PARENTHESIS = re.compile(r"\([^()]*\)")
_ANAPHOR = re.compile(
    r"\b[Tt]he (?P<product>drug|medicine|medication|tablets|pills|shots|jab)(?= |[.,;:)])"
    r"|\b[Tt]he (?P<one>former|latter)(?= (?:group|arm|had|was|were|and|but|in|than)\b|[.,;:)])"
    r"|\b(?:the )?(?:treatment|intervention|treated|active|experimental|injected|vaccinated|active treatment)[- ]"
    r"(?:group|arm|patients)\b"
)
_ANAPHOR_STARTS = frozenset(
    ("the", "treatment", "intervention", "treated", "active", "experimental", "injected", "vaccinated")
)
_ANAPHOR_REACH = 1200  # characters back to the name
_PAIR_REACH = 400  # characters back to the two that are meant
_UNSURE = frozenset({"faint_topic", "model", "head"})
_REACH = 90  # characters between an arm's name and its treatment
_INSIDE = 12  # characters before an arm's name in its parentheses: "(n = 20, Group 1)"
_LABEL_REACH = 250  # characters between a treatment and the arm's name in parentheses after it


def find_cued_names(words: Words) -> tuple[str, ...]:
    """Names that stand at least once beside words that say that they are given to patients.

    >>> from claimsift.lexicon.split_words import split_words
    >>> find_cued_names(split_words("Three injections of LMWF-5A or saline. COVID-19 spread."))
    ('LMWF-5A',)
    """
    matches = itertools.chain(match_openings(_GIVEN_BEFORE, words.text, _GIVING), _beside_names(words.text))
    names = (name for match in matches for name in match.groups() if name)
    return tuple(dict.fromkeys(name for name in names if not _NOT_GIVEN.match(name)))


def _beside_names(masked: str) -> Iterator[re.Match[str]]:
    """What the patterns that open with a name find; they are tried only where capitals stand together."""
    places = [start for match in _CAPITALS.finditer(masked) if _BESIDE.match(masked, start := match.start())]
    for pattern in (_GIVEN_AFTER, _MIXED_GROUP, _COMPARED):
        end = 0
        for place in places:
            for start in range(max(end, place - _BEFORE_CAPITALS), place + 1):
                if match := pattern.match(masked, start):
                    yield match
                    end = match.end()
                    break


def find_arms(words: Words, mentions: tuple[TreatmentMention, ...]) -> tuple[TreatmentMention, ...]:
    """The later mentions of arms that the article defines ("Group 1 received …"), each named by its treatment."""
    arms = [arm for match in match_openings(_ARM, words.text, _ARM_NOUNS) for arm in _arms_of(words.text, match)]
    if not arms:
        return ()
    masked = words.text
    mentions = tuple(mention for mention in mentions if mention.source != "possible_topic")
    starts = [mention.start for mention in mentions]
    ends = [mention.end for mention in mentions]
    meaning: dict[str, TreatmentMention] = {}
    for label, start, end in arms:
        if label in meaning:
            continue
        before, after = bisect_right(ends, start) - 1, bisect_left(starts, end)
        if before >= 0 and _is_label_of(masked, mentions[before], start):
            meaning[label] = mentions[before]
        elif after < len(mentions) and _is_said_of(masked, end, mentions[after]):
            meaning[label] = mentions[after]
    found = []
    for label, start, end in arms:
        if defined := meaning.get(label):
            found.append(
                TreatmentMention(
                    defined.name,
                    masked[start:end],
                    start,
                    end,
                    defined.concept_id,
                    "arm",
                    defined.role,
                    defined.generic,
                )
            )
    return tuple(found)


def _arms_of(masked: str, match: re.Match[str]) -> Iterator[tuple[str, int, int]]:
    """The label of an arm in small letters and where it stands; each of a list: "Arms A, B and C"."""
    noun, _, label = match[0].lower().rpartition(" ")
    singular = noun.removesuffix("s")
    yield f"{singular} {label}", match.start(), match.end()
    end = match.end()
    while noun != singular and (following := _NEXT_ARM.match(masked, end)):
        yield f"{singular} {following[1].lower()}", following.start(1), following.end(1)
        end = following.end()


def find_anaphors(words: Words, mentions: tuple[TreatmentMention, ...]) -> tuple[TreatmentMention, ...]:
    """Mentions such as "the drug" and "the treatment group", each named by the intervention named last before it.

    "The former" and "the latter" are the last two treatments of whatever role.
    """
    named = [m for m in mentions if m.role == "intervention" and not m.generic and m.source not in _UNSURE]
    products = [mention for mention in named if normal_form(mention.name) not in load_treatments().open_heads]
    ends, ends_of_products = [mention.end for mention in named], [mention.end for mention in products]
    starts = [mention.start for mention in mentions]
    found = []
    for match in match_openings(_ANAPHOR, words.text, _ANAPHOR_STARTS):
        if match["one"]:
            near = mentions[bisect_left(starts, match.start() - _PAIR_REACH) : bisect_left(starts, match.start())]
            if pair := _last_two(near):
                one = pair[0] if match["one"] == "former" else pair[1]
                found.append(replace(one, text=match[0], start=match.start(), end=match.end(), source="anaphor"))
            continue
        # "The drug" is no "drug" or "tablet" of the sentences before, but the one that these name.
        meant, ends_of = (products, ends_of_products) if match["product"] else (named, ends)
        index = bisect_right(ends_of, match.start()) - 1
        if index >= 0 and match.start() - ends_of[index] < _ANAPHOR_REACH:
            last = meant[index]
            found.append(replace(last, text=match[0], start=match.start(), end=match.end(), source="anaphor"))
    return tuple(found)


def _last_two(mentions: tuple[TreatmentMention, ...]) -> tuple[TreatmentMention, TreatmentMention] | None:
    """The two different treatments named last, in their order."""
    sure = [mention for mention in mentions if not mention.generic and mention.source not in _UNSURE]
    for other in reversed(sure):
        if other.name != sure[-1].name:
            return other, sure[-1]
    return None


def _is_label_of(masked: str, mention: TreatmentMention, start: int) -> bool:
    """Whether the arm's name at `start` stands in parentheses after its treatment: "dextrose (n = 20, Group 1)"."""
    if start - mention.end > _LABEL_REACH:
        return False
    between, opening, inside = _PARENTHESIS.sub("", masked[mention.end : start]).rpartition("(")
    return bool(opening) and len(inside) <= _INSIDE and not re.search(r"[.;()]|\n\n", between)


def _is_said_of(masked: str, end: int, mention: TreatmentMention) -> bool:
    """Whether the treatment is said of the arm that ends at `end`: "Group 1 received dextrose"."""
    between = masked[end : mention.start]
    if _OPENS.fullmatch(between):
        return True
    if len(between) > _REACH or not _IS_GIVEN.match(masked[end : mention.start + 1]):
        return False
    return not re.search(r"[.;\n]|\b[Gg]roup\b", between)
