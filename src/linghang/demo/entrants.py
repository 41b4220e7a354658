"""Days on which the demo's branches and its Party committee decide about those who come in.

Told apart from who they are: the rolls of the year's meetings hang on these days as much as the
proceedings do.
"""

from __future__ import annotations

import random
from datetime import date, timedelta

from linghang.foundation.workdays.rules import Calendar
from linghang.procedures.terms.rules import add_months

WEDNESDAY, FRIDAY, SATURDAY = 2, 4, 5
TUESDAY, THIRD = 1, 3
PROBATION = 12  # months
PAPERS_TAKE = timedelta(days=10)
FIRST, LAST = (1, 8), (11, 13)  # the committee of mid-December still approves


def admitted_on(chance: random.Random, year: int, calendar: Calendar) -> date:
    """A day of the year on which a branch votes on somebody."""
    first, last = date(year, *FIRST), date(year, *LAST)
    return meets_on(first + timedelta(days=chance.randrange((last - first).days)), calendar)


def meets_on(day: date, calendar: Calendar) -> date:
    """The day or the next on which a branch meets for one matter: Wednesdays and Fridays are those
    of its committee and of its theme days."""
    while not _works(day, calendar) or day.weekday() in (WEDNESDAY, FRIDAY):
        day += timedelta(days=1)
    return day


def _works(day: date, calendar: Calendar) -> bool:
    if day.year not in calendar.years:
        return day.weekday() < SATURDAY
    return calendar.is_workday(day)


def approved_on(meeting: date, calendar: Calendar) -> date:
    """The meeting of the Party committee, a month's third Tuesday, that takes the papers up."""
    ready = meeting + PAPERS_TAKE
    found = _committee(ready.year, ready.month, calendar)
    if found < ready:
        later = add_months(ready.replace(day=1), 1)
        found = _committee(later.year, later.month, calendar)
    return found


def _committee(year: int, month: int, calendar: Calendar) -> date:
    first = date(year, month, 1)
    day = first + timedelta(days=(TUESDAY - first.weekday()) % 7 + 7 * (THIRD - 1))
    return meets_on(day, calendar)


def discussed_on(admitted: date, calendar: Calendar) -> date:
    """The branch meeting that hears the request at the end of probation."""
    return meets_on(add_months(admitted, PROBATION) + timedelta(days=3), calendar)


def confirmed_on(admitted: date, calendar: Calendar) -> date:
    """The day on which the committee approves the confirmation: the vote is back from it on."""
    return approved_on(discussed_on(admitted, calendar), calendar)
