"""The table of fields against the records, the schemas and the docs."""

import dataclasses
from typing import Any

import jsonschema
import pytest

from claimsift.records import Article, Claim, Reference, Rejection, TraceStep
from claimsift.records.fields import FILES, Field
from claimsift.records.schema import json_schema

CLAIM: dict[str, Any] = {
    "schema_version": "1.0",
    "claim_id": "clm_1",
    "article_id": "a",
    "kind": "proportion",
    "quantity": {
        "text": "28%", "start": 0, "end": 3, "value": 28.0, "unit": "%", "modifier": None, "numerator": None,
        "denominator": None, "interval": None, "spread": None, "p_value": None, "baseline": None,
    },
    "outcome": None, "population": None, "timepoint": None, "treatment": None, "citation": None,
    "assertion": "asserted",
    "sentence": {"text": "28%", "start": 0, "end": 3},
    "section": None, "confidence": 0.5, "checks": [],
    "provenance": {"detector": "rule:percent", "version": "0.1.0"},
}  # fmt: skip


def _names(name: str) -> list[str]:
    return [field.name for field in FILES[name].fields]


def test_claim_keys_stand_in_the_order_of_the_contract() -> None:
    assert _names("claims") == list(CLAIM)


@pytest.mark.parametrize(
    ("name", "record", "added"),
    [
        ("claims", Claim, {"schema_version"}),
        ("rejected", Rejection, {"article_id"}),
        ("references", Reference, set()),
        ("articles", Article, {"n_words", "n_claims", "same_article_as"}),
        ("traces", TraceStep, None),
    ],
)
def test_table_lists_every_field_of_its_record(name: str, record: type, added: set[str] | None) -> None:
    fields = FILES[name].fields
    if added is None:  # a trace's steps are the records
        fields, added = next(field for field in fields if field.name == "steps").of, set()
    # The entries that a file tags are read on into references.jsonl.
    inner = {"tagged_references"}
    assert {field.name for field in fields} == {field.name for field in dataclasses.fields(record)} - inner | added


@pytest.mark.parametrize("name", FILES)
def test_schema_is_a_valid_2020_12_schema(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema(name))


@pytest.mark.parametrize(
    ("change", "valid"),
    [
        ({}, True),
        ({"quantity": {**CLAIM["quantity"], "value": [1.0, 2.0]}}, True),
        ({"quantity": {**CLAIM["quantity"], "value": None}}, True),
        ({"quantity": {**CLAIM["quantity"], "value": [1.0]}}, False),  # a pair is two numbers
        ({"quantity": {**CLAIM["quantity"], "modifier": "roughly"}}, False),
        ({"kind": "percent"}, False),
        ({"kind": None}, False),
        ({"outcome": {"text": "pain", "start": 0, "end": 4}}, True),
        ({"outcome": {"text": "pain"}}, False),
        ({"surprise": 1}, False),
    ],
)
def test_claim_schema_accepts_claims_alone(change: dict[str, Any], valid: bool) -> None:
    validator = jsonschema.Draft202012Validator(json_schema("claims"))
    assert validator.is_valid({**CLAIM, **change}) is valid


def test_every_field_says_what_it_holds() -> None:
    def walk(fields: tuple[Field, ...]) -> None:
        assert len({field.name for field in fields}) == len(fields)
        for field in fields:
            assert field.about, field.name
            walk(field.of)

    for shape in FILES.values():
        walk(shape.fields)
