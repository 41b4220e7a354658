"""Dates as offices write them and as spreadsheets keep them."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, timedelta

from linghang.foundation.fields import words
from linghang.foundation.fields.words import Unreadable

FIRST_YEAR, LAST_YEAR = 1900, 2100
# Day 0 of spreadsheets; right from March 1900 on, before that they count a day that never was.
_ZERO = date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 61, (date(LAST_YEAR, 12, 31) - _ZERO).days
_LEAST_PLAUSIBLE_SERIAL = 10_000  # May 1927: a smaller number is no day that anybody meant

_SEPARATED = re.compile(
    r"^(\d{4})\s*(?:年|[-/.])\s*(\d{1,2})\s*(?:月|[-/.])\s*(\d{1,2})\s*[日号]?(?P<rest>.*)$"
)
_RUN_TOGETHER = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_CHINESE = re.compile(
    r"^([〇零○一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月"
    r"(?:([一二三四五六七八九十]{1,3})[日号])?$"
)
_MONTH = re.compile(r"^(\d{4})\s*(?:年|[-/.])\s*(\d{1,2})\s*月?(?:份)?$")
_MONTH_RUN_TOGETHER = re.compile(r"^(\d{4})(\d{2})$")
_TIME_OF_DAY = re.compile(
    r"^[\sT,]*\(?(?:(?:星期|周)[一二三四五六日天])?\)?\s*(?:凌晨|早上|上午|中午|下午|晚上|晚)?\s*"
    r"(?:\d{1,2}(?:[:时点]\s*(?:\d{1,2}分?(?::\d{1,2}(?:\.\d+)?)?(?:\d{1,2}秒)?|半|整)?)?)?\s*"
    r"(?:[AaPp][Mm])?\s*(?:Z|[+-]\d{2}:?\d{2})?$"
)
_SHORT_YEAR = re.compile(r"^'?\d{2}\s*(?:年|[-/.])\s*\d{1,2}\s*(?:月|[-/.])\s*\d{1,2}\s*日?$")
_YEAR_LAST = re.compile(r"^\d{1,2}\s*[-/.]\s*\d{1,2}\s*[-/.]\s*\d{4}$")
_NO_YEAR = re.compile(
    r"^(\d{1,2}|[一二三四五六七八九十]{1,3})月(\d{1,2}|[一二三四五六七八九十]{1,3})[日号]?$"
)
_TO_ANOTHER = re.compile(r"^\s*(?:至|到|~|～|—|–|-)")
_SERIAL = re.compile(r"^\d{4,5}(\.\d+)?$")
LIKE = "请写成 2025-06-03 这样"
LIKE_MONTH = "请写成 2025-06 这样"


def day(raw: object) -> date:
    """The day that was written or stored; a time of day behind it is left out.

    Raises Unreadable, which says what is wrong and how to write it.
    """
    if isinstance(raw, datetime):
        return _plausible(raw.date())
    if isinstance(raw, date):
        return _plausible(raw)
    found = words.narrow(raw)
    for reading in (_separated, _run_together, _chinese, _serial):
        if result := reading(found):
            return _plausible(result)
    raise Unreadable(_why_no_day(found))


def month(raw: object) -> date:
    """The first day of the month that was written; of a whole date its month. Raises Unreadable."""
    if not isinstance(raw, date):
        found = words.narrow(raw)
        match = _MONTH.match(found) or _MONTH_RUN_TOGETHER.match(found)
        if match:
            return _plausible(_made(int(match[1]), int(match[2]), 1))
        if (chinese := _CHINESE.match(found)) and not chinese[3]:
            return _plausible(_made(_year(chinese[1]), _small(chinese[2]), 1))
    try:
        return day(raw).replace(day=1)
    except Unreadable as fault:
        raise Unreadable(str(fault).replace(LIKE, LIKE_MONTH).replace("日期", "月份")) from None


def _separated(found: str) -> date | None:
    match = _SEPARATED.match(found)
    if match is None or not _TIME_OF_DAY.match(match["rest"]):
        return None
    return _made(int(match[1]), int(match[2]), int(match[3]))


def _run_together(found: str) -> date | None:
    match = _RUN_TOGETHER.match(found)
    return _made(*(int(part) for part in match.groups())) if match else None


def _chinese(found: str) -> date | None:
    match = _CHINESE.match(found)
    if match is None or not match[3]:
        return None
    return _made(_year(match[1]), _small(match[2]), _small(match[3]))


_DIGITS = {digit: number for number, digit in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}


def _year(written: str) -> int:
    return int("".join(str(_DIGITS[digit]) for digit in written))


def _small(written: str) -> int:
    """1…99 as 六, 十, 十二, 三十, 三十一."""
    tens, ten, ones = written.partition("十")
    if not ten:
        return _DIGITS[written] if len(written) == 1 else 0
    if len(tens) > 1 or len(ones) > 1:
        return 0
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)


def _serial(found: str) -> date | None:
    """The number by which a spreadsheet keeps a day, the time of day behind the point."""
    if not _SERIAL.match(found):
        return None
    number = int(float(found))
    if not _LEAST_PLAUSIBLE_SERIAL <= number <= _LAST_SERIAL:
        return None
    return _ZERO + timedelta(days=number)


def _made(year: int, month_: int, day_: int) -> date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Unreadable(_strange_year(year))
    if not 1 <= month_ <= 12:
        raise Unreadable(f"没有{month_}月这个月份，{LIKE}")
    if not 1 <= day_ <= calendar.monthrange(year, month_)[1]:
        raise Unreadable(f"{year}年{month_}月没有{day_}日")
    return date(year, month_, day_)


def _plausible(found: date) -> date:
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise Unreadable(_strange_year(found.year))
    return found


def _strange_year(year: int) -> str:
    return f"{year}年不像是对的，年份应在{FIRST_YEAR}与{LAST_YEAR}之间"


def _why_no_day(found: str) -> str:
    if _MONTH.match(found) or _MONTH_RUN_TOGETHER.match(found):
        return f"缺少日，{LIKE}"
    if _SHORT_YEAR.match(found):
        return f"年份要写满四位，{LIKE}"
    if _NO_YEAR.match(found):
        return f"缺少年份，{LIKE}"
    if (first := _SEPARATED.match(found)) and _TO_ANOTHER.match(first["rest"]):
        return f"一格只填一天，{LIKE}"
    if _YEAR_LAST.match(found):
        return f"分不清月和日，{LIKE}"
    return f"不是日期，{LIKE}"
