"""Review of a run by people: a local app, and the log of decisions under it."""
