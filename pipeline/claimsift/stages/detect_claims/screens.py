"""Tells numbers that are no quantities by their looks and neighbours: years, dates, labels, identifiers."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from claimsift.lexicon import load_table
from claimsift.stages.detect_claims.dates import date_reason
from claimsift.stages.detect_claims.drafts import holds_any
from claimsift.stages.detect_claims.nouns import find_counted_noun
from claimsift.stages.detect_claims.scan_numbers import Number
from claimsift.stages.detect_claims.stray_markers import is_list_number, is_stray_marker
from claimsift.stages.detect_claims.units import read_unit

_REACH = 40  # characters looked at on either side
_BLANKS = " \t\u00a0"
_URL_SIGNS = ("//", "www.", "@", "10.", "doi", "DOI", "Doi", "pii", "PII")
_URL_BEFORE = re.compile(r"(?:https?://|www\.|ftp://|doi:?\s?|\b10\.\d{4,9}/|@|\bpii:?\s?)\S*\Z", re.IGNORECASE)
_PHONE = re.compile(
    r"(?<![\w.])(?:\+?\d{1,3}[\s.-])?(?:\(\d{3}\)\s?|\d{3}[-.])\d{3}[-.]\d{4}(?!\w)"
    r"|(?<![\w.,])0\d{1,4}[\s-]\d{3,4}[\s-]\d{3,4}(?!\w)|(?<![\w.,])\(?0\d{3,4}\)?[\s-]\d{6}(?!\w)"
    r"|(?<![\w-])\d{3}-\d{4}(?![\w-])|(?<!\w)\+\d{1,3}(?:[\s-]\d{2,4}){2,5}(?!\w)"
)
_PHONE_DIGITS = 7  # in the shortest
_DOTTED = re.compile(r"\.\d")
# "C15:0" is a fatty acid, "AUC0–24" an area from one hour to another.
_NOTATION = re.compile(r"(?<!\w)(?:C\d{1,2}:|[A-Z]{2,5}\d{1,2}[–-])\Z")
_SIX_DIGIT_ID = re.compile(
    r"(?:pmid|pmcid|isbn|issn|nct|registration|trial|number|no|code|id|identifier|isrctn|cas|charity)\W{0,3}\Z",
    re.IGNORECASE,
)
_ZIP = re.compile(r"\b[A-Z]{2},?\s\Z")
_STREET = re.compile(
    r"\s(?:[NSEW]\.?\s)?(?:[A-Z][\w.]*\s){1,3}(?:St|Street|Ave|Avenue|Rd|Road|Blvd|Boulevard|Dr|Drive|Ct"
    r"|Court|Ln|Lane|Way|Hwy|Highway|Suite|Parkway|Pkwy|Row|Square|Terrace|Close|Place|Crescent|Gardens|Grove|Quay|Mews"
    r"|Parade)\b"
)
_RATED_BEFORE = re.compile(r"\b[Rr]at(?:ed|ing)(?:\sof)?:?\s(?P<most>\d(?:\.\d)?\sout\sof\s)?\Z")
_OUT_OF_FIVE = re.compile(r"\sout\sof\s5\b")
_RATING = re.compile(
    r"(?:[\s-](?:out of 5\s)?stars?\b)|\s?/\s?5\s(?:stars|rating)|[\s-]min(?:ute)?s?\s(?:read|watch|listen)\b",
    re.IGNORECASE,
)
_IDIOM_AFTER = re.compile(
    r"[\s-](?:another|or the other|or more of|sum\b|or another|thing\b|hand\b|day\b(?=\s(?:i|we|you|he|she"
    r"|they)\b)|size fits"
    r"|blind|dummy|check|masked|chin|strand|stranded|edged|helix|bond|layer|life|lives|way|time\b(?=,)|wrongs\b|cents\b(?=\sworth)|tolerance\b|sum\sgame)|/7\b",
    re.IGNORECASE,
)
# "One of our goals", "one of the best": a pronoun, not one of so many.
_ONE_OF = re.compile(
    r"\sof\s(?:the\s(?:best|most|main|leading|largest|biggest|first|few|many|reasons|ways|top|things)|our"
    r"|my|many|several|us|you|them)\b",
    re.IGNORECASE,
)
# "Ring 999", "call 111": a number to call.
_CALLED = re.compile(
    r"\b(?:[Rr]ing|[Cc]all(?:ing)?|[Dd]ial(?:ling)?|[Pp]hone|[Tt]ext(?:ing)?)\s(?:NHS\s|us\son\s|for\s|[A-Z]+\sto\s)?(?:\d{3}[\s-])?\Z|\b[Ss]end\s\W?\w+\W?\sto\s\Z"
)
_OF_CODE = re.compile(r"(?<!\w)[A-Z]{2,6}/[A-Z]{2,6}/\Z")  # "SB/NEU/0417"
_OF_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d/\Z")  # "grant 2013/447"
_SECTION_LABEL = re.compile(r"^(\d{1,2}\.\d{1,2})\s+[A-Z]", re.MULTILINE)
_AGE_GROUP = re.compile(r"\b(?:over|under)[-‐‑\s]\Z", re.IGNORECASE)  # "over-65s"
_TIMES_AFTER = re.compile(r"(?:x|X|fold|×)(?!\w)")
_CENTURY = re.compile(r"'?s(?!\w)")


@cache
def _label_nouns() -> frozenset[str]:
    return frozenset(load_table("number_labels")["label_nouns"])


@cache
def _programs() -> frozenset[str]:
    return frozenset(load_table("number_labels")["programs"])


@cache
def _timepoint_nouns() -> frozenset[str]:
    return frozenset(load_table("number_labels")["timepoint_nouns"])


def find_reason(masked: str, number: Number, previous_label: bool) -> str | None:
    """Why a number is no quantity by its own neighbourhood, or None where it may be one.

    `previous_label` says that the number before it, in the same list, was a label (`types 16 and 18`).
    """
    if number.style == "ordinal":
        return "ordinal"
    if number.value is None:
        return "identifier"
    before = masked[max(0, number.start - _REACH) : number.start]
    if number.style != "digits":
        return _word_reason(masked, number, before)
    if number.text.isdigit() and len(number.text) >= 10:
        return "identifier"  # a count of this size is written in groups or in words
    if (
        masked.startswith("s", number.end)
        and _AGE_GROUP.search(before)
        and not masked[number.end + 1 : number.end + 2].isalnum()
    ):
        return "age_label"
    return (
        date_reason(masked, number, before)
        or _token_reason(masked, number, before)
        or _label_reason(masked, number, before, previous_label)
    )


def _word_before(before: str) -> tuple[int, str]:
    """Where the word right before a number starts, and the word; a stop, blanks and `#` may stand between."""
    end = len(before.rstrip(_BLANKS))
    if before[end - 1 : end] in ("#", "№") and len(before) - end <= 1:
        end = len(before[: end - 1].rstrip(_BLANKS))
    if before[end - 1 : end] == ".":
        end -= 1
    start, low = end, max(0, len(before) - 30)
    while start > low and before[start - 1].isalnum() and not before[start - 1].isdecimal():
        start -= 1
    return start, before[start:end]


def _token_before(before: str) -> str:
    """What stands right before a number without a blank, from its first letter on: `L` of `L5`, `HPV-`."""
    start = len(before)
    while start > 0 and (before[start - 1].isalnum() or before[start - 1] in "_.&-"):
        start -= 1
    while start < len(before) and (not before[start].isalnum() or before[start].isdecimal()):
        start += 1
    return before[start:]


def _word_reason(masked: str, number: Number, before: str) -> str | None:
    lowered = number.text.lower()
    if lowered == "one" and (reason := _pronoun_reason(masked, number, before.lower())):
        return reason
    if _IDIOM_AFTER.match(masked, number.end) or (lowered == "one" and _ONE_OF.match(masked, number.end)):
        return "idiom"
    if number.style == "word" and before.endswith(("-", "‐")) and before[-2:-1].isalpha():
        if before.endswith("-in-") or (lowered == "fifty" and before[-6:-1].lower() == "fifty"):
            return None
        return "idiom"  # "day-one", "part-two"; a compound number was joined before
    if (
        number.style == "word"
        and number.value in (100.0, 1000.0, 1e6, 1e9)
        and lowered.isalpha()
        and not _has_article(before)
    ):
        return "vague"
    start, word = _word_before(before)
    if before[start:].rstrip().endswith(".") and word.lower() in _timepoint_nouns():
        return None  # "… a day. Two women …"
    if lowered == "one" and word.lower() in _STUDIES and _DETERMINED.search(before[:start]):
        return None  # "in the trial one death …", "on our unit one in four"
    if number.style == "word" and word and word.lower() in _label_nouns() and not masked.startswith(" in ", number.end):
        unit = read_unit(masked, number.end) or find_counted_noun(masked, number.end)
        if unit is None:
            return "timepoint" if word.lower() in _timepoint_nouns() else "label"
    return None


_ONE_DAY = re.compile(r"\sday(?!\w)(?!\s(?:after|before|later|of|per|and|or|to))")
_MEASURES_DAY = re.compile(
    r"(?:in|for|after|within|over|least|than|about|lasted|took|per|by|to|and|or|only|just|during|every|under|of|next)\s\Z"
)


def _pronoun_reason(masked: str, number: Number, before: str) -> str | None:
    """Why `one` counts nothing: `no one`, `at one point`, `he will one day`."""
    if before.endswith("no ") and not before[-4:-3].isalnum():
        return "pronoun"
    if before.endswith("at ") and masked.startswith((" point", " time", " stage"), number.end):
        return "idiom"
    if _ONE_DAY.match(masked, number.end) and not _MEASURES_DAY.search(before):
        return "idiom"
    return None


_ARTICLE_BEFORE = re.compile(r"(?<!\w)(?:an?|one|per|every|each|of)\s\Z", re.IGNORECASE)


def _has_article(before: str) -> bool:
    return _ARTICLE_BEFORE.search(before) is not None


def _is_phone(masked: str, start: int, end: int) -> bool:
    """Whether a number is part of a telephone number."""
    first, last = max(0, start - 20), min(len(masked), end + 20)
    if sum(map(str.isdecimal, masked[first:last])) < _PHONE_DIGITS:
        return False
    return any(match.start() < end and start < match.end() for match in _PHONE.finditer(masked, first, last))


def _token_reason(masked: str, number: Number, before: str) -> str | None:
    """Numbers inside a longer token: addresses, identifiers, versions, `B12`, `5A`."""
    start, end = number.start, number.end
    last = before[-1:]
    # An address ends with its number, or with a blank where it is one like "doi: 10".
    addressed = not last.isspace() or before[-2:-1] in (":", "i", "I")
    if addressed and holds_any(before, _URL_SIGNS) and _URL_BEFORE.search(before):
        return "url"
    if ("BN" in before[-24:] or "SN" in before[-24:]) and _BOOK_NUMBER.search(before):
        return "identifier"
    dialled = len(number.text) >= 3 or last in "+-.()" or masked[end : end + 1] in "-."
    if dialled and _is_phone(masked, start, end):
        return "phone"
    if last in ":–-" and _NOTATION.search(before):
        return "label"
    if "." in number.text and _DOTTED.match(masked, end) and _is_section(masked, number, before):
        return "section_number"
    if before[-1:] == "." and before[-2:-1].isdigit():
        return "section_number"
    if number.text.isdigit() and len(number.text) <= 3 and is_stray_marker(masked, number, before):
        return "citation_marker"
    token = "" if last.isspace() else _token_before(before)
    if token and not _opens_number(token, number):
        return "label"
    if before[-1:] in "_#^\\=&" and before[-1:] and before[-1:] != "=":
        return "label"
    following = masked[end : end + 1]
    if following == "(" and masked.startswith("(OH)", end):
        return "label"
    if following and (following.isalpha() or following == "_"):
        if _CENTURY.match(masked, end) and (number.text.endswith("0")):
            return "decade"
        if read_unit(masked, end) is None and not _TIMES_AFTER.match(masked, end):
            return "label"
    if before[-1:] == "-" and before[-2:-1].isdigit() and following == "-":
        return "identifier"
    return None


def _is_section(masked: str, number: Number, before: str) -> bool:
    """Whether `1.4` before `.3` is part of `1.4.3`; elsewhere the `.3` is a flattened marker."""
    starts_line = not before.strip(" \t") or before.rstrip(" \t").endswith("\n")
    named = re.search(r"(?:section|version|chapter|table|v|ver|appendix)\.?\s?\Z", before, re.IGNORECASE)
    return bool(starts_line or named or re.match(r"\.\d+\.\d|\.\d+(?![\s\d])", masked[number.end : number.end + 10]))


def _opens_number(token: str, number: Number) -> bool:
    """Whether letters before digits are no part of a label: `n10`, `aged-65`, `US$`, `mid-40`, `p.05`."""
    if number.text[:1] in "-−–":
        return True
    prefix = token.rstrip("-–‐‑").lower()
    if token[-1:] in "-–‐‑":
        return prefix in load_table("number_labels")["open_prefixes"]
    if token[-1:] == ".":
        return prefix.rstrip(".") not in ("no", "p", "pp", "fig", "vol", "v", "ver", "ch", "sec")
    return prefix in ("p", "or", "hr", "rr") and number.text.startswith((".", "·", "0."))


_BOOK_NUMBER = re.compile(r"\bIS[BS]N(?:[-\s]1[03])?:?\s?[\dX‐‑–-]*\Z", re.IGNORECASE)


# "1. Wash the wound. 2. Dry it."
_STEP_AFTER = re.compile(r"[.)]\s[A-Z]")
_STEP_BEFORE = re.compile(r"[a-z)][.!?;:]\s\(?\Z")
_ROUND_THE_CLOCK = re.compile(r"(?<!\d)24/7(?!\d)")


def _label_reason(masked: str, number: Number, before: str, previous_label: bool) -> str | None:
    rates = number.value is not None and number.value <= 5 and "at" in before
    rated = _RATED_BEFORE.search(before) if rates else None
    stars = rated is not None and (rated["most"] is not None or _OUT_OF_FIVE.match(masked, number.end) is not None)
    if stars or _RATING.match(masked, number.end):
        return "page_furniture"
    short = number.text.isdigit() and len(number.text) <= 2
    if short and _STEP_AFTER.match(masked, number.end) and _STEP_BEFORE.search(before):
        return "section_number"
    if short and masked[number.end : number.end + 1] == ")" and is_list_number(masked, number):
        return "section_number"
    hours = number.text.endswith("24") or number.text.startswith("7")
    if hours and _ROUND_THE_CLOCK.search(masked, max(0, number.start - 3), number.end + 2):
        return "idiom"
    if number.text.isdigit() and len(number.text) >= 5 and (_ZIP.search(before) or _SIX_DIGIT_ID.search(before)):
        return "identifier"
    called = len(number.text) >= 3 and number.text.isdigit() and _CALLED.search(before)
    if called and find_counted_noun(masked, number.end) is None:
        return "phone"
    if number.text.isdigit() and _STREET.match(masked, number.end):
        return "address"
    if _OF_YEAR.search(before) or _OF_CODE.search(before):
        return "identifier"
    if _names_section(masked, number) and read_unit(masked, number.end) is None:
        return "section_number"
    if previous_label and read_unit(masked, number.end) is None:
        return "label"
    start, word = _word_before(before)
    if not word:
        return None
    lowered = word.lower()
    if lowered in _programs() and not word.islower() and not masked.startswith((" patients", "%"), number.end):
        return "version"
    if before[start:].rstrip().endswith(".") and lowered in _timepoint_nouns():
        return None
    if lowered in _label_nouns() and not _is_free(masked, number, before[:start], lowered):
        singular_unit = read_unit(masked, number.end)
        if singular_unit is not None and masked[number.end : number.end + 1] != "-":
            return None
        if lowered in _timepoint_nouns():
            return "timepoint"
        return (
            "label" if "." not in number.text or lowered in ("version", "table", "figure", "fig", "section") else None
        )
    return None


@lru_cache(maxsize=2)
def _section_labels(masked: str) -> frozenset[str]:
    """The labels of a text's numbered sections: "3.1" of "3.1 Look first"."""
    return frozenset(_SECTION_LABEL.findall(masked))


def _names_section(masked: str, number: Number) -> bool:
    """Whether a number within a line opens another as its label: "only where 3.1 has failed", "3.1 Look first"."""
    return number.text in _section_labels(masked) and masked[number.start - 1 : number.start] not in ("", "\n")


_WHICH_TIME = re.compile(r"\b(?:last|this|next|each|every|per|a|that|first|same)\s\Z", re.IGNORECASE)


_STUDIES = frozenset(["study", "trial", "cohort", "experiment", "group", "arm", "ward", "unit"])
_DETERMINED = re.compile(r"\b(?:the|our|this|that|their|its|an?|each|every)\s(?:[a-z]+\s)?\Z")
_OF_MANY = re.compile(r"\s(?:of|out\sof)\s(?:the\s|our\s)?\d")


def _is_free(masked: str, number: Number, before: str, noun: str) -> bool:
    """Whether a label noun belongs to the words before it: `last year 83 of …`, `in one small study 24 of 30`."""
    if noun in _timepoint_nouns() and _WHICH_TIME.search(before):
        return True
    counted = find_counted_noun(masked, number.end)
    if noun in _STUDIES and _OF_MANY.match(masked, number.end):
        return True
    return (
        counted is not None and counted.noun_class == "person" and (number.value or 0) >= 20 and counted.distance == 0
    )
