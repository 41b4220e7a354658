"""What a rule parameter's value can be: numbers with units, majorities, tables, and their words.

Values stand in catalogs and tables as JSON. `parse` reads them, `plain` writes them back, `show`
says them in Chinese.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction

FEN = 100  # 分 in a 元
TEN_THOUSAND_YUAN = 10_000 * FEN


class Kind(StrEnum):
    """The kinds of value; `Value` says what each is in Python."""

    INTEGER = "integer"
    DECIMAL = "decimal"
    SHARE = "share"
    MAJORITY = "majority"
    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    WORKDAYS = "workdays"
    MONTHS = "months"
    YEARS = "years"
    AMOUNT = "amount"
    PERIOD = "period"
    RANGE = "range"
    BRACKETS = "brackets"
    TIME = "time"
    DAY_OF_YEAR = "day_of_year"
    TEXT = "text"


KIND_NAMES: dict[Kind, str] = {
    Kind.INTEGER: "整数",
    Kind.DECIMAL: "小数",
    Kind.SHARE: "比例",
    Kind.MAJORITY: "人数比例",
    Kind.MINUTES: "分钟",
    Kind.HOURS: "小时",
    Kind.DAYS: "日（自然日）",
    Kind.WORKDAYS: "工作日",
    Kind.MONTHS: "月",
    Kind.YEARS: "年",
    Kind.AMOUNT: "金额",
    Kind.PERIOD: "频次",
    Kind.RANGE: "范围",
    Kind.BRACKETS: "分档表",
    Kind.TIME: "时刻",
    Kind.DAY_OF_YEAR: "每年某日",
    Kind.TEXT: "文字",
}
UNITS: dict[Kind, str] = {
    Kind.MINUTES: "分钟",
    Kind.HOURS: "小时",
    Kind.DAYS: "日",
    Kind.WORKDAYS: "个工作日",
    Kind.MONTHS: "个月",
    Kind.YEARS: "年",
}
COUNTS = frozenset({Kind.INTEGER, *UNITS, Kind.AMOUNT})


class Base(StrEnum):
    """Whom a majority is counted of."""

    ENTITLED = "entitled"
    PRESENT = "present"
    MEMBERS = "members"
    DELEGATES = "delegates"


BASE_NAMES: dict[Base, str] = {
    Base.ENTITLED: "应到会有表决权（选举权）的人数",
    Base.PRESENT: "实到会有表决权（选举权）的人数",
    Base.MEMBERS: "应到会成员",
    Base.DELEGATES: "全体代表",
}


class Recurrence(StrEnum):
    """How often something is due."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"

    @property
    def months(self) -> int:
        """Length of the period in months."""
        return {"month": 1, "quarter": 3, "half_year": 6, "year": 12}[self.value]


RECURRENCE_NAMES: dict[Recurrence, str] = {
    Recurrence.MONTH: "每月",
    Recurrence.QUARTER: "每季度",
    Recurrence.HALF_YEAR: "每半年",
    Recurrence.YEAR: "每年",
}


@dataclass(frozen=True, slots=True)
class Majority:
    """A part of the persons counted in `of`: at least the share, or `more` than it."""

    share: Fraction
    more: bool
    of: Base

    def least(self, persons: int) -> int:
        """The smallest number that will do. 4/5 of 26 is 21; more than half of 26 is 14."""
        exact = self.share * persons
        if self.more:
            return int(exact) + 1
        return -int(-exact // 1)

    def holds(self, votes: int, persons: int) -> bool:
        """Whether so many of so many will do; never of nobody."""
        return persons > 0 and votes >= self.least(persons)


@dataclass(frozen=True, slots=True)
class Bounds:
    """How many there may be; `usual`, where given, is the most that is normal."""

    least: int
    most: int
    usual: int | None = None


@dataclass(frozen=True, slots=True)
class Bracket:
    """Amounts up to and including `up_to` (分); None is the last bracket, without an end."""

    up_to: int | None
    share: Fraction


@dataclass(frozen=True, slots=True)
class Brackets:
    """A table by amount. The bracket's share applies to the whole amount, not to what exceeds."""

    rows: tuple[Bracket, ...]

    def share(self, amount: int) -> Fraction:
        """The share for an amount in 分."""
        return next(row.share for row in self.rows if row.up_to is None or amount <= row.up_to)


@dataclass(frozen=True, slots=True)
class DayOfYear:
    """A day that every year has: 1 July. 29 February is none."""

    month: int
    day: int

    def of(self, year: int) -> date:
        """That day in the year."""
        return date(year, self.month, self.day)


Value = (
    int | Decimal | Fraction | Majority | Recurrence | Bounds | Brackets | time | DayOfYear | str
)

_SHARE = re.compile(r"^(?:(\d+)/([1-9]\d*)|(\d+(?:\.\d+)?)([%‰]))$")
_PARTS = {"%": 100, "‰": 1000}


def parse(kind: Kind, raw: object) -> Value:
    """The value of a JSON value. Raises ValueError with a Chinese sentence."""
    return _PARSERS[kind](raw)


def _count(raw: object) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int) or raw < 0:
        raise ValueError("应当是不小于 0 的整数")
    return raw


def _decimal(raw: object) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, str | int):
        raise ValueError("应当是加引号的小数，如 '1.5'")
    try:
        found = Decimal(raw)
    except InvalidOperation:
        raise ValueError("应当是加引号的小数，如 '1.5'") from None
    if not found.is_finite():
        raise ValueError("应当是加引号的小数，如 '1.5'")
    return found


def _share(raw: object) -> Fraction:
    found = _SHARE.match(raw.strip()) if isinstance(raw, str) else None
    if found is None:
        raise ValueError("应当是加引号的分数或百分数，如 '4/5'、'20%'、'1‰'")
    if found[1]:
        share = Fraction(int(found[1]), int(found[2]))
    else:
        share = Fraction(found[3]) / _PARTS[found[4]]
    if share > 1:
        raise ValueError("比例不能大于 1")
    return share


def _map(
    raw: object, needed: set[str], optional: frozenset[str] = frozenset()
) -> dict[str, object]:
    if not isinstance(raw, dict) or not needed <= set(raw) <= needed | optional:
        raise ValueError(f"应当写明 {'、'.join(sorted(needed))}")
    return raw


def _majority(raw: object) -> Majority:
    parts = _map(raw, {"share", "more", "of"})
    if not isinstance(parts["more"], bool):
        raise ValueError("more 应当是 true（超过）或 false（不少于）")
    if parts["of"] not in list(Base):
        raise ValueError(f"of 只能是 {'、'.join(Base)}")
    return Majority(_share(parts["share"]), parts["more"], Base(str(parts["of"])))


def _period(raw: object) -> Recurrence:
    if raw not in list(Recurrence):
        raise ValueError(f"只能是 {'、'.join(Recurrence)}")
    return Recurrence(str(raw))


def _range(raw: object) -> Bounds:
    parts = _map(raw, {"least", "most"}, frozenset({"usual"}))
    usual = _count(parts["usual"]) if "usual" in parts else None
    bounds = Bounds(_count(parts["least"]), _count(parts["most"]), usual)
    if not bounds.least <= (bounds.most if usual is None else usual) <= bounds.most:
        raise ValueError("范围的上限不能小于下限")
    return bounds


def _brackets(raw: object) -> Brackets:
    if not isinstance(raw, list) or not raw:
        raise ValueError("应当是从低到高的分档清单")
    rows = tuple(_bracket(one, is_last=one is raw[-1]) for one in raw)
    ends = [row.up_to for row in rows if row.up_to is not None]
    if ends != sorted(set(ends)):
        raise ValueError("各档的上限应当从低到高、互不相同")
    return Brackets(rows)


def _bracket(raw: object, *, is_last: bool) -> Bracket:
    parts = _map(raw, {"share"} if is_last else {"share", "up_to"})
    return Bracket(None if is_last else _count(parts["up_to"]), _share(parts["share"]))


def _time(raw: object) -> time:
    try:
        found = time.fromisoformat(raw if isinstance(raw, str) else "")
    except ValueError:
        raise ValueError("应当是加引号的时刻，如 '21:00'") from None
    if found.tzinfo or found.second or found.microsecond:
        raise ValueError("时刻只写到分，如 '21:00'")
    return found


_DAY = re.compile(r"^(\d{2})-(\d{2})$")
_COMMON_YEAR = 2001


def _day_of_year(raw: object) -> DayOfYear:
    found = _DAY.match(raw) if isinstance(raw, str) else None
    try:
        day = date(_COMMON_YEAR, int(found[1]), int(found[2])) if found else None
    except ValueError:
        day = None
    if day is None:
        raise ValueError("应当是加引号的月和日，如 '07-01'，每年都有这一天")
    return DayOfYear(day.month, day.day)


def _text(raw: object) -> str:
    if not isinstance(raw, str) or not raw.strip():
        raise ValueError("应当是文字，不能为空")
    return raw.strip()


_PARSERS: dict[Kind, Callable[[object], Value]] = {
    **dict.fromkeys(COUNTS, _count),
    Kind.DECIMAL: _decimal,
    Kind.SHARE: _share,
    Kind.MAJORITY: _majority,
    Kind.PERIOD: _period,
    Kind.RANGE: _range,
    Kind.BRACKETS: _brackets,
    Kind.TIME: _time,
    Kind.DAY_OF_YEAR: _day_of_year,
    Kind.TEXT: _text,
}


def plain(value: Value) -> object:
    """The JSON value that `parse` reads back."""
    if isinstance(value, Majority):
        return {"share": _ratio(value.share), "more": value.more, "of": value.of.value}
    if isinstance(value, Bounds):
        usual = {} if value.usual is None else {"usual": value.usual}
        return {"least": value.least, "most": value.most, **usual}
    if isinstance(value, Brackets):
        return [_plain_bracket(row) for row in value.rows]
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, DayOfYear):
        return f"{value.month:02}-{value.day:02}"
    if isinstance(value, Fraction):
        return _ratio(value)
    return str(value) if isinstance(value, Decimal) else value


def _plain_bracket(row: Bracket) -> dict[str, object]:
    share: dict[str, object] = {"share": _ratio(row.share)}
    return share if row.up_to is None else {"up_to": row.up_to, **share}


def _ratio(share: Fraction) -> str:
    return f"{share.numerator}/{share.denominator}"


def show(kind: Kind, value: Value, unit: str = "") -> str:
    """The value in Chinese with its unit. unit: of a plain number, e.g. 人."""
    if isinstance(value, int) and kind is Kind.AMOUNT:
        return money(value)
    if isinstance(value, Fraction):
        return show_share(value)
    if isinstance(value, Majority):
        word = "超过" if value.more else "不少于"
        return f"{word}{BASE_NAMES[value.of]}的{value.share}"
    if isinstance(value, Recurrence):
        return f"{RECURRENCE_NAMES[value]}至少一次"
    if isinstance(value, Bounds):
        usual = "" if value.usual is None else f"，一般不超过{value.usual}{unit}"
        return f"{value.least}至{value.most}{unit}{usual}"
    if isinstance(value, Brackets):
        return _show_brackets(value.rows)
    if isinstance(value, time | DayOfYear):
        return f"{value:%H:%M}" if isinstance(value, time) else f"{value.month}月{value.day}日"
    return f"{value}{UNITS.get(kind, unit)}"


def show_share(share: Fraction) -> str:
    """As people write it: 20%, 0.5%, 1‰, 1/3."""
    if 0 < share < Fraction(1, 200) and (share * 1000).denominator == 1:
        return f"{share * 1000}‰"
    percent = share * 100
    if 10 % percent.denominator == 0:
        return f"{float(percent):g}%"
    return str(share)


def money(amount: int) -> str:
    """分 as 元 or 万元: 0.2元, 3000元, 12.5万元, 1,200万元."""
    if amount >= TEN_THOUSAND_YUAN and amount % (TEN_THOUSAND_YUAN // FEN) == 0:
        return f"{(Decimal(amount) / TEN_THOUSAND_YUAN).normalize():,f}万元"
    return f"{amount // FEN}元" if amount % FEN == 0 else f"{Decimal(amount) / FEN:.2f}元"


def _show_brackets(rows: Sequence[Bracket]) -> str:
    said = []
    lower = ""
    for row in rows:
        upper = "" if row.up_to is None else money(row.up_to)
        if not lower:
            span = f"{upper}及以下"
        elif upper:
            span = f"{lower}以上至{upper}"
        else:
            span = f"{lower}以上"
        said.append(
            f"{span}{show_share(row.share)}" if row.up_to or lower else show_share(row.share)
        )
        lower = upper
    return "；".join(said)
