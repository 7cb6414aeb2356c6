"""A run for people: findings across articles, what disagrees, and the pages that show it."""
