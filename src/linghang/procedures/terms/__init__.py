"""The least and most time between two steps."""
