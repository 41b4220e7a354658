"""保密存储: texts that only their key opens, kept apart from the keys."""
