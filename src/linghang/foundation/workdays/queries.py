"""The calendar: what the product brings, and over it what the hospital loaded."""

from __future__ import annotations

from dataclasses import dataclass

from linghang.foundation.workdays import catalog, rules
from linghang.foundation.workdays.definitions import Schedule
from linghang.foundation.workdays.models import LoadedYear
from linghang.foundation.workdays.rules import Calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """A year that is known, and on whose word."""

    schedule: Schedule
    source: str
    is_own: bool


def calendar() -> Calendar:
    """Which days are workdays, in one query."""
    return rules.calendar_of(year.schedule for year in years())


def years() -> list[Year]:
    """Every year that is known, in order, in one query."""
    known = {
        loaded.item.year: Year(
            schedule=loaded.item.schedule, source=loaded.item.source, is_own=False
        )
        for loaded in catalog.catalog().items.values()
    }
    for row in LoadedYear.objects.filter(is_current=True):
        known[row.year] = Year(schedule=row.schedule, source=row.document, is_own=True)
    return [known[year] for year in sorted(known)]
