"""How far measures and problems of a rectification have come."""
