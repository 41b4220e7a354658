"""What follows from the rows and is made anew after a restore: engines say it in their `kept.py`.

A backup of an older version has no such thing, or in the form that it had then.
"""

from __future__ import annotations

from collections.abc import Callable

Make = Callable[[], str]  # returns a sentence about what was made

_makers: dict[str, Make] = {}


def register(code: str, make: Make) -> None:
    """Have something made anew after each restore. Raises ValueError for a code that is taken."""
    if _makers.setdefault(code, make) is not make:
        raise ValueError(f"{code!r} is already made after a restore")


def run() -> list[str]:
    """Make everything anew, in the order of registration; a sentence for each."""
    return [make() for make in tuple(_makers.values())]
