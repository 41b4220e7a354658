"""Lists that are computed and offered to whom enters: who is still missing, what is due."""
