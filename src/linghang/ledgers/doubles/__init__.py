"""Entries that may be the same thing twice, and those that were looked at and are not."""
