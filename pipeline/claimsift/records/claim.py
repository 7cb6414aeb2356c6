"""The records of the contract: quantities, claims, rejections. Frozen, without spaCy or pydantic."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

SCHEMA_VERSION = "1.0"

Value = float | tuple[float, float]
Kind = Literal["proportion", "count", "measure", "duration", "dose", "effect", "money"]
Modifier = Literal["at_most", "at_least", "more_than", "less_than", "about"]
Assertion = Literal["asserted", "hedged", "negated", "hypothetical"]
Role = Literal["intervention", "comparator"]


@dataclass(frozen=True, slots=True)
class TextSpan:
    """Words of the article: `text == article.text[start:end]`."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Interval:
    """A confidence interval or range of an estimate; `level` in percent (95.0) or None."""

    low: float
    high: float
    level: float | None
    text: str


@dataclass(frozen=True, slots=True)
class Spread:
    """A standard deviation, standard error or interquartile range; `value` is a pair for an iqr."""

    kind: Literal["sd", "se", "iqr"]
    value: Value
    text: str


@dataclass(frozen=True, slots=True)
class PValue:
    """A p-value; `comparator` is one of `=`, `<`, `>`, `<=`, `>=`."""

    comparator: str
    value: float
    text: str


@dataclass(frozen=True, slots=True)
class Baseline:
    """The earlier level of a change (`from 20% to 10%`)."""

    text: str
    start: int
    end: int
    value: Value
    unit: str | None


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number or range as the text gives it; proportions are in percent.

    `form` names the way of writing (`percent`, `n_of_m`, `one_in`, …). `counted` are the words of the noun that is
    counted or measured right beside the number (`patients` in `45 patients`), where there is one.
    """

    text: str
    start: int
    end: int
    value: Value | None
    unit: str | None
    modifier: Modifier | None = None
    numerator: float | None = None
    denominator: float | None = None
    interval: Interval | None = None
    spread: Spread | None = None
    p_value: PValue | None = None
    baseline: Baseline | None = None
    form: str = "number"
    counted: TextSpan | None = None


@dataclass(frozen=True, slots=True)
class Rejection:
    """A quantity or number that was seen and is not a claim, and why."""

    text: str
    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Timepoint:
    """When: words of the text and, where they give one, an ISO 8601 duration."""

    text: str
    start: int
    end: int
    duration: str | None = None


@dataclass(frozen=True, slots=True)
class TreatmentMention:
    """A treatment named in the text. `name` is canonical: the long form of an abbreviation, the vocabulary's name.

    `source` says how it was found (`vocabulary`, `head`, `abbreviation`, `cue`, `arm`, `model`). A `generic` mention
    (`the injections`) names a kind of treatment, and any of that kind. Mentions with one `concept` are of one
    treatment.
    """

    name: str
    text: str
    start: int
    end: int
    concept_id: str | None = None
    source: str = "vocabulary"
    role: Role = "intervention"
    generic: bool = False
    concept: str = ""


@dataclass(frozen=True, slots=True)
class TreatmentLink:
    """The treatment that a claim is about."""

    name: str
    text: str
    start: int
    end: int
    concept_id: str | None
    role: Role
    method: str
    confidence: float


@dataclass(frozen=True, slots=True)
class CitationLink:
    """The reference-list entries that the article gives as a claim's source, and how they were found."""

    references: tuple[str, ...]
    markers: tuple[TextSpan, ...]
    method: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Check:
    """An audit flag; `compared` says in words what was compared with what."""

    name: str
    compared: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """Which rule or model found the claim, in which version of claimsift."""

    detector: str
    version: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A numeric claim: a quantity, what it is about, and where the article says it comes from."""

    claim_id: str
    article_id: str
    kind: Kind
    quantity: Quantity
    sentence: TextSpan
    provenance: Provenance
    outcome: TextSpan | None = None
    population: TextSpan | None = None
    timepoint: Timepoint | None = None
    treatment: TreatmentLink | None = None
    citation: CitationLink | None = None
    assertion: Assertion = "asserted"
    section: str | None = None
    confidence: float = 0.5
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """One choice that was considered: its name, place, score and the features that made the score."""

    name: str
    start: int | None
    end: int | None
    score: float
    features: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class TraceStep:
    """Why a stage decided as it did for one claim."""

    stage: str
    decision: str
    reason: str
    candidates: tuple[Candidate, ...] = ()


def hash_text(text: str) -> str:
    """SHA-256 of a text, in hex."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def make_claim_id(text_hash: str, start: int, end: int, kind: str) -> str:
    """Id that depends only on the article's text (see `hash_text`), the quantity's span and its kind."""
    return "clm_" + hashlib.sha256(f"{text_hash}\x00{start}\x00{end}\x00{kind}".encode()).hexdigest()[:20]
