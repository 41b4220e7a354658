"""Whether two texts name the same thing."""
