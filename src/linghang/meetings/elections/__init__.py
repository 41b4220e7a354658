"""Elections at a meeting: candidates, ballots, who is elected."""
