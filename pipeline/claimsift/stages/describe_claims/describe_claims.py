"""Puts the descriptions of the claims together."""

from __future__ import annotations

from claimsift.records import Claim, Layout, TraceStep
from claimsift.stages.describe_claims.check_arithmetic import check_claim
from claimsift.stages.describe_claims.check_sums import check_sums
from claimsift.stages.describe_claims.find_assertion import find_cue
from claimsift.stages.describe_claims.find_outcome import find_outcomes
from claimsift.stages.describe_claims.find_population import find_populations
from claimsift.stages.describe_claims.find_rows import find_rows
from claimsift.stages.describe_claims.find_timepoint import find_timepoints

STAGE = "describe_claims"


def describe_claims(text: str, layout: Layout, claims: tuple[Claim, ...]) -> tuple[Claim, ...]:
    """The claims, in the order of their spans, with outcome, population, time point, assertion and checks."""
    return describe_and_trace(text, layout, claims)[0]


def describe_and_trace(
    text: str, layout: Layout, claims: tuple[Claim, ...]
) -> tuple[tuple[Claim, ...], dict[str, tuple[TraceStep, ...]]]:
    """The described claims, and by claim id the steps that say why."""
    ordered = tuple(sorted(claims, key=lambda claim: (claim.quantity.start, claim.quantity.end)))
    described = list(ordered)
    traces: dict[str, tuple[TraceStep, ...]] = {}
    for row in find_rows(layout, ordered):
        outcomes = find_outcomes(text, row, ordered)
        populations = find_populations(text, layout.masked, row)
        timepoints = find_timepoints(text, layout.masked, row, ordered)
        sums = check_sums(row, ordered)
        mates = tuple(ordered[index] for _, index in row.numbers())
        for _, index in row.numbers():
            claim = ordered[index]
            outcome, *steps = outcomes.get(index, (None,))
            span = (claim.quantity.start, claim.quantity.end)
            sentence = (row.tokens[row.body].start, row.tokens[-1].end)
            assertion, cue = find_cue(layout.masked, sentence, span)
            checks = check_claim(text, claim, mates)
            described[index] = Claim(  # a `replace` of its fields takes twice as long
                claim.claim_id,
                claim.article_id,
                claim.kind,
                claim.quantity,
                claim.sentence,
                claim.provenance,
                outcome=outcome,
                population=populations.get(index),
                timepoint=timepoints.get(index),
                treatment=claim.treatment,
                citation=claim.citation,
                assertion=assertion,
                section=claim.section,
                confidence=claim.confidence,
                checks=checks + ((sums[index],) if index in sums else ()),
            )
            traces[claim.claim_id] = (*steps, *_assertion_step(assertion, cue))
    return tuple(described), traces


def _assertion_step(assertion: str, cue: str | None) -> tuple[TraceStep, ...]:
    return () if cue is None else (TraceStep(STAGE, f"assertion: {assertion}", f"cue {cue}"),)
