"""Whether a declared procedure can work at all."""
