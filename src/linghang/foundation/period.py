"""Spans of days `[start, end)` with their Chinese names: months, quarters, years and ranges."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from linghang.foundation.errors import Refused

_MONTH = re.compile(r"^(\d{4})-(\d{1,2})$")
_QUARTER = re.compile(r"^(\d{4})-?[Qq]([1-4])$")
_YEAR = re.compile(r"^(\d{4})$")
QUARTER_NAMES = ("一", "二", "三", "四")


class WrongPeriod(Refused):
    """The text names no period."""


def _add_months(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A span of days; `end` is exclusive. Made by month(), quarter(), year(), parse()."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise ValueError(f"a period has at least one day: {self.start} … {self.end}")

    @classmethod
    def month(cls, year: int, month: int) -> Self:
        start = date(year, month, 1)
        return cls(start, _add_months(start, 1))

    @classmethod
    def quarter(cls, year: int, quarter: int) -> Self:
        start = date(year, quarter * 3 - 2, 1)
        return cls(start, _add_months(start, 3))

    @classmethod
    def year(cls, year: int) -> Self:
        return cls(date(year, 1, 1), date(year + 1, 1, 1))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `2025`, `2025-06`, `2025Q2` or `2025-01..2025-06` (both ends included).

        Raises WrongPeriod with a Chinese message.
        """
        first, _, last = text.strip().partition("..")
        try:
            start = cls._parse_one(first.strip())
            end = cls._parse_one(last.strip()) if last else start
            return cls(start.start, end.end)
        except ValueError:
            raise WrongPeriod(
                f"看不懂期间“{text}”：请写成 2025、2025-06、2025Q2 或 2025-01..2025-06。"
            ) from None

    @classmethod
    def _parse_one(cls, text: str) -> Self:
        if found := _MONTH.match(text):
            return cls.month(int(found[1]), int(found[2]))
        if found := _QUARTER.match(text):
            return cls.quarter(int(found[1]), int(found[2]))
        if found := _YEAR.match(text):
            return cls.year(int(found[1]))
        raise ValueError(text)

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    @property
    def last_day(self) -> date:
        return self.end - timedelta(days=1)

    @property
    def _month_count(self) -> int | None:
        """Whole months covered, or None when an end is inside a month."""
        if self.start.day != 1 or self.end.day != 1:
            return None
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month

    def months(self) -> Iterator[Period]:
        """The calendar months that the period touches, each whole."""
        day = self.start.replace(day=1)
        while day < self.end:
            yield Period.month(day.year, day.month)
            day = _add_months(day, 1)

    def year_before(self) -> Period:
        """The same span one year earlier (同期); 29 February becomes 28."""
        return Period(_year_back(self.start), _year_back(self.end))

    def previous(self) -> Period:
        """The span of the same length just before (上期)."""
        months = self._month_count
        if months is None:
            return Period(self.start - (self.end - self.start), self.start)
        return Period(_add_months(self.start, -months), self.start)

    @property
    def code(self) -> str:
        """The text that parse() reads back; days for spans that are no whole months."""
        months = self._month_count
        if months == 1:
            return f"{self.start:%Y-%m}"
        if months == 12 and self.start.month == 1:
            return f"{self.start.year}"
        if months == 3 and self.start.month % 3 == 1:
            return f"{self.start.year}Q{(self.start.month + 2) // 3}"
        if months:
            return f"{self.start:%Y-%m}..{self.last_day:%Y-%m}"
        return f"{self.start}..{self.last_day}"

    @property
    def label(self) -> str:
        """The period as an office writes it: 2025年6月, 2025年第二季度, 2025年1至6月."""
        months, year = self._month_count, self.start.year
        if months == 1:
            return f"{year}年{self.start.month}月"
        if months == 12 and self.start.month == 1:
            return f"{year}年"
        if months == 3 and self.start.month % 3 == 1:
            return f"{year}年第{QUARTER_NAMES[(self.start.month - 1) // 3]}季度"
        last = self.last_day
        if months and last.year == year:
            return f"{year}年{self.start.month}至{last.month}月"
        if months:
            return f"{year}年{self.start.month}月至{last.year}年{last.month}月"
        return f"{day_label(self.start)}至{day_label(last)}"

    @property
    def span_label(self) -> str:
        """The period as yearly summaries write it: 2025年1—12月; else as `label`."""
        months, last = self._month_count, self.last_day
        if months and months > 1 and last.year == self.start.year:
            return f"{self.start.year}年{self.start.month}—{last.month}月"
        return self.label


def _year_back(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def day_label(day: date) -> str:
    """2025年6月3日, without leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"
