"""Linghang (领航): plan, decide, do, watch, judge and report for a public hospital."""

__version__ = "0.1.0"
