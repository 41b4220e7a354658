"""Whether a meeting opened with its first topic, and whether it was reported in time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum


class Opening(StrEnum):
    """How a meeting that ought to open with the first topic did. UNTOLD: with it, but nobody
    wrote down what was studied."""

    TOLD = "told"
    UNTOLD = "untold"
    MISSING = "missing"


def opening(
    opens_with: str, items: Sequence[str], asked: Sequence[str], told: Mapping[str, str]
) -> Opening:
    """Whether the kinds of items, in order, begin with the one that opens, and the fields that are
    asked of it are filled in (§1.10.1). A kind that opens with nothing lacks nothing."""
    if opens_with and (not items or items[0] != opens_with):
        return Opening.MISSING
    return Opening.UNTOLD if untold(asked, told) else Opening.TOLD


def untold(asked: Sequence[str], told: Mapping[str, str]) -> tuple[str, ...]:
    """The fields that are asked and empty."""
    return tuple(code for code in asked if not str(told.get(code, "")).strip())


def report_by(day: date, days: int) -> date:
    """The last day to report a meeting to the superior."""
    return day + timedelta(days=days)


def is_unreported(day: date, days: int, reported_on: date | None, today: date) -> bool:
    """Whether the term is over without a report, or the report came after it."""
    return (reported_on or today) > report_by(day, days)
