"""Files to articles."""

from claimsift.stages.read.formats import READABLE
from claimsift.stages.read.guard import expand_guarded, read_guarded
from claimsift.stages.read.options import ReadOptions
from claimsift.stages.read.read_article import read_article, read_bytes

__all__ = ["READABLE", "ReadOptions", "expand_guarded", "read_article", "read_bytes", "read_guarded"]
