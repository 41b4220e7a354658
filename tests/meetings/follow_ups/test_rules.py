"""A line is late after its day, and done when somebody closed it."""

from __future__ import annotations

from datetime import date

from linghang.meetings.follow_ups.rules import State, state

DUE = date(2025, 12, 10)


def test_what_is_due_today_is_not_late_and_what_is_closed_never_is() -> None:
    """§1.4.2: after: list of corrections (整改清单), each closed."""
    assert state(DUE, None, DUE) is State.OPEN
    assert state(DUE, None, date(2025, 12, 11)) is State.LATE
    assert state(DUE, date(2025, 12, 20), date(2025, 12, 31)) is State.CLOSED
