"""Programmes and their commitments: set up, decomposed, moved, approved."""
