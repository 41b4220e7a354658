"""Passwords: the link to set one, the change, and what a new one must be."""
