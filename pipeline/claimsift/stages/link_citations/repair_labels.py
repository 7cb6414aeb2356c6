"""Puts right what a sequence model cannot know about a reference: rules of print that hold in every style."""

from __future__ import annotations

import re

from claimsift.stages.link_citations.reference_features import Token

_INITIALS = re.compile(r"[A-Z]{1,3}\Z")
_MONTH = re.compile(r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\Z", re.IGNORECASE)
_PLAIN_NAME = re.compile(r"\s*[^\W\d_][^.,;:]{1,40}\s[A-Z]{1,3}\s*")
_YEAR = re.compile(r"(?:1[89]|20)\d\d\Z")
_GAP = 2  # tokens that may be left open inside one part


def repair_labels(raw: str, tokens: list[Token], labels: list[str]) -> list[str]:
    """The labels with identifiers outside every part, small gaps closed and borders where print has them."""
    fixed = ["other" if token.kind else label for token, label in zip(tokens, labels, strict=True)]
    _close_gaps(tokens, fixed)
    _end_authors(raw, tokens, fixed)
    _start_title_after_names(tokens, fixed)
    _start_container_with_capital(tokens, fixed)
    _name_organisation(tokens, fixed)
    _bracketed_issue(tokens, fixed)
    if "date" not in fixed:  # "Saunders; 2009:112-130": a year before the pages
        fixed = ["date" if x == "volume" and _YEAR.match(t.text) else x for t, x in zip(tokens, fixed, strict=True)]
    if "title" not in fixed and "volume" not in fixed and ("publisher" in fixed or "pages" not in fixed):
        fixed = ["title" if label == "container" else label for label in fixed]  # a book, or a page of the web
    return [
        "date" if label == "volume" and _MONTH.match(t.text) else label for t, label in zip(tokens, fixed, strict=True)
    ]


def _close_gaps(tokens: list[Token], labels: list[str]) -> None:
    """Signs that the model left out between two runs of one label belong to it."""
    index = 0
    while index < len(labels):
        label = labels[index]
        after = index + 1
        while after < len(labels) and labels[after] == label:
            after += 1
        if label in ("title", "container", "author", "publisher"):
            gap = after
            while gap < len(labels) and gap - after <= _GAP and labels[gap] == "other" and not tokens[gap].kind:
                gap += 1
            if after < gap < len(labels) and labels[gap] == label and gap - after <= _GAP:
                labels[after:gap] = [label] * (gap - after)
        index = after


def _end_authors(raw: str, tokens: list[Token], labels: list[str]) -> None:
    """`Lind M, Roe KA. Prospective, …`: initials without stops end the names at the first stop."""
    start = next((i for i, label in enumerate(labels) if label == "author"), None)
    if start is None:
        return
    for index in range(start + 2, len(tokens) - 2):
        if labels[index] != "author":
            return
        if tokens[index].text != ".":
            continue
        names = raw[tokens[start].start : tokens[index].start].split(",")
        word, after = tokens[index + 1].text, tokens[index + 2].text
        # "Lind M. Roe K." goes on with names, "Lind M., Phys. Rev." had stops after initials all along.
        starts_title = word.isalpha() and word[0].isupper() and len(word) > 2 and not _INITIALS.match(after)
        listed = len(names) > 1 and all(_PLAIN_NAME.fullmatch(name) for name in names)
        if listed and starts_title and after != ".":
            stop = index + 1
            while stop < len(labels) and labels[stop] == "author":
                labels[stop] = "title"
                stop += 1
            labels[index] = "other"
            _join_to_title(tokens, labels, stop)
        return


def _join_to_title(tokens: list[Token], labels: list[str], stop: int) -> None:
    """Words between the regained start of a title and its rest are title too."""
    for ahead in range(stop, min(stop + 6, len(labels))):
        if labels[ahead] == "title":
            labels[stop:ahead] = ["title"] * (ahead - stop)
            return
        if labels[ahead] != "other" or tokens[ahead].kind:
            return


def _start_title_after_names(tokens: list[Token], labels: list[str]) -> None:
    """`Lind M, Roe K. Poe A. A trial`: a name and initials at the head of a title are an author."""
    start = next((i for i, label in enumerate(labels) if label == "title"), None)
    if start is None or "author" not in labels[:start]:
        return
    for length in (2, 4):  # "Poe A." and "Bar-Poe A."
        stop = start + length
        if stop + 1 >= len(tokens) or tokens[stop].text != "." or not _INITIALS.match(tokens[stop - 1].text):
            continue
        family = tokens[start : stop - 1]
        if family[0].text[0].isupper() and not family[0].text.isupper() and (length == 2 or family[1].text in "-‐'’"):
            labels[start:stop] = ["author"] * length
            before = start - 1
            while before >= 0 and labels[before] == "other":
                labels[before] = "author"
                before -= 1
            labels[stop] = "other"
            return


def _start_container_with_capital(tokens: list[Token], labels: list[str]) -> None:
    """A journal's name starts with a capital: small words before it end the title that runs on into it."""
    borders = (i for i in range(1, len(labels)) if labels[i] == "container" and labels[i - 1] == "title")
    index = next(borders, len(labels))
    while index < len(labels) and labels[index] == "container" and tokens[index].text.islower():
        labels[index] = "title"
        index += 1


def _name_organisation(tokens: list[Token], labels: list[str]) -> None:
    """Words before the title of a reference without authors name the organisation that wrote it."""
    if "author" in labels:
        return
    if "title" not in labels and "container" in labels and "volume" not in labels:
        start = labels.index("container")  # "Ward Safety Board (WSB). Annual report. 2014."
        if sum(token.text.isalpha() for token in tokens[:start]) < 2 or not set(labels[:start]) <= {"other", "editor"}:
            return
        labels[start:] = ["title" if label == "container" else label for label in labels[start:]]
    if "title" not in labels:
        return
    start = labels.index("title")
    head = tokens[:start]
    words = [token for token in head if token.text.isalpha()]
    if words and not any(token.kind or token.text.isdigit() for token in head) and words[0].text[0].isupper():
        last = max(index for index in range(start) if tokens[index].text.isalpha())
        last += last + 1 < start and tokens[last + 1].text == ")"
        labels[: last + 1] = ["author"] * (last + 1)


def _bracketed_issue(tokens: list[Token], labels: list[str]) -> None:
    """`6(Suppl 1):S155`: what stands in brackets right after the volume is the issue."""
    if "issue" in labels:
        return
    for index in range(1, len(tokens) - 2):
        if tokens[index].text == "(" and labels[index - 1] == "volume":
            stop = next((i for i in range(index + 1, min(index + 8, len(tokens))) if tokens[i].text == ")"), None)
            inside = tokens[index + 1 : stop] if stop is not None else []
            if stop is not None and inside and not any(_YEAR.match(token.text) for token in inside):
                labels[index + 1 : stop] = ["issue"] * (stop - index - 1)
            return
