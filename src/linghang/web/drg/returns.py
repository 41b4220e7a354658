"""医保返回: what the insurer grouped and settled beside ours, by reason, department, DRG, month."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from django.http import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from linghang.cases.grouping import queries as grouped
from linghang.cases.grouping.returns import queries, rules
from linghang.cases.grouping.returns.queries import NO_DRG, RETURNED, Overview, Sums, Wanted
from linghang.cases.grouping.returns.rules import OPEN, Reason
from linghang.foundation import quantity
from linghang.foundation.period import Period
from linghang.indicators.queries import NOWHERE
from linghang.org import policy
from linghang.web import lists, places
from linghang.web.drg import asked as asking
from linghang.web.drg.asked import address
from linghang.web.lists import Column, Empty, Link, Listing, Words
from linghang.web.requests import Request
from linghang.web.shown_cases import unit

CENTS = Decimal(100)
FIGURES = (
    Column("returned", "返回", sort="sums.returned", tone="number"),
    Column("same", "一致", sort="sums.same", tone="number"),
    Column("differing", "有差异", sort="sums.differing", tone="number"),
    Column("open", "未处理", sort="sums.open", tone="number"),
    Column("our_rw", "本院权重", value="sums.our_rw", tone="number", decimals=2),
    Column("their_rw", "医保权重", value="sums.their_rw", tone="number", decimals=2),
    Column("cost", "总费用（元）", value="cost", tone="number", decimals=2),
    Column("standard", "支付标准（元）", value="standard", tone="number", decimals=2),
    Column(
        "surplus", "盈亏（元）", value="surplus", sort="sums.surplus", tone="number", decimals=2
    ),
)
EMPTY = Empty(
    "没有医保返回",
    "这个期间和范围内没有导入医保返回。可以换一个期间；医保办或病案科在“医保返回导入”中上传。",
)
DEPARTMENTS = Listing(
    code="drg.returns",
    title="按科室",
    columns=(Column("name", "科室", tone="nowrap", sort="name"), *FIGURES),
    counted="个科室",
    key="of",
    empty=EMPTY,
    headed=True,
)
GROUPS = replace(
    DEPARTMENTS,
    code="drg.return_groups",
    title="按DRG组",
    columns=(Column("group", "医保的DRG组", sort="of"), *FIGURES),
    counted="组",
)


@dataclass(frozen=True, slots=True)
class Line:
    """Sums under a name; every count leads to its rows. narrowed: what the rows must have."""

    sums: Sums
    name: str
    narrowed: dict[str, str]

    @property
    def group(self) -> Words:
        """Of a DRG: its name in our edition, if it is there, and its code."""
        return Words(self.name, self.of) if self.of else Words("没有组")

    @property
    def of(self) -> str:
        return self.sums.of or ""

    @property
    def returned(self) -> Link:
        return self._link(self.sums.returned, difference=RETURNED)

    @property
    def same(self) -> Link:
        return self._link(self.sums.same, difference=Reason.SAME)

    @property
    def differing(self) -> Link:
        return self._link(self.sums.differing)

    @property
    def open(self) -> Link:
        return self._link(self.sums.open, standing=OPEN)

    @property
    def cost(self) -> Decimal | None:
        return yuan(self.sums.cost)

    @property
    def standard(self) -> Decimal | None:
        return yuan(self.sums.standard)

    @property
    def surplus(self) -> Decimal | None:
        return yuan(self.sums.surplus)

    @property
    def query(self) -> str:
        """The same place and period, as a query."""
        return address(**self.narrowed)

    def _link(self, count: int, **more: str) -> Link:
        url = f"{reverse('drg-differences')}?{address(**{**self.narrowed, **more})}"
        return Link(quantity.grouped(count), url if count else "")


def yuan(cents: int | None) -> Decimal | None:
    """元 of 分; nothing of nothing."""
    return None if cents is None else Decimal(cents) / CENTS


@require_safe
def overview(request: Request) -> HttpResponseBase:
    """Sums of the period; the list below by department or, on demand, by DRG."""
    asked = asking.of(request, default=queries.last_month())
    wanted = Wanted(period=asked.wanted.period, department=asked.wanted.department)
    found = queries.overview(wanted, scope=asked.scope)
    same = {"period": wanted.period.code, "department": wanted.department}
    by_group = request.GET.get("by") == "group"
    listing = GROUPS if by_group else DEPARTMENTS
    return lists.page(
        request,
        replace(listing, filters=(asking.departments(request),)),
        _by_group(found, same) if by_group else _by_department(found.departments, same),
        template="web/drg/returns.html",
        context={
            "asked": asked,
            "choice": asked.choice,
            "by_group": by_group,
            "total": Line(found.total, asked.place, same),
            "reasons": [
                (rules.TOLD[one.reason], one, address(**same, difference=one.reason))
                for one in found.reasons
            ],
            "months": [_month(one, wanted.department) for one in found.months],
            "told": asking.told(found.terms, today=request.today),
            "may_settle": policy.may_settle_cases(request.rights),
        },
    )


def _by_department(sums: list[Sums], same: dict[str, str]) -> list[Line]:
    names = places.names()
    return [
        Line(one, unit(one.of, names), {**same, "department": one.of or NOWHERE}) for one in sums
    ]


def _by_group(found: Overview, same: dict[str, str]) -> list[Line]:
    names = grouped.names_of(found.terms)
    return [
        Line(one, names.get(one.of or "", "本院方案没有这一组"), {**same, "drg": one.of or NO_DRG})
        for one in found.groups
    ]


def _month(sums: Sums, department: str) -> Line:
    year, month = map(int, (sums.of or "").split("-"))
    period = Period.month(year, month)
    return Line(sums, period.label, {"period": period.code, "department": department})
