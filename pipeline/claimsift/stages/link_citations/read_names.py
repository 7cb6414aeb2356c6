"""Splits the author part of a reference into names."""

from __future__ import annotations

import re

_ET_AL = re.compile(r",?\s*\b(?:et\.?\s?al|and others|and colleagues)\b\.?.*\Z", re.IGNORECASE | re.DOTALL)
_ET_AL_SIGNS = ("al", "others", "colleagues")
_BEFORE_NAME = re.compile(r"\A(?:and|for the|on behalf of(?: the)?|the)\b\s*|\s*\b(?:and|for the)\Z")
_BEFORE_REST = re.compile(r"\A(?:and|for the|on behalf of(?: the)?|eds?)\b\.?\s*")
_INITIALS = r"(?:[A-ZÀ-ÞĀ-Ž]\.?[ ‐-]?){1,4}"
_PARTICLE = (
    r"(?:(?:[Dd]e|[Vv]an|[Vv]on|[Dd]er|[Dd]en|[Ll]a|[Ll]e|[Dd]i|[Dd]a|[Tt]er|[Tt]en|[Dd]u|[Dd]el|[Dd]os|[Ee]l|[Aa]l"
    r"|'t|[Bb]in)[ -])*"
)
_FAMILY = rf"{_PARTICLE}[A-ZÀ-ÞĀ-Ž][\w'’‐-]*[a-zà-þ][\w'’‐-]*(?: [A-ZÀ-ÞĀ-Ž][\w'’‐-]*[a-zà-þ][\w'’‐-]*){{0,2}}"
_SUFFIX = r"(?:,? (?:Jr|Sr|II|III|IV|2nd|3rd)\.?)?"
# "Okafor JT", "Okafor J. T.", "Okafor, J. T."
_FAMILY_FIRST = re.compile(rf"({_FAMILY}),? ({_INITIALS}){_SUFFIX}(?=\W|\Z)")
_INITIALS_FIRST = re.compile(rf"((?:[A-ZÀ-ÞĀ-Ž]\.[ ‐-]?){{1,4}}) ?({_FAMILY})")
_FULL = re.compile(r"([^,]+),\s*([^,]+)\Z")
_BETWEEN = re.compile(r"\s*(?:[,;/]\s*(?:and|&|et)?|\b(?:and|et)\b|&)\s*")
_ORGANISATION = re.compile(
    r"\b(?:Organi[sz]ation|Institutes?|Department|Ministry|Society|Association|Committee|Group|Agency|Centers?|Centres?|"
    r"Council|College|Academy|Foundation|Federation|Administration|Office|Bureau|Service|Services|Program(?:me)?|"
    r"University|Collaborat\w+|Investigators|Network|Consortium|Board|Commission|Trial|Study|Union|Nations|National|"
    r"Team|Staff|Clinic|Hospital|Editors|Task|Force|Register|Registry|Alliance|Initiative|Panel|Party|Authority|International|WHO|CDC|NIH|NHS|UNAIDS|UNICEF)\b"
)

Name = dict[str, str]  # CSL: {"family", "given"} or {"literal"}


def read_names(part: str) -> list[Name]:
    """The names of an author part in order; an organisation is one `literal` name, "et al." is none.

    >>> read_names("Okafor JT, van der Berg A, et al")
    [{'family': 'Okafor', 'given': 'JT'}, {'family': 'van der Berg', 'given': 'A'}]
    """
    listed, lowered = " ".join(part.split()), part.lower()
    if any(sign in lowered for sign in _ET_AL_SIGNS):
        listed = _ET_AL.sub("", listed)
    listed = listed.strip(" ,;:")
    if not listed:
        return []
    for pattern, family, given in ((_FAMILY_FIRST, 1, 2), (_INITIALS_FIRST, 2, 1)):
        names = _read_listed(listed, pattern, family, given)
        if names is not None:
            return names
    return _read_pieces(listed)


def _read_listed(listed: str, pattern: re.Pattern[str], family: int, given: int) -> list[Name] | None:
    """The names where the whole list is of one pattern; organisations may stand between; None otherwise."""
    names: list[Name] = []
    cursor = people = 0
    for match in pattern.finditer(listed):
        between = listed[cursor : match.start()].strip(" ,;&.")
        if cursor == 0 and pattern is _FAMILY_FIRST and "," not in listed and _is_initials(between):
            between = ""  # "FJ Blanco JF Roe M": the first name was lost
        between = _BEFORE_NAME.sub("", between).strip() if between else ""
        if between:
            if not _ORGANISATION.search(between) and (cursor == 0 or len(between) > 40):
                return None
            names.append({"literal": between})
        names.append({"family": match[family].strip(), "given": _tidy(match[given])})
        people += 1
        cursor = match.end()
    rest = _BEFORE_REST.sub("", listed[cursor:].strip(" ,;&.:()")).strip()
    if not people or (rest and cursor < len(listed) / 2 and not _ORGANISATION.search(rest)):
        return None
    if rest:
        names.append({"literal": rest})
    return names


def _read_pieces(listed: str) -> list[Name]:
    """Names that are written out (`Lind, Mary, and Karl Roe`), or one organisation."""
    if _ORGANISATION.search(listed) and not re.search(r",\s[A-Z]\.", listed):
        return [{"literal": piece.strip()} for piece in re.split(r";\s*", listed) if piece.strip()]
    pieces = [piece for piece in re.split(r"\s*;\s*|\s*,?\s+(?:and|&|et)\s+", listed) if piece.strip()]
    names: list[Name] = []
    for piece in pieces:
        match = _FULL.match(piece)
        words = piece.split()
        if match and _FAMILY_FIRST.fullmatch(match[1]) and not _is_initials(match[2]):
            names += [*_read_pieces(match[1]), {"family": match[2].strip()}]
        elif match and len(match[2].split()) <= 3:
            names.append({"family": match[1].strip(), "given": match[2].strip()})
        elif "," in piece:
            names += [name for part in piece.split(",") if part.strip() for name in _read_pieces(part.strip())]
        elif 2 <= len(words) <= 4 and all(word[0].isupper() for word in words) and not piece.isupper():
            initials_last = words[-1].isupper() and len(words[-1]) <= 3
            if initials_last:
                names.append({"family": " ".join(words[:-1]), "given": words[-1]})
            else:
                names.append({"family": words[-1], "given": " ".join(words[:-1])})
        else:
            names.append({"literal": piece.strip()})
    return names


def is_organisation(words: str) -> bool:
    """Whether words are the name of an organisation, by what such names hold (Society, Institute, …)."""
    return _ORGANISATION.search(words) is not None


def _is_initials(text: str) -> bool:
    return re.fullmatch(_INITIALS, text.strip() + " ") is not None


def _tidy(given: str) -> str:
    return given.strip(" ,‐-")
