"""Figures as of a day, from what was known on a day."""
