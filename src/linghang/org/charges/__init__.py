"""Which leader of the hospital is in charge of which departments and offices (分管)."""
