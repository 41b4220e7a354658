"""入组情况: how many cases of a period have a group, by department and by reason."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from django.http import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from linghang.cases.drg import Status
from linghang.cases.grouping import queries
from linghang.cases.grouping.queries import Tally
from linghang.foundation import quantity
from linghang.indicators.queries import NOWHERE
from linghang.web import lists, places
from linghang.web.drg import asked as asking
from linghang.web.drg.asked import Asked, address
from linghang.web.lists import Column, Empty, Link, Listing
from linghang.web.requests import Request
from linghang.web.shown_cases import unit

DEPARTMENTS = Listing(
    code="drg.departments",
    title="入组情况",
    columns=(
        Column("name", "科室", tone="nowrap", sort="name"),
        Column("cases", "出院病例", sort="tally.cases", tone="number"),
        Column("grouped", "入组", sort="tally.grouped", tone="number"),
        Column("share", "入组率（%）", sort="share", tone="number", decimals=1),
        Column("ambiguous", "歧义", tone="number"),
        Column("ungrouped", "无法入组", tone="number"),
        Column("unchecked", "信息校验不通过", tone="number"),
        Column("unweighed", "无权重", tone="number"),
        Column("weight", "总权重", value="tally.weight", tone="number", decimals=2),
        Column("index", "病例组合指数", value="index", tone="number", decimals=4),
    ),
    counted="个科室",
    key="code",
    empty=Empty("没有出院病例", "这个期间和范围内没有出院病例。可以换一个期间。"),
    headed=True,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One department; every count leads to its cases. open: departments that may be asked for."""

    tally: Tally
    name: str
    asked: Asked
    open: frozenset[str]

    @property
    def code(self) -> str:
        return self.tally.department or NOWHERE

    @property
    def cases(self) -> Link:
        return self._link(self.tally.cases)

    @property
    def grouped(self) -> Link:
        return self._link(self.tally.grouped, status=Status.GROUPED)

    @property
    def ambiguous(self) -> Link:
        return self._link(self.tally.ambiguous, status=Status.AMBIGUOUS)

    @property
    def ungrouped(self) -> Link:
        return self._link(self.tally.ungrouped, status=Status.UNGROUPED)

    @property
    def unchecked(self) -> Link:
        return self._link(self.tally.unchecked, status=Status.UNCHECKED)

    @property
    def unweighed(self) -> Link:
        return self._link(self.tally.unweighed, unweighed="1")

    @property
    def share(self) -> Decimal | None:
        """Percent."""
        share = self.tally.grouped_share
        return None if share is None else Decimal(str(share)) * 100

    @property
    def index(self) -> Decimal | None:
        return self.tally.case_mix_index

    def _link(self, count: int, **more: str) -> Link:
        wanted = self.asked.wanted
        if not count or self.code not in self.open:
            return Link(quantity.grouped(count), "")
        query = address(
            period=wanted.period.code, department=self.code, edition=wanted.edition, **more
        )
        return Link(quantity.grouped(count), f"{reverse('drg-cases')}?{query}")


@require_safe
def overview(request: Request) -> HttpResponseBase:
    """Counts for the whole range, by department, and why cases have no group."""
    asked = asking.of(request)
    found = queries.overview(asked.wanted, scope=asked.scope)
    names = places.names()
    held = frozenset(code for code, _ in asking.open_departments(request))
    lines = [Line(one, unit(one.department, names), asked, held) for one in found.departments]
    reasons = [
        (one, address(**_same(asked), status=one.status, reason=one.reason))
        for one in found.reasons
    ]
    return lists.page(
        request,
        _with_filters(request),
        lines,
        template="web/drg/overview.html",
        context={
            "asked": asked,
            "choice": asked.choice,
            "total": found.total,
            "share": _percent(found.total),
            "reasons": reasons,
            "told": asking.told(found.terms, today=request.today),
        },
    )


def _with_filters(request: Request) -> Listing:
    return replace(DEPARTMENTS, filters=(asking.departments(request), asking.editions()))


def _percent(total: Tally) -> str:
    share = total.grouped_share
    return quantity.NOTHING if share is None else f"{share * 100:.1f}%"


def _same(asked: Asked) -> dict[str, str]:
    wanted = asked.wanted
    return {
        "period": wanted.period.code,
        "department": wanted.department,
        "edition": wanted.edition,
    }
