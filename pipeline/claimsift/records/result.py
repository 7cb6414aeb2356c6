"""What extraction of one article gives back."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from claimsift.records.article import Article, Reference
from claimsift.records.claim import Claim, Rejection, TraceStep


@dataclass(frozen=True, slots=True)
class ExtractionResult:
    """The claims of one article, what was rejected, its references, and why each claim is as it is."""

    article: Article
    claims: tuple[Claim, ...] = ()
    rejected: tuple[Rejection, ...] = ()
    references: tuple[Reference, ...] = ()
    traces: tuple[tuple[str, tuple[TraceStep, ...]], ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """Claims by kind, and rejections by reason."""
        kinds = Counter(claim.kind for claim in self.claims)
        reasons = Counter(f"rejected_{item.reason}" for item in self.rejected)
        return {**dict(sorted(kinds.items())), **dict(sorted(reasons.items()))}
