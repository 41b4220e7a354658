"""Grouped discharges as a worklist: status, group, reason; each opens to its case."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.http import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from linghang.cases.drg import Status
from linghang.cases.grouping import queries
from linghang.cases.grouping.queries import GroupedPage, GroupedRow, Wanted
from linghang.cases.scope import CaseScope
from linghang.foundation.access import deny
from linghang.web import lists, places
from linghang.web.drg import asked as asking
from linghang.web.lists import Column, Empty, Filter, Listing, Mark, Rows, Way, Words
from linghang.web.requests import Request
from linghang.web.shown_cases import ShownRow, shown_row

UNWEIGHED = "无权重"
TONES = {Status.GROUPED: "done", Status.UNCHECKED: "failed"}
CASES = Listing(
    code="drg.cases",
    title="入组病例",
    columns=(
        Column("code", "病例", value="shown.code", tone="nowrap"),
        Column("department", "科室", value="shown.department", tone="nowrap"),
        Column(
            "discharged",
            "出院",
            value="shown.discharge_day",
            sort="discharged",
            tone="nowrap",
        ),
        Column("stay", "住院日", value="shown.stay", tone="number"),
        Column(
            "diagnosis",
            "主要诊断",
            value=lambda row: Words(row.shown.diagnosis_name, row.shown.diagnosis),
        ),
        Column("status", "入组", value=lambda row: row.mark, tone="nowrap"),
        Column("group", "DRG组", value=lambda row: Words(row.drg, row.name)),
        Column("weight", "权重", value=lambda row: row.weight, tone="number", decimals=4),
        Column("reason", "原因", tone="long"),
    ),
    counted="例",
    order="-discharged",
    link=lambda row: reverse("case", args=[row.shown.key]),
    key="shown.key",
    empty=Empty("没有符合条件的病例", "可以换一个期间、科室或条件。"),
    lines=lambda _request, rows: _lines(rows),
    may_export=lambda _rights: deny(
        "逐例清单不导出，只在页面上按本职务的范围查看", who_can="医务部按个案审批"
    ),
    whole=True,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One case as the list shows it."""

    shown: ShownRow
    status: str
    drg: str
    name: str
    reason: str
    rw: object

    @property
    def mark(self) -> Mark:
        return Mark(self.status, TONES.get(Status(self.status), "warning"))

    @property
    def weight(self) -> object:
        """The weight, 无权重 for a group without one, nothing for a case without group."""
        if self.status != Status.GROUPED:
            return None
        return UNWEIGHED if self.rw is None else self.rw


def _lines(rows: list[GroupedRow]) -> list[Line]:
    names = places.names()
    return [
        Line(
            shown_row(row.case, names),
            row.status,
            row.drg if row.status == Status.GROUPED else "",
            row.name if row.status == Status.GROUPED else "",
            row.reason,
            row.rw,
        )
        for row in rows
    ]


@dataclass(slots=True)
class Grouped(Rows):
    """The grouped cases of a page, read when they are shown."""

    wanted: Wanted
    scope: CaseScope
    newest_first: bool = True
    total: int | None = None

    def order_by(self, *paths: str) -> Grouped:
        """Only the day of discharge orders them."""
        return replace(self, newest_first=paths[0].startswith("-"))

    def __getitem__(self, piece: slice) -> list[GroupedRow]:
        return self._page(piece.start, piece.stop - piece.start).rows

    def count(self) -> int:
        return self._page(0, 0).total if self.total is None else self.total

    def _page(self, offset: int, limit: int) -> GroupedPage:
        found = queries.page(
            self.wanted,
            scope=self.scope,
            newest_first=self.newest_first,
            offset=offset,
            limit=limit,
        )
        self.total = found.total
        return found


@require_safe
def case_list(request: Request) -> HttpResponseBase:
    """A page of the worklist."""
    asked = asking.of(request)
    filters = (
        asking.departments(request),
        Filter("status", "入组", Way.CHOICE, options=_STATUSES, apply=asking.as_is),
        Filter(
            "unweighed", UNWEIGHED, Way.CHOICE, options=[("1", "只看无权重")], apply=asking.as_is
        ),
        Filter("drg", "DRG组", apply=asking.as_is),
        Filter("reason", "原因", apply=asking.as_is),
        asking.editions(),
    )
    return lists.page(
        request,
        replace(CASES, filters=filters),
        Grouped(asked.wanted, asked.scope),
        template="web/drg/cases.html",
        context={
            "asked": asked,
            "choice": asked.choice,
            "told": asking.told_of(asked, today=request.today),
        },
    )


_STATUSES = [
    (str(one), str(one))
    for one in (Status.GROUPED, Status.AMBIGUOUS, Status.UNGROUPED, Status.UNCHECKED)
]
