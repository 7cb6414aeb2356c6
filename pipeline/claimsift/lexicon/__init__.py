"""Knowledge as data: JSON tables, each row with examples that must match and counterexamples that must not."""

from claimsift.lexicon.tables import find_weights, load_table
from claimsift.lexicon.treatments import TreatmentLexicon, TreatmentName, load_treatments

__all__ = ["TreatmentLexicon", "TreatmentName", "find_weights", "load_table", "load_treatments"]
