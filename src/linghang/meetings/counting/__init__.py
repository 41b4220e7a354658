"""Who counts at a meeting, and what a vote came to."""
