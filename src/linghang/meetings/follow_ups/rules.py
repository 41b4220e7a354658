"""What is left to be done after a meeting: open, late, done."""

from __future__ import annotations

from datetime import date
from enum import StrEnum


class State(StrEnum):
    """open until its day, then late, until somebody closes it."""

    OPEN = "open"
    LATE = "late"
    CLOSED = "closed"


STATE_NAMES: dict[State, str] = {
    State.OPEN: "进行中",
    State.LATE: "已超期",
    State.CLOSED: "已完成",
}


def state(due: date, closed_on: date | None, today: date) -> State:
    """Due today is not late; what is closed never is."""
    if closed_on is not None:
        return State.CLOSED
    return State.LATE if due < today else State.OPEN
