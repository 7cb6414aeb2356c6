"""One scan over a text for everything that can be a number: digits, fractions, number words."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal, NamedTuple

from claimsift.stages.detect_claims.decimal_commas import POINT_THOUSANDS
from claimsift.stages.detect_claims.find_numerals import GAPS, Hit, find_hits
from claimsift.stages.detect_claims.number_words import (
    combine_words,
    fraction_words,
    multiplier_value,
    scale_value,
    special_words,
    word_values,
    zero_words,
)

Style = Literal["digits", "word", "fraction", "multiplier", "zero", "ordinal"]

_KEPT = str.maketrans("·", ".", ",'’" + GAPS)  # what a numeral is without the signs that part its thousands
_EXPONENT = re.compile(
    r"[ \u00a0\u2009]?[×x·*✕][ \u00a0\u2009]?10(?:\^?[({]?(?P<plain>[-−–]?\d{1,3})[)}]?"
    r"|(?P<raised>⁻?[⁰¹²³⁴-⁹]{1,3})|\s(?P<spaced>[-−–]\s?\d{1,2}))"
    r"|[eE](?P<e>[-+−]?\d{1,3})(?![\w.])"
)
_ENDS_NUMBER = frozenset(["", "%", ",", ".", ";", ":", ")", "]", "/", "\n"])
# What can end a whole number; a comma may part its decimals, a slash a fraction.
_ENDS_PLAIN = _ENDS_NUMBER - {",", "/"}
_BEFORE_SIGNED = frozenset(["-", "−", "–"])
_MULTIPLIES = frozenset("×xX·*✕hHtTmMbBkKaA")  # what the words and signs after a blank begin with
_POWER_OF_TEN = re.compile(r"\^[({]?(?P<plain>[-−–]?\d{1,2})[)}]?|(?P<raised>⁻?[⁰¹²³⁴-⁹]{1,3})")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻−–", "0123456789---")
_SCALE = re.compile(
    r"[ \u00a0\u2009-](hundred|thousand|million|billion|trillion)s?(?![\w])|(bn|[kKM])(?![\w/])", re.IGNORECASE
)
_LETTER_SCALES = {"bn": 1e9, "k": 1e3, "K": 1e3, "M": 1e6, "m": 1e6, "tn": 1e12, "b": 1e9}
_MILLION = re.compile(
    r"\s?(m|bn|tn|b|k)(?![\w/])(\s(?:people|patients|adults|children|women|men|deaths|cases|doses|users|visits)\b)?",
    re.IGNORECASE,
)
_CURRENCY = re.compile(r"[$€£¥₹]\s?\Z")
# "1 1/2 hours" is one number; "group 1 1/2" is rare.
_MIXED = re.compile(r"\s([1-3])/([2-4])(?=[\s-][a-z])")
_AND_A_HALF = re.compile(r"[\s-](?:and[\s-](?:a|one)[\s-])half(?!\w)", re.IGNORECASE)
_JOIN = re.compile(r"[-\u2010\u2011 \u00a0]|\s(and)\s", re.IGNORECASE)
_ORDINAL = re.compile(r"(?:st|nd|rd|th|ers?)(?!\w)", re.IGNORECASE)
_TAKES_ARTICLE = frozenset(["dozen", "hundred", "thousand", "million", "billion", "trillion"])
_MAX_WORDS = 16  # "nine hundred and ninety-nine thousand …" needs no more
_MAX_DIGITS = 15  # more digits than a float holds are an identifier, not a number


class Number(NamedTuple):
    """A numeral as written. `value` is None where its digits are too many to be one."""

    start: int
    end: int
    value: float | None
    style: Style
    text: str


def scan_numbers(masked: str, *, decimal_comma: bool = False) -> list[Number]:
    """Every numeral of the text in order, before anything is known about its role."""
    found: list[Number] = []
    number: Number | None
    matches = find_hits(masked)
    index = 0
    while index < len(matches):
        match = matches[index]
        if match.kind == "article":
            number, index = Number(match.start, match.end, 1.0, "word", match.text), index + 1
        elif match.kind == "word":
            number, index = _read_words(masked, matches, index)
        elif number := _read_plain(masked, match):
            index += 1
        else:
            number, index = _read_digits(masked, matches, index, decimal_comma)
        if number is not None:
            found.append(number)
    return found


def _read_plain(masked: str, match: Hit) -> Number | None:
    """A whole number beside which nothing stands that belongs to it, as with most; else None."""
    start, end, _, text = match
    if not text.isdecimal() or len(text) > _MAX_DIGITS or masked[start - 1 : start] in _BEFORE_SIGNED:
        return None
    following = masked[end : end + 1]
    if following == " ":
        after = masked[end + 1 : end + 2]
        plain = after not in _MULTIPLIES and not after.isnumeric()
    else:
        plain = following in _ENDS_PLAIN
    return Number(start, end, float(text), "digits", text) if plain else None


def _read_digits(masked: str, matches: list[Hit], index: int, comma: bool) -> tuple[Number | None, int]:
    match = matches[index]
    start, end = match.start, match.end
    if match.kind == "glyph":
        value: float | None = unicodedata.numeric(match.text)
    else:
        digits = match.text
        if comma and POINT_THOUSANDS.fullmatch(digits):
            digits = digits.replace(".", "")
        value = _parse(digits)
        following = matches[index + 1] if index + 1 < len(matches) else None
        if following is not None and following.kind == "glyph" and following.start - end <= 1:
            value = None if value is None else value + unicodedata.numeric(following.text)
            end, index = following.end, index + 1
        elif (
            following is not None
            and following.start == end + 1
            and masked[end] == ","
            and len(following.text) < 3
            and (comma or (len(digits) < 4 and masked.startswith("%", following.end)))  # "16,7%" is never a list
        ):
            value = _parse(f"{digits}.{following.text}")
            end, index = following.end, index + 1
        if (
            "/" in masked[end + 2 : end + 3]
            and match.text.isdigit()
            and value is not None
            and (mixed := _MIXED.match(masked, end))
        ):
            value, end, index = value + int(mixed[1]) / int(mixed[2]), mixed.end(), index + 2
            return Number(start, end, value, "digits", masked[start:end]), index + 1
    style: Style = "fraction" if match.kind == "glyph" and masked[end : end + 4] == " of " else "digits"
    if masked[end : end + 1].isalpha() and _ORDINAL.match(masked, end):
        return Number(start, end + 2, value, "ordinal", masked[start : end + 2]), index + 1
    value, end = _scale(masked, start, match.text, value, end)
    while index + 1 < len(matches) and matches[index + 1].start < end:
        index += 1
    start, value = _sign(masked, start, value)
    return Number(start, end, value, style, masked[start:end]), index + 1


def _parse(text: str) -> float | None:
    if text.startswith("0,"):  # no thousands begin with a nought: "0,025"
        text = text.replace(",", ".", 1)
    kept = text.translate(_KEPT)
    if len(kept) > _MAX_DIGITS and len(kept.lstrip("0").replace(".", "")) > _MAX_DIGITS:
        return None
    return float(kept)


def _counts_millions(masked: str, start: int, match: re.Match[str]) -> bool:
    """`£12m` and `7.6m people` are millions, `7.6m` alone is a length."""
    return match[2] is not None or _CURRENCY.search(masked, max(0, start - 2), start) is not None


def _scale(masked: str, start: int, digits: str, value: float | None, end: int) -> tuple[float | None, int]:
    """Applies what multiplies the digits: `× 10^5`, `e-8`, `million`, `and a half`."""
    if value is None:
        return None, end
    following = masked[end : end + 1]
    if following in _ENDS_NUMBER or (following == " " and masked[end + 1 : end + 2] not in _MULTIPLIES):
        return value, end  # nearly all numbers
    match = _EXPONENT.match(masked, end)
    if match is None and digits == "10" and (match := _POWER_OF_TEN.match(masked, end)):
        return 10.0 ** int(match[match.lastgroup or 0].translate(_RAISED)), match.end()
    if match is not None:
        exponent = int(match[match.lastgroup or 0].replace(" ", "").translate(_RAISED))
        return (float(f"{value!r}e{exponent}"), match.end()) if abs(exponent) <= 30 else (None, match.end())
    if (match := _MILLION.match(masked, end)) and _counts_millions(masked, start, match):
        return value * _LETTER_SCALES[match[1].lower()], match.end(1)
    if match := _SCALE.match(masked, end):
        factor = (
            scale_value(match[1]) if match[1] else _LETTER_SCALES.get(match[2], _LETTER_SCALES.get(match[2].lower()))
        )
        return value * (factor or 1.0), match.end()
    if match := _AND_A_HALF.match(masked, end):
        return value + 0.5, match.end()
    return value, end


def _sign(masked: str, start: int, value: float | None) -> tuple[int, float | None]:
    """A minus is a sign where no word, number or bracket stands right before it."""
    if start and masked[start - 1] in "-−–" and value is not None:
        before = masked[start - 2] if start > 1 else " "
        if masked[max(0, start - 4) : start - 1].replace(" ", "").endswith(("+/", "+")):
            return start, value  # "+/-" and "+-" are a spread
        is_sign = before in "([=<>≤≥,;:/±~" or before.isspace()
        if is_sign and not _follows_number(masked, start - 2):
            return start - 1, -value
    return start, value


def _follows_number(masked: str, position: int) -> bool:
    """Whether digits stand before the white space at `position`: `5 -10` is a range."""
    while position > 0 and masked[position].isspace():
        position -= 1
    return position >= 0 and (masked[position].isdigit() or masked[position] == "%")


def _read_words(masked: str, matches: list[Hit], index: int) -> tuple[Number | None, int]:
    match = matches[index]
    word = match.text.lower()
    if word in special_words() or word in fraction_words():
        return _read_special(masked, match, word), index + 1
    run, ends = [(word, False)], [match.end]
    values = word_values()
    cursor = index + 1
    while (
        len(run) < _MAX_WORDS
        and cursor < len(matches)
        and matches[cursor].kind == "word"
        and matches[cursor].text.lower() in values
    ):
        gap = _JOIN.fullmatch(masked, ends[-1], matches[cursor].start)
        if gap is None:
            break
        run.append((matches[cursor].text.lower(), bool(gap[1])))
        ends.append(matches[cursor].end)
        cursor += 1
    value, used = combine_words(run)
    end, index = ends[used - 1], index + used
    start = match.start
    decimals, end, index = _read_decimals(masked, matches, index, end)
    value += decimals
    if index < len(matches) and (denominator := fraction_words().get(matches[index].text.lower())):
        gap_text = masked[end : matches[index].start]
        if len(gap_text) == 1 and not gap_text.isalnum() and 0 < value < denominator:
            return Number(
                start, matches[index].end, value / denominator, "fraction", masked[start : matches[index].end]
            ), index + 1
        if gap_text in (" ", "-") and value == 1 and matches[index].text.lower() == "half":
            return Number(start, matches[index].end, 0.5, "fraction", masked[start : matches[index].end]), index + 1
    if (
        index < len(matches)
        and value == 1
        and masked[end : matches[index].start] in (" ", "-")
        and matches[index].text.lower() == "half"
    ):
        return Number(start, matches[index].end, 0.5, "fraction", masked[start : matches[index].end]), index + 1
    if half := _AND_A_HALF.match(masked, end):
        end, value = half.end(), value + 0.5
        index += 1
        if scale := _SCALE.match(masked, end):
            end, value = scale.end(), value * (scale_value(scale[1] or "") or 1.0)
            index += 1
    if run[0][0] in _TAKES_ARTICLE and (article := _ARTICLE.search(masked, max(0, start - 4), start)):
        start = article.start()
    return Number(start, end, value, "word", masked[start:end]), index


def _read_decimals(masked: str, matches: list[Hit], index: int, end: int) -> tuple[float, int, int]:
    """The decimals of `seventy-one point two five`, with where they end and the index after them."""
    digits = ""
    while index < len(matches) and matches[index].kind == "word" and len(digits) < 6:
        digit = word_values().get(matches[index].text.lower(), 10)
        gap = masked[end : matches[index].start]
        if digit >= 10 or not (gap == " " if digits else gap == " point "):
            break
        digits += str(int(digit))
        end, index = matches[index].end, index + 1
    return (float(f"0.{digits}") if digits else 0.0), end, index


_PART_OF = re.compile(
    r"\s(?:of\b|the\b|all\b|to\b|reduction|increase|decrease|lower|higher|less|more|fewer|longer|shorter|larger|smaller"
    r"|bigger|cheaper|faster|slower|better|worse"
    r"|as\s(?:likely|many|much|often|common)|had\b|have\b|were\b|did\b|said\b|went\b|got\b|still\b|never\b|dropped\b|stopped\b"
    r"|relapsed\b|died\b|improved\b|reported\b)|\s*[,.;)]|\s*\Z",
    re.IGNORECASE,
)
# Ranks have no bound: "just under a third" is a share whatever follows.
_BOUND = re.compile(
    r"(?<!\w)(?:by|about|under|over|nearly|almost|around|roughly|than|least|up to|approximately|only|between)\s\Z",
    re.IGNORECASE,
)
_EVERY = re.compile(r"(?<!\w)every\s\Z", re.IGNORECASE)
_PERSON_AFTER = re.compile(
    r"\s(?:[a-z-]+\s)?(?:person|woman|man|child|adult|patient|girl|boy|baby|pregnancy|resident|employee)\b"
)
_WHICH_HALF = re.compile(r"(?<!\w)(?:inner|outer|upper|lower|left|right|top|bottom|front|back|first|second)\s\Z")
_ARTICLE = re.compile(r"(?<!\w)(an?|one)[\s-]\Z", re.IGNORECASE)
# "Without any deaths" counts; "without pain", "without surgery" tell how.
_WITHOUT = re.compile(
    r"\s(?:any|a\ssingle|one)\s[a-z]|\s(?:deaths?|fatalit(?:y|ies)|relapses?|recurrences?)\b", re.IGNORECASE
)


def _read_special(masked: str, match: Hit, word: str) -> Number | None:
    start, end = match.start, match.end
    if word in fraction_words():
        # "every eighth woman"
        every = _EVERY.search(masked, max(0, start - 7), start)
        if every is not None and _PERSON_AFTER.match(masked, end):
            return Number(every.start(), end, 1 / fraction_words()[word], "fraction", masked[every.start() : end])
        # "a third of", but "third cause", "the last quarter"
        article = _ARTICLE.search(masked, max(0, start - 4), start)
        bound = article is not None and _BOUND.search(masked, max(0, article.start() - 12), article.start())
        if article is None or word.endswith("s") or not (bound or _PART_OF.match(masked, end)):
            return Number(start, end, None, "ordinal", match.text)
        return Number(article.start(), end, 1 / fraction_words()[word], "fraction", masked[article.start() : end])
    if word in ("half", "halves"):
        if _WHICH_HALF.search(masked, max(0, start - 8), start):
            return Number(start, end, None, "ordinal", match.text)
        return Number(start, end, 0.5, "fraction", match.text)
    if word in zero_words():
        if word == "without" and not _WITHOUT.match(masked, end):
            return None
        return Number(start, end, 0.0, "zero", match.text)
    return Number(start, end, multiplier_value(word), "multiplier", match.text)
