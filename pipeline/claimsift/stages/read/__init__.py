"""Files to articles."""

from claimsift.stages.read.read_article import read_article

__all__ = ["read_article"]
