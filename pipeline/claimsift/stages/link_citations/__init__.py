"""References of an article, and which of them the article gives as the source of each claim."""
