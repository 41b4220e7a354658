"""Whether a meeting opened with its first topic, and whether it was reported in time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta


def lacks_first(opens_with: str, items: Sequence[str]) -> bool:
    """Whether the kinds of items, in order, do not begin with the one that opens (§1.10.1)."""
    return bool(opens_with) and (not items or items[0] != opens_with)


def report_by(day: date, days: int) -> date:
    """The last day to report a meeting to the superior."""
    return day + timedelta(days=days)


def is_unreported(day: date, days: int, reported_on: date | None, today: date) -> bool:
    """Whether the term is over without a report, or the report came after it."""
    return (reported_on or today) > report_by(day, days)
