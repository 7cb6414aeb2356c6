"""Reads health articles, finds every number they claim, and says where it came from and what treatment it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from claimsift import errors
from claimsift.records import Article, Claim, ExtractionResult, Quantity, Reference, Rejection

if TYPE_CHECKING:
    from claimsift.builder import Claimsift, find_quantities, load
    from claimsift.stages.write.read_run import Run, read_run

__version__ = "0.1.0"

__all__ = [
    "Article",
    "Claim",
    "Claimsift",
    "ExtractionResult",
    "Quantity",
    "Reference",
    "Rejection",
    "Run",
    "errors",
    "find_quantities",
    "load",
    "read_run",
]

# spaCy and pandas cost seconds to import: the verbs that need them are fetched at first use.
_LAZY = {
    "Claimsift": "claimsift.builder",
    "find_quantities": "claimsift.builder",
    "load": "claimsift.builder",
    "Run": "claimsift.stages.write.read_run",
    "read_run": "claimsift.stages.write.read_run",
}


def __getattr__(name: str) -> Any:
    if name not in _LAZY:
        raise AttributeError(f"module 'claimsift' has no attribute '{name}'")
    import importlib

    return getattr(importlib.import_module(_LAZY[name]), name)
