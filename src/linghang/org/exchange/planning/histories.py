"""Changes in dated histories: what held before ends on the day on which the new begins."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from linghang.org.exchange.planning.drafts import DatedDraft, Origin
from linghang.org.trees.rules import Span

Row = TypeVar("Row", bound=DatedDraft)


def on(history: list[Row], day: date) -> Row | None:
    """The row in force on the day."""
    return next((row for row in history if day in row.span), None)


def follow(
    history: list[Row],
    *,
    start: date,
    origin: Origin,
    end: date | None,
    set_: Callable[[Row], None],
    make: Callable[[date, date | None], Row],
) -> str:
    """Let something new hold from `start`; returns why it cannot, in Chinese, or "".

    A row that began the same day is set anew, one that began before ends that day and the new one
    lasts as long as it would have. Where nothing held, the new one lasts until `end`.
    """
    later = [row for row in history if row.start > start]
    if later:
        return f"之后还有安排（{later[0].span.label}），请在页面上调整"
    current = on(history, start)
    if current is not None and current.start == start:
        set_(current)
        current.origin = origin
        return ""
    until = end
    if current is not None:
        until = current.end if current.end is not None else end
        current.end, current.origin = start, origin
    if until is not None and until <= start:
        return f"{start} 起不再有效，不能再调整"
    new = make(start, until)
    new.origin = origin
    history.append(new)
    return ""


def cut(history: list[Row], day: date, origin: Origin) -> list[Row]:
    """End on the day what would last longer; returns the rows that begin on or after it."""
    for row in history:
        if row.start < day and (row.end is None or row.end > day):
            row.end, row.origin = day, origin
    return [row for row in history if row.start >= day]


def label(start: date, end: date | None) -> str:
    """The days as people say them."""
    return Span(start, end).label
