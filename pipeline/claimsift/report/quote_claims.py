"""Claims in words: the number as the article has it, its sentence cut at it, its source in one line."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from claimsift.report.statements import Corpus, Statement

_FEW = 1_000  # claims on a page up to which each is shown with what surrounds its sentence
_CONTEXT = 160  # characters on each side of a claim's number


@dataclass(frozen=True, slots=True)
class Cited:
    """One source of a claim: the key printed in the article, who wrote it or its first words, and where it is found."""

    key: str
    words: str
    address: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One claim in its context: the text before, at and after its number, and its sources."""

    statement: Statement
    before: str
    at: str
    after: str
    cited: tuple[Cited, ...]


def list_entries(corpus: Corpus, statements: Sequence[Statement]) -> list[Entry]:
    """The claims in context; on a page with more than 1,000 that is the sentence, and sources are named shortly."""
    texts = {material.article["article_id"]: material for material in corpus.materials}
    entries = []
    for statement in statements:
        claim, material = statement.claim, texts[statement.article_id]
        quantity, sentence = claim["quantity"], claim["sentence"]
        start, end = sentence["start"], sentence["end"]
        if len(statements) <= _FEW:
            start, end = min(start, quantity["start"] - _CONTEXT), max(end, quantity["end"] + _CONTEXT)
        text = material.text
        start, end = _whole_words(text, start, end)
        references = {reference["reference_id"]: reference for reference in material.references}
        keys = claim["citation"]["references"] if claim["citation"] else ()
        name = name_source if len(statements) <= _FEW else cite
        entries.append(
            Entry(
                statement,
                ("… " if start > 0 else "") + text[start : quantity["start"]],
                text[quantity["start"] : quantity["end"]],
                text[quantity["end"] : end] + (" …" if end < len(text) else ""),
                tuple(_cited(key, references.get(key), name) for key in keys),
            )
        )
    return entries


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """The bounds inside the text, moved out to the next white space where they cut a word."""
    start, end = max(0, start), min(len(text), end)
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return start, end


def quote_sentence(claim: Mapping[str, Any]) -> tuple[str, str, str]:
    """The claim's sentence before, at and after its number; the number is empty where it lies outside."""
    sentence, quantity = claim["sentence"], claim["quantity"]
    start, end = quantity["start"] - sentence["start"], quantity["end"] - sentence["start"]
    text = sentence["text"]
    if not 0 <= start < end <= len(text):
        return text, "", ""
    return text[:start], text[start:end], text[end:]


def bounded(claim: Mapping[str, Any]) -> str:
    """The number as the article has it, with its modifier: `at most 28%`; `three or more` says it itself."""
    quantity = claim["quantity"]
    said = re.search(r"\bor (?:more|less|fewer|over|under|older|younger|above|below)\b", quantity["text"])
    modifier = "" if said else (quantity["modifier"] or "").replace("_", " ")
    return f"{modifier} {quantity['text']}".strip()


def who(reference: Mapping[str, Any]) -> str:
    """First author and year of a work; nothing where neither is known."""
    csl = reference["csl"] or {}
    authors = _authors(csl)
    return " ".join(part for part in (authors[0] if authors else "", _year(csl)) if part)


def cite(reference: Mapping[str, Any]) -> str:
    """A work in few words: author and year, else the beginning of what the article prints."""
    return who(reference) or cut(reference["raw"] or reference["url"] or reference["reference_id"], 40)


def name_source(reference: Mapping[str, Any]) -> str:
    """A work in one line: authors, year, title."""
    csl = reference["csl"] or {}
    authors = _authors(csl)
    first = authors[0] + (" et al." if len(authors) > 1 else "") if authors else ""
    parts = [part for part in (first, _year(csl), csl.get("title", "")) if part]
    return (
        ". ".join(part.rstrip(".") for part in parts)
        if csl.get("title")
        else reference["raw"] or reference["url"] or reference["reference_id"]
    )


def address(reference: Mapping[str, Any]) -> str | None:
    """Where the work is to be found; only http addresses become links."""
    if reference["doi"]:
        return f"https://doi.org/{reference['doi']}"
    url = reference["url"]
    return url if url and re.match(r"https?://", url) else None


def _cited(key: str, reference: Mapping[str, Any] | None, name: Callable[[Mapping[str, Any]], str]) -> Cited:
    if reference is None or (reference["raw"] is None and reference["url"] is None):
        return Cited(key, "not in the article's list", None)
    return Cited(key, cut(name(reference), 90), address(reference))


def _authors(csl: Mapping[str, Any]) -> list[str]:
    return [name.get("family") or name.get("literal") or "" for name in csl.get("author", ())]


def _year(csl: Mapping[str, Any]) -> str:
    return str(next(iter((csl.get("issued") or {}).get("date-parts", [[""]])[0]), ""))


def cut(text: str, most: int) -> str:
    """The text on one line, with at most so many characters."""
    flat = " ".join(text.split())
    return flat if len(flat) <= most else flat[: most - 1].rstrip() + "…"
