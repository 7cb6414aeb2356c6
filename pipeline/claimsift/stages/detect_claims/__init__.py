"""Quantities, and which of them are claims."""

from claimsift.stages.detect_claims.find_quantities import find_quantities

__all__ = ["find_quantities"]
