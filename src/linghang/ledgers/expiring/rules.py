"""When to tell that something ends. Pure."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

# Who was told of the end in the week after it is not told again when the programme is set up anew.
AFTERWARDS = timedelta(days=7)


class Stage(StrEnum):
    """How near the end is."""

    SOON = "soon"
    OVER = "over"


def stage(until: date, *, today: date, days: int) -> Stage | None:
    """SOON from so many days before the last day of validity on, that day included; then OVER.

    None when it is too early, and a week after the end.
    """
    if today <= until:
        return Stage.SOON if until - today <= timedelta(days=days) else None
    return Stage.OVER if today - until <= AFTERWARDS else None
