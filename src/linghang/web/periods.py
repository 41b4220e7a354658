"""The period that a page is about, and the steps from it to other periods."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest

from linghang.foundation.period import Period, day_label

MONTHS_OF_TREND = 24


@dataclass(frozen=True, slots=True)
class Kind:
    """Month, quarter or year around the chosen period."""

    name: str
    code: str
    is_current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A chosen period; before, after: codes of its neighbours, empty where no data are."""

    period: Period
    before: str
    after: str
    kinds: tuple[Kind, ...]


def chosen(
    request: HttpRequest, *, today: date, first_day: date | None, data_through: date | None
) -> Choice:
    """The period of `?period=`, else the last month that the data cover wholly.

    Raises WrongPeriod for a text that names no period.
    """
    text = request.GET.get("period", "")
    period = Period.parse(text) if text else last_whole_month(data_through or today)
    before, after = period.previous(), _next(period)
    last = data_through or today
    return Choice(
        period=period,
        before="" if first_day and before.end <= first_day else before.code,
        after="" if after.start > last else after.code,
        kinds=_kinds(period, last),
    )


def last_whole_month(day: date) -> Period:
    """The month that ends on the day, else the month before."""
    month = Period.month(day.year, day.month)
    return month if month.last_day == day else month.previous()


def months_until(period: Period, *, data_through: date | None) -> list[Period]:
    """24 months, the last of them the period's last month for which data may be there."""
    last = min(period.last_day, data_through) if data_through else period.last_day
    month = Period.month(last.year, last.month)
    months = [month]
    while len(months) < MONTHS_OF_TREND:
        months.append(months[-1].previous())
    return months[::-1]


def _next(period: Period) -> Period:
    """The period of the same length that follows."""
    months = len(list(period.months()))
    if not _is_whole_months(period):
        return Period(period.end, period.end + (period.end - period.start))
    end = period.end
    for _ in range(months):
        end = Period.month(end.year, end.month).end
    return Period(period.end, end)


def _is_whole_months(period: Period) -> bool:
    return period.start.day == 1 and period.end.day == 1


def _kinds(period: Period, last: date) -> tuple[Kind, ...]:
    """Month, quarter and year that hold the period's last day with data."""
    day = max(period.start, min(period.last_day, last))
    around = {
        "月": Period.month(day.year, day.month),
        "季": Period.quarter(day.year, (day.month + 2) // 3),
        "年": Period.year(day.year),
    }
    return tuple(Kind(name, one.code, one == period) for name, one in around.items())


def freshness(data_through: date | None) -> str:
    """数据截至2025年12月31日; empty before the first import."""
    return f"数据截至{day_label(data_through)}" if data_through else ""
