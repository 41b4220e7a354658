"""Whether every step can be reached, and every way comes to an end."""
