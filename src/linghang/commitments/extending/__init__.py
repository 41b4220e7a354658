"""延期: a later day, asked for and granted; the first one stays."""
