"""Prints the claims of an article for a person."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from claimsift.records import Claim, ExtractionResult, Reference

_STYLES = {"quantity": "bold black on yellow", "treatment": "bold green", "citation": "bold cyan"}


def print_result(result: ExtractionResult, console: Console | None = None) -> None:
    """Each claim's sentence with its quantity, treatment and citation highlighted, and its reference below."""
    console = console or Console(highlight=False)
    references = {reference.reference_id: reference for reference in result.references}
    console.print(legend())
    for number, claim in enumerate(result.claims, 1):
        console.print()
        console.print(Text.assemble((f"{number}. ", "dim"), highlight_sentence(result.article.text, claim)))
        for line in detail_lines(claim, references):
            console.print(Text("   " + line, style="dim"))
    console.print()
    console.print(f"{len(result.claims)} claims, {len(result.rejected)} other numbers")


def legend() -> Text:
    parts: list[str | tuple[str, str]] = []
    for name, style in _STYLES.items():
        parts.extend([(name, style), " "])
    return Text.assemble(*parts)


def highlight_sentence(text: str, claim: Claim) -> Text:
    """The claim's sentence on one line, widened to a marker that follows it."""
    spans = [(claim.quantity.start, claim.quantity.end, "quantity")]
    if claim.treatment:
        spans.append((claim.treatment.start, claim.treatment.end, "treatment"))
    spans.extend((m.start, m.end, "citation") for m in (claim.citation.markers if claim.citation else ()))
    start, end = claim.sentence.start, claim.sentence.end
    near = [span for span in spans if start <= span[0] and span[1] <= end + _REACH]
    end = max(end, *(span[1] for span in near))
    shown = Text(text[start:end])
    for span_start, span_end, name in near:
        shown.stylize(_STYLES[name], span_start - start, span_end - start)
    shown.plain = shown.plain.replace("\n", " ").replace("\r", " ").replace("\t", " ")
    return shown


_REACH = 3  # `…of surgery.” (6)`: a marker may stand just after the sentence


def detail_lines(claim: Claim, references: dict[str, Reference]) -> list[str]:
    """What is known about a claim, in words, a line each."""
    quantity = claim.quantity
    value = " to ".join(f"{part:g}" for part in quantity.value) if isinstance(quantity.value, tuple) else quantity.value
    number = f"{value:g}" if isinstance(value, float | int) else str(value)
    lines = [" ".join(filter(None, (claim.kind, (quantity.modifier or "").replace("_", " "), number, quantity.unit)))]
    about = {
        "outcome": claim.outcome and claim.outcome.text,
        "population": claim.population and claim.population.text,
        "when": claim.timepoint and claim.timepoint.text,
        "treatment": claim.treatment and claim.treatment.name,
        "said as": claim.assertion if claim.assertion != "asserted" else None,
        "check": ", ".join(check.name for check in claim.checks) or None,
    }
    lines.extend(f"{name}: {' '.join(words.split())}" for name, words in about.items() if words)
    if claim.citation is None:
        return [*lines, "no source named"]
    for key in claim.citation.references:
        reference = references.get(key)
        raw = " ".join((reference.raw or reference.url or "").split()) if reference else ""
        lines.append(f"[{key}] {raw or 'entry missing from the article'}")
    return lines
