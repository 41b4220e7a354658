"""What a Party branch says to a department's great matters (§2.9.1)."""
