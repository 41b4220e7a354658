"""What procedures and meetings know of each other: what waits for a body, and what it decided."""
