"""What `claimsift explain` says about one claim of a run, from the run's files alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from claimsift.errors import RunError
from claimsift.stages.write.read_run import read_info, read_lines

_CONTEXT = 160  # characters each side


def explain_lines(folder: Path, claim_id: str) -> Iterator[str]:
    """The claim in context, then each stage's decision with its reason and the candidates it weighed.

    Raises:
        RunError: the folder holds no complete run, or no claim or several claims have this id.
    """
    read_info(folder)
    claim = _find_claim(folder, claim_id)
    article = next(line for line in read_lines(folder, "articles") if line["article_id"] == claim["article_id"])
    trace = next((line for line in read_lines(folder, "traces") if line["claim_id"] == claim["claim_id"]), None)
    yield f"{claim['claim_id']}  {claim['kind']}  {_value(claim['quantity'])}  confidence {claim['confidence']:.2f}"
    yield f"article      {claim['article_id']} ({article['path']}), section: {claim['section'] or 'none'}"
    yield f"found by     {claim['provenance']['detector']}, claimsift {claim['provenance']['version']}"
    yield f"in the file  {_place(article, claim['quantity']['start'])}"
    yield f"in context   {_context(article['text'], claim['quantity'])}"
    yield from _part_lines(claim)
    yield from _citation_lines(folder, claim)
    for step in trace["steps"] if trace else ():
        yield ""
        yield f"{step['stage']}: {step['decision']}"
        yield f"  because {step['reason']}"
        yield from _candidate_lines(step["candidates"])


def _find_claim(folder: Path, claim_id: str) -> dict[str, Any]:
    found = [line for line in read_lines(folder, "claims") if line["claim_id"].startswith(claim_id)]
    exact = [line for line in found if line["claim_id"] == claim_id]
    if len(exact) == 1 or len(found) == 1:
        return (exact or found)[0]
    if not found:
        raise RunError(f"no claim {claim_id} in {folder}: ids are in {folder / 'claims.jsonl'}")
    where = ", ".join(f"{line['claim_id']} in {line['article_id']}" for line in found[:3])
    raise RunError(f"{len(found)} claims are called {claim_id} ({where}, …): give more of the id, or a run with one")


def _place(article: dict[str, Any], start: int) -> str:
    """Where the stretch of text with the claim stands in the file that it was read from."""
    place = next((p for p in article["source_map"] if p["start"] <= start < p["end"]), None)
    if place is None:
        return "place not known"
    if place["element"] is not None:
        return str(place["element"])
    return f"bytes {place['byte_start']} to {place['byte_end']}"


def _part_lines(claim: dict[str, Any]) -> Iterator[str]:
    for name in ("outcome", "population", "timepoint"):
        yield f"{name:12} {claim[name]['text'] if claim[name] else 'none found'}"
    treatment = claim["treatment"]
    if treatment is None:
        yield "treatment    none"
    else:
        yield (
            f"treatment    {treatment['name']} (“{treatment['text']}” at {treatment['start']}, {treatment['role']}, "
            f"{treatment['method']}, confidence {treatment['confidence']:.2f})"
        )
    for check in claim["checks"]:
        yield f"check        {check['name']}: {check['compared']}"


def _citation_lines(folder: Path, claim: dict[str, Any]) -> Iterator[str]:
    citation = claim["citation"]
    if citation is None:
        yield "citation     the article names no source for this number"
        return
    markers = ", ".join(f"{marker['text']} at {marker['start']}" for marker in citation["markers"]) or "no marker"
    yield f"citation     {markers}: {citation['method']}, confidence {citation['confidence']:.2f}"
    wanted = set(citation["references"])
    for reference in read_lines(folder, "references"):
        if reference["article_id"] == claim["article_id"] and reference["reference_id"] in wanted:
            raw = reference["raw"] or reference["url"] or "(entry missing from the article)"
            yield f"             [{reference['reference_id']}] {' '.join(raw.split())}"


def _candidate_lines(candidates: list[dict[str, Any]]) -> Iterator[str]:
    for candidate in candidates:
        place = "" if candidate["start"] is None else f" at {candidate['start']}"
        features = ", ".join(f"{name} {value:g}" for name, value in candidate["features"].items())
        yield f"  {candidate['score']:8.3f}  {candidate['name']}{place}{f'  ({features})' if features else ''}"


def _value(quantity: dict[str, Any]) -> str:
    value = quantity["value"]
    number = " to ".join(f"{part:g}" for part in value) if isinstance(value, list) else f"{value}"
    return f"“{quantity['text']}” = {number} {quantity['unit'] or ''}".rstrip()


def _context(text: str, quantity: dict[str, Any]) -> str:
    start, end = quantity["start"], quantity["end"]
    before, after = text[max(0, start - _CONTEXT) : start], text[end : end + _CONTEXT]
    return " ".join(f"…{before}>>{text[start:end]}<<{after}…".split())
