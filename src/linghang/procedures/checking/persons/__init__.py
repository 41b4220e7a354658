"""Whether there can be enough different people for what must be done by different ones."""
