"""全院党费: branches × months, how much of what is due came in, who is behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from django.http import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from linghang.dues import queries, rules
from linghang.dues import rates as tables
from linghang.dues.queries import Behind, BranchYear, Month
from linghang.org.models import Unit
from linghang.org.party import policy as party_policy
from linghang.web import lists
from linghang.web.access import require
from linghang.web.dues.seen import year_asked, years
from linghang.web.dues.strip import strip
from linghang.web.lists import Column, Empty, Filter, Link, Listing, Mark, Way, Words
from linghang.web.lists.cells import Value
from linghang.web.meetings.unit import percent
from linghang.web.requests import Request


@dataclass(frozen=True, kw_only=True)
class Row:
    """A branch of the year, up to this month."""

    year: BranchYear
    today: date

    @property
    def code(self) -> str:
        return self.year.unit

    @property
    def name(self) -> str:
        return self.year.name

    @property
    def late(self) -> int:
        return len(self.year.behind)

    @cached_property
    def so_far(self) -> Month:
        """The months up to this one."""
        until = rules.month_of(self.today)
        return sum((one for month, one in self.year.months.items() if month <= until), Month())

    @property
    def unset(self) -> int:
        return max((one.unset for one in self.year.months.values()), default=0)

    @cached_property
    def _numbered(self) -> dict[int, tuple[date, Month]]:
        return {day.month: (day, one) for day, one in self.year.months.items()}

    @property
    def due(self) -> Decimal:
        return Decimal(self.so_far.due_sum) / 100

    @property
    def paid(self) -> Decimal:
        return Decimal(self.year.total.paid_sum) / 100

    @property
    def rate(self) -> Value:
        """收缴率: months paid ÷ months owed, good reasons left out; with both parts."""
        total = self.so_far
        owed = total.owed - total.excused
        if not owed:
            return None
        return Words(percent(Fraction(total.paid, owed)), f"{total.paid}/{owed}")

    @property
    def behind(self) -> Value:
        if not self.late:
            return None
        url = f"{reverse('dues-arrears')}?unit={self.code}"
        return Link(f"{self.late}人", url)

    @property
    def months(self) -> Value:
        """All months in one cell."""
        return strip((number, self.month(number)) for number in range(1, 13))

    def month(self, number: int) -> Mark | None:
        """Whether all paid, else paid/owed of the month."""
        month, one = self._numbered[number]
        owed = one.owed - one.excused
        if not owed or month > rules.month_of(self.today):
            return Mark("未核定", "warning") if one.unset and not owed else None
        if one.paid >= owed:
            return Mark("交齐", "done")
        running = month == rules.month_of(self.today)
        return Mark(f"{one.paid}/{owed}", "going" if running else "failed")


def _month(number: int) -> Column:
    return Column(f"m{number}", f"{number}月", value=lambda one: one.month(number), only="file")


def _wanted(rows: Sequence[Row], value: str, _request: Request) -> list[Row]:
    if value == "unset":
        return [one for one in rows if one.unset]
    return [one for one in rows if one.late]


OFFICE = Listing(
    code="dues.office",
    title="全院党费",
    counted="个",
    columns=(
        Column("name", "党支部", sort="name", tone="nowrap"),
        Column("rate", "收缴率（人月）", tone="nowrap"),
        Column("due", "应收（元）", sort="due", tone="number", decimals=2),
        Column("paid", "实收（元）", sort="paid", tone="number", decimals=2),
        Column("behind", "有人未交", sort="late", tone="nowrap"),
        Column("months", "各月", only="page"),
        *(_month(number) for number in range(1, 13)),
    ),
    filters=(
        Filter(
            "state",
            "只看",
            Way.CHOICE,
            options=(("behind", "有人未交的"), ("unset", "有人未核定基数的")),
            apply=_wanted,
        ),
        Filter(
            "year", "年度", Way.CHOICE, options=years, apply=lambda rows, _v, _r: rows, always=True
        ),
    ),
    link=lambda one: reverse("dues-unit", args=[one.code]),
    key="code",
    empty=Empty("没有党支部", "党支部在组织架构中设立。"),
    per_page=100,
)


@require_safe
def office(request: Request) -> HttpResponseBase:
    """Every branch; sums, and nobody's own."""
    require(party_policy.may_oversee_dues(request.rights))
    rows = [
        Row(year=one, today=request.today)
        for one in queries.office(year_asked(request), request.today)
    ]
    listing = replace(OFFICE, note=_told(rows))
    ways = [
        ("未交名单", reverse("dues-arrears"), False),
        ("党费使用", reverse("dues-uses"), False),
        ("公示", reverse("dues-publish"), True),
    ]
    return lists.page(
        request, listing, rows, template="web/lists/with_ways.html", context={"ways": ways}
    )


def _told(rows: Sequence[Row]) -> str:
    due = sum(one.so_far.due_sum for one in rows)
    paid = sum(one.year.total.paid_sum for one in rows)
    months = sum((one.so_far for one in rows), Month())
    owed = months.owed - months.excused
    if not owed:
        return "还没有核定党费基数。"
    rate = percent(Fraction(months.paid, owed))
    return (
        f"应收{rules.yuan(due)}元，实收{rules.yuan(paid)}元；"
        f"收缴率{rate}（已交{months.paid}人月÷应交{owed}人月，有正当理由的{months.excused}人月不计）。"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """Somebody who is behind."""

    one: Behind
    branch: str

    @property
    def person(self) -> str:
        return self.one.person

    @property
    def name(self) -> str:
        return self.one.name

    @property
    def unit(self) -> str:
        return self.one.unit

    @property
    def count(self) -> int:
        return len(self.one.months)

    @property
    def months(self) -> str:
        return rules.label(self.one.months)

    @property
    def says(self) -> Value:
        """From six months on: to be looked into, nothing more."""
        return Mark("请核实有无正当理由", "failed") if self.count >= self.exit else None

    exit: int = 6


def _of_unit(rows: Sequence[Late], value: str, _request: Request) -> list[Late]:
    return [one for one in rows if one.unit == value]


def _long(rows: Sequence[Late], value: str, _request: Request) -> list[Late]:
    return [one for one in rows if one.count >= int(value)]


ARREARS = Listing(
    code="dues.arrears",
    title="未交党费名单",
    counted="人",
    note="到上月底连续没有交纳、也没有登记正当理由的党员。只列月份，不列基数和金额。",
    columns=(
        Column("name", "党员", sort="name"),
        Column("branch", "党支部", sort="branch"),
        Column("count", "连续未交（月）", sort="count", tone="number"),
        Column("months", "月份"),
        Column("says", "提示"),
    ),
    filters=(
        Filter(
            "unit", "党支部", Way.CHOICE, options=lambda request: _branches(request), apply=_of_unit
        ),
        Filter(
            "least",
            "至少",
            Way.CHOICE,
            options=tuple((str(n), f"{n}个月") for n in (1, 3, 5, 6)),
            apply=_long,
        ),
    ),
    order="-count",
    key="person",
    link=lambda one: reverse("dues-member", args=[one.unit, one.person]),
    empty=Empty("没有未交党费的党员", "到上月底的党费都已登记。"),
)


def _branches(request: Request) -> list[tuple[str, str]]:
    rows = Unit.objects.on(request.today).filter(kind="party_branch").order_by("code")
    return list(rows.values_list("code", "name"))


@require_safe
def arrears(request: Request) -> HttpResponseBase:
    """Who is behind, in all branches."""
    require(party_policy.may_oversee_dues(request.rights))
    names = dict(_branches(request))
    exit_months = tables.terms(request.today).exit
    rows = [
        Late(one=one, branch=names.get(one.unit, one.unit), exit=exit_months)
        for one in queries.office_behind(request.today)
    ]
    return lists.page(request, ARREARS, rows)
