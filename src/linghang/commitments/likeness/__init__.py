"""Whether two titles say the same."""
