"""Repeatable measurements of the product beside its peers."""
