"""Ledgers of the demo hospital: recipes that say what was entered, and one writer for all."""
