"""Workdays: the State Council's holidays and make-up days over the ordinary week. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from linghang.foundation.errors import Refused
from linghang.foundation.workdays.definitions import Schedule

DAY = timedelta(days=1)
FESTIVALS = ("元旦", "春节", "清明", "劳动", "端午", "中秋", "国庆")
# 全国年节及纪念日放假办法: eleven statutory days, thirteen since 2025.
STATUTORY_DAYS, MORE_STATUTORY_DAYS, MORE_SINCE = 11, 13, 2025
SATURDAY = 5


class YearNotLoaded(Refused):
    """The arrangement of that year is not known, so nobody may guess."""

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(
            f"{year}年的放假和调休安排还没有载入，按工作日计的期限算不出来。请在“工作日历”页面"
            f"载入国务院办公厅关于{year}年部分节假日安排的通知，或运行 "
            f"linghang workdays load 文件 --year {year} --document 文号。"
        )


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are workdays, for the loaded years.

    rests: days off with the festival's name. works: weekend days on which people work.
    Every method raises YearNotLoaded as soon as it needs a day of a year that is not there.
    """

    years: frozenset[int]
    rests: Mapping[date, str]
    works: frozenset[date]

    def is_workday(self, day: date) -> bool:
        """Whether people work on the day."""
        if day.year not in self.years:
            raise YearNotLoaded(day.year)
        return day in self.works or (day not in self.rests and day.weekday() < SATURDAY)

    def add(self, day: date, n: int) -> date:
        """The n-th workday after the day, before it for a negative n; the day itself for 0.

        A term of n workdays that begins with the day after `day` (from the next day on, as
        regulations count) ends on add(day, n).
        """
        step, left = (DAY, n) if n > 0 else (-DAY, -n)
        while left:
            day += step
            left -= self.is_workday(day)
        return day

    def between(self, start: date, end: date) -> int:
        """Workdays after `start` up to and including `end`; negative when `end` is earlier.

        For every n but 0: between(day, add(day, n)) == n.
        """
        if end < start:
            return -sum(self.is_workday(day) for day in _days(end, start - DAY))
        return sum(self.is_workday(day) for day in _days(start + DAY, end))

    def last_workday_before(self, day: date) -> date:
        """The nearest workday before the day."""
        return self.add(day, -1)

    def on_or_after(self, day: date) -> date:
        """The day when it is a workday, else the next one."""
        return day if self.is_workday(day) else self.add(day, 1)

    def name_of(self, day: date) -> str:
        """The festival of a day off, "" otherwise."""
        return self.rests.get(day, "")


def calendar_of(schedules: Iterable[Schedule]) -> Calendar:
    """The calendar of these years. A later year's notice may speak of the December before it."""
    rests: dict[date, str] = {}
    works: set[date] = set()
    years = set()
    for schedule in sorted(schedules, key=lambda each: each.year):
        years.add(schedule.year)
        off = {day: rest.name for rest in schedule.rests for day in rest.days()}
        rests |= off
        works = (works - set(off)) | set(schedule.works)
        for day in schedule.works:
            rests.pop(day, None)
    return Calendar(frozenset(years), rests, frozenset(works))


def faults(schedule: Schedule) -> list[str]:
    """Why the schedule cannot be that year's; every reason, in Chinese."""
    off = [day for rest in schedule.rests for day in rest.days()]
    found = [f"{day:%Y-%m-%d}既放假又上班" for day in sorted(set(off) & set(schedule.works))]
    found += [
        f"{day:%Y-%m-%d}不是周末，不需要写明上班"
        for day in sorted(schedule.works)
        if day.weekday() < SATURDAY
    ]
    found += [
        f"{day:%Y-%m-%d}不在{schedule.year}年（或上一年12月）"
        for day in sorted({*off, *schedule.works})
        if day.year != schedule.year and (day.year, day.month) != (schedule.year - 1, 12)
    ]
    found += [f"{day:%Y-%m-%d}写了两次" for day in sorted({d for d in off if off.count(d) > 1})]
    names = "".join(rest.name for rest in schedule.rests)
    missing = [name for name in FESTIVALS if name not in names]
    if missing:
        found.append(f"没有写{'、'.join(missing)}的安排")
    return found


def doubts(schedule: Schedule) -> list[str]:
    """What is unusual but may be right: the number of workdays is not the usual one.

    Make-up days only move holidays about, so a year has as many workdays as weekdays without the
    statutory days, unless the State Council gives an extra day.
    """
    calendar = calendar_of([schedule])
    days = list(_days(date(schedule.year, 1, 1), date(schedule.year, 12, 31)))
    statutory = STATUTORY_DAYS if schedule.year < MORE_SINCE else MORE_STATUTORY_DAYS
    usual = sum(day.weekday() < SATURDAY for day in days) - statutory
    # Days off or on in the December before belong to the balance of this year.
    usual -= sum(day.year < schedule.year for day in schedule.works)
    usual += sum(
        day.year < schedule.year and day.weekday() < SATURDAY
        for rest in schedule.rests
        for day in rest.days()
    )
    counted = sum(calendar.is_workday(day) for day in days)
    if counted == usual:
        return []
    return [
        f"按这份安排全年工作日为{counted}天，按法定节假日{statutory}天推算应为{usual}天，"
        "请对照通知原文核对"
    ]


def _days(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += DAY
