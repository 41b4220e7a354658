"""Migrations of branches."""
