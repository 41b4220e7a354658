"""Dated rule parameters: every rule with a number is a row with source and days."""
