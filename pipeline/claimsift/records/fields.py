"""The one table of fields: schema, docs and DataFrame columns are made from it; lines are written in its order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from claimsift.records.article import Status
from claimsift.records.claim import Assertion, Kind, Modifier, Role

# `value` is a number or a pair [low, high]; `map` is an object with free keys; `list` holds `of` objects or strings.
FieldType = Literal["string", "integer", "number", "value", "object", "map", "list"]


@dataclass(frozen=True, slots=True)
class Field:
    """One key of a line: always present; `null` where `nullable` and not known."""

    name: str
    type: FieldType
    about: str
    nullable: bool = False
    values: tuple[str, ...] = ()
    of: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True)
class FileShape:
    """One file of a run."""

    name: str
    file: str
    about: str
    fields: tuple[Field, ...]


def _maybe(name: str, type_: FieldType, about: str, **more: tuple[str, ...] | tuple[Field, ...]) -> Field:
    return Field(name, type_, about, nullable=True, **more)  # type: ignore[arg-type]


def _span(of: str, *, nullable: bool = False) -> tuple[Field, ...]:
    return (
        Field("text", "string", f"words of the article: {of}", nullable),
        Field("start", "integer", "offset of the first code point in the article's text", nullable),
        Field("end", "integer", "offset after the last code point", nullable),
    )


_ARTICLE_ID = Field("article_id", "string", "path relative to the input root without its ending, made unique")

_INTERVAL = (
    Field("low", "number", "lower bound"),
    Field("high", "number", "upper bound"),
    _maybe("level", "number", "confidence level in percent"),
    Field("text", "string", "as written"),
)
_SPREAD = (
    Field("kind", "string", "which spread", values=("sd", "se", "iqr")),
    Field("value", "value", "the spread; a pair for an iqr"),
    Field("text", "string", "as written"),
)
_P_VALUE = (
    Field("comparator", "string", "=, <, >, <= or >="),
    Field("value", "number", "the p-value"),
    Field("text", "string", "as written"),
)
_BASELINE = (
    *_span("the earlier level"),
    Field("value", "value", "the earlier level"),
    _maybe("unit", "string", "its unit"),
)

_QUANTITY = (
    *_span("number, unit sign and what binds to it, without its modifier"),
    _maybe("value", "value", "the number, or [low, high]; a proportion is in percent"),
    _maybe(
        "unit", "string", "% for proportions; a UCUM code where there is one; else the counted noun in the singular"
    ),
    _maybe("modifier", "string", "the bound that the words give", values=get_args(Modifier)),
    _maybe("numerator", "number", "N of `N of M`, where the text gives it"),
    _maybe("denominator", "number", "M of `N of M`, where the text gives it"),
    _maybe("interval", "object", "confidence interval or range", of=_INTERVAL),
    _maybe("spread", "object", "standard deviation, standard error or interquartile range", of=_SPREAD),
    _maybe("p_value", "object", "p-value", of=_P_VALUE),
    _maybe("baseline", "object", "the earlier level of a change (`from 20% to 10%`)", of=_BASELINE),
)
_TREATMENT = (
    Field("name", "string", "canonical name: the long form of an abbreviation, the vocabulary's name"),
    *_span("the mention that was linked"),
    _maybe("concept_id", "string", "id in a vocabulary, with its prefix (`mesh:D…`)"),
    Field("role", "string", "part that the treatment plays", values=get_args(Role)),
    Field("method", "string", "how the link was found"),
    Field("confidence", "number", "of the link, 0 to 1"),
)
_CITATION = (
    Field("references", "list", "ids of the entries in references.jsonl"),
    Field("markers", "list", "the markers in the text", of=_span("the marker")),
    Field("method", "string", "how the link was found"),
    Field("confidence", "number", "of the link, 0 to 1"),
)
_CLAIM = (
    Field("schema_version", "string", "version of this contract"),
    Field("claim_id", "string", "depends only on the article's text, the quantity's span and the kind"),
    _ARTICLE_ID,
    Field("kind", "string", "what kind of number it is", values=get_args(Kind)),
    Field("quantity", "object", "the number", of=_QUANTITY),
    _maybe("outcome", "object", "what is counted or measured", of=_span("the outcome")),
    _maybe("population", "object", "who", of=_span("the population")),
    _maybe(
        "timepoint",
        "object",
        "when",
        of=(*_span("the time point"), _maybe("duration", "string", "ISO 8601 duration, where the words give one")),
    ),
    _maybe("treatment", "object", "the treatment that the claim is about; null where none is involved", of=_TREATMENT),
    _maybe("citation", "object", "the source that the article names; null where it names none", of=_CITATION),
    Field("assertion", "string", "how it is said", values=get_args(Assertion)),
    Field("sentence", "object", "the sentence that holds the quantity", of=_span("the sentence")),
    _maybe("section", "string", "heading that the claim stands under"),
    Field("confidence", "number", "of the claim, 0 to 1, calibrated"),
    Field(
        "checks",
        "list",
        "audit flags",
        of=(Field("name", "string", "the flag"), Field("compared", "string", "what was compared with what")),
    ),
    Field(
        "provenance",
        "object",
        "what found the claim",
        of=(Field("detector", "string", "rule or model"), Field("version", "string", "version of claimsift")),
    ),
)
_REJECTED = (_ARTICLE_ID, *_span("the number"), Field("reason", "string", "why it is not a claim (`year`, `label`, …)"))
_REFERENCE = (
    _ARTICLE_ID,
    Field("reference_id", "string", "key printed in the article (`8`, `Smith 2012`), `L2:3` or `link:1`"),
    _maybe("raw", "string", "the entry as printed; null where the article lacks it"),
    _maybe("start", "integer", "offset of the entry in the article's text"),
    _maybe("end", "integer", "offset after it"),
    _maybe("csl", "map", "the entry, parsed, as a CSL-JSON item"),
    _maybe("doi", "string", "DOI, where printed"),
    _maybe("pmid", "string", "PubMed id, where printed"),
    _maybe("url", "string", "address, where printed or linked"),
)
_ARTICLE = (
    _ARTICLE_ID,
    Field("path", "string", "path relative to the input root"),
    Field("sha256", "string", "hash of the file's bytes, hex; empty where they could not be read"),
    Field("status", "string", "the reader's verdict", values=get_args(Status)),
    _maybe("reason", "string", "why it is not ok"),
    _maybe("title", "string", "title, where the file has one"),
    _maybe("language", "string", "language tag, where the file has one"),
    Field("n_words", "integer", "words of the text"),
    Field("n_claims", "integer", "claims in claims.jsonl"),
    _maybe("same_article_as", "string", "article_id of another version of the same article"),
    Field("metadata", "map", "what else the file says about itself"),
    _maybe("text", "string", "the normalised text to which all offsets refer; null where there is none"),
    Field(
        "source_map",
        "list",
        "where each stretch of the text stands in the file",
        of=(
            Field("start", "integer", "offset of the stretch in the text"),
            Field("end", "integer", "offset after it"),
            _maybe("element", "string", "XPath of the element that holds it; `page=3` of a PDF, `row=17` of a table"),
            _maybe("byte_start", "integer", "offset of its first byte in the (unpacked) file"),
            _maybe("byte_end", "integer", "offset after its last byte"),
        ),
    ),
)
_CANDIDATE = (
    Field("name", "string", "the choice"),
    _maybe("start", "integer", "its offset in the article's text"),
    _maybe("end", "integer", "offset after it"),
    Field("score", "number", "its score"),
    Field("features", "map", "what made the score"),
)
_TRACE = (
    Field("claim_id", "string", "the claim"),
    _ARTICLE_ID,
    Field(
        "steps",
        "list",
        "one for each decision, in the order of the stages",
        of=(
            Field("stage", "string", "the stage"),
            Field("decision", "string", "what it decided"),
            Field("reason", "string", "why"),
            Field("candidates", "list", "what was considered", of=_CANDIDATE),
        ),
    ),
)
_SHARD = (
    Field("shard", "integer", "its number, from 0"),
    Field("first", "integer", "number of its first article in articles.jsonl, from 0"),
    Field("articles", "integer", "how many articles it holds"),
    Field("first_id", "string", "article_id of the first"),
    Field("last_id", "string", "article_id of the last"),
    Field("counts", "map", "what run.json counts, of these articles"),
    Field("parts", "map", "lines, bytes and sha256 of its part of each file; parts follow each other without a gap"),
)
_RUN = (
    Field("schema_version", "string", "version of this contract"),
    Field("versions", "map", "claimsift and the libraries that the result depends on"),
    Field("settings", "map", "settings that the result depends on"),
    Field(
        "model",
        "object",
        "the packaged tables and weights",
        of=(Field("id", "string", "their name"), Field("sha256", "string", "their hash")),
    ),
    _maybe("shard", "string", "which part of the inputs (`--shard 2/8`); null where it is all of them"),
    Field(
        "inputs",
        "object",
        "the files read",
        of=(Field("count", "integer", "how many"), Field("sha256", "string", "hash of their ids, paths and hashes")),
    ),
    Field("outputs", "map", "lines and sha256 of each file of the run"),
    Field(
        "counts",
        "map",
        "claims, by kind; cited; with a treatment; rejected, by reason; references; words; versions of articles",
    ),
    Field(
        "conservation",
        "object",
        "inputs = ok + suspect + failed + skipped",
        of=tuple(Field(name, "integer", "articles") for name in ("inputs", *get_args(Status))),
    ),
)

FILES: dict[str, FileShape] = {
    shape.name: shape
    for shape in (
        FileShape("claims", "claims.jsonl", "One claim a line, sorted by article and offset.", _CLAIM),
        FileShape("rejected", "rejected.jsonl", "Every number that was seen and is not a claim.", _REJECTED),
        FileShape("references", "references.jsonl", "One reference-list entry a line.", _REFERENCE),
        FileShape("articles", "articles.jsonl", "One input a line, each input exactly once.", _ARTICLE),
        FileShape("traces", "traces.jsonl", "Why each claim is as it is, one claim a line.", _TRACE),
        FileShape("shards", "shards.jsonl", "Which stretch of each file holds which articles, with hashes.", _SHARD),
        FileShape("run", "run.json", "What the run was made of; written last.", _RUN),
    )
}
