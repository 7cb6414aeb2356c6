"""Knowledge as data: JSON tables, each row with examples that must match and counterexamples that must not."""

from claimsift.lexicon.tables import find_weights, load_table

__all__ = ["find_weights", "load_table"]
