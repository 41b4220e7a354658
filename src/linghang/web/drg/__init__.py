"""The pages on DRG groups: how many cases have one, which, why, and trials."""
