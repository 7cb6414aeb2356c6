"""Tells ages from other numbers: `aged 50 or over`, `median age was 61`, `men over 40`."""

from __future__ import annotations

import re

from claimsift.stages.detect_claims.any_case import AnyCase

_AGE_AFTER = re.compile(r"\s?(?:of\sage|old\b)|-olds?\b", re.IGNORECASE)
_AGE_BEFORE = AnyCase(
    r"\b(?:aged?s?(?:\s(?:of|was|were|is|at\s\w+))?|aged\s(?:between|from)|(?:mean|median|average)\sage\b[^.;]{0,40}"
    r"|(?:over|under|by|before|after|until|beyond|past|reach(?:es|ed)?|from)\s(?:the\s)?age(?:\sof)?"
    r"|age\s(?:was|is|of|range|ranged|limit)[^.;]{0,20})\s?(?:[(=:,]\s?)?(?:between\s|from\s|over\s"
    r"|under\s|above\s|below\s)?\Z",
)
_PEOPLE_BEFORE = AnyCase(
    r"\b(?:women|men|adults|people|patients|those|children|anyone|everyone|persons|individuals|girls|boys"
    r"|americans|participants|subjects|(?:non-?)?smokers|athletes|players|drivers|users|workers|mothers|fathers|parents|males|females"
    r"|teenagers|students|survivors|anybody|somebody)"
    r"\s(?:who\s(?:are|were)\s)?(?:aged\s)?(?:over|under|above|below|older\sthan|younger\sthan)\s\Z",
)


# "They were under 18", "by the time they are 70", "most are over 65"
_THEY_ARE = AnyCase(
    r"(?:\b|(?<=%)|(?=%))(?:they|he|she|you|people|women|men|patients|adults|children|participants|those|who|most|sample|group|%|per\s?cent|third|half|quarter)(?:\s(?:is|are|was|were)\s(?:aged\s)?"
    r"(?:over|under|above|below|older\sthan|younger\sthan|at\sleast|between)|(?<=they)(?:\s(?:are|were|turn|turned|reach|reached))"
    r"|(?<=[sh]e)(?:\s(?:was|is|turns?|turned|reache[sd])))\s(?:about\s)?\Z",
)
_NO_NOUN_AFTER = re.compile(r"\s?(?:[,.;:)?!]|\Z|(?:and|or|but|when|had|with|at|have)\b)")
_RATIO_BEFORE = re.compile(r"\b(?:ratios?|OR|HR|RR|coefficient|increase|decrease|per)\b[^.;]*\Z")


_NAME_BEFORE = re.compile(r"[A-Z][\w’'-]+,\s\Z")
_COMMA_AFTER = re.compile(r",\s(?:an?\s|the\s|of\s|from\s|who\s|was\s|is\s|said|says|had|has|told|whose|died)")


# "aged 18 to 75 years (mean, 54.2 years)"
_MEAN_OF_AGES = AnyCase(
    r"\bage[sd]?\b[^.;()]{0,40}\(\s?(?:mean|median|average)(?:\sage)?,?\s?(?:of\s|was\s|=\s?|:\s?)?\Z",
)


def is_age(masked: str, start: int, end: int) -> bool:
    """Whether the number at `[start, end)` tells how old people are, with or without a unit."""
    if _AGE_AFTER.match(masked, end):
        return True
    if _NAME_BEFORE.search(masked, max(0, start - 30), start) and _COMMA_AFTER.match(masked, end):
        return True  # "Ann Reed, 54, said"
    before = masked[max(0, start - 70) : start]
    if _RATIO_BEFORE.search(before):
        return False
    if "(" in before and _MEAN_OF_AGES.search(before):
        return True
    if _AGE_BEFORE.search(before) or _PEOPLE_BEFORE.search(before):
        return True
    return _THEY_ARE.search(before) is not None and _NO_NOUN_AFTER.match(masked, end) is not None
