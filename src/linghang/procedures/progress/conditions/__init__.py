"""On what condition a step applies."""
