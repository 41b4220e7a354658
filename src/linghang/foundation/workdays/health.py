"""The check-up of the calendar: are this year and, from mid-October, the next one there?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.utils import timezone

from linghang.foundation import doctor
from linghang.foundation.doctor import Finding
from linghang.foundation.workdays import queries
from linghang.foundation.workdays.rules import YearNotLoaded

REMIND_FROM = (10, 15)  # the notice for the next year comes in October or November


def missing_years(today: date) -> list[int]:
    """Years whose arrangement is wanted by now, and is not there."""
    wanted = [today.year]
    if (today.month, today.day) >= REMIND_FROM:
        wanted.append(today.year + 1)
    known = queries.calendar().years
    return [year for year in wanted if year not in known]


def check(now: datetime) -> Iterator[Finding]:
    """This year missing is bad, the next one missing is a reminder."""
    today = timezone.localdate(now)
    missing = missing_years(today)
    for year in missing:
        mend = str(YearNotLoaded(year)).partition("。")[2]
        if year == today.year:
            yield doctor.bad(f"{year}年的放假和调休安排还没有载入", mend=mend)
        else:
            yield doctor.warn(f"{year}年的放假和调休安排还没有载入", mend=mend)
    if not missing:
        yield doctor.fine(f"载入到{max(queries.calendar().years)}年")


doctor.register("workdays", "工作日历", check, needs=("database",))
