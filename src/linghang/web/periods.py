"""The period that a page is about, and the steps from it to other periods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from linghang.cases.models import Manifest
from linghang.foundation.period import Period, day_label
from linghang.web.requests import Request

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


def chosen(request: Request, manifest: Manifest | None, *, default: Period | None = None) -> Choice:
    """The period of `?period=`, else `default`, else the last month that the data cover wholly.

    Raises WrongPeriod for a text that names no period.
    """
    first_day = manifest.first_day if manifest else None
    last = (manifest.data_through if manifest else None) or request.today
    text = request.GET.get("period", "")
    period = Period.parse(text) if text else default or last_whole_month(last)
    before, after = period.previous(), _next(period)
    return Choice(
        period=period,
        before="" if first_day and before.end <= first_day else before.code,
        after="" if after.start > last else after.code,
        kinds=kinds(period, last),
    )


def last_whole_month(day: date) -> Period:
    """The month that ends on the day, else the month before."""
    month = Period.month(day.year, day.month)
    return month if month.last_day == day else month.previous()


def months_around(period: Period, manifest: Manifest | None) -> list[Period]:
    """24 months up to the period's last with data; later ones where the data begin later."""
    last = period.last_day
    if manifest and manifest.data_through and manifest.first_day:
        earliest_end = _shifted(manifest.first_day, MONTHS_OF_TREND - 1)
        last = min(max(last, earliest_end), manifest.data_through)
    months = [Period.month(last.year, last.month)]
    while len(months) < MONTHS_OF_TREND:
        months.append(months[-1].previous())
    return months[::-1]


def ways(request: Request, months: Sequence[Period]) -> list[str]:
    """`?…` for the page as it is, in each of the months."""
    parameters = request.GET.copy()
    found = []
    for month in months:
        parameters["period"] = month.code
        found.append(f"?{parameters.urlencode()}")
    return found


def _shifted(day: date, months: int) -> date:
    """The first of the month so many months later."""
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


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


def kinds(period: Period, last: date) -> tuple[Kind, ...]:
    """Month, quarter and year that hold the period's last day with data."""
    day = max(period.start, min(period.last_day, last))
    around = {
        "月": Period.month(day.year, day.month),
        "季": Period.quarter(day.year, (day.month + 2) // 3),
        "年": Period.year(day.year),
    }
    return tuple(Kind(name, one.code, one == period) for name, one in around.items())


def freshness(manifest: Manifest | None) -> str:
    """数据截至2025年12月31日，第3批; empty before the first import."""
    if manifest is None or manifest.data_through is None:
        return ""
    batch = f"，{manifest.batch}" if manifest.batch else ""
    return f"数据截至{day_label(manifest.data_through)}{batch}"
