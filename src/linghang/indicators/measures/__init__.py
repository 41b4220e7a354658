"""Measures: named, documented, mergeable aggregates over rows."""
