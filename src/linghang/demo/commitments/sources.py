"""Where supervised matters of the demo came from: what meetings left to be done."""

from __future__ import annotations

from datetime import date


def find(today: date) -> dict[str, tuple[str, str]]:
    """Title of a matter → the thing that it came from."""
    return {}
