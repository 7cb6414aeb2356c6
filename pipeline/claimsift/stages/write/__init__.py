"""Results to files, and a run's files back to tables."""
