"""Pure rules of dues: what is due of a month, to whom it is paid, who is behind and since when.

Money is in 分. A month is its first day.
Source: 中央组织部《关于中国共产党党费收缴、使用和管理的规定》（中组发〔2008〕3号）.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

from linghang.foundation.parameters.kinds import Brackets
from linghang.foundation.period import Period
from linghang.org.trees.rules import Span


class Category(StrEnum):
    """What a member's dues are reckoned from."""

    IN_POST = "in_post"
    RETIRED = "retired"
    STUDENT = "student"
    UNEMPLOYED = "unemployed"
    RELIEF = "relief"


class State(StrEnum):
    """How a month of a member stands."""

    ELSEWHERE = "elsewhere"  # not due to this branch
    UNSET = "unset"  # no base is entered yet
    PAID = "paid"
    EXCUSED = "excused"
    UNPAID = "unpaid"
    RUNNING = "running"
    LATER = "later"


class Method(StrEnum):
    """How dues were handed over."""

    IN_PERSON = "in_person"
    DELEGATED = "delegated"


class Payer(StrEnum):
    """To which branch the dues of the month of a transfer are paid; the words of the parameter."""

    OLD = "转出支部"
    NEW = "转入支部"


CATEGORY_NAMES: dict[Category, str] = {
    Category.IN_POST: "在职",
    Category.RETIRED: "离退休",
    Category.STUDENT: "学生",
    Category.UNEMPLOYED: "下岗失业",
    Category.RELIEF: "领取最低生活保障金",
}
STATE_NAMES: dict[State, str] = {
    State.ELSEWHERE: "不在本支部交",
    State.UNSET: "未核定基数",
    State.PAID: "已交",
    State.EXCUSED: "有正当理由",
    State.UNPAID: "未交",
    State.RUNNING: "本月待交",
    State.LATER: "未到",
}
METHOD_NAMES: dict[Method, str] = {Method.IN_PERSON: "本人交纳", Method.DELEGATED: "委托代交"}
BY_INCOME = (Category.IN_POST, Category.RETIRED)
OWED = (State.PAID, State.UNPAID, State.RUNNING, State.EXCUSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """The rule parameters of dues in force on a day. flat: 分 a month for who has no income."""

    in_post: Brackets
    retired: Brackets
    flat: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Based:
    """A base from a month on. amount: 分 a month after tax; 0 where a flat sum is due."""

    month: date
    category: Category
    amount: int = 0


@dataclass(frozen=True, slots=True)
class Stay:
    """The days on which the Party relation was with a branch."""

    branch: str
    span: Span


def month_of(day: date) -> date:
    """The month of a day."""
    return day.replace(day=1)


@lru_cache(maxsize=1_000)
def after(month: date, months: int) -> date:
    """So many months later; negative for earlier."""
    index = month.year * 12 + month.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def apart(earlier: date, later: date) -> int:
    """How many months lie between two months."""
    return (later.year - earlier.year) * 12 + later.month - earlier.month


def due(category: Category, amount: int, rates: Rates) -> int:
    """The dues of a month in 分, rounded half up.

    The rate of the bracket applies to the whole base: a cent more may cost a step more.
    """
    if category not in BY_INCOME:
        return rates.flat
    table = rates.in_post if category is Category.IN_POST else rates.retired
    return half_up(table.share(amount) * amount)


def half_up(amount: Fraction) -> int:
    """To whole 分, halves up."""
    return (2 * amount.numerator + amount.denominator) // (2 * amount.denominator)


def base_of(bases: Sequence[Based], month: date) -> Based | None:
    """The base in force in a month: the one of the latest month not after it."""
    found: Based | None = None
    for one in bases:
        if one.month <= month and (found is None or one.month > found.month):
            found = one
    return found


def first_month(admitted: date) -> date:
    """From which month a probationary member pays: that of the meeting that admitted them."""
    return month_of(admitted)


def branch_of(stays: Iterable[Stay], month: date, payer: Payer) -> str | None:
    """To which branch the month is paid; None where the relation was with none of ours.

    In a month with a transfer the first branch of the month (转出支部) or the last one (转入支部).
    """
    end = after(month, 1)
    touching = [
        one
        for one in stays
        if one.span.start < end and (one.span.end is None or one.span.end > month)
    ]
    if not touching:
        return None
    if payer is Payer.OLD:
        return min(touching, key=_start).branch
    last = max(touching, key=_start)
    return last.branch if last.span.end is None or last.span.end >= end else None


def _start(stay: Stay) -> date:
    return stay.span.start


def state_of(
    month: date,
    *,
    is_here: bool,
    bases: Sequence[Based],
    is_paid: bool,
    is_excused: bool,
    today: date,
) -> State:
    """How the month stands. Months before the first base were paid elsewhere (党费交至)."""
    if is_paid:
        return State.PAID
    if not is_here or (bases and month < min(one.month for one in bases)):
        return State.ELSEWHERE
    now = month_of(today)
    if month > now:
        return State.LATER
    if not bases:
        return State.UNSET
    if is_excused:
        return State.EXCUSED
    return State.RUNNING if month == now else State.UNPAID


def behind(states: Mapping[date, State], today: date) -> tuple[date, ...]:
    """The months unpaid in a row up to the last one that is over, the earliest first.

    A month with a good reason neither counts nor ends the row.
    """
    found: list[date] = []
    now = month_of(today)
    for month in sorted((one for one in states if one < now), reverse=True):
        if states[month] is State.UNPAID:
            found.append(month)
        elif states[month] is not State.EXCUSED:
            break
    return tuple(reversed(found))


def alert(months: int, steps: Iterable[int]) -> int | None:
    """The highest step that so many months in a row have reached; None below all of them."""
    return max((one for one in steps if one <= months), default=None)


def reasons_not_to_pay(
    month: date, *, paid_on: date, today: date, back_pay: int, note: str
) -> list[str]:
    """Why a month can't be entered as paid: of the future, or long ago without a word why.

    A quarter may be paid at once; back-pay normally reaches `back_pay` months.
    """
    reasons = []
    label = Period.month(month.year, month.month).label
    if paid_on > today:
        reasons.append("交纳日期在今天之后")
    last = Period.quarter(paid_on.year, (paid_on.month + 2) // 3).end
    if month >= last:
        reasons.append(f"{label}还没有到，最多预交到本季度末")
    if apart(month, month_of(paid_on)) > back_pay and not note.strip():
        reasons.append(f"{label}已超过{back_pay}个月，补交一般不超过{back_pay}个月，请写明原因")
    return reasons


def yuan(amount: int | None) -> str:
    """1234567 分 as 12,345.67; — for none."""
    return "—" if amount is None else f"{amount // 100:,}.{amount % 100:02d}"


def label(months: Sequence[date]) -> str:
    """2025年3月、2025年5月至7月: months as a clerk writes them."""
    runs: list[list[date]] = []
    for month in sorted(months):
        if runs and after(runs[-1][-1], 1) == month:
            runs[-1].append(month)
        else:
            runs.append([month])
    return "、".join(Period(run[0], after(run[-1], 1)).label for run in runs)
