"""Claims as statements that can be compared across articles: which work they cite, in which words, in which version."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz
from rapidfuzz.utils import default_process

from claimsift.stages.write.read_material import ArticleMaterial, read_material
from claimsift.stages.write.read_run import read_info

_NUMBERS = re.compile(r"\[?\(?[\d.,%]+(?:[–-]\d+)?\)?\]?")
_TITLE_KEY = 40  # letters of a title that tell works apart


@dataclass(frozen=True)
class Statement:
    """One claim with what it is compared by: the works it cites, by key, and its article's group of versions."""

    claim: Mapping[str, Any]
    works: frozenset[str]
    version_of: str

    @property
    def article_id(self) -> str:
        return str(self.claim["article_id"])

    @cached_property
    def bounds(self) -> tuple[float, float] | None:
        """The value as an interval; both ends are equal for one number."""
        value = self.claim["quantity"]["value"]
        if value is None:
            return None
        return (value[0], value[1]) if isinstance(value, list) else (value, value)

    @cached_property
    def measure(self) -> tuple[str, str | None]:
        """What kind of number it is: only numbers of one measure are compared."""
        return self.claim["kind"], self.claim["quantity"]["unit"]

    @cached_property
    def reading(self) -> tuple[tuple[float, float] | None, str | None]:
        """What the article says the number is: its value and its modifier."""
        return self.bounds, self.claim["quantity"]["modifier"]

    @property
    def bound(self) -> str | None:
        """The modifier where it bounds the number; `about` does not."""
        modifier = self.claim["quantity"]["modifier"]
        return None if modifier == "about" else modifier

    @cached_property
    def words(self) -> str:
        """The sentence without its numbers, for comparing."""
        return default_process(_NUMBERS.sub(" ", self.claim["sentence"]["text"]))

    @cached_property
    def outcome(self) -> str:
        """The outcome in small letters, or nothing."""
        part = self.claim["outcome"]
        return default_process(part["text"]) if part else ""

    @cached_property
    def treatment(self) -> str | None:
        """The treatment's concept, or its name in small letters."""
        part = self.claim["treatment"]
        return (part["concept_id"] or part["name"].lower()) if part else None

    @property
    def treatment_name(self) -> str:
        """The treatment's name in small letters, or `none`."""
        part = self.claim["treatment"]
        return str(part["name"]).lower() if part else "none"


@dataclass(frozen=True)
class Corpus:
    """A whole run in memory, ready to be compared and shown."""

    folder: Path
    info: dict[str, Any]
    materials: tuple[ArticleMaterial, ...]
    statements: tuple[Statement, ...]
    works: dict[str, dict[str, Any]] = field(default_factory=dict)  # a reference line for each work, by key
    versions: dict[str, str] = field(default_factory=dict)  # the group of versions of each article that was read

    @property
    def claim_ids(self) -> list[str]:
        return [statement.claim["claim_id"] for statement in self.statements]


def read_corpus(folder: Path, *, reviewed: bool = False) -> Corpus:
    """The run with every claim as a statement.

    Raises:
        RunError: the folder holds no complete run, or no reviewed state.
    """
    materials = tuple(read_material(folder, reviewed=reviewed))
    groups = {m.article["article_id"]: m.article["same_article_as"] for m in materials}
    versions = {m.article["article_id"]: _first_version(m.article["article_id"], groups) for m in materials if m.text}
    works: dict[str, dict[str, Any]] = {}
    statements = []
    for material in materials:
        keys = {reference["reference_id"]: work_key(reference) for reference in material.references}
        for reference in material.references:
            key = keys[reference["reference_id"]]
            if key:
                works.setdefault(key, reference)
        for claim in material.claims:
            cited = claim["citation"]["references"] if claim["citation"] else ()
            cites = frozenset(key for name in cited if (key := keys.get(name)))
            statements.append(Statement(claim, cites, _first_version(claim["article_id"], groups)))
    return Corpus(folder, read_info(folder), materials, tuple(statements), works, versions)


def work_key(reference: Mapping[str, Any]) -> str | None:
    """What tells one cited work from another, the same in every article; None where the entry says too little.

    A DOI is no key: one article prints it and another does not. First author, year and title are what all print.
    """
    csl = reference["csl"] or {}
    title = re.sub(r"[^a-z0-9]", "", str(csl.get("title", "")).lower())[:_TITLE_KEY]
    year = str(next(iter((csl.get("issued") or {}).get("date-parts", [[""]])[0]), ""))
    if len(title) >= _TITLE_KEY // 2:
        return title
    author = next((str(name.get("family") or name.get("literal") or "") for name in csl.get("author", ())), "").lower()
    if author and year and title:
        return f"{author} {year} {title}"
    return reference["doi"] or reference["url"] or (f"{author} {year}" if author and year else None)


def similarity(first: Statement, second: Statement) -> float:
    """How alike the words of two statements' sentences are, 0 to 100; numbers are left out."""
    return fuzz.token_set_ratio(first.words, second.words) if first.words and second.words else 0.0


def compatible(first: Statement, second: Statement) -> bool:
    """Whether two values can be the same number: equal, or one written with fewer digits."""
    if first.bounds is None or second.bounds is None:
        return False
    return all(abs(a - b) <= 0.005 * max(abs(a), abs(b)) for a, b in zip(first.bounds, second.bounds, strict=True))


def _first_version(article_id: str, groups: Mapping[str, str | None]) -> str:
    seen = [article_id]
    while (before := groups.get(seen[-1])) and before not in seen:
        seen.append(before)
    return min(seen) if groups.get(article_id) else article_id
