"""A procedure told in Chinese sentences."""
