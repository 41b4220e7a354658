"""Who belongs to a body that meets, and who of them has no vote."""
