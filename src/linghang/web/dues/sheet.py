"""支部党费: members × months of a year; who keeps the dues sees bases and sums as well."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.http import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from linghang.dues import queries, rules
from linghang.dues.queries import MemberLine
from linghang.dues.rules import CATEGORY_NAMES, OWED, STATE_NAMES, State
from linghang.foundation.period import Period
from linghang.web import lists, subjects
from linghang.web.dues.seen import branch_seen, opens, year_asked, years
from linghang.web.dues.strip import strip
from linghang.web.lists import Column, Empty, Filter, Listing, Mark, Way
from linghang.web.lists.cells import Value
from linghang.web.requests import Request

TONES = {State.PAID: "done", State.UNPAID: "failed", State.RUNNING: "going", State.UNSET: "warning"}
QUIET = (State.ELSEWHERE, State.LATER)
MANY = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A member as a line of the list. late: months unpaid in a row up to last month."""

    unit: str
    line: MemberLine
    late: int

    @property
    def name(self) -> str:
        return self.line.name

    @property
    def person(self) -> str:
        return self.line.person

    @property
    def base(self) -> str:
        """Category and base; only for who keeps the dues."""
        one = self.line.base
        if one is None:
            return ""
        name = CATEGORY_NAMES[one.category]
        return f"{name} {rules.yuan(one.amount)}" if one.category in rules.BY_INCOME else name

    @property
    def monthly(self) -> str:
        """What is due of the last month that is owed."""
        due = [cell.due for cell in self.line.cells if cell.due is not None]
        return rules.yuan(due[-1]) if due else ""

    @property
    def behind(self) -> Value:
        if not self.late:
            return None
        return Mark(f"{self.late}个月", "failed" if self.late >= MANY else "warning")

    @property
    def year(self) -> Value:
        """All months in one cell."""
        return strip((number, self.month(number)) for number in range(1, 13))

    def month(self, number: int) -> Mark | None:
        """How the month stands; empty where it does not concern the branch."""
        state = self.line.cells[number - 1].state
        return None if state in QUIET else Mark(STATE_NAMES[state], TONES.get(state, ""))


def _month(number: int) -> Column:
    return Column(f"m{number}", f"{number}月", value=lambda one: one.month(number), only="file")


def _wanted(rows: Sequence[Row], value: str, _request: Request) -> list[Row]:
    if value == "unset":
        return [one for one in rows if State.UNSET in one.line.states.values()]
    return [one for one in rows if one.late]


SHEET = Listing(
    code="dues.sheet",
    title="支部党费",
    counted="人",
    columns=(
        Column("name", "党员", sort="name"),
        Column("behind", "连续未交", sort="late", tone="nowrap"),
        Column("year", "各月", only="page"),
        *(_month(number) for number in range(1, 13)),
    ),
    filters=(
        Filter(
            "q",
            "姓名",
            path=("name",),
            apply=lambda rows, value, _request: [one for one in rows if value in one.name],
        ),
        Filter(
            "state",
            "只看",
            Way.CHOICE,
            options=(("behind", "连续未交的"), ("unset", "未核定基数的")),
            apply=_wanted,
        ),
        Filter(
            "year", "年度", Way.CHOICE, options=years, apply=lambda rows, _v, _r: rows, always=True
        ),
    ),
    key="person",
    link=lambda one: reverse("dues-member", args=[one.unit, one.person]),
    empty=Empty("没有在本支部交纳党费的党员", "组织关系在本支部的党员都会列在这里。"),
    per_page=100,
)
# Bases and sums stay on the page: no file of them leaves the house.
KEPT = replace(
    SHEET,
    columns=(
        SHEET.columns[0],
        Column("base", "月基数（元）", only="page", tone="nowrap"),
        Column("monthly", "月应交（元）", only="page", tone="number"),
        *SHEET.columns[1:],
    ),
)


@require_safe
def sheet(request: Request, code: str) -> HttpResponseBase:
    """The branch's year."""
    unit, year = branch_seen(request, code), year_asked(request)
    keeps = opens(request, code)
    lines = queries.sheet(code, year, request.today, opens=keeps)
    rows = [
        Row(unit=code, line=one, late=len(rules.behind(one.states, request.today))) for one in lines
    ]
    listing = replace(
        KEPT if keeps else SHEET, title=f"{unit.name}党费", note=_told(lines, year, request.today)
    )
    return lists.page(
        request,
        listing,
        rows,
        template="web/lists/with_ways.html",
        context={"ways": _ways(code, request.today) if keeps and lines else []},
    )


def _told(lines: Sequence[MemberLine], year: int, today: date) -> str:
    """One sentence: members, months paid of months owed up to today."""
    until = rules.month_of(today)
    cells = [cell for one in lines for cell in one.cells if cell.month <= until]
    owed = [cell for cell in cells if cell.state in OWED and cell.state is not State.EXCUSED]
    paid = sum(cell.state is State.PAID for cell in owed)
    return f"{year}年{len(lines)}名党员，应交{len(owed)}人月，已交{paid}人月。"


def _ways(code: str, today: date) -> list[tuple[str, str, bool]]:
    month = f"{today:%Y-%m}"
    return [
        ("核定基数", reverse("dues-bases", args=[code]), False),
        (f"登记{today.month}月收缴", reverse("dues-collect", args=[code, month]), True),
    ]


def _of_month(name: str) -> str:
    unit, _, month = name.partition(":")
    return reverse("dues-collect", args=[unit, month])


def _of_arrears(name: str) -> str:
    unit, _, person = name.partition(":")
    return reverse("dues-member", args=[unit, person])


subjects.register("dues.branch", "dues-unit")
subjects.register("dues.month", _of_month)
subjects.register("dues.arrears", _of_arrears)


def months_label(months: Sequence[date]) -> list[tuple[str, str]]:
    """Months as choices: (2025-03, 2025年3月)."""
    return [(f"{one:%Y-%m}", Period.month(one.year, one.month).label) for one in months]
