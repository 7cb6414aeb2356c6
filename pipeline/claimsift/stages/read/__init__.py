"""Files to articles."""

from claimsift.stages.read.read_article import READABLE, read_article, read_bytes

__all__ = ["READABLE", "read_article", "read_bytes"]
