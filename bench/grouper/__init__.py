"""Grouping: the product beside other open groupers, interleaved on one machine."""
