"""Programmes as a whole: set up, approved, their days, their end."""
