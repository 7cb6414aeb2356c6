"""The words around a number that say that it is an effect: by how much something changed or differs."""

from __future__ import annotations

import re

from claimsift.stages.detect_claims.any_case import AnyCase

EFFECT_NAME = re.compile(
    r"(?:\b(?:a?OR|a?RR|[as]?HR|aSHR|SHR|IRR|SMR|SMD|NNT|NNH|WMD|RRR|ARR|RD|MD|[Cc]ohen['’]s\sd)\b"
    r"|\bd\s?=\s?\Z|(?i:(?:odds|risk"
    r"|hazards?|rate|likelihood|prevalence)\sratios?|relative\srisks?"
    r"|(?:standardi[sz]ed\s)?mean\sdifferences?|(?:absolute|risk|weighted|between-group"
    r"|treatment)\s(?:risk\s)?(?:difference|reduction|effect)|effect\ssizes?|number\sneeded\sto\s(?:be\s)?(?:treat(?:ed)?"
    r"|harm|screen(?:ed)?|vaccinated?)|correlation(?:\scoefficient)?|regression\scoefficient))[^.;!?]{0,45}\Z",
)
_DIRECTION = (
    r"(?:reduc\w*|decreas\w*|increas\w*|lower\w*|improv\w*|declin\w*|drop\w*|r[io]se\w*|rais\w*|fall\w*"
    r"|fell|cut\w*|greater|higher|fewer|less|more|shorter|longer|worse\w*|gain\w*|loss|growth|prevent\w*"
    r"|protect\w*|efficac\w*|effective)"
)
EFFECT_AFTER = AnyCase(
    r"\s?[)\]]?\s(?:\([^()]{2,20}\)\s)?(?!of\s)(?:(?:[^\W\d_][\w-]*\s){0,2}?(?:relative\s|risk\s|absolute\s|greater\s|lower\s|higher\s"
    r"|overall\s|further\s|significant\s)?(?:reduction|decrease|increase|decline|drop|rise|fall"
    r"|improvement|difference|change|growth|gain)s?\b(?!\sin\sthose)|(?:lower|higher|greater|less|more"
    r"|fewer|smaller|larger|shorter|longer|worse|better|faster|slower|thicker|older|younger)\b(?!\sor\b)"
    r"|(?:reduced|increased|decreased|elevated|effective|efficacious|(?:direct\s|overall\s)?(?:protection"
    r"|protective))\b)",
)
# "Reduced pain by 40%", "down by 64%", "cut it by a third"; not "used by 40% of", "caused by 5% of".
EFFECT_BY = AnyCase(
    r"\bby\s(?:(?:as much as|as many as|at least|up to|about|more than|less than|nearly|almost|over|only"
    r"|just|approximately|an?|some"
    r"|around|another|roughly|an average of|a mean of|a further|a mere)\s){0,2}\(?\Z",
)
# "Nausea was reported by 2% and rash by 5%" tells shares of people.
DONE_BY = re.compile(
    r"\b(?:reported|experienced|achieved|reached|attained|used|shared|endorsed|given|named|stated|picked|noted|described|cited|mentioned|preferred|chosen|made|taken|attended|completed|answered"
    r"|affected|followed|accepted|tolerated|rated|felt|seen|expressed|held)\b(?:\s[\w-]+){0,2}\sby\s"
)
DIRECTED = re.compile(rf"\b{_DIRECTION}\b", re.IGNORECASE)
OF_GROUP = AnyCase(
    r"\s?of\s(?!the\s(?:baseline|original|initial))|\s(?:of\s)?(?:patients|people|women|men"
    r"|participants)\b",
)
EFFECT_OF = AnyCase(
    r"\b(?:reduction|decrease|increase|decline|drop|rise|fall(?!s)|improvement|difference|change|gap|growth"
    r"|effectiveness|efficacy|protection|VE|loss)s?\b(?:\s(?:in|of|at|after|with)\s[^.;,!?]{0,60}?)?\s(?:of|was|were|is|=|around|between)"
    r"\s(?:(?:about|up to"
    r"|at least|more than|only|nearly|almost|over|approximately|an?|some|just)\s){0,2}\(?\Z",
)
CHANGED_DIRECTLY = AnyCase(
    r"\b(?:(?:decreas|reduc|increas|improv|declin|dropp?|lower|rais|climb|jump|plung|soar|surg|plummet)(?:es|ed|ing|s)?"
    r"|fell|falls|fallen|rose|rises|risen|grew|grown|shrank|shrunk)\s(?:(?:about|up to|at least|more than"
    r"|only|nearly|almost|over|an?|around|some|approximately|by|roughly|as much as)\s){0,2}\Z",
)
UP_DOWN = AnyCase(
    r"(?<!made\s)(?<!make\s)(?<!makes\s)(?<!making\s)(?<![\w-])(?:up|down)\s(?:(?:about|nearly|almost|roughly|around|over|some)\s)?\Z",
)
# "Lowers pressure by 5 mm Hg", "came down by 1.4 mmHg", "a drop of two points": how much it changed.
CHANGED_BY = AnyCase(
    r"\b(?:fall(?:s|en|ing)?|fell|decreas\w*|increas\w*|r[io]se[sn]?|rising|improv\w*|reduc\w*|drop\w*|declin\w*|gr[eo]w\w*|lower\w*"
    r"|rais\w*|climb\w*|cuts?|cutting|shr[aiu]nk\w*|down|up|ahead|differ\w*|shorten\w*|shorter|longer|higher|worsen\w*|beat\w*|outperform\w*"
    r"|slipp?\w*|chang\w*)\b"
    r"[^.;!?]{0,60}?\sby\s(?:(?:as much as|at least|up to|about|more than|less than|nearly|almost|over|only|just"
    r"|approximately|an?|another"
    r"|around|roughly|average|mean|median|of|further|mere|some)\s){0,4}\Z"
    r"|\b(?:an?|the|mean|average|median)\s(?:[\w-]+\s){0,2}?(?:reduction|decrease|increase|decline|drop|rise|fall|improvement|gain)"
    r"\sof\s(?:(?:about|approximately|up to|at least|more than|only|nearly|almost|over|around|roughly|just"
    r"|some)\s){0,2}\Z",
)
TREAT_SO_MANY = AnyCase(
    r"\b(?:need(?:s|ed)?|have|has|had)\sto\s(?:treat|screen|vaccinate)\s(?:(?:about|around|some|nearly|at least)\s)?\Z",
)
NUMBER_NEEDED = re.compile(r"\b[Nn]umbers?\sneeded\sto\s(?:be\s)?(?:treat|harm|screen|vaccinate)\w*\b[^.;!?]{0,45}\Z")
# "Delayed onset by 4 years", "a reduction of 3.9 days": a change in a time, not a time.
TIME_CHANGED = AnyCase(
    r"\b(?:delay|postpon|prolong|extend|shorten|shorter|longer|less|more|reduc|increas|improv|lengthen|cut|decreas|forward|earlier|sooner)\w*\b[^.;!?]{0,70}\sby\s"
    r"(?:(?:about|up to|at least|more than|only|nearly|almost|over|an?|average|mean|median|of"
    r"|around|just|some)\s){0,4}\Z"
    r"|\b(?:reduction|decrease|increase|difference|gain|improvement|prolongation|delay)s?\b[^.;!?\d]{0,60}\sof\s"
    r"(?:(?:about|up to|at least|more than|only|nearly|almost|over|around|just|some)\s){0,2}\Z",
)
TIME_CHANGE_AFTER = re.compile(
    r"[\s-](?:significant\s|mean\s|median\s|absolute\s|relative\s|average\s)?(?:reduction|decrease|increase|difference|improvement|delay|gain|prolongation|extension)s?\b"
    r"|\s(?:gained|saved)\b"
)
NEEDED_TO_TREAT = re.compile(
    r"[^.;!?()]{0,55}?\b(?:needs?|needed|must|have|has)\s(?:would\s)?(?:to\s)?be\s(?:treated|screened|vaccinated)"
    r"|[^.;!?()\d]{0,30}\band\s\d+\s\w+\sneed\sto\sbe\streated"
    # "put mesh into 46 people to prevent one recurrence", "eight have to be given it for sparing one of them pain"
    r"|\s(?:[\w-]+\s){0,2}?(?:need|needed|must|have|has|had)\s(?:to\s)?be\s[\w\s-]{2,40}?\s(?:to\s(?:prevent|avoid|avert|spare|save)"
    r"|for\s(?:preventing|avoiding|averting|sparing|saving))\s(?:just\s|only\s)?(?:an?|one|1)(?![\w-])"
    r"|\s(?:[\w-]+\s){0,3}?to\s(?:prevent|avoid|avert|spare|save|cure|stop)\s(?:just\s|only\s)?(?:an?|one|1)(?![\w-])(?!\s\w+s\b)"
)
PREVENTED = AnyCase(
    r"\b(?:prevent(?:s|ed|ing)?|averted|eliminated)\s(?:(?:about|perhaps|up to|at least|more than|nearly|almost"
    r"|over|approximately|an estimated)\s){0,2}\Z",
)
THAN = AnyCase(
    r"\s(?:more|less|longer|shorter|higher|lower|fewer|greater|older|younger|heavier|lighter|earlier|later"
    r"|better|worse|taller)\b(?:\s[\w-]+){0,5}?\s(?:than|compared\s(?:with|to)|vs\.?|versus)\b"
    r"|\sfewer\b|\s(?:points?\s)?(?:better|worse)\b|\s(?:up|down)\son\b|\s(?:above|below|ahead\sof)\s(?:that|those|the\s(?:other|control|placebo|average|comparison))\b",
)
# "0.2 points lower", "3 mmol/L higher": a difference, whatever it is from.
APART = re.compile(
    r"\s(?:(?:lower|higher|less|better|worse|apart|greater|smaller|taller|heavier|lighter|wider|narrower|thicker|thinner"
    r"|deeper|louder|quieter|softer|stronger|weaker|larger|bigger)\b(?!\sor\b)|(?:more|less)\s[a-z]+ly\b)"
)
SOONER = AnyCase(
    r"\s(?:sooner|faster|longer|shorter|more|less|fewer|higher|lower)\b(?!\s(?:in|at|on"
    r"|the)\s(?:day|week|study|trial))",
)
RESTATED = AnyCase(
    r"\b(?:improv|gain|gr[eo]w|reduc|decreas|drop|f[ea]ll|increas|r[io]s|los|lower|chang)\w*\b(?:[^.;!?]"
    r"|\.(?=\d)){0,80},?\sor"
    r"\s(?:about\s|nearly\s)?\Z",
)
DIFFERENCE = AnyCase(
    r"\bdifferences?:?\s\(?\Z|\b(?:difference|lead|advantage|gap|benefit)\b[^.;!?]{0,90}?\s(?:was|of|is|averaged)\s(?:only\s"
    r"|about\s|just\s)?\Z"
    r"|\b(?:gain|drop|reduction|effect\ssize)\b[^.,;!?]{0,40}?\s(?:was|is|averaged)\s(?:only\s|about\s|just\s)?\Z",
)
RATIO_WORDS = re.compile(r"\b(?:OR|RR|HR|ratios?|relative\srisks?|multiplied|coefficient)\b")
NAMED_EFFECT = re.compile(r"(?:reduction|difference|effect)(?!.*\b(?:as|is\sa)\b)")
LOST_WEIGHT = AnyCase(
    r"\b(?:los[et]|losing|loses|shed|gain(?:ed|s|ing)?)\s(?:(?:about|up to|at least|more than|only|nearly|almost"
    r"|over|between|from|an?|average|of|around|just)\s){0,3}\Z",
)
CHANGED_FROM = AnyCase(r"\bfrom\s(?:about\s)?\Z")
# The words with which the patterns above that reach up to a number end; most numbers stand behind others.
_LAST_WORDS = frozenset(
    (
        *("by", "of", "from", "to", "or", "was", "were", "is", "=", "between", "averaged", "up", "down"),
        *("about", "around", "roughly", "approximately", "nearly", "almost", "over", "only", "just", "some"),
        *("least", "than", "many", "much", "as", "a", "an", "another", "further", "mere", "estimated", "perhaps"),
        *("average", "mean", "median", "difference", "differences", "treat", "screen", "vaccinate"),
        *("lose", "lost", "losing", "loses", "shed", "gain", "gained", "gains", "gaining"),
        *("prevent", "prevents", "prevented", "preventing", "averted", "eliminated"),
        *("fell", "falls", "fallen", "rose", "rises", "risen", "grew", "grown", "shrank", "shrunk"),
    )
)
_LAST_REACH = 30  # characters
_SIGNS = re.compile(r"\W+")
_LAST_STEMS = re.compile(
    r"(?:decreas|reduc|increas|improv|declin|dropp?|lower|rais|climb|jump|plung|soar|surg|plummet)(?:e?s|ed|ing)?"
)


def ends_in_cue(before: str) -> bool:
    """Whether the text before a number can end in one of the patterns for what stands there.

    >>> ends_in_cue("pain fell by about "), ends_in_cue("a study of the first ")
    (True, False)
    """
    words = before[-_LAST_REACH:].lower().removesuffix("(").split()
    token = words[-1].removesuffix(":") if words else ""
    last = _SIGNS.split(token)[-1] or token[-1:]
    return last in _LAST_WORDS or _LAST_STEMS.fullmatch(last) is not None
