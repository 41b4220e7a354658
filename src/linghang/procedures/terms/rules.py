"""Counting days, workdays and months between steps, as regulations count them. Pure."""

from __future__ import annotations

import calendar as months
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from linghang.foundation.errors import Refused
from linghang.foundation.workdays.rules import Calendar, YearNotLoaded
from linghang.procedures.definitions import UNIT_NAMES, Interval, Late, Procedure, Unit
from linghang.procedures.progress.rules import State

MONTHS_A_YEAR = 12


class NoBound(Refused):
    """The rule parameter that an interval names has no value on the day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """The time that an interval leaves for a step of a running proceeding.

    since: the day from which it counts: of the step, or that its field tells. least_since: the
    same for the least time, which no date told by somebody brings before the steps that must have
    been done. earliest, latest: None without a bound, and when the calendar of a year is not known
    yet, which `unknown` then says in Chinese. told_from: from when on one is told well ahead.
    """

    interval: Interval
    since: date
    least_since: date
    earliest: date | None = None
    latest: date | None = None
    told_from: date | None = None
    unknown: str = ""

    @property
    def is_firm(self) -> bool:
        """Whether the step can't be done after the latest day."""
        return self.interval.if_late is Late.REFUSE


def bound(value: int | str, values: Mapping[str, object]) -> int:
    """The number, or the rule parameter's value. Raises NoBound."""
    if isinstance(value, int):
        return value
    found = values.get(value)
    if not isinstance(found, int) or isinstance(found, bool):
        raise NoBound(f"规则参数 {value} 当日没有可用的值")
    return found


def after(day: date, n: int, unit: Unit, calendar: Calendar) -> date:
    """The last day of a term of n that begins on the day after `day`. Raises YearNotLoaded.

    A month after 31 January ends on the last day of February, a year after 29 February on the
    28th.
    """
    if unit is Unit.DAYS:
        return day + timedelta(days=n)
    if unit is Unit.WORKDAYS:
        return calendar.add(day, n)
    return add_months(day, n * (MONTHS_A_YEAR if unit is Unit.YEARS else 1))


def add_months(day: date, n: int) -> date:
    """The same day n months later, or the last of a shorter month."""
    index = day.year * MONTHS_A_YEAR + day.month - 1 + n
    year, month = index // MONTHS_A_YEAR, index % MONTHS_A_YEAR + 1
    return date(year, month, min(day.day, months.monthrange(year, month)[1]))


def terms(
    definition: Procedure,
    key: str,
    state: State,
    *,
    values: Mapping[str, object],
    calendar: Calendar,
) -> tuple[Term, ...]:
    """The terms of a step, one for each interval that ends with it and has begun."""
    found = []
    for interval in definition.intervals:
        done = state.done_on(interval.start) if interval.end == key else None
        if done is not None:
            found.append(_term(interval, *_since(interval, done, state), values, calendar))
    return tuple(found)


def _since(interval: Interval, done: date, state: State) -> tuple[date, date]:
    """Since when the most and the least time count."""
    told = state.values.get(interval.from_field)
    if not isinstance(told, date):
        return done, done
    before = (state.done_on(key) for key in state.definition.by_key[interval.start].after)
    return told, max(told, *(day for day in before if day), date.min)


def _term(
    interval: Interval,
    since: date,
    least_since: date,
    values: Mapping[str, object],
    calendar: Calendar,
) -> Term:
    begun = Term(interval=interval, since=since, least_since=least_since)
    try:
        earliest, latest = (
            None if one is None else after(begins, bound(one, values), interval.unit, calendar)
            for begins, one in ((least_since, interval.least), (since, interval.most))
        )
        ahead = None if interval.remind is None else bound(interval.remind, values)
    except (YearNotLoaded, NoBound) as unknown:
        return replace(begun, unknown=str(unknown))
    told_from = latest - timedelta(days=ahead) if latest and ahead is not None else None
    return replace(begun, earliest=earliest, latest=latest, told_from=told_from)


def origin(definition: Procedure, interval: Interval) -> str:
    """What the term counts from, by name: the date that a step tells, else the step."""
    if interval.from_field:
        return definition.fields[interval.from_field].name
    return definition.by_key[interval.start].title


def due(found: tuple[Term, ...]) -> date | None:
    """The last day on which the step is in time; None without one."""
    return min((term.latest for term in found if term.latest), default=None)


def told_from(found: tuple[Term, ...]) -> date | None:
    """The day from which those whose turn it is are told well ahead; None without one."""
    return min((term.told_from for term in found if term.told_from), default=None)


def amount(value: int | str, unit: Unit, values: Mapping[str, object]) -> str:
    """3个月, 5个工作日; a parameter without a value by its code."""
    try:
        return f"{bound(value, values)}{UNIT_NAMES[unit]}"
    except NoBound:
        return f"{value}（{UNIT_NAMES[unit]}）"
