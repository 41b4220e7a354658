"""API tokens: programs that read under an appointment."""
