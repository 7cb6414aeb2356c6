"""A run in the formats of others: `formats` is the table of them, one module writes each."""
