"""Migrations of dues."""
