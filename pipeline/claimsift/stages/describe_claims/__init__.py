"""What a claim says: outcome, population, time point, assertion; and whether its numbers add up."""
