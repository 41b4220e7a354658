"""Sheets of a programme: its tree brought in whole, or not at all."""
