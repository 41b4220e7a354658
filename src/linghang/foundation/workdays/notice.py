"""Reads a year's arrangement from the text of the State Council's notice, or from a table.

The notice is regular: “二、春节：1月28日（农历除夕、周二）至2月4日（周二）放假调休，共8天。1月26日
（周日）、2月8日（周六）上班。” Whatever it says twice (weekdays, number of days) is compared.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import date, timedelta

from linghang.foundation.errors import Refused
from linghang.foundation.workdays.definitions import Rest, Schedule

HEADER = ("日期", "安排", "节日")
REST, WORK = "放假", "上班"
# An item begins a line or follows a full stop: “农历腊月二十八、” is none.
_ITEM = re.compile(r"(?:^|(?<=[。\n]))\s*[一二三四五六七八九十]+、")
_NAME = re.compile(r"^([\u4e00-\u9fff、]+)[：:]")
_DAY = re.compile(r"(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日(?:[（(]([^）)]*)[）)])?")
_SPAN = re.compile(rf"({_DAY.pattern})(?:至({_DAY.pattern}))?(?:放假|补休|调休)")
_WEEKDAY = re.compile(r"(?:周|星期)([一二三四五六日天])")
_TOTAL = re.compile(r"共\s*(\d+)\s*天")
WEEKDAYS = "一二三四五六日"


class UnreadableNotice(Refused):
    """The file is no notice and no table; the message says where it breaks."""


def read(content: bytes, year: int) -> Schedule:
    """The year's arrangement. Raises UnreadableNotice."""
    text = decoded(content)
    lines = [line for line in text.splitlines() if line.strip()]
    if lines and all(word in lines[0] for word in HEADER):
        return _schedule(year, *_from_table(text))
    return _schedule(year, *_from_notice(text, year))


def decoded(content: bytes) -> str:
    """The text of a file in one of the two usual encodings. Raises UnreadableNotice."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding).replace("\r\n", "\n")
        except UnicodeDecodeError:
            continue
    raise UnreadableNotice(
        "读不懂这个文件：不是 UTF-8 或 GB18030 文本。请另存为文本或 CSV 再载入。"
    )


def _schedule(year: int, rests: list[Rest], works: list[date]) -> Schedule:
    if not rests:
        raise UnreadableNotice(
            "文件里没有找到放假安排。请载入通知全文（“一、元旦：1月1日……放假”），"
            f"或表头为“{'、'.join(HEADER)}”的 CSV。"
        )
    return Schedule(year=year, rests=tuple(rests), works=tuple(sorted(works)))


def _from_table(text: str) -> tuple[list[Rest], list[date]]:
    rests: list[Rest] = []
    works = []
    for number, row in enumerate(csv.DictReader(io.StringIO(text)), start=2):
        cells = {(name or "").strip(): (value or "").strip() for name, value in row.items()}
        try:
            day = date.fromisoformat(cells["日期"].replace("/", "-"))
        except ValueError:
            raise UnreadableNotice(
                f"第{number}行的日期“{cells['日期']}”读不懂，请写成 2027-01-01。"
            ) from None
        if cells["安排"] == WORK:
            works.append(day)
        elif cells["安排"] == REST and cells["节日"]:
            rests.append(Rest(name=cells["节日"], first=day, last=day))
        else:
            raise UnreadableNotice(f"第{number}行：安排只能是“放假”或“上班”，放假要写节日。")
    return _joined(rests), works


def _joined(rests: list[Rest]) -> list[Rest]:
    """Neighbouring days of one festival as one row."""
    joined: list[Rest] = []
    for rest in sorted(rests, key=lambda each: each.first):
        before = joined[-1] if joined else None
        if before and before.name == rest.name and rest.first - before.last == timedelta(days=1):
            joined[-1] = Rest(name=rest.name, first=before.first, last=rest.last)
        else:
            joined.append(rest)
    return joined


def _from_notice(text: str, year: int) -> tuple[list[Rest], list[date]]:
    rests, works = [], []
    for item in _ITEM.split(text):
        named = _NAME.match(item)
        if named is None:
            continue
        name, said, days = named[1], item[named.end() :].partition("\n\n")[0], 0
        for sentence in re.split(r"[。；;]", said):
            if WORK in sentence:
                works += list(_working(sentence, year))
            for rest in _resting(sentence, name, year):
                rests.append(rest)
                days += len(list(rest.days()))
        total = _TOTAL.search(said)
        if total and int(total[1]) != days:
            raise UnreadableNotice(
                f"“{name}”写明共{total[1]}天，按起止日期是{days}天，请核对原文。"
            )
    return rests, works


def _working(sentence: str, year: int) -> Iterator[date]:
    """The days before the word 上班, back to the last comma."""
    month = None
    for found in _DAY.finditer(sentence.partition(WORK)[0].rpartition("，")[2]):
        day = _date(found.groups(), year, month)
        month = day.month
        yield day


def _resting(sentence: str, name: str, year: int) -> Iterator[Rest]:
    for found in _SPAN.finditer(sentence):
        parts = found.groups()
        first = _date(parts[1:5], year, None)
        last = first
        if parts[5]:
            last = _date(parts[6:10], first.year, first.month)
        yield Rest(name=name, first=first, last=last)


def _date(parts: tuple[str | None, ...], year: int, month: int | None) -> date:
    """A day from (year, month, day, remark); the weekday in the remark must agree."""
    own_month = int(parts[1]) if parts[1] else month
    if own_month is None:
        raise UnreadableNotice(f"“{parts[2]}日”没有写月份，请核对原文。")
    try:
        day = date(int(parts[0] or year), own_month, int(parts[2] or 0))
    except ValueError:
        raise UnreadableNotice(f"没有{own_month}月{parts[2]}日这一天，请核对原文。") from None
    weekday = _WEEKDAY.search(parts[3] or "")
    if weekday and WEEKDAYS.index(weekday[1].replace("天", "日")) != day.weekday():
        raise UnreadableNotice(
            f"{day.year}年{day.month}月{day.day}日是周{WEEKDAYS[day.weekday()]}，"
            f"文件写的是周{weekday[1]}。请核对年份和日期。"
        )
    return day
