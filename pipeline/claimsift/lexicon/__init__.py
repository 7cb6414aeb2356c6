"""Knowledge as data: JSON tables, each row with examples that must match and counterexamples that must not."""

from claimsift.lexicon.tables import find_weights, load_table
from claimsift.lexicon.trained_model import find_trained_model, load_model_table
from claimsift.lexicon.treatments import TreatmentLexicon, TreatmentName, load_treatments

__all__ = [
    "TreatmentLexicon",
    "TreatmentName",
    "find_trained_model",
    "find_weights",
    "load_model_table",
    "load_table",
    "load_treatments",
]
