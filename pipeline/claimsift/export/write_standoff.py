"""Claims as standoff annotations of whole articles: brat, BioC."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from claimsift.export.json_files import dump, write_json_array
from claimsift.export.spans import LabelledSpan, spans_of
from claimsift.export.write_annotation_tools import LABELS
from claimsift.stages.write.read_material import ArticleMaterial, read_material

_ROLES = ("Outcome", "Population", "Timepoint", "Treatment", "Citation")
_NOT_KEPT = str.maketrans({"/": "_", "\\": "_", ":": "_", "\0": "_"})


def write_brat(folder: Path, target: Path, *, reviewed: bool) -> None:
    """A folder with `ARTICLE.txt` and `ARTICLE.ann` for each article, and `annotation.conf`; a claim is an event."""
    target.mkdir(parents=True)
    for material in read_material(folder, reviewed=reviewed):
        if not material.claims:
            continue
        path = target / f"{material.article['article_id'].translate(_NOT_KEPT)}.txt"
        path.write_bytes(material.text.encode("utf-8", "replace"))
        path.with_suffix(".ann").write_bytes("".join(_brat_lines(material)).encode("utf-8", "replace"))
    kinds = LABELS[: -len(_ROLES)]
    arguments = ", ".join(f"{role}*:{role.upper()}" for role in _ROLES)
    events = "\n".join(f"{kind}\t{arguments}" for kind in kinds)
    entities = "\n".join(LABELS[-len(_ROLES) :])
    (target / "annotation.conf").write_text(
        f"[entities]\n{entities}\n\n[relations]\n\n[events]\n{events}\n\n[attributes]\n", encoding="utf-8"
    )


def _brat_lines(material: ArticleMaterial) -> Iterator[str]:
    span_number = 0
    for number, claim in enumerate(material.claims, start=1):
        arguments = []
        counts: dict[str, int] = {}
        for span in spans_of(claim):
            span_number += 1
            # A brat annotation ends with its line: one that runs over a line break is given in pieces.
            yield f"T{span_number}\t{span.label} {_pieces(span)}\t{' '.join(span.text.split(chr(10)))}\n"
            role = span.label if span.role == "quantity" else span.role.capitalize()
            counts[role] = counts.get(role, 0) + 1
            arguments.append(f"{role}{counts[role] if counts[role] > 1 else ''}:T{span_number}")
        yield f"E{number}\t{' '.join(arguments)}\n"
        note = {key: claim[key] for key in ("claim_id", "assertion", "confidence")}
        note |= {key: claim["quantity"][key] for key in ("value", "unit", "modifier")}
        note["references"] = claim["citation"]["references"] if claim["citation"] else []
        yield f"#{number}\tAnnotatorNotes E{number}\t{dump(note)}\n"


def _pieces(span: LabelledSpan) -> str:
    pieces, start = [], span.start
    for line in span.text.split("\n"):
        if line:
            pieces.append(f"{start} {start + len(line)}")
        start += len(line) + 1
    return ";".join(pieces)


def write_bioc(folder: Path, target: Path, *, reviewed: bool) -> None:
    """One BioC collection in JSON; offsets are code points, and the file says so."""
    unit = dump({"offset_unit": "code point"})
    head = (
        '{"bioctype": "BioCCollection", "source": "claimsift", "date": "", "key": "claimsift, offsets in code points", '
        f'"version": "1.0", "infons": {unit}, "documents": ['
    )
    documents = (_bioc_document(material) for material in read_material(folder, reviewed=reviewed) if material.text)
    write_json_array(target, documents, head=head, tail="]}")


def _bioc_document(material: ArticleMaterial) -> dict[str, Any]:
    article = material.article
    annotations: list[dict[str, Any]] = []
    relations: list[dict[str, Any]] = []
    for claim in material.claims:
        nodes = []
        for index, span in enumerate(spans_of(claim)):
            key = f"{claim['claim_id']}.{index}"
            location = {"offset": span.start, "length": span.end - span.start}
            annotations.append({"id": key, "infons": {"type": span.label}, "text": span.text, "locations": [location]})
            nodes.append({"refid": key, "role": span.role})
        relations.append({"id": claim["claim_id"], "infons": _bioc_infons(claim), "nodes": nodes})
    # One passage, the whole article: some readers drop relations that cross passages.
    passage = {
        "bioctype": "BioCPassage",
        "offset": 0,
        "infons": {"type": "article"},
        "text": material.text,
        "sentences": [],
        "annotations": annotations,
        "relations": relations,
    }
    infons = {"title": article["title"] or "", "sha256": article["sha256"]}
    return {
        "bioctype": "BioCDocument",
        "id": article["article_id"],
        "infons": infons,
        "passages": [passage],
        "annotations": [],
        "relations": [],
    }


def _bioc_infons(claim: dict[str, Any]) -> dict[str, str]:
    """Infons hold strings only, so numbers are written out."""
    quantity = claim["quantity"]
    treatment, citation = claim["treatment"], claim["citation"]
    return {
        "type": "claim",
        "kind": claim["kind"],
        "value": dump(quantity["value"]),
        "unit": quantity["unit"] or "",
        "modifier": quantity["modifier"] or "",
        "assertion": claim["assertion"],
        "confidence": dump(claim["confidence"]),
        "treatment": treatment["name"] if treatment else "",
        "treatment_role": treatment["role"] if treatment else "",
        "references": " ".join(citation["references"]) if citation else "",
    }
