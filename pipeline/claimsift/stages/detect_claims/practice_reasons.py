"""Tells times that say something of their own (how long a treatment or its effect lasts) from those that only say when,
how old a study is, how long somebody has practised, what a measure is named by."""

from __future__ import annotations

import re

# "A study that is now more than 25 years old", "the guideline is ten years old": ages of works.
_OLD_WORK = re.compile(
    r"\b(?:(?:study|trial|paper|article|review|book|guideline|report|research|survey|evidence|journal|technique"
    r"|technology|idea|theory|clinic)(?:,?\s(?:that|which))?\s(?:is|was)"
    r"|(?:studies|data|figures|guidelines|trials)(?:,?\s(?:that|which))?\sare)\s"
    r"(?:(?:now|already|about|almost|nearly|over|more\sthan|well)\s)*\Z"
)
_OLD_AFTER = re.compile(r"\s(?:years?\s)?old\b")
_SOME = r"(?:(?:more\sthan|over|nearly|almost|about|some|well|the|last|past)\s){0,4}\Z"
# "For two decades the answer has been": how long all have believed something.
_HISTORY_BEFORE = re.compile(r"(?:\A|[.;:]\s|,\sand\s)For\s" + _SOME)
_HAS_BEEN_AFTER = re.compile(
    r",?\s(?:[^\W\d][\w’'-]*,?\s){1,7}?(?:has|have|had)\s(?:been\b|\w+ed\b|known|told|thought|taught|said|done|had)"
)
# "Dr Lee has run the clinic for 18 years"
_PRACTISED_BEFORE = re.compile(
    r"\b(?:Dr\.?|Prof\w*|[Ww]e|I|[Oo]ur|surgeons?|clinics?|team|doctors?|hospitals?|she|he|who)\b[^.;]{0,40}?"
    r"\b(?:has|have|had|['’]ve)\s(?:been\s)?(?:run(?:ning)?|practi[sc](?:ed|ing)|work(?:ed|ing)|perform(?:ed|ing)"
    r"|offer(?:ed|ing)|stud(?:ied|ying)|taught|teaching|led|leading|speciali[sz](?:ed|ing)|written|writing|placed"
    r"|placing|research(?:ed|ing)|headed|heading)\b[^.;]{0,60}\sfor\s" + _SOME
)
_SPENT_BEFORE = re.compile(r"\bspent\s" + _SOME)
_SPENT_AFTER = re.compile(r"\s(?:studying|working|treating|research\w*|teaching|writing|investigating|looking|as\sa)\b")
_CAREER_AFTER = re.compile(
    r"\sof\s(?:(?:\w+\s){0,2}(?:experience|practice|research|expertise|progress)|(?:working|studying|treating))\b"
    r"|\sin\spractice\b|['’]\sexperience\b"
)
_PATIENTS = re.compile(r"\b(?:patients?|participants?|women|men|people|children|adults)\b")
# "1-hour postprandial glucose", "2-hour pain freedom"
_MEASURED_AFTER = re.compile(
    r"\s(?:postprandial|post-?load|post-?challenge|fasting|plasma|glucose|OGTT|pain[\s-]free\w*|sustained|urin\w+"
    r"|ambulatory|recall|pad\stest|walk)\b"
)
_HYPHENS = frozenset("-‐‑")
# "It lasts for two hours", "is given for six months at most", "448 patients were treated for a year"
_LASTS_BEFORE = re.compile(
    r"\b(?:(?:last(?:s|ed|ing)?|stay(?:s|ed)?(?:\s\w+)?|persist(?:s|ed)?|(?:is|are|be)\s(?:given|taken|used|prescribed|worn"
    r"|applied|continued))\s(?:for|over)"
    r"|(?:treated|given|took|taken|received|wore|worn|used|applied|prescribed)\b[^.;:,()]{0,40}?\sfor)\s"
    r"(?:(?:up\sto|about|at\sleast|at\smost|more\sthan|over|a|an|only|around|between)\s){0,2}\Z"
)
# "A 14-day course of antibiotics" says how long it was taken.
_ONE_BEFORE = re.compile(r"\b[Aa]n?\s\Z")
_COURSE_AFTER = re.compile(r"\s(?:[\w-]+\s){0,2}?(?:course|programme|program|regimen)\b")
# "Back at work after 3.5 days instead of 5.9", "took 1.6 days after the balloon and 4.8 days after surgery"
_SET_AGAINST = re.compile(
    r"\s(?:instead\sof|rather\sthan|as\sopposed\sto|against|versus|vs\.?|compared\s(?:with|to))\s(?:(?:about|only|nearly|some)\s)?"
    r"(?:\d|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
)
_SET_AGAINST_TOO = re.compile(
    r"\b(?:minute|hour|day|night|week|month|year)s?\s(?:instead\sof|rather\sthan|as\sopposed\sto|against|versus|vs\.?)"
    r"\s(?:(?:about|only|nearly|some)\s)?\Z"
)
_LASTED_TOO = re.compile(
    r"\b(?:took|lasted|averaged|needed|spent|stayed)\s[^;,()]{0,16}?\b(?:minute|hour|day|night|week|month|year)s?\b[^.;,()]{0,30}"
    r"\s(?:and|but|versus|against)\s(?:(?:about|only|nearly|just)\s)?\Z"
)
# "Ring the ward (01632 960 114, 24 hours a day)"
_TELEPHONE = re.compile(r"(?<!\d)\d{3,5}[ -]?\d{3}[ -]?\d{3,4}[)\s,;:(–-]{1,4}(?:open\s|available\s)?\Z")
# "At six weeks the group did better", "By two years, scores had drifted back"
_OPENS_WITH_TIME = re.compile(
    r"(?:\A|[.;:?!]\s)(?:\W)?(?:At|After|By)\s(?:(?:about|around|nearly|over|another|a\smedian\sof|a\smean\sof|an\saverage\sof)\s)?\Z"
)
_HAPPENED_BEFORE = re.compile(
    r"\b(?:died|recurred|relapsed|came\sback|reappeared|developed|appeared)\b[^.;,]{0,40}\s\Z"
)


def is_old_work(before: str, after: str) -> bool:
    """Whether a number of years is the age of a study, a paper, an idea: `a study that is now 25 years old`."""
    return bool(_OLD_AFTER.match(after)) and bool(_OLD_WORK.search(before))


def is_history(before: str, after: str, *, told_beside: bool) -> bool:
    """Whether a time tells how long somebody has practised or all have believed something.

    `told_beside` says that the sentence holds a result, which such a belief does not.
    """
    if _CAREER_AFTER.match(after) or (_SPENT_BEFORE.search(before) and _SPENT_AFTER.match(after)):
        return True
    if _PRACTISED_BEFORE.search(before) and not _PATIENTS.search(before):
        return True
    if told_beside or not _HISTORY_BEFORE.search(before) or _PATIENTS.search(after):
        return False
    return _HAS_BEEN_AFTER.match(after) is not None


def lasts(before: str) -> bool:
    """Whether the words before a time make it what is told: `stays up for`, `is given for`."""
    return _LASTS_BEFORE.search(before) is not None


def is_opening_time(before: str) -> bool:
    """Whether a time stands behind a telephone number: when it is answered."""
    return _TELEPHONE.search(before) is not None


def is_course(text: str, before: str, after: str) -> bool:
    """Whether a time says how long a treatment goes on: `a 14-day course`."""
    return (
        not _HYPHENS.isdisjoint(text)
        and _ONE_BEFORE.search(before) is not None
        and _COURSE_AFTER.match(after) is not None
    )


def is_compared(before: str, after: str) -> bool:
    """Whether a time is set against another: `3.5 days instead of 5.9`."""
    if _SET_AGAINST.match(after):
        return True
    return _SET_AGAINST_TOO.search(before) is not None or _LASTED_TOO.search(before) is not None


def opens_sentence(before: str) -> bool:
    """Whether a time opens its sentence behind a preposition that says when: `At six weeks`."""
    return _OPENS_WITH_TIME.search(before) is not None


def told_later(before: str, after: str) -> bool:
    """Whether `22 years later` tells how long it took until something happened: `died 22 years later`."""
    return after.startswith(" later") and _HAPPENED_BEFORE.search(before) is not None


def times_measure(text: str, after: str) -> bool:
    """Whether a time is part of the name of a measure: `1-hour postprandial glucose`."""
    return not _HYPHENS.isdisjoint(text) and _MEASURED_AFTER.match(after) is not None
