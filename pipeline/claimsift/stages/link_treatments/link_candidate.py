"""A treatment that a claim could be about, with the features that speak for or against it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from claimsift.records import TreatmentMention

# Features that hold together. All candidates for which they hold share one part, which is made and weighed once.
Part = Mapping[str, float]


@dataclass(slots=True)
class LinkCandidate:
    """A mention that could be the claim's treatment (None: no treatment), its entity, and the parts of its features.

    No two parts of a candidate hold a feature of the same name; a feature that is missing is 0.
    """

    mention: TreatmentMention | None
    entity: str | None
    place: str
    parts: list[Part] = field(default_factory=list)

    @property
    def features(self) -> dict[str, float]:
        """The features of all parts."""
        return {name: value for part in self.parts for name, value in part.items()}


@cache
def flag(name: str, value: float = 1.0) -> Part:
    """The part that holds just one feature; there are as many as the code has names for them."""
    return {name: value}
