"""DRG组: cases, weight, stay and cost of each group, against what is usual here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from django.http import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from linghang.cases.grouping import queries
from linghang.cases.grouping.queries import GroupRow
from linghang.web import lists
from linghang.web.drg import asked as asking
from linghang.web.drg.asked import Asked, address
from linghang.web.drg.cases import UNWEIGHED
from linghang.web.lists import Column, Empty, Listing, Words
from linghang.web.requests import Request

CENTS = Decimal(100)
GROUPS = Listing(
    code="drg.groups",
    title="DRG组",
    columns=(
        Column("drg", "DRG组", value=lambda one: Words(one.row.name, one.row.drg), sort="row.drg"),
        Column("cases", "病例", value="row.cases", sort="row.cases", tone="number"),
        Column("rw", "权重", tone="number", decimals=4),
        Column(
            "weight", "总权重", value="row.weight", sort="row.weight", tone="number", decimals=2
        ),
        Column("stay", "平均住院日", value="stay", sort="row.mean_stay", tone="number", decimals=1),
        Column("usual_stay", "中位住院日", value="usual_stay", tone="number", decimals=1),
        Column("cost", "次均费用（元）", value="cost", sort="cost", tone="number", decimals=2),
        Column("usual_cost", "中位费用（元）", value="usual_cost", tone="number", decimals=2),
        Column("against", "次均费用比中位（%）", sort="against", tone="number", decimals=1),
    ),
    counted="组",
    order="-cases",
    key="row.drg",
    link=lambda line: line.url,
    empty=Empty("没有入组的病例", "这个期间和范围内没有入组的病例。可以换一个期间或科室。"),
    headed=True,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One group; money in 元."""

    row: GroupRow
    asked: Asked

    @property
    def url(self) -> str:
        wanted = self.asked.wanted
        query = address(
            period=wanted.period.code,
            department=wanted.department,
            edition=wanted.edition,
            drg=self.row.drg,
        )
        return f"{reverse('drg-cases')}?{query}"

    @property
    def rw(self) -> Decimal | str:
        return UNWEIGHED if self.row.rw is None else self.row.rw

    @property
    def stay(self) -> Decimal | None:
        return _decimal(self.row.mean_stay)

    @property
    def usual_stay(self) -> Decimal | None:
        return _decimal(self.row.median_stay)

    @property
    def cost(self) -> Decimal | None:
        return _yuan(self.row.mean_cost)

    @property
    def usual_cost(self) -> Decimal | None:
        return _yuan(self.row.median_cost)

    @property
    def against(self) -> Decimal | None:
        """Percent above (or below) the median; None without a median above 0."""
        if not self.usual_cost or self.cost is None:
            return None
        return (self.cost / self.usual_cost - 1) * 100


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _yuan(cents: float | None) -> Decimal | None:
    return None if cents is None else Decimal(str(cents)) / CENTS


@require_safe
def group_list(request: Request) -> HttpResponseBase:
    """The groups of a period and department."""
    asked = asking.of(request)
    lines = [Line(row, asked) for row in queries.groups(asked.wanted, scope=asked.scope)]
    return lists.page(
        request,
        replace(GROUPS, filters=(asking.departments(request), asking.editions())),
        lines,
        template="web/drg/groups.html",
        context={
            "asked": asked,
            "choice": asked.choice,
            "told": asking.told_of(asked, today=request.today),
        },
    )
