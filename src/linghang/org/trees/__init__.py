"""Dated trees: spans of days, where units stand, where they belong."""
