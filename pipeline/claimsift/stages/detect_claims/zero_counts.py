"""Reads counts of nobody and nothing: `no deaths`, `none of the 35`, `nobody died`, `without any complications`."""

from __future__ import annotations

import re

from claimsift.stages.detect_claims.drafts import Draft
from claimsift.stages.detect_claims.nouns import find_counted_noun
from claimsift.stages.detect_claims.scan_numbers import Number

_NONE_OF = re.compile(
    r"\sof\s(?:the|these|them|our|those|\d)|\sin\s(?:the\s)?(?:\w+\s){0,2}(?:group|arm|placebo|control|controls)\b"
)
_OF_THOSE = re.compile(r"\sof\s(?:the|these|our|those)\b(?!\s\d)")
# What happens to people, or what they do; not what everybody knows, thinks or likes.
_HAPPENED = (
    r"\s(?:(?:in|on|with|from|among|taking|given|receiving|who|treated)\b[^.;!?\d]{0,40}?\s)?(?:had(?!\s(?:been|\w+ed)\b)|died|developed|reported"
    r"|required|needed|experienced|withdrew|withdrawn|dropped|suffered|relapsed|stopped|received|underwent|discontinued|fainted"
    r"|collapsed|vomited|reached|completed|achieved"
    r"|(?:was|were|got)\s(?:\w+ly\s)?(?:lost|injured|hurt|harmed|killed|admitted|readmitted|hospitali[sz]ed|infected|excluded|withdrawn"
    r"|affected|missed|transferred|re-?operated))\b"
)
# "No patient needed surgery" counts; "no patient is alike" and "no doctor" do not.
_NO_PERSON = re.compile(
    r"\s(?:patient|participant|woman|man|child|infant|baby|adult|subject|person|case|death)" + _HAPPENED
)
_NEITHER_OF = re.compile(r"\sof\s(?:the|these|those|our)\s(?:two|2)\b", re.IGNORECASE)
# "No one knows" tells nothing; "no one in the placebo group had", "nobody died" count people.
_NO_ONE = re.compile(r"([\s-]one)" + _HAPPENED)
_NOBODY = re.compile(_HAPPENED)
_ANY = re.compile(r"\s(?:any|a\ssingle|one)(?=\s)", re.IGNORECASE)


def read_zero(masked: str, number: Number, index: int) -> Draft | str:
    """The draft of a word that counts nobody or nothing, or the reason why it counts not at all."""
    draft = Draft(number.start, number.end, 0.0, index, index, is_word=True, form="zero")
    word = number.text.lower()
    if word == "neither":
        return draft if _NEITHER_OF.match(masked, number.end) else "idiom"
    if word == "none":
        return _read_none(masked, draft)
    if number.text.isupper():
        return "idiom"
    if word == "nobody":
        draft.unit = "person"
        return draft if _NOBODY.match(masked, number.end) else "idiom"
    if no_one := _NO_ONE.match(masked, number.end):
        draft.end, draft.unit = no_one.end(1), "person"
        return draft
    if word == "without" and (any_of := _ANY.match(masked, number.end)):
        draft.end = any_of.end()
    noun = find_counted_noun(masked, draft.end, singular_too=word == "without")
    if noun is None and _NO_PERSON.match(masked, number.end):
        noun = find_counted_noun(masked, number.end, singular_too=True)
    if noun is None or noun.noun_class not in ("person", "event") or noun.distance > 3:
        return "idiom"
    if any(word[0].isupper() and word[1:].islower() for word in masked[draft.end : noun.start].split()):
        return "idiom"  # cells of a table: "No recommendation Test women"
    draft.noun, draft.unit = noun, noun.singular
    return draft


def _read_none(masked: str, draft: Draft) -> Draft | str:
    """`none of the 35`, `none in the placebo group`; `none of the women` counts women."""
    if not _NONE_OF.match(masked, draft.end):
        return "idiom"
    if those := _OF_THOSE.match(masked, draft.end):
        noun = find_counted_noun(masked, those.end())
        if noun is not None and noun.noun_class == "person":
            draft.noun, draft.unit = noun, noun.singular
    return draft
