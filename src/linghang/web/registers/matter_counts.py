"""科室重大事项 in numbers: how many each department dealt with in a year, by matter (§2.9.1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from linghang.foundation.period import Period
from linghang.meetings import catalog
from linghang.meetings.opinions import queries
from linghang.org import policy
from linghang.org.definitions import Kind
from linghang.web import lists
from linghang.web.access import require
from linghang.web.lists import Column, Empty, Filter, Link, Listing, years
from linghang.web.lists.cells import Value
from linghang.web.registers.asking import words
from linghang.web.requests import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A department in a year. counts: matter → how many; before: of the year before, all told."""

    code: str
    name: str
    year: int
    counts: Mapping[str, int]
    before: int

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    def cell(self, matter: str = "") -> Value:
        """The number, which opens to its items; of all matters without one."""
        count = self.counts.get(matter, 0) if matter else self.total
        if not count:
            return "0"
        days = f"day_from={self.year}-01-01&day_to={self.year}-12-31"
        return Link(
            str(count), f"{reverse('department-matters')}?unit={self.code}&matter={matter}&{days}"
        )


def _of(matter: str, name: str) -> Column:
    return Column(matter, name, value=lambda one: one.cell(matter), tone="number")


def _none(rows: Sequence[Line], _value: str, _request: Request) -> list[Line]:
    return [one for one in rows if not one.total]


def _listing() -> Listing:
    return Listing(
        code="meetings.department_matter_counts",
        title="科室重大事项统计",
        counted="个",
        note="科务会研究并附党支部意见的事项，按会议日期计入年度；用于支部考核。数字点开是清单。",
        columns=(
            Column("name", "科室", sort="name", tone="nowrap"),
            Column("total", "合计", value=lambda one: one.cell(), sort="total", tone="number"),
            Column("before", "上年合计", sort="before", tone="number"),
            *(_of(code, one.item.name) for code, one in catalog.department_matters().items.items()),
        ),
        filters=(
            Filter("q", "科室", apply=words("name")),
            Filter("state", "只看", lists.Way.CHOICE, options=(("none", "没有的"),), apply=_none),
            years.choice(),
        ),
        key="code",
        empty=Empty("没有科室", "科室在组织架构中设立。"),
    )


@require_safe
def counts(request: Request) -> HttpResponseBase:
    """Every department whose matters the post may know of, also those without any."""
    require(policy.may_read_meetings(request.rights, None))
    year = years.asked(request)
    covered = queries.covered(request.rights, request.today)
    now, before = (
        queries.counted(request.rights, request.today, Period.year(one)) for one in (year, year - 1)
    )
    rows = [
        Line(
            code=place.code,
            name=place.name,
            year=year,
            counts=now.get(place.code, {}),
            before=sum(before.get(place.code, {}).values()),
        )
        for place in request.rights.structure.of_kind(Kind.DEPARTMENT)
        if place.code in covered or policy.may_read_meetings(request.rights, place.code, place.kind)
    ]
    return lists.page(request, _listing(), rows)
