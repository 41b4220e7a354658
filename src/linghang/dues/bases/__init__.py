"""Bases: what a member's dues are reckoned from, from which month on."""
