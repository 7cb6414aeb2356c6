"""The table of export formats: what each keeps and loses; help, documentation and tests are made from it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """One format: `target` is what is written, a folder where it ends with `/`; `writer` is `module:function`."""

    name: str
    about: str
    target: str
    writer: str
    keeps: str
    loses: str
    extra: str | None = None


_TOOL_LOSES = "rejected quantities, references' fields, traces; parts of a claim are spans without their values"

FORMATS: dict[str, ExportFormat] = {
    row.name: row
    for row in (
        ExportFormat(
            "parquet",
            "typed tables, one file each, for pandas, polars, DuckDB, Spark",
            "parquet/",
            "write_tables:write_parquet",
            "every field; nested ones flattened with `_`; a value is three columns",
            "traces; CSL items and metadata are JSON text",
            "tables",
        ),
        ExportFormat(
            "duckdb",
            "one database with tables, views and comments",
            "run.duckdb",
            "write_tables:write_duckdb",
            "every field, as in parquet",
            "traces; the bytes of the file differ from export to export",
            "tables",
        ),
        ExportFormat(
            "csv",
            "text tables; cells that would run as formulas get an apostrophe",
            "csv/",
            "write_sheets:write_csv",
            "every field, as in parquet",
            "types; lists are JSON text; a leading apostrophe in text like `-3%`; traces",
        ),
        ExportFormat(
            "xlsx",
            "one workbook, a sheet a table; no cell is a formula",
            "run.xlsx",
            "write_sheets:write_xlsx",
            "every field, as in parquet",
            "text after 32,767 characters of a cell; control characters; rows after 1,048,576; traces",
            "tables",
        ),
        ExportFormat(
            "csl-json",
            "the references that claims cite, for citation managers",
            "references.csl.json",
            "write_csl:write_csl_json",
            "references with all parsed fields; how many claims cite each",
            "claims, articles, references that no claim cites",
        ),
        ExportFormat(
            "label-studio",
            "one task a claim, with our reading as prediction, and the labelling interface",
            "label-studio/",
            "write_annotation_tools:write_label_studio",
            "spans, relations, the value where it is one number, confidence",
            _TOOL_LOSES + "; ranges, units, modifiers",
        ),
        ExportFormat(
            "doccano",
            "one example a claim, with entities and relations",
            "doccano.jsonl",
            "write_annotation_tools:write_doccano",
            "spans and relations; claim and article id as metadata",
            _TOOL_LOSES + "; values, confidence",
        ),
        ExportFormat(
            "prodigy",
            "one relation task a claim, with tokens",
            "prodigy.jsonl",
            "write_annotation_tools:write_prodigy",
            "spans, relations, confidence; claim and article id as metadata",
            _TOOL_LOSES + "; values; span ends inside a token are widened for `token_end`",
        ),
        ExportFormat(
            "brat",
            "a folder of texts with standoff annotations; a claim is an event",
            "brat/",
            "write_standoff:write_brat",
            "spans, whole claims; value, unit, modifier, assertion and references in a note",
            "rejected quantities, references' fields, traces; articles without a claim",
        ),
        ExportFormat(
            "bioc",
            "one BioC collection in JSON; a claim is a relation with roles",
            "run.bioc.json",
            "write_standoff:write_bioc",
            "spans with roles; value, unit, modifier, assertion, confidence as infons",
            "rejected quantities, references' fields, traces; numbers are text",
        ),
        ExportFormat(
            "web-annotation",
            "W3C Web Annotations in JSON-LD, selected by position and by quote",
            "annotations.jsonld",
            "write_linked_data:write_web_annotation",
            "every part of a claim, as the annotation's body",
            "rejected quantities, references, traces, the articles' texts",
        ),
        ExportFormat(
            "schema-org",
            "schema.org `Claim`s in JSON-LD, with articles and cited works",
            "claims.jsonld",
            "write_linked_data:write_schema_org",
            "sentence, value or bounds, unit, treatment, cited works",
            "offsets, population, time point, assertion, confidence, markers, rejected quantities, traces",
        ),
        ExportFormat(
            "spacy",
            "a `DocBin`: quantities as `doc.spans['claims']`",
            "run.spacy",
            "write_docbin:write_docbin",
            "whole claims in `doc.user_data`; spans, widened to tokens, with the claims' ids",
            "rejected quantities, references, traces",
        ),
        ExportFormat(
            "croissant",
            "a folder to publish: the run's files, their schemas, Croissant metadata and a data card",
            "dataset/",
            "write_publication:write_croissant",
            "claims, references, rejected quantities and articles as they are; every field is described",
            "the articles' texts, traces",
        ),
    )
}


def render_docs() -> str:
    """The page's table of formats, in Markdown."""
    head = "| format | what it is | written to | keeps | loses | needs |\n| --- | --- | --- | --- | --- | --- |\n"
    return head + "".join(
        f"| `{row.name}` | {row.about} | `{row.target}` | {row.keeps} | {row.loses} | "
        f"{f'`claimsift[{row.extra}]`' if row.extra else ''} |\n"
        for row in FORMATS.values()
    )
