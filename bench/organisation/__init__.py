"""Importing the demo's front sheets."""
