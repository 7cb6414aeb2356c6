"""Claims as linked data: W3C Web Annotation and schema.org Claim, both JSON-LD."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from claimsift.export.json_files import write_json_array
from claimsift.stages.write.read_material import ArticleMaterial, read_material

_CONTEXT = 40  # code points around a quote, enough to find it again in a text that has changed


def write_web_annotation(folder: Path, target: Path, *, reviewed: bool) -> None:
    """An annotation page: one annotation a claim, its quantity selected by position and by quote."""
    head = '{"@context": "http://www.w3.org/ns/anno.jsonld", "type": "AnnotationPage", "items": ['
    write_json_array(target, _annotations(folder, reviewed=reviewed), head=head, tail="]}")


def write_schema_org(folder: Path, target: Path, *, reviewed: bool) -> None:
    """A graph of `Claim`s that appear in `Article`s and cite `ScholarlyArticle`s."""
    head = '{"@context": "https://schema.org", "@graph": ['
    write_json_array(target, _graph(folder, reviewed=reviewed), head=head, tail="]}")


def _annotations(folder: Path, *, reviewed: bool) -> Iterator[dict[str, Any]]:
    for material in read_material(folder, reviewed=reviewed):
        for claim in material.claims:
            yield _annotation(material, claim)


def _annotation(material: ArticleMaterial, claim: dict[str, Any]) -> dict[str, Any]:
    span, text = claim["quantity"], material.text
    keys = ("kind", "outcome", "population", "timepoint", "treatment", "citation", "assertion", "confidence")
    quantity = {key: span[key] for key in ("value", "unit", "modifier")}
    return {
        "id": f"urn:claimsift:{claim['claim_id']}",
        "type": "Annotation",
        "motivation": "identifying",
        "generator": {"id": f"urn:claimsift:{claim['provenance']['version']}", "type": "Software", "name": "claimsift"},
        "body": {"type": "Dataset", "value": {**quantity, **{key: claim[key] for key in keys}}},
        "target": {
            "source": _article_urn(material),
            "state": {"type": "HttpRequestState", "value": f"sha256:{material.article['sha256']}"},
            "selector": [
                {"type": "TextPositionSelector", "start": span["start"], "end": span["end"]},
                {
                    "type": "TextQuoteSelector",
                    "exact": span["text"],
                    "prefix": text[max(0, span["start"] - _CONTEXT) : span["start"]],
                    "suffix": text[span["end"] : span["end"] + _CONTEXT],
                },
            ],
        },
    }


def _graph(folder: Path, *, reviewed: bool) -> Iterator[dict[str, Any]]:
    for material in read_material(folder, reviewed=reviewed):
        if not material.claims:
            continue
        article = material.article
        name = article["title"] or article["article_id"]
        yield {"@type": "Article", "@id": _article_urn(material), "name": name, "identifier": article["article_id"]}
        cited = {key for claim in material.claims if claim["citation"] for key in claim["citation"]["references"]}
        for reference in material.references:
            if reference["reference_id"] in cited:
                yield _scholarly_article(material, reference)
        for claim in material.claims:
            yield _claim(material, claim)


def _article_urn(material: ArticleMaterial) -> str:
    return f"urn:claimsift:article:{quote(material.article['article_id'], errors='replace')}"


def _reference_urn(material: ArticleMaterial, reference_id: str) -> str:
    return f"{_article_urn(material)}#{quote(reference_id, errors='replace')}"


def _scholarly_article(material: ArticleMaterial, reference: dict[str, Any]) -> dict[str, Any]:
    csl = reference["csl"] or {}
    node: dict[str, Any] = {"@type": "ScholarlyArticle", "@id": _reference_urn(material, reference["reference_id"])}
    node["name"] = csl.get("title") or reference["raw"] or reference["url"] or reference["reference_id"]
    if reference["doi"]:
        node["sameAs"] = f"https://doi.org/{reference['doi']}"
    elif reference["url"]:
        node["url"] = reference["url"]
    return node


def _claim(material: ArticleMaterial, claim: dict[str, Any]) -> dict[str, Any]:
    treatment, citation, outcome = claim["treatment"], claim["citation"], claim["outcome"]
    node: dict[str, Any] = {
        "@type": "Claim",
        "@id": f"urn:claimsift:{claim['claim_id']}",
        "text": claim["sentence"]["text"],
        "appearance": {"@id": _article_urn(material)},
        "mentions": _quantitative_value(claim, outcome["text"] if outcome else claim["kind"]),
    }
    if treatment:
        node["about"] = {"@type": "MedicalTherapy", "name": treatment["name"]}
    if citation:
        node["citation"] = [{"@id": _reference_urn(material, key)} for key in citation["references"]]
    return node


def _quantitative_value(claim: dict[str, Any], name: str) -> dict[str, Any]:
    quantity = claim["quantity"]
    value, modifier = quantity["value"], quantity["modifier"]
    low, high = value if isinstance(value, list) else (value, value)
    node: dict[str, Any] = {"@type": "QuantitativeValue", "name": name}
    if isinstance(value, list) or modifier in ("at_least", "more_than"):
        node["minValue"] = low
    if isinstance(value, list) or modifier in ("at_most", "less_than"):
        node["maxValue"] = high
    if not isinstance(value, list) and value is not None and modifier in (None, "about"):
        node["value"] = value
    if quantity["unit"]:
        node["unitText"] = quantity["unit"]
    return node
